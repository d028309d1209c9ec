"""Workplans of the demonstration: activities of both financial years and what was reported of their quarters."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle

from mou.models import ActivityQuarter, MoU
from mou.services import add_activity, report_activity
from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from partnerships.demo.documents import document
from partnerships.demo.promises import ACTIVITIES, NARRATIVES
from partnerships.demo.stage import Stage
from partnerships.strategy.models import StrategicThrust

# Quarters of one activity, in turn, and what was reported of a quarter that has ended.
QUARTERS = ({1, 2, 3, 4}, {2, 3}, {1, 4}, {3}, {2, 4})
ENDED = (
    "done", "done", "done", "done late", "done", "nothing", "done", "done", "given up", "done", "under way",
    "done", "done late", "done",
)  # fmt: skip
RUNNING = ("under way", "planned", "done")


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
            activity = add_activity(
                mou,
                by=by,
                quarters=quarters,
                on=agreed_on(mou, year.start, stage.today),
                year=year.start_year,
                title=title,
                output=output,
                responsible_party=next(parties),
                responsible_person=mou.business_owner if place % 2 else by,
                thrust=thrust,
                indicator=indicators[0] if place % 2 == 0 else None,
            )
            for planned in activity.quarters.order_by("number"):
                planned.activity = activity
                report(stage, planned)


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
    person = planned.activity.responsible_person
    if outcome == "done late":
        day = quarter.end + timedelta(days=stage.rng.randint(5, 20))
        outcome = "done late" if day <= stage.today else "under way"
    if outcome in {"under way", "given up"}:
        status = "under_way" if outcome == "under way" else "not_done"
        report_activity(planned, by=person, status=status, narrative=NARRATIVES[outcome])
        return
    if outcome == "done":
        day = day_within(stage, planned)
    if outcome == "done" and stage.rng.random() < 0.5:
        report_activity(planned, by=person, status="under_way", narrative=NARRATIVES["under way"])
    report_activity(
        planned,
        by=person,
        status="done",
        narrative=NARRATIVES[outcome],
        done_on=day,
        documents=[document("Attendance register")],
    )


def day_within(stage: Stage, planned: ActivityQuarter) -> date:
    """A day of the quarter on which the agreement was signed already and which is not to come."""
    quarter, mou = planned.period, planned.activity.mou
    assert mou.signed_on is not None
    first, last = max(quarter.start, mou.signed_on), min(quarter.end, stage.today)
    return first + timedelta(days=stage.rng.randint(0, max(0, (last - first).days)))
