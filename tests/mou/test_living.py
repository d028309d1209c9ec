"""Alive, quiet or dormant: by the days since something happened under an agreement, asked of any day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from mou.models import MoU
from mou.models.living import Life, dormant_on, living
from mou.services import say_what_will_be_done
from tests.factories import (
    ActivityFactory,
    ActivityQuarterFactory,
    EngagementFactory,
    ObligationFactory,
    ProgressReportFactory,
    StakeholderFactory,
)
from tests.mou import scenes
from tests.people import gift, nomsa, person
from tests.start_page import owed, waits

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
# Signed on 20 March and begun on 1 April 2026: without a sign, quiet from 1 July (91 days), dormant from 29 September.
BEGAN = date(2026, 4, 1)


def told(mou: MoU, day: date = TODAY) -> tuple[str, date]:
    found = living(MoU.objects.for_list(day).get(pk=mou.pk), day)
    assert found is not None
    # The database judges as the page does, whatever the day.
    for state in Life:
        assert MoU.objects.in_life(state, day).filter(pk=mou.pk).exists() is (state == found.life)
    assert MoU.objects.filter(dormant_on(day), pk=mou.pk).exists() is (found.life == Life.DORMANT)
    return str(found.life), found.since


def begun(**fields: Any) -> MoU:
    return scenes.agreement(signed=True, starts_on=BEGAN, **fields)


def test_without_a_sign_it_is_counted_from_its_beginning_and_turns_on_the_day_after() -> None:
    mou = begun()
    for days, state in ((0, "alive"), (90, "alive"), (91, "quiet"), (180, "quiet"), (181, "dormant")):
        assert told(mou, BEGAN + timedelta(days=days)) == (state, BEGAN)


def test_each_sign_wakes_it_from_its_own_day_on_and_not_before() -> None:
    mou = begun()
    EngagementFactory(stakeholder=scenes.theirs(mou).stakeholder, held_on=date(2026, 5, 4))
    EngagementFactory(stakeholder=StakeholderFactory(), held_on=TODAY)  # with somebody else
    ObligationFactory(mou=mou, met=True, submitted_on=date(2026, 6, 1), verified_on=date(2026, 7, 6))
    activity = ActivityFactory(mou=mou)
    ProgressReportFactory(quarter=ActivityQuarterFactory(activity=activity), reported_on=date(2026, 8, 31))
    assert [told(mou, day)[1] for day in (date(2026, 5, 3), date(2026, 5, 4), date(2026, 6, 1))] == [
        BEGAN,
        date(2026, 5, 4),
        date(2026, 6, 1),
    ]
    assert told(mou, date(2026, 8, 30)) == ("alive", date(2026, 7, 6))
    # 31 August to 23 November are 84 days, to 30 November 91.
    assert told(mou) == ("alive", date(2026, 8, 31))
    assert told(mou, date(2026, 11, 30)) == ("quiet", date(2026, 8, 31))


def test_the_days_stand_with_the_kind_and_dormant_comes_after_quiet() -> None:
    mou = begun()
    kind = mou.kind
    kind.quiet_after_days, kind.dormant_after_days = 300, 400
    kind.full_clean()
    kind.save()
    assert told(mou)[0] == "alive"
    kind.dormant_after_days = 300
    with pytest.raises(ValidationError, match="dormant later than quiet"):
        kind.full_clean()


@pytest.mark.parametrize(
    "fields",
    [{"status": "draft", "signed_on": None}, {"ends_on": date(2026, 10, 1)}, {"status": "suspended"}],
)
def test_what_is_not_in_force_is_not_judged(fields: dict[str, Any]) -> None:
    mou = begun()
    if fields.get("status") == "suspended":
        fields = fields | {"suspended_on": date(2026, 5, 1)}
    scenes.become(mou, **fields)
    assert living(MoU.objects.for_list(TODAY).get(pk=mou.pk), TODAY) is None
    assert not any(MoU.objects.in_life(state, TODAY).exists() for state in Life)


def test_the_page_prints_the_rule_and_the_list_shows_the_dormant_ones_of_the_own_province(
    client: Client,
) -> None:
    mou = begun(province="GP", title="Asleep")
    begun(province="WC", title="Asleep elsewhere")
    awake = begun(province="GP", title="Awake")
    EngagementFactory(stakeholder=scenes.theirs(awake).stakeholder, held_on=date(2026, 11, 2))
    client.force_login(gift())
    page = client.get(mou.get_absolute_url()).content.decode()
    assert "dormant after 180" in page
    assert "236 days" in page  # 1 April to 23 November
    assert "Engagement with a party" in client.get(awake.get_absolute_url()).content.decode()
    listed = client.get(reverse("mou:list"), {"life": "dormant"}).content.decode()
    assert "Asleep" in listed
    assert "Awake" not in listed
    assert "elsewhere" not in listed
    assert "What wakes one" in listed
    client.force_login(nomsa())
    exported = b"".join(client.get(reverse("mou:list"), {"life": "dormant", "format": "csv"})).decode()  # type: ignore[arg-type]
    assert "Dormant" in exported
    assert "2026-04-01" in exported


# What will be done about it


def test_one_of_its_two_people_says_what_will_be_done_and_each_sentence_is_kept(client: Client) -> None:
    """Begun on 1 April 2026: dormant from 29 September on."""
    mou = scenes.agreement("GP", signed=True, ends_on=None)
    owner, manager = mou.business_owner, mou.partnership_manager
    [asked] = waits(owner, "dormant").markers
    assert asked.act == ("Say what will be done", reverse("mou:revive", args=[mou.pk]))
    assert waits(manager, "dormant").total == 0

    first = say_what_will_be_done(
        mou, by=owner, words="Meet the trust.", by_on=date(2026, 11, 20), on=date(2026, 11, 1)
    )
    assert waits(owner, "dormant").total == 1  # its day has passed, and nothing happened
    client.force_login(owner)
    page = client.post(
        reverse("mou:revive", args=[mou.pk]),
        {"words": "Plan the year with the trust.", "by_on": "2026-12-04"},
        follow=True,
    )
    text = page.content.decode().replace("\u00a0", " ")
    assert "“Plan the year with the trust.” by 4 December 2026" in text
    assert "“Meet the trust.” by 20 November 2026" in text
    assert first.mou.revivals.count() == 2
    assert waits(owner, "dormant").total == 0
    # It is owed by its day, as any other dated item; the manager waits for it once it is late.
    assert [task.title for task in owed(owner)["coming"].tasks] == ["Plan the year with the trust."]
    assert [task.who for task in owed(manager, date(2026, 12, 5))["others"].tasks] == ["Olga Owner"]
    listed = client.get(reverse("mou:list"), {"life": "dormant"}).content.decode()
    assert "Plan the year with the trust." in listed
    assert "Meet the trust." not in listed

    EngagementFactory(stakeholder=scenes.theirs(mou).stakeholder, held_on=TODAY)
    assert owed(owner)["coming"].total == 0


def test_nobody_else_says_it_and_only_where_it_is_quiet_and_of_a_day_to_come() -> None:
    mou = scenes.agreement("GP", signed=True, ends_on=None)
    said = {"words": "Meet the trust.", "by_on": date(2026, 12, 1)}
    for refused, by, more in (
        ("business owner or its partnership manager", nomsa(), {}),
        ("from tomorrow", mou.business_owner, {"by_on": TODAY}),
        ("from tomorrow", mou.business_owner, {"by_on": date(2027, 6, 1)}),
        ("what will be done", mou.business_owner, {"words": " "}),
    ):
        with pytest.raises(ValidationError) as error:
            say_what_will_be_done(mou, by=by, **(said | more))
        assert refused in str(error.value) or "words" in str(error.value)
    with pytest.raises(PermissionDenied):
        say_what_will_be_done(mou, by=person("auditor"), **said)
    EngagementFactory(stakeholder=scenes.theirs(mou).stakeholder, held_on=TODAY)
    with pytest.raises(ValidationError, match="is alive"):
        say_what_will_be_done(mou, by=mou.business_owner, **said)
