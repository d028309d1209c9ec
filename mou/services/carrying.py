"""Plans of one year that go into another: carried over, copied from the year before, or taken from a template."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mou.lifecycle import ACTIVITY_LIFECYCLE
from mou.models import (
    Activity,
    ActivityQuarter,
    MoU,
    MoUParty,
    Resource,
    TemplateActivity,
    WorkplanTemplate,
)
from mou.services.acts import day_of, hold, require
from mou.services.workplans import (
    Planned,
    add_activity,
    check_plan_is_open,
    note_terms,
    output_of,
    quarters_of,
    runs_in,
)
from partnerships.core import history
from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from partnerships.strategy.models import StrategicThrust

# What a line of a plan takes with it into another year, beside quarters, output, places and resources.
TAKEN = ("title", "responsible_party", "responsible_person", "thrust", "indicator", "measure")


def against_carrying(activity: Activity, day: date) -> str:
    """Why the activity cannot be carried over now; empty when it can."""
    if later := activity.later:
        return f"It was carried over into {later.financial_year} already."
    if activity.mou.signed_on is None:
        return (
            "The agreement is not signed yet: its workplan has not begun, so its years can still be changed."
        )
    # What an amendment took out is given up.
    if all(quarter.status not in ActivityQuarter.OPEN for quarter in activity.quarters.all()):
        return "Every planned quarter is done or given up: nothing is left to carry over."
    return _against_the_years(activity, day)


def _against_the_years(activity: Activity, day: date) -> str:
    last, following = Quarter(activity.year, 4), FinancialYear(activity.year + 1)
    if day < last.start:
        return (
            f"The year {activity.financial_year} still has quarters to come. Plan a later quarter of the same year; "
            f"from {date_long(last.start)} on it can be carried over."
        )
    if not any(runs_in(activity.mou, period) for period in following.quarters):
        return f"The agreement does not run in {following}."
    return ""


@transaction.atomic
def carry_over(
    activity: Activity,
    *,
    by: User,
    quarters: Collection[int],
    reason: str,
    into: int | None = None,
    planned: Planned | None = None,
    milestone_on: date | None = None,
    on: date | None = None,
) -> Activity:
    """Take what is left of an activity into the next financial year, once, with the reason; both name each other."""
    require(by, "mou.change_activity")
    check_plan_is_open(hold(activity.mou))
    activity = Activity._base_manager.get(pk=activity.pk)
    day = day_of(on, "The decision")
    year = activity.year + 1
    if into is not None and into != year:
        raise ValidationError(
            f"It is planned in {activity.financial_year}, so it is carried over into {FinancialYear(year)}."
        )
    if against := against_carrying(activity, day):
        raise ValidationError(against)
    if not reason.strip():
        raise ValidationError({"reason": "Say why it was not finished: the reason is kept with both years."})
    if over := [str(period) for period in quarters_of(year, quarters) if period.is_closed_on(day)]:
        raise ValidationError({"quarters": f"{', '.join(over)} is over. Choose a quarter to come."})
    later = _repeat(
        activity,
        by=by,
        year=year,
        quarters=set(quarters),
        planned=planned,
        on=day,
        carried_from=activity,
        carry_reason=reason.strip(),
        carried_on=day,
        milestone=activity.milestone if milestone_on else "",
        milestone_on=milestone_on,
    )
    for quarter in activity.quarters.filter(status__in=ActivityQuarter.OPEN):
        ACTIVITY_LIFECYCLE.apply(quarter, "carry", by=by, note=reason, carried_on=day)
    return later


def _repeat(
    activity: Activity,
    *,
    by: User,
    year: int,
    quarters: set[int],
    planned: Planned | None,
    on: date | None,
    **fields: Any,
) -> Activity:
    """The same line in another year, with what each side brings."""
    repeated = add_activity(
        activity.mou,
        by=by,
        quarters=quarters,
        planned=planned,
        output=activity.output.title if activity.output else "",
        provinces=list(activity.provinces.all()),
        on=on,
        year=year,
        **{name: getattr(activity, name) for name in TAKEN},
        **fields,
    )
    _copy_resources(activity, repeated, by, on)
    return repeated


def _copy_resources(activity: Activity, into: Activity, by: User, on: date | None) -> None:
    rows = list(activity.resources.all())
    if not rows:
        return
    with history.acting(by):
        for row in rows:
            copy = Resource(
                activity=into,
                party=row.party,
                form=row.form,
                kind=row.kind,
                what=row.what,
                value=row.value,
                spent_by=row.spent_by,
            )
            copy.full_clean()
            copy.save()
        # On the same day as the line itself: it stays one change.
        note_terms(into, None, day_of(on, "The planning"))


# A year like the one before


def to_copy(mou: MoU, year: int) -> Any:
    """The activities of the year before that can be copied: not carried over, and not in the plan of the year yet."""
    titles = [activity.title.casefold() for activity in mou.activities.filter(year=year, removed_by=None)]
    last = mou.activities.filter(year=year - 1, removed_by=None, carried_to__isnull=True)
    return [
        activity
        for activity in last.select_related("output", "thrust", "responsible_person").prefetch_related(
            "quarters"
        )
        if activity.title.casefold() not in titles
    ]


@transaction.atomic
def copy_year(mou: MoU, *, by: User, year: int, activities: Iterable[Activity]) -> list[Activity]:
    """Plan these activities of the year before again, in the same quarters, as far as the agreement runs in them."""
    require(by, "mou.add_activity")
    check_plan_is_open(hold(mou))
    offered = {activity.pk: activity for activity in to_copy(mou, year)}
    copied, outside = [], []
    for chosen in activities:
        activity = offered.get(chosen.pk)
        if activity is None:
            raise ValidationError(f"“{chosen.title}” stands in the plan of {FinancialYear(year)} already.")
        planned = {quarter.number: quarter.planned_value for quarter in activity.quarters.all()}
        quarters = _quarters_within(mou, year, set(planned))
        if not quarters:
            outside.append(activity.title)
            continue
        copied.append(
            _repeat(activity, by=by, year=year, quarters=quarters, planned=planned, on=timezone.localdate())
        )
    if outside:
        raise ValidationError(
            f"The agreement does not run in the quarters of: {', '.join(outside)}. Leave them out."
        )
    if not copied:
        raise ValidationError("Choose at least one activity.")
    return copied


def _quarters_within(mou: MoU, year: int, numbers: set[int]) -> set[int]:
    return {period.number for period in quarters_of(year, numbers) if runs_in(mou, period)}


# Templates


@transaction.atomic
def use_template(
    mou: MoU,
    template: WorkplanTemplate,
    *,
    by: User,
    year: int,
    party: MoUParty,
    responsible_person: User,
    thrust: StrategicThrust,
) -> list[Activity]:
    """Put the outputs and activities of a template into the plan of a year; ``party`` does what the partner does.

    Of each activity the quarters in which the agreement runs are planned; what stands in the plan already is left out.
    """
    require(by, "mou.add_activity")
    check_plan_is_open(hold(mou))
    ours = mou.parties.get(stakeholder=None)
    titles = {activity.title.casefold() for activity in mou.activities.filter(year=year, removed_by=None)}
    planned = []
    for line in template.activities.in_use().select_related("thrust"):
        quarters = _quarters_within(mou, year, set(line.quarters))
        if line.name.casefold() in titles or not quarters:
            continue
        planned.append(
            _from_template(
                mou,
                line,
                by=by,
                year=year,
                quarters=quarters,
                responsible_party=ours if line.side == TemplateActivity.Side.OURS else party,
                responsible_person=responsible_person,
                thrust=line.thrust or thrust,
            )
        )
    if not planned:
        raise ValidationError(
            "Nothing of this template is left to plan: its activities stand in the plan already, or the agreement does "
            "not run in their quarters."
        )
    return planned


def _from_template(
    mou: MoU, line: TemplateActivity, *, by: User, year: int, quarters: set[int], **fields: Any
) -> Activity:
    last = Quarter(year, max(quarters))
    milestone_on = min(last.end, mou.ends_on) if mou.ends_on else last.end
    with history.acting(by):
        output = output_of(mou, year, line.output)
        if output and line.output_measure and not output.measure:
            output.measure = line.output_measure
            output.save()
    return add_activity(
        mou,
        by=by,
        quarters=quarters,
        planned=dict.fromkeys(quarters, line.planned_value),
        output=line.output,
        year=year,
        title=line.name,
        measure=line.measure,
        milestone=line.milestone,
        milestone_on=milestone_on if line.milestone else None,
        **fields,
    )
