"""The timeline of a record: sources of several apps in one query, each through right and scope."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Value
from django.test.utils import CaptureQueriesContext

from mou.models import MoU
from partnerships.core import timeline
from partnerships.core.timeline import Source, in_words, joined
from stakeholders.models import Engagement, Stakeholder
from tests.factories import EngagementFactory, ProvinceFactory, StakeholderFactory
from tests.people import gift, nomsa, person

pytestmark = pytest.mark.django_db


def meetings(name: str = "meeting", **fields: Any) -> Source:
    defaults: dict[str, Any] = {
        "permission": "stakeholders.view_engagement",
        "rows": lambda record, user: Engagement.objects.visible_to(user).filter(stakeholder=record),
        "when": "held_on",
        "title": joined(Value("Met: "), "purpose"),
    }
    return Source(name, **defaults | fields)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Nothing is registered but what the test registers."""
    monkeypatch.setattr(timeline, "_SOURCES", {})
    return timeline.register


def test_an_app_below_shows_what_an_app_above_registered() -> None:
    """Nothing in core or in the register names an agreement; it registers itself when it starts."""
    assert {"engagement", "decision", "signed", "expired"} <= set(timeline._SOURCES[Stakeholder])
    assert (
        timeline._SOURCES[Stakeholder]["signed"].rows.__module__ == MoU.__module__.split(".")[0] + ".timeline"
    )


def test_a_source_has_a_name_of_its_own(only: Any) -> None:
    only(Stakeholder, meetings())

    with pytest.raises(ValueError, match="knows a source “meeting” already"):
        only(Stakeholder, meetings())


def test_the_sources_of_another_kind_of_record_are_not_told(only: Any) -> None:
    only(MoU, meetings())

    assert timeline.newest(StakeholderFactory(), nomsa(), 10) == []


def test_each_source_is_read_through_the_scope_and_with_its_right(only: Any) -> None:
    only(Stakeholder, meetings())
    stakeholder = StakeholderFactory()
    EngagementFactory(stakeholder=stakeholder, province=ProvinceFactory(code="GP"), purpose="Ours")
    EngagementFactory(stakeholder=stakeholder, province=ProvinceFactory(code="LP"), purpose="Theirs")

    def told(user: Any) -> list[str]:
        return [line.title for line in timeline.newest(stakeholder, user, 10)]

    assert told(gift()) == ["Met: Ours"]
    assert sorted(told(nomsa())) == ["Met: Ours", "Met: Theirs"]
    assert told(person(may={"stakeholders.view_stakeholder"})) == []
    assert timeline.page_of(stakeholder, person(may=())).object_list == []


def test_lines_of_a_day_and_of_an_hour_stand_in_one_order(only: Any) -> None:
    """What has an hour comes after the day that has none; midnight is that of the office, not of Greenwich."""
    only(Stakeholder, meetings(), meetings("recorded", when="created_at", title=F("place"), has_hour=True))
    stakeholder = StakeholderFactory()
    EngagementFactory(stakeholder=stakeholder, held_on="2026-11-23", purpose="Today", place="Written down")
    EngagementFactory(stakeholder=stakeholder, held_on="2026-11-24", purpose="Tomorrow", place="Too")

    lines = timeline.newest(stakeholder, nomsa(), 10)

    assert (lines[0].title, lines[3].title) == ("Met: Tomorrow", "Met: Today")
    assert str(lines[3].when) == "2026-11-23"
    assert {line.source for line in lines[1:3]} == {"recorded"}


def test_a_page_takes_as_many_queries_for_two_sources_as_for_one_and_for_many_rows(only: Any) -> None:
    stakeholder, user = StakeholderFactory(), nomsa()
    user.has_perm("stakeholders.view_engagement")
    counts = []
    for number in range(3):
        only(Stakeholder, meetings(f"meeting-{number}"))
        EngagementFactory.create_batch(20, stakeholder=stakeholder)
        with CaptureQueriesContext(connection) as captured:
            page = timeline.page_of(stakeholder, user, number=2)
        counts.append(len(captured))
    assert counts == [2, 2, 2]
    assert (page.paginator.count, len(page.object_list), page.number) == (180, 25, 2)


def test_a_choice_is_told_in_words(only: Any) -> None:
    only(Stakeholder, meetings(title=in_words("date_basis", Engagement.DateBasis, lower=True)))
    stakeholder = EngagementFactory(date_basis="inferred").stakeholder

    assert timeline.newest(stakeholder, nomsa(), 1)[0].title == "year inferred"
