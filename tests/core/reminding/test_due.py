"""Who is told of what: the step has come, the item waits, and it was not told yet. Never “is today the day?”."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mou.models import Obligation
from partnerships.core.models import ReminderLadder, ReminderLine, ReminderRun, User
from partnerships.core.reminding.kinds import kind_named
from partnerships.core.reminding.preferences import set_preference
from partnerships.core.reminding.snoozing import end_snooze, snooze
from partnerships.core.reminding.steps import digests_due, steps_on
from tests.core.reminding.scene import DAY, MONDAY, Scene, run, told
from tests.factories import ProvinceFactory
from tests.people import person

pytestmark = pytest.mark.django_db
GIFT, MANDLA, REFILWE = "Gift Mahlangu", "Mandla Manager", "Refilwe Molefe"


def daily(first: date, last: date) -> None:
    for number in range((last - first).days + 1):
        run(first + number * DAY)


def test_each_step_is_told_once_with_the_digest_and_the_last_on_its_day(scene: Scene) -> None:
    # Wednesday 23 December 2026. Steps 60, 30, 7 and 0 days before, told on Mondays: 60 and 30 have come by
    # 23 November (30 is told), 7 days before is 16 December, told on Monday the 21st, and the day itself.
    scene.owes(date(2026, 12, 23))
    daily(MONDAY, date(2026, 12, 27))
    assert told() == [(GIFT, 30, "digest"), (GIFT, 7, "digest"), (GIFT, 0, "day")]
    days = [*ReminderLine.objects.order_by("pk").values_list("told_on", flat=True)]
    assert days == [MONDAY, date(2026, 12, 21), date(2026, 12, 23)]
    assert len(mail.outbox) == 3


def test_who_does_nothing_is_followed_by_the_manager_and_then_by_the_head(scene: Scene) -> None:
    scene.owes(MONDAY)
    daily(MONDAY, MONDAY + 40 * DAY)
    # Seven days after the day is Monday 30 November; thirty days after is 23 December, told on Monday the 28th.
    assert told() == [(GIFT, 0, "digest"), (MANDLA, -7, "digest"), (REFILWE, -30, "digest")]
    last = mail.outbox[-1]
    assert last.to == ["refilwe@example.org"]
    assert "Told before: Gift Mahlangu on 23\u00a0November\u00a02026, Mandla Manager on 30" in last.body
    assert "35 days late" in last.body.replace("\u00a0", " ")


def test_nobody_is_passed_over_when_everything_was_late_already(scene: Scene) -> None:
    """On the first day of the system, or after months: the first person first, the others when that did not help."""
    scene.owes(MONDAY - 60 * DAY)
    run(MONDAY)
    assert told() == [(GIFT, 0, "digest")]
    run(MONDAY + 7 * DAY)
    assert told()[1:] == [(MANDLA, -7, "digest")]
    run(MONDAY + 14 * DAY)
    assert told()[2:] == [(REFILWE, -30, "digest")]


def test_who_puts_it_off_does_not_keep_it_from_the_head(scene: Scene) -> None:
    obligation = scene.owes(MONDAY - 60 * DAY)
    run(MONDAY)
    until = {"until": MONDAY + 80 * DAY, "reason": "Later"}
    snooze(kind_named("obligation"), obligation.pk, by=scene.manager, **until)
    run(MONDAY + 7 * DAY)
    assert told()[1:] == [(REFILWE, -30, "digest")]
    assert "Mandla Manager has put it off" in mail.outbox[-1].body


def test_several_steps_that_were_missed_are_one_line(scene: Scene) -> None:
    scene.owes(MONDAY + 25 * DAY)
    run(MONDAY)
    # The next run comes five weeks late: 7 and 0 have come meanwhile, and only the last of them is told.
    run(MONDAY + 35 * DAY)
    assert [line for line in told() if line[0] == GIFT] == [(GIFT, 30, "digest"), (GIFT, 0, "digest")]


def test_the_digest_of_a_week_that_was_missed_comes_with_the_next_run(scene: Scene) -> None:
    scene.owes(MONDAY + 20 * DAY)
    run(MONDAY - 4 * DAY)  # a Thursday: the digests of the days before are made
    assert len(mail.outbox) == 1
    scene.owes(MONDAY + 25 * DAY)
    run(MONDAY - 3 * DAY)
    assert len(mail.outbox) == 1  # the week's digest is there; what is new waits for the next one
    run(MONDAY + 3 * DAY)  # the Monday was missed, the Thursday catches up
    assert told() == [(GIFT, 30, "digest"), (GIFT, 30, "digest")]
    run(MONDAY + 4 * DAY)
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    ("since", "weekdays"),
    [
        (None, [0, 1, 2, 3, 4]),
        (MONDAY, []),
        (MONDAY - DAY, [0]),
        (MONDAY - 3 * DAY, [0]),
        (MONDAY - 4 * DAY, [0, 4]),
        (MONDAY - 30 * DAY, [0, 1, 2, 3, 4]),
    ],
)
def test_the_digests_that_came_round_since_the_last_run_are_due(
    since: date | None, weekdays: list[int]
) -> None:
    assert [weekday for weekday, _ in digests_due(MONDAY, since=since)] == weekdays


def test_what_was_settled_sent_back_or_moved_to_another_day(scene: Scene) -> None:
    obligation = scene.owes(MONDAY + 20 * DAY)
    run(MONDAY)
    Obligation.objects.filter(pk=obligation.pk).update(due_on=MONDAY + 50 * DAY)
    run(MONDAY + 7 * DAY)  # extended: its ladder begins again
    assert told() == [(GIFT, 30, "digest"), (GIFT, 60, "digest")]
    Obligation.objects.filter(pk=obligation.pk).update(
        status="waived", released_on=MONDAY, released_by=scene.head, release_authority="Committee"
    )
    daily(MONDAY + 8 * DAY, MONDAY + 60 * DAY)
    assert len(told()) == 2


def test_whoever_has_no_account_or_may_not_see_it_is_passed_over_for_the_next(scene: Scene) -> None:
    User.objects.filter(pk=scene.officer.pk).update(is_active=False)
    scene.owes(MONDAY + 20 * DAY, text="First")
    elsewhere = person("provincial_officer", province="LP", name="Lindiwe Baloyi")
    scene.owes(MONDAY + 20 * DAY, accountable=elsewhere, text="Second")
    without_right = person(may=["stakeholders.view_stakeholder"], name="Sipho")
    scene.owes(MONDAY + 20 * DAY, accountable=without_right, text="Third")
    run(MONDAY)
    assert told() == [(MANDLA, 30, "digest")] * 3
    assert {message.to[0] for message in mail.outbox} == {"mandla@example.org"}


def test_an_item_of_which_nobody_may_be_told_is_counted(scene: Scene) -> None:
    scene.owes(MONDAY + 20 * DAY)
    User.objects.update(is_active=False)
    assert (run(MONDAY).unreachable, told()) == (1, [])
    User.objects.filter(pk=scene.officer.pk).update(is_active=True)
    ReminderRun.objects.update(day=MONDAY - DAY)
    assert (run(MONDAY).unreachable, told()) == (0, [(GIFT, 30, "digest")])


def test_a_stand_in_gets_what_is_somebody_elses_and_reads_whose_it_is(scene: Scene) -> None:
    colleague = person("provincial_officer", province="GP", name="Thandi Zulu")
    set_preference(
        by=scene.officer, weekday=None, away_from=MONDAY, away_until=MONDAY + 10 * DAY, stand_in=colleague
    )
    scene.owes(MONDAY + 20 * DAY)
    run(MONDAY)
    assert told() == [("Thandi Zulu", 30, "digest")]
    assert "For Gift Mahlangu, who is away until 3\u00a0December\u00a02026." in mail.outbox[0].body
    run(MONDAY + 14 * DAY)  # back again: the step that the other was told is not told twice, the next one is
    assert told()[1:] == [(GIFT, 7, "digest")]


def test_a_stand_in_who_is_away_or_may_not_see_it_is_passed_over(scene: Scene) -> None:
    colleague = person("provincial_officer", province="GP", name="Thandi Zulu")
    away = {"weekday": None, "away_from": MONDAY, "away_until": MONDAY + 10 * DAY}
    set_preference(by=scene.officer, stand_in=colleague, **away)
    set_preference(by=colleague, stand_in=scene.head, **away)
    scene.owes(MONDAY + 20 * DAY)
    run(MONDAY)
    assert told() == [(MANDLA, 30, "digest")]
    colleague.province = ProvinceFactory(code="LP")
    colleague.save()
    with pytest.raises(ValidationError, match="may see what you see"):
        set_preference(by=scene.officer, stand_in=colleague, **away)


def test_everybody_is_told_on_the_weekday_they_chose(scene: Scene) -> None:
    run(MONDAY - 4 * DAY)
    set_preference(by=scene.officer, weekday=3, away_from=None, away_until=None, stand_in=None)
    scene.owes(MONDAY + 20 * DAY)
    scene.owes(MONDAY + 20 * DAY, accountable=scene.manager)
    run(MONDAY)
    assert told() == [(MANDLA, 30, "digest")]
    run(MONDAY + 3 * DAY)
    assert told()[1:] == [(GIFT, 30, "digest")]


def test_a_snooze_holds_for_one_person_until_its_day_and_the_next_is_told_with_the_reason(
    scene: Scene,
) -> None:
    obligation = scene.owes(MONDAY)
    run(MONDAY)
    snooze(
        kind_named("obligation"),
        obligation.pk,
        by=scene.officer,
        until=MONDAY + 21 * DAY,
        reason="The hall burnt",
    )
    daily(MONDAY + DAY, MONDAY + 20 * DAY)
    assert told()[1:] == [(MANDLA, -7, "digest")]
    assert (
        "Gift Mahlangu has put it off until 14\u00a0December\u00a02026: The hall burnt"
        in mail.outbox[-1].body
    )
    assert obligation.is_overdue_on(MONDAY + 20 * DAY)  # nothing but the reminder is put off
    daily(MONDAY + 21 * DAY, MONDAY + 25 * DAY)
    assert told()[2:] == [(GIFT, 0, "digest")]


def test_a_snooze_needs_a_right_a_reason_and_a_day_within_three_months(scene: Scene) -> None:
    kind, item = kind_named("obligation"), scene.owes(MONDAY).pk
    words: dict[str, Any] = {
        "by": scene.officer,
        "until": MONDAY + 5 * DAY,
        "reason": "Waiting for the minutes",
    }
    with pytest.raises(PermissionDenied):
        snooze(kind, item, **words | {"by": person("auditor")})
    with pytest.raises(ValidationError, match="no longer waits"):
        snooze(kind, item, **words | {"by": person("provincial_officer", province="LP")})
    for until in (MONDAY, MONDAY + 91 * DAY):
        with pytest.raises(ValidationError, match="from tomorrow to"):
            snooze(kind, item, **words | {"until": until})
    with pytest.raises(ValidationError):
        snooze(kind, item, **words | {"reason": "  "})
    one = snooze(kind, item, **words)
    with pytest.raises(ValidationError, match="already"):
        snooze(kind, item, **words)
    with pytest.raises(PermissionDenied):
        end_snooze(one, by=scene.head)
    assert end_snooze(one, by=scene.officer).ends_on == MONDAY


def test_what_is_late_by_more_than_a_year_is_left_to_lists_and_reports(scene: Scene) -> None:
    scene.owes(MONDAY - 366 * DAY)
    assert (run(MONDAY).looked_at, told()) == (0, [])


def test_the_ladder_is_the_units_to_change_and_a_retired_one_tells_nothing(scene: Scene) -> None:
    scene.owes(MONDAY + 20 * DAY)
    ladder = ReminderLadder.objects.get(code="obligation")
    ladder.steps = [25]
    ladder.save()
    run(MONDAY)
    assert told() == [(GIFT, 25, "digest")]
    ladder.is_active = False
    ladder.save()
    scene.owes(MONDAY + 20 * DAY)
    run(MONDAY + 7 * DAY)
    assert len(told()) == 1


def test_a_ladder_never_tells_the_next_person_before_the_first() -> None:
    with pytest.raises(ValidationError, match="The first person is told first"):
        ReminderLadder(code="x", name="X", steps=[7, 0], second_steps=[30]).clean()


def test_an_agreement_kind_has_a_ladder_of_its_own(scene: Scene) -> None:
    scene.mou.kind.expiry_ladder = ReminderLadder.objects.create(code="long", name="Long", steps=[400])
    scene.mou.kind.save()
    scene.mou.ends_on = MONDAY + 390 * DAY
    scene.mou.save()
    run(MONDAY)
    assert told() == [(MANDLA, 400, "digest")]


def test_a_ladder_in_working_days_leaves_out_weekends_and_holidays() -> None:
    minutes = ReminderLadder(code="minutes", name="Minutes", steps=[2], in_working_days=True)
    # Thursday 24 December 2026: two working days later is Tuesday 29 December (25, 26, 27 are free).
    assert [step.until for step in steps_on(date(2026, 12, 24), [minutes])] == [date(2026, 12, 29)]


def told_by_hand(due_on: date, days: list[date], weekday: int) -> list[tuple[date, int]]:
    """The rule once more, in the simplest words: for each run the step that is told, if any."""
    found: list[tuple[date, int]] = []
    since: date | None = None
    for day in days:
        came_round = since is None or any(
            (since + n * DAY).weekday() == weekday for n in range(1, (day - since).days + 1)
        )
        come = [step for step in (60, 30, 7, 0) if (due_on - day).days <= step]
        if come and not any(step <= min(come) for _, step in found) and (came_round or min(come) == 0):
            found.append((day, min(come)))
        since = day
    return found


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    offset=st.integers(-20, 90),
    gaps=st.lists(st.integers(0, 16), min_size=3, max_size=12),
    weekday=st.integers(0, 4),
)
def test_whatever_the_days_of_the_runs_the_ladder_tells_what_the_rule_says(
    scene: Scene, offset: int, gaps: list[int], weekday: int
) -> None:
    days = [MONDAY + sum(gaps[:number]) * DAY for number in range(1, len(gaps) + 1)]
    with transaction.atomic():
        obligation = scene.owes(MONDAY + offset * DAY)
        set_preference(by=scene.officer, weekday=weekday, away_from=None, away_until=None, stand_in=None)
        for day in days:
            run(day)
        lines = ReminderLine.objects.filter(item=obligation.pk, person=scene.officer).order_by("pk")
        assert [*lines.values_list("told_on", "days")] == told_by_hand(obligation.due_on, days, weekday)
        transaction.set_rollback(True)
