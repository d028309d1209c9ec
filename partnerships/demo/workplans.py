"""Workplans of the demonstration: activities of both financial years and what was reported of their quarters."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any

from mou.models import Activity, ActivityQuarter, ChallengeCategory, MoU, PlannedVisit, ResourceKind
from mou.services import (
    add_activity,
    add_resource,
    carry_over,
    drop_visit,
    make_visit,
    plan_visit,
    report_activity,
)
from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import User
from partnerships.demo.documents import document
from partnerships.demo.promises import (
    ACTIVITIES,
    CARRY_REASON,
    CHALLENGES,
    CORRECTIVE,
    MEASURES,
    NARRATIVES,
    RESOURCES,
)
from partnerships.demo.stage import Stage
from partnerships.strategy.models import StrategicThrust
from stakeholders.models import Engagement

# Quarters of one activity, in turn, and what was reported of a quarter that has ended.
QUARTERS = ({1, 2, 3, 4}, {2, 3}, {1, 4}, {3}, {2, 4})
ENDED = (
    "done", "done", "done", "done late", "done", "nothing", "done", "done", "given up", "done", "under way",
    "done", "done late", "done",
)  # fmt: skip
RUNNING = ("under way", "planned", "done")
# Of what is under way, in turn: how it moves.
PACES = ("under way", "constrained", "under way", "no progress")
# Of what is done, in turn: whether fewer came than planned.
SHORT = (False, False, True)
STATUSES = {"under way": "under_way", "constrained": "constrained", "no progress": "no_progress"}


def plan_and_report(
    stage: Stage, mou: MoU, thrusts: tuple[str, ...], *, by: User, until: date | None
) -> None:
    """Two or three activities for each of the two years, in quarters that begin while the agreement runs."""
    rows = {
        thrust.code: thrust
        for thrust in StrategicThrust.objects.filter(code__in=thrusts).prefetch_related("indicators")
    }
    parties = cycle(mou.parties.order_by("-position"))
    for year in (stage.last_year, stage.year):
        for place in range(3 if len(thrusts) > 1 else 2):
            thrust = rows[thrusts[place % len(thrusts)]]
            wanted = next(stage.turns.setdefault("quarters", cycle(QUARTERS)))
            quarters = {number for number in wanted if runs_in(mou, Quarter(year.start_year, number), until)}
            if not quarters:
                continue
            title, output = ACTIVITIES[thrust.code][(place + year.start_year) % len(ACTIVITIES[thrust.code])]
            indicators = list(thrust.indicators.all())
            agreed = agreed_on(mou, year.start, stage.today)
            activity = add_activity(
                mou,
                by=by,
                quarters=quarters,
                on=agreed,
                year=year.start_year,
                title=title,
                output=output,
                responsible_party=next(parties),
                responsible_person=mou.business_owner if place % 2 else by,
                thrust=thrust,
                indicator=indicators[0] if place % 2 == 0 else None,
                **detail(stage, mou, place, thrust.code, quarters, year, until),
            )
            activity.mou = mou
            if place == 0:
                bring(stage, activity, by, agreed)
            visits = plan_visits(stage, activity, by) if place == 1 and year == stage.year else []
            for planned in activity.quarters.order_by("number"):
                planned.activity = activity
                report(stage, planned)
            for visit in visits:
                visited(stage, visit)
            if place == 0 and year == stage.last_year:
                go_on(stage, activity, by, until)


def detail(
    stage: Stage,
    mou: MoU,
    place: int,
    thrust: str,
    quarters: set[int],
    year: FinancialYear,
    until: date | None,
) -> dict[str, Any]:
    """What is counted in the first activity of a year, where the second one is done, and the milestone of both."""
    fields: dict[str, Any] = {}
    if place == 0:
        fields["measure"], figure = MEASURES[thrust[0]]
        fields["planned"] = {number: Decimal(figure) for number in quarters}
    if place == 1 and mou.province_id is None:
        fields["provinces"] = [stage.provinces["LP"], stage.provinces["KZN"]]
    if place < 2:
        last = Quarter(year.start_year, max(quarters)).end
        fields["milestone"] = "Report with the register of those who took part"
        fields["milestone_on"] = min(filter(None, (last, mou.ends_on, until)))
    return fields


def bring(stage: Stage, activity: Activity, by: User, on: date) -> None:
    """What each side brings to an activity; nobody is paid."""
    ours, *others = activity.mou.parties.order_by("position")
    kinds = {kind.code: kind for kind in ResourceKind.objects.all()}
    for side, form, kind, what, rands in next(stage.turns.setdefault("resources", cycle(RESOURCES))):
        party = ours if side == "ours" else others[0]
        add_resource(
            activity,
            by=by,
            on=on,
            party=party,
            form=form,
            kind=kinds[kind],
            what=what,
            value=Decimal(rands) if rands else None,
            spent_by=party if form == "rand" else None,
        )


def plan_visits(stage: Stage, activity: Activity, by: User) -> list[PlannedVisit]:
    """Two visits in the quarter of today and after it, as far as the agreement runs."""
    now = Quarter.containing(stage.today)
    ends_on, planned = activity.mou.ends_on, []
    for number, place in ((now.number, "Polokwane"), (now.number, "Ulundi"), (4, "Giyani")):
        period = Quarter(activity.year, number)
        if activity.mou.status == MoU.Status.SIGNED and (ends_on is None or period.start <= ends_on):
            visit = {"number": number, "place": place, "purpose": "See the work on the spot"}
            planned.append(plan_visit(activity, by=by, on=stage.today, **visit))
    return planned


def visited(stage: Stage, visit: PlannedVisit) -> None:
    """The first one was made, where the partner was engaged in the quarter; the second one was dropped."""
    activity = visit.activity
    if visit.place == "Ulundi":
        drop_visit(
            visit,
            by=activity.responsible_person,
            reason="The road was closed after the floods.",
            on=stage.today,
        )
    if visit.place != "Polokwane":
        return
    parties = activity.mou.parties.filter(stakeholder__isnull=False).values("stakeholder")
    taken = PlannedVisit.objects.filter(engagement__isnull=False).values("engagement")
    held = Engagement.objects.filter(stakeholder__in=parties, held_on__gte=visit.period.start)
    if engagement := held.exclude(pk__in=taken).order_by("held_on", "pk").first():
        make_visit(visit, engagement, by=activity.responsible_person)


def go_on(stage: Stage, activity: Activity, by: User, until: date | None) -> None:
    """What was left unfinished in March was carried over in April, for after the winter."""
    decided = date(activity.year + 1, 4, 20)
    period = Quarter(activity.year + 1, 3)
    is_open = any(quarter.status in ActivityQuarter.OPEN for quarter in activity.quarters.all())
    if not is_open or decided > stage.today or not runs_in(activity.mou, period, until):
        return
    later = carry_over(
        activity,
        by=by,
        quarters={3},
        planned={3: Decimal(10)} if activity.measure else None,
        reason=CARRY_REASON,
        on=decided,
    )
    planned = later.quarters.get()
    planned.activity = later
    if period.start <= stage.today:
        # In turns of its own, so that the figures of before stay as they are.
        tell(stage, planned, next(stage.turns.setdefault("carried", cycle(PACES))), middle(stage, planned))


def agreed_on(mou: MoU, begins: date, today: date) -> date:
    """The plan of a year is agreed before it begins; the first one with the signature."""
    assert mou.signed_on is not None
    return min(max(mou.signed_on, begins - timedelta(days=10)), today)


def runs_in(mou: MoU, quarter: Quarter, until: date | None) -> bool:
    assert mou.signed_on is not None
    begins = max(mou.signed_on, mou.starts_on)
    return quarter.end >= begins and (until is None or quarter.start <= until)


def report(stage: Stage, planned: ActivityQuarter) -> None:
    quarter = planned.period
    if quarter.start > stage.today:
        return
    if quarter.is_closed_on(stage.today):
        outcome = next(stage.turns.setdefault("ended", cycle(ENDED)))
    else:
        outcome = next(stage.turns.setdefault("running", cycle(RUNNING)))
    if outcome in {"nothing", "planned"}:
        return
    if outcome == "done late":
        day = quarter.end + timedelta(days=stage.rng.randint(5, 20))
        outcome = "done late" if day <= stage.today else "under way"
    if outcome == "under way":
        tell(stage, planned, next(stage.turns.setdefault("pace", cycle(PACES))), middle(stage, planned))
        return
    if outcome == "given up":
        tell(stage, planned, outcome, middle(stage, planned))
        return
    if outcome == "done":
        day = day_within(stage, planned)
    if outcome == "done" and stage.rng.random() < 0.5:
        tell(stage, planned, "under way", min(day, middle(stage, planned)))
    finish(stage, planned, outcome, day)


def tell(stage: Stage, planned: ActivityQuarter, outcome: str, day: date) -> None:
    """A report on what is not finished, with what stands in the way."""
    reached = {"under way": 2, "constrained": 4}.get(outcome, 0)
    report_activity(
        planned,
        by=planned.activity.responsible_person,
        status=STATUSES.get(outcome, "not_done"),
        narrative=NARRATIVES[outcome],
        corrective_action=CORRECTIVE.get(outcome, ""),
        challenges=challenges(outcome),
        value=part(planned, reached) if outcome != "given up" else None,
        on=day,
    )


def challenges(outcome: str) -> list[ChallengeCategory]:
    return list(ChallengeCategory.objects.filter(code__in=CHALLENGES.get(outcome, ())))


def part(planned: ActivityQuarter, divisor: int) -> Decimal | None:
    """Half, or a quarter, of what was planned; nought where nothing moved."""
    if planned.planned_value is None:
        return None
    return Decimal(int(planned.planned_value) // divisor if divisor else 0)


def finish(stage: Stage, planned: ActivityQuarter, outcome: str, day: date) -> None:
    """Done as planned, now and then with fewer than planned, and reported within days."""
    short = next(stage.turns.setdefault("short", cycle(SHORT))) and planned.planned_value is not None
    value = planned.planned_value
    if short and value is not None:
        value = Decimal(int(value) * 8 // 10)
    report_activity(
        planned,
        by=planned.activity.responsible_person,
        status="done",
        narrative=NARRATIVES["short"] if short else NARRATIVES[outcome],
        corrective_action=CORRECTIVE["short"] if short else "",
        value=value,
        done_on=day,
        documents=[document("Attendance register")],
        on=min(day + timedelta(days=3), stage.today),
    )


def middle(stage: Stage, planned: ActivityQuarter) -> date:
    """Some weeks into the quarter, once the agreement was signed and not to come."""
    signed_on = planned.activity.mou.signed_on
    assert signed_on is not None
    return min(max(planned.period.start + timedelta(days=40), signed_on), stage.today)


def day_within(stage: Stage, planned: ActivityQuarter) -> date:
    """A day of the quarter on which the agreement was signed already and which is not to come."""
    quarter, mou = planned.period, planned.activity.mou
    assert mou.signed_on is not None
    first, last = max(quarter.start, mou.signed_on), min(quarter.end, stage.today)
    return first + timedelta(days=stage.rng.randint(0, max(0, (last - first).days)))
