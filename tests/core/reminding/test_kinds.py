"""What the apps name as dated: which rows wait, until when, whose they are, and where a line leads."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from mou.models import Activity, MoU, Obligation
from mou.services import extend_obligation, let_lapse, review_mou
from partnerships.core.models import ReminderLadder, User
from partnerships.core.reminding.due import holders_of, look
from partnerships.core.reminding.kinds import TOLD_LAST, Kind, all_kinds, kind_named, register
from partnerships.core.reminding.selecting import select
from partnerships.core.reminding.steps import steps_on
from stakeholders.models import Stakeholder
from tests import factories as make
from tests.core.reminding.scene import DAY, MONDAY, Scene
from tests.mou import scenes
from tests.people import gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db
SHOWN = ("due_on", "title", "about", "plain", "person_0", "person_1")


def waiting(name: str, user: User | None = None, day: date = MONDAY) -> list[tuple[Any, ...]]:
    kind = kind_named(name)
    assert kind is not None
    sql, params = select(kind, user, day, SHOWN)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({sql}) AS rows ORDER BY 1, 2", params)  # noqa: S608
        return cursor.fetchall()


def days(name: str, user: User | None = None) -> list[date]:
    return [row[0] for row in waiting(name, user)]


def test_every_kind_has_a_ladder_that_ships_and_every_ladder_a_kind() -> None:
    call_command("load_reference", "reminders", verbosity=0)
    codes = {*ReminderLadder.objects.values_list("code", flat=True)}
    assert {kind.ladder_code for kind in all_kinds()} == codes
    for ladder in ReminderLadder.objects.all():
        ladder.full_clean()


def test_every_kind_can_be_asked_for_everybody_and_for_one_person() -> None:
    call_command("load_reference", "reminders", verbosity=0)
    seen = look(MONDAY, since=None)
    assert seen.lines == 0
    for kind in all_kinds():
        assert kind.name == "quarterly-report" or waiting(kind.name, gift()) == []


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="already"):
        register(Kind("obligation", "Again", "Again", "mou.view_obligation", ()))


# Agreements


def test_an_agreement_that_ends_waits_until_somebody_decides_what_follows() -> None:
    mou = scenes.agreement(signed=True, ends_on=date(2027, 3, 31), notice_days=30)
    people = (mou.partnership_manager_id, mou.business_owner_id)
    name = f"End of {mou.reference} Safer schools"
    assert waiting("mou-end") == [
        (date(2027, 3, 31), name, "What follows is not decided", f"{mou.reference} ends", *people)
    ]
    # 31 March less 30 days. Thirty working days before it: 22, 26 and 29 March are holidays; 30 March is the first,
    # 1 March the 19th, 22 February the 24th, 15 February the 29th, Friday 12 February the 30th.
    assert days("mou-notice") == [date(2027, 3, 1)]
    MoU.objects.update(notice_in_working_days=True)
    assert days("mou-notice") == [date(2027, 2, 12)]

    manager = mou.partnership_manager
    words = {"activity": "A", "results": "B", "our_duties": "C", "their_duties": "D", "reason": "E"}
    review_mou(mou, by=manager, decision="renew", **words)
    assert (days("mou-end"), days("mou-notice")) == (
        [date(2027, 3, 31)],
        [],
    )  # the successor is still to be drafted
    MoU.objects.create(
        reference="MOU-2027-001",
        title="Next",
        kind=mou.kind,
        purpose="P",
        starts_on=date(2027, 4, 1),
        predecessor=mou,
        business_owner=mou.business_owner,
        partnership_manager=manager,
    )
    assert days("mou-end") == []


def test_letting_it_lapse_is_a_decision_with_a_reason_about_one_end_date() -> None:
    mou = scenes.agreement(signed=True, ends_on=date(2027, 3, 31))
    let_lapse(mou, by=mou.partnership_manager, reason="The programme is over.")
    assert (days("mou-end"), days("mou-notice")) == ([], [])
    MoU.objects.update(ends_on=date(2028, 3, 31))  # as an amendment does
    assert days("mou-end") == [date(2028, 3, 31)]


@pytest.mark.parametrize(
    "fields",
    [
        {"ends_on": None},
        {
            "status": MoU.Status.TERMINATED,
            "terminated_on": date(2026, 5, 1),
            "notice_given_on": date(2026, 4, 1),
        },
        {"status": MoU.Status.COMPLETED, "completed_on": date(2026, 5, 1)},
        {"signed": False},
    ],
)
def test_what_ends_otherwise_or_never_is_not_told_of(fields: dict[str, Any]) -> None:
    scenes.agreement(**{"signed": True} | fields)
    assert (days("mou-end"), days("mou-notice")) == ([], [])


def test_obligations_and_evidence_have_an_owner_and_a_clock_in_every_open_state(scene: Scene) -> None:
    """What was sent back is owed again, and evidence waits for somebody: no state is without a clock."""
    for status in ("open", "returned", "disputed"):
        scene.owes(MONDAY, status=status)
    assert len(waiting("obligation")) == 3
    sent = scene.owes(
        MONDAY, status="submitted", submitted_on=MONDAY, submitted_by=scene.officer, submission="Done."
    )
    assert [row[0] for row in waiting("evidence")] == [MONDAY + 14 * DAY]
    assert waiting("evidence")[0][4:] == (scene.manager.pk, scene.officer.pk)
    Obligation.objects.filter(pk=sent.pk).update(submitted_by=scene.manager)  # nobody verifies what they sent
    assert waiting("evidence")[0][4] is None
    make.ObligationFactory(mou=scenes.agreement())  # of a draft, which binds nobody
    assert (len(waiting("obligation")), len(waiting("evidence"))) == (3, 1)


def test_more_time_moves_the_reminder_and_each_occurrence_has_one(scene: Scene) -> None:
    owed = scene.owes(MONDAY)
    head = person("provincial_head", province=scene.mou.province)
    until = MONDAY + 20 * DAY
    extend_obligation(
        owed, by=head, due_on=until, authority="Minutes, item 4", reason="The venue burnt down."
    )
    assert days("obligation") == [until]
    kind = kind_named("obligation")
    assert "Give more time" in {label for label, _ in kind.acts_for(head, owed.pk, scene.mou.province_id)}  # type: ignore[union-attr]
    rule = make.RecurringObligationFactory(mou=scene.mou)
    for year in (2027, 2028):
        period = {"period_start": date(year, 4, 1), "period_end": date(year, 6, 30)}
        scene.owes(date(year, 7, 15), recurring=rule, **period)
    assert days("obligation") == [until, date(2027, 7, 15), date(2028, 7, 15)]


def test_a_planned_quarter_is_due_on_its_last_day_and_opens_its_activity(scene: Scene) -> None:
    activity = make.ActivityFactory(mou=scene.mou, year=2026, responsible_person=scene.officer)
    quarters = [make.ActivityQuarterFactory(activity=activity, number=number) for number in (1, 2, 3, 4)]
    make.ActivityQuarterFactory(activity__mou=scene.mou, number=3, status="done", done_on=MONDAY)
    reached = {"milestone": "Report adopted", "milestone_on": date(2027, 1, 31)}
    Activity.objects.filter(quarters__status="done").update(**reached)
    assert days("milestone") == []
    Activity.objects.filter(pk=activity.pk).update(**reached)
    assert [row[:2] for row in waiting("milestone")] == [(date(2027, 1, 31), "Milestone: Report adopted")]
    assert days("activity") == [date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31), date(2027, 3, 31)]
    kind = kind_named("activity")
    sql, params = select(kind, None, MONDAY, ("item", "number"))  # type: ignore[arg-type]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        assert sorted(cursor.fetchall()) == sorted((quarter.pk, activity.pk) for quarter in quarters)
    acts = kind.acts_for(scene.officer, quarters[0].pk, scene.mou.province_id)  # type: ignore[union-attr]
    assert acts == [("Report progress, or give it up", f"/mous/workplans/quarters/{quarters[0].pk}/report/")]


# Stakeholders


def test_action_items_minutes_and_follow_ups_belong_to_who_took_them_on() -> None:
    officer = gift()
    held = make.EngagementFactory(
        province=officer.province,
        kind__needs_minutes=True,
        kind__code="forum",
        held_on=MONDAY,
        recorded_by=officer,
        follow_up_on=MONDAY + 9 * DAY,
        follow_up_purpose="",
        purpose="Safety plan",
    )
    make.ActionItemFactory(engagement=held, owner=officer, due_on=MONDAY + 3 * DAY, what="Send the plan")
    make.ActionItemFactory(engagement=held, due_on=None)
    make.ActionItemFactory(engagement=held, done_on=MONDAY, outcome="Sent.")
    name = held.stakeholder.name
    (item,) = waiting("action-item")
    assert item[:3] + item[4:] == (MONDAY + 3 * DAY, "Send the plan", name, officer.pk, None)
    assert item[3].startswith("Action item due, number ")  # calendars elsewhere carry nobody's words
    assert waiting("minutes")[0][:3] == (MONDAY + 5 * DAY, "Minutes: Safety plan", name)
    assert waiting("follow-up")[0][:3] == (MONDAY + 9 * DAY, "Follow-up: Safety plan", name)
    assert waiting("action-item", lindiwe()) == waiting("minutes", lindiwe()) == []


def test_contact_and_verification_are_those_of_the_relationship_manager() -> None:
    officer = gift()
    of_class = make.StakeholderClassFactory(contact_every_days=90, verify_every_days=180)
    known = make.StakeholderFactory(
        province=officer.province, stakeholder_class=of_class, relationship_manager=officer
    )
    Stakeholder.objects.filter(pk=known.pk).update(created_at=datetime(2026, 9, 1, 9, tzinfo=UTC))
    make.StakeholderFactory(province=officer.province, stakeholder_class=of_class)
    # Registered on 1 September 2026: 90 days later is 30 November, 180 days later 28 February.
    assert days("contact") == [date(2026, 11, 30)]
    assert days("verification") == [date(2027, 2, 28)]


def test_structures_are_told_by_province_not_one_by_one() -> None:
    gauteng, limpopo = make.ProvinceFactory(code="GP"), make.ProvinceFactory(code="LP")
    for province in (gauteng, gauteng, limpopo):
        make.StructureFactory(
            stakeholder=make.StakeholderFactory(province=province, group__code="community-structures")
        )
    # Not assessed from April to September 2026 either: that half-year is caught up on first.
    assert [row[:2] for row in waiting("assessment")] == [
        (date(2026, 9, 30), "1 not assessed in the half-year: Limpopo"),
        (date(2026, 9, 30), "2 not assessed in the half-year: Gauteng"),
    ]
    assert len(waiting("assessment", gift())) == 1
    kind = kind_named("assessment")
    assert kind.address(1, gauteng.pk) == f"/stakeholders/structures/?province={gauteng.pk}"  # type: ignore[union-attr]


# Reports


def test_missing_actuals_are_counted_for_each_scope_as_the_page_counts_them() -> None:
    gauteng, limpopo = make.ProvinceFactory(code="GP"), make.ProvinceFactory(code="LP")
    for code, targets in (("1.1.1", [gauteng]), ("1.1.2", [None]), ("1.1.3", [None])):
        indicator = make.IndicatorFactory(code=code, collected_from="provinces")
        for province in targets:
            make.TargetFactory(indicator=indicator, province=province, value=Decimal(10))
    make.ActualFactory(indicator=indicator, province=limpopo)
    national = make.IndicatorFactory(code="1.1.4", collected_from="national")
    make.TargetFactory(indicator=national, province=None, value=Decimal(10))
    # Q2 2026/27 is closed; its report is due on 31 October. Gauteng owes 1.1.1, 1.1.2, 1.1.3; Limpopo 1.1.2.
    assert [row[:2] for row in waiting("actuals")] == [
        (date(2026, 10, 31), "1 actuals are missing: Limpopo"),
        (date(2026, 10, 31), "3 actuals are missing: Gauteng"),
    ]
    assert [row[1] for row in waiting("actuals-national")] == ["1 national actuals are missing"]
    assert kind_named("actuals").address(20262, gauteng.pk).endswith("?quarter=2026-27-q2")  # type: ignore[union-attr]


def test_the_quarterly_report_is_due_a_month_after_each_quarter() -> None:
    assert days("quarterly-report") == [date(2027, 1, 31), date(2027, 4, 30), date(2027, 7, 31)]
    assert days("quarterly-report", nomsa()) == days("quarterly-report")


# Who is told because of a right


def test_holders_of_a_right_are_those_of_the_province_and_otherwise_the_national_ones() -> None:
    gauteng, limpopo = make.ProvinceFactory(code="GP"), make.ProvinceFactory(code="LP")
    head = person("provincial_head", province="GP")
    chief = person("chief_director")
    make.UserFactory(is_superuser=True)
    person("provincial_head", province="LP", is_active=False)
    assert sorted(holders_of(TOLD_LAST)) == sorted(
        [(0, chief.pk), (gauteng.pk, head.pk), (limpopo.pk, chief.pk)]
    )


def test_steps_name_the_day_up_to_which_something_has_come_to_them() -> None:
    ladder = ReminderLadder(code="x", name="X", steps=[30, 0], second_steps=[-7])
    assert [(step.place, step.days, step.until, step.is_last) for step in steps_on(MONDAY, [ladder])] == [
        (0, 30, date(2026, 12, 23), False),
        (0, 0, MONDAY, True),
        (1, -7, date(2026, 11, 16), False),
    ]
