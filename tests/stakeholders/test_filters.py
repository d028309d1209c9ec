"""What the lists can be chosen by, and that each filter means exactly what it says."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from partnerships.core.models import User
from stakeholders.filters import DecisionFilter, DirectoryFilter, EngagementFilter, StakeholderFilter
from stakeholders.models import Engagement, PartnerDecision, Stakeholder
from tests.factories import (
    ActionItemFactory,
    EngagementFactory,
    EngagementKindFactory,
    PartnerDecisionFactory,
    ProvinceFactory,
    StakeholderFactory,
    StakeholderGroupFactory,
    StakeholderTypeFactory,
)
from tests.people import gift, nomsa, person

pytestmark = pytest.mark.django_db


def chosen(filterset: Any, query: str, by: User | None = None) -> Any:
    by = by or nomsa()
    model = {
        StakeholderFilter: Stakeholder,
        EngagementFilter: Engagement,
        DecisionFilter: PartnerDecision,
        DirectoryFilter: Stakeholder,
    }[filterset]
    rows = (
        model.objects.headlines() if filterset is DirectoryFilter else model.objects.for_list().visible_to(by)
    )
    return filterset(QueryDict(query), queryset=rows, request=SimpleNamespace(user=by))


def names(query: str, by: User | None = None) -> list[str]:
    found = chosen(StakeholderFilter, query, by)
    assert found.is_valid(), found.errors
    return [stakeholder.name for stakeholder in found.qs]


# Stakeholders


@pytest.mark.parametrize("search", ["khanya", "KST", "safety tr", "  Khanya "])
def test_search_finds_name_and_short_name(search: str) -> None:
    StakeholderFactory(name="Khanya Safety Trust (demo)", short_name="KST")
    StakeholderFactory(name="Umbono (demo)")

    assert names(f"search={search}") == ["Khanya Safety Trust (demo)"]


@pytest.mark.parametrize("search", ["%25", "_", "'", "\\", "%00"])
def test_signs_with_a_meaning_in_sql_are_plain_signs(search: str) -> None:
    StakeholderFactory(name="Umbono (demo)")
    found = chosen(StakeholderFilter, f"search={search}")

    assert not found.is_valid() or list(found.qs) == []


def test_group_type_and_level() -> None:
    business = StakeholderGroupFactory(code="business")
    chamber = StakeholderTypeFactory(code="chamber", group=business)
    StakeholderFactory(name="A", group=business, type=chamber, level="local")
    StakeholderFactory(name="B", group=business, level="national")
    StakeholderFactory(name="C")

    assert names(f"group={business.pk}") == ["A", "B"]
    assert names(f"type={chamber.pk}") == ["A"]
    assert names("level=national") == ["B"]
    assert names(f"group={business.pk}&level=local") == ["A"]


def test_province_and_national() -> None:
    gauteng = ProvinceFactory(code="GP")
    StakeholderFactory(name="Ours", province=gauteng)
    StakeholderFactory(name="Everybody's")

    assert names(f"province={gauteng.pk}") == ["Ours"]
    assert names("province=null") == ["Everybody's"]


def test_a_province_is_offered_itself_and_the_national_records() -> None:
    limpopo, officer = ProvinceFactory(code="LP"), gift()
    offered = chosen(StakeholderFilter, "", officer).form.fields["province"].choices

    assert [label for _, label in offered] == ["Any", "National", "Gauteng"]
    assert not chosen(StakeholderFilter, f"province={limpopo.pk}", officer).is_valid()


def test_status_and_partner_on_a_day() -> None:
    ended = StakeholderFactory(name="Ended", status="ended")
    PartnerDecisionFactory(
        stakeholder=ended,
        decided_on=date(2025, 4, 1),
        ended_on=date(2026, 3, 31),
        end_reason="completed",
        ended_by=nomsa(),
    )
    StakeholderFactory(name="Partner", partner=True)
    StakeholderFactory(name="Never")

    assert names("status=partner") == ["Partner"]
    assert names("partner_on=2026-03-30") == ["Ended", "Partner"]
    assert names("partner_on=2026-03-31") == ["Partner"]
    assert names("partner_on=2025-03-31") == []


def test_archived_records_are_left_out_unless_asked_for() -> None:
    StakeholderFactory(name="Kept")
    StakeholderFactory(name="Archived", archived_on=date(2026, 1, 1), archive_reason="Twice.")

    assert names("") == names("archived=no") == names("archived=") == ["Kept"]
    assert names("archived=yes") == ["Archived"]


def test_dormant_partners_have_had_no_engagement_for_a_year() -> None:
    """Today is 23 November 2026."""
    for name, held_on in {"Quiet": date(2025, 11, 22), "Heard": date(2025, 11, 23)}.items():
        EngagementFactory(stakeholder=StakeholderFactory(name=name, partner=True), held_on=held_on)
    StakeholderFactory(name="Silent", partner=True)
    StakeholderFactory(name="No partner")

    assert names("dormant=yes") == ["Quiet", "Silent"]
    rows = {row.name: row.state_on(date(2026, 11, 23)).label for row in Stakeholder.objects.for_list()}
    assert rows == {
        "Quiet": "Dormant partner",
        "Heard": "Partner",
        "Silent": "Dormant partner",
        "No partner": "Identified",
    }


def test_orders() -> None:
    for name, held_on in {"A": date(2026, 5, 1), "B": None, "C": date(2026, 6, 1)}.items():
        stakeholder = StakeholderFactory(name=name)
        if held_on:
            EngagementFactory(stakeholder=stakeholder, held_on=held_on)

    assert names("sort=name") == ["A", "B", "C"]
    assert names("sort=-name") == ["C", "B", "A"]
    assert names("sort=last_engaged_on") == ["A", "C", "B"]
    assert names("sort=-last_engaged_on") == ["C", "A", "B"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("group=999999", "group"),
        ("group=abc", "group"),
        ("type=1", "type"),
        ("level=galactic", "level"),
        ("province=GP", "province"),
        ("status=dormant", "status"),
        ("partner_on=2026-02-30", "partner_on"),
        ("archived=maybe", "archived"),
        ("sort=password", "sort"),
    ],
)
def test_an_unknown_value_is_an_error(query: str, field: str) -> None:
    StakeholderFactory()

    assert list(chosen(StakeholderFilter, query).errors) == [field]


def test_all_reference_lists_come_in_one_query() -> None:
    StakeholderFactory(type=StakeholderTypeFactory())
    ProvinceFactory()
    found = chosen(StakeholderFilter, "", nomsa())

    with CaptureQueriesContext(connection) as captured:
        str(found.form)
    assert len(captured) == 1


# The directory


def test_the_directory_offers_every_province() -> None:
    ProvinceFactory(code="LP")
    offered = chosen(DirectoryFilter, "", gift()).form.fields["province"].choices

    assert [label for _, label in offered] == ["Any", "National", "Gauteng", "Limpopo"]


# Engagements


def purposes(query: str, by: User | None = None) -> list[str]:
    found = chosen(EngagementFilter, query, by)
    assert found.is_valid(), found.errors
    return [engagement.purpose for engagement in found.qs]


def test_engagements_by_kind_stakeholder_group_and_province() -> None:
    gauteng, interview = ProvinceFactory(code="GP"), EngagementKindFactory(code="interview")
    one = EngagementFactory(purpose="One", kind=interview, stakeholder__province=gauteng)
    EngagementFactory(purpose="Two", stakeholder__group=StakeholderGroupFactory(code="business"))

    assert purposes(f"kind={interview.pk}") == ["One"]
    assert purposes(f"stakeholder={one.stakeholder_id}") == ["One"]
    assert purposes(f"stakeholder={one.stakeholder.name}") == ["One"]
    assert purposes(f"group={one.stakeholder.group_id}") == ["One"]
    assert purposes(f"province={gauteng.pk}") == ["One"]
    assert purposes("province=null") == ["Two"]


def test_engagements_by_purpose_or_the_name_of_the_organisation() -> None:
    EngagementFactory(purpose="Safer schools")
    EngagementFactory(purpose="Annual meeting", stakeholder__name="School Board (demo)")
    EngagementFactory(purpose="Transport")

    assert sorted(purposes("search=school")) == ["Annual meeting", "Safer schools"]


def test_engagements_by_day_and_their_order() -> None:
    for day in (1, 15, 30):
        EngagementFactory(purpose=str(day), held_on=date(2026, 9, day))
    EngagementFactory(purpose="undated", held_on=None, date_basis="unknown")

    assert purposes("") == ["30", "15", "1", "undated"]
    assert purposes("held_on_after=2026-09-15") == ["30", "15"]
    assert purposes("held_on_before=2026-09-15") == ["15", "1"]
    assert purposes("sort=held_on") == ["1", "15", "30", "undated"]
    assert purposes("sort=-held_on") == ["30", "15", "1", "undated"]


def test_an_end_before_the_start_is_said() -> None:
    found = chosen(EngagementFilter, "held_on_after=2026-09-15&held_on_before=2026-09-01")

    assert [error.replace("\u00a0", " ") for error in found.errors["held_on_before"]] == [
        "The end, 1 September 2026, is before the start, 15 September 2026."
    ]


def test_a_foreign_stakeholder_is_no_choice() -> None:
    foreign = StakeholderFactory(province=ProvinceFactory(code="LP"))

    assert list(chosen(EngagementFilter, f"stakeholder={foreign.pk}", gift()).errors) == ["stakeholder"]


def test_a_row_says_how_many_next_steps_are_open() -> None:
    engagement = EngagementFactory()
    ActionItemFactory.create_batch(2, engagement=engagement)
    ActionItemFactory(engagement=engagement, done_on=date(2026, 9, 1), outcome="Sent.")
    EngagementFactory()

    assert sorted(row.open_action_count for row in Engagement.objects.for_list()) == [0, 2]


# Decisions


def test_decisions_by_outcome_stakeholder_days_and_reason_of_the_end() -> None:
    gauteng = ProvinceFactory(code="GP")
    ended = PartnerDecisionFactory(
        stakeholder__province=gauteng,
        decided_on=date(2025, 4, 1),
        ended_on=date(2026, 3, 31),
        end_reason="service_provider",
        ended_by=person("director"),
    )
    running = PartnerDecisionFactory(decided_on=date(2026, 4, 1))
    declined = PartnerDecisionFactory(
        outcome="declined", form_of_collaboration=None, decided_on=date(2026, 5, 1)
    )

    def found(query: str) -> list[PartnerDecision]:
        filterset = chosen(DecisionFilter, query)
        assert filterset.is_valid(), filterset.errors
        return list(filterset.qs)

    assert found("") == [declined, running, ended]
    assert found("outcome=partner") == [running, ended]
    assert found(f"stakeholder={running.stakeholder_id}") == [running]
    assert found("decided_on_after=2026-04-01&decided_on_before=2026-04-30") == [running]
    assert found("ended_on_after=2026-03-31&ended_on_before=2026-03-31") == [ended]
    assert found("end_reason=service_provider") == [ended]
    assert found(f"province={gauteng.pk}") == [ended]
    assert found("sort=decided_on") == [ended, running, declined]
