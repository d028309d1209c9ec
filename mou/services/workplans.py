"""The workplan: outputs, and activities in quarters of a financial year."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from mou.models import Activity, ActivityQuarter, MoU, Output, TermsChange
from mou.services.acts import day_of, hold, require
from mou.services.people import check_answering
from mou.terms import Line, Part, line_of
from partnerships.core import history
from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.core.numbers import date_long

# Of each planned quarter how much is meant to be reached; None where nothing is counted.
Planned = Mapping[int, Decimal | None]


@transaction.atomic
def add_activity(
    mou: MoU,
    *,
    by: User,
    quarters: Collection[int],
    planned: Planned | None = None,
    output: str = "",
    provinces: Collection[Province] = (),
    on: date | None = None,
    **fields: Any,
) -> Activity:
    """One line of the workplan with its planned quarters. The plan may grow until the agreement has ended.

    ``output`` is the title of one of the year, or of a new one. ``on`` is the day on which the line was agreed, today
    unless another is given.
    """
    require(by, "mou.add_activity")
    check_plan_is_open(hold(mou))
    activity = Activity(mou=mou, **fields)
    check_answering(activity.responsible_person, mou.province)
    with history.acting(by):
        activity.full_clean()
        check_quarters(mou, activity.year, set(quarters))
        check_provinces(mou, provinces)
        check_values(activity, quarters, planned or {})
        activity.output = output_of(mou, activity.year, output)
        activity.save()
        activity.provinces.set(provinces)
        for number in sorted(quarters):
            value = (planned or {}).get(number)
            ActivityQuarter.objects.create(activity=activity, number=number, planned_value=value)
        note_terms(activity, None, day_of(on, "The planning"))
    return activity


def check_plan_is_open(mou: MoU) -> None:
    if mou.status in MoU.ENDED:
        raise ValidationError(f"The agreement is {mou.get_status_display().lower()}: its workplan is closed.")


def line_as_stored(activity: Activity) -> Line:
    """What was agreed of the line before a form changes it."""
    return line_of(Activity._base_manager.get(pk=activity.pk))


def note_terms(activity: Activity, before: Line | None, day: date) -> None:
    """Of a signed agreement it is kept what the workplan said before: it can be shown as it stood on any day."""
    mou, after = activity.mou, line_as_stored(activity)
    if mou.signed_on is None or day < mou.signed_on or before == after:
        return
    same_day = mou.terms_changes.filter(
        amendment=None, part=Part.ACTIVITY, item=activity.pk, effective_on=day
    ).first()
    change = same_day or TermsChange(
        mou=mou, part=Part.ACTIVITY, item=activity.pk, before=before, effective_on=day
    )
    change.after = after
    change.save()


@transaction.atomic
def plan_quarters(
    activity: Activity,
    *,
    by: User,
    quarters: Collection[int],
    planned: Planned | None = None,
    before: Line | None = None,
) -> Activity:
    """Plan the quarters of a line anew. One that was reported on stays, as it was planned.

    ``before`` is ``line_as_stored`` where a form has changed the line already. Without ``planned`` the figures stay.
    """
    before = before or line_as_stored(activity)
    require(by, "mou.change_activity")
    check_plan_is_open(hold(activity.mou))
    check_quarters(activity.mou, activity.year, set(quarters))
    stored = {quarter.number: quarter for quarter in activity.quarters.select_for_update()}
    reported = [str(q.period) for n, q in stored.items() if n not in quarters and q.status != "planned"]
    if reported:
        raise ValidationError(
            f"{', '.join(reported)}: reported on already, so it stays in the plan. Report it given up instead."
        )
    if planned is not None:
        check_values(activity, quarters, planned)
    with history.acting(by):
        activity.quarters.exclude(number__in=quarters).delete()
        for number in sorted(quarters):
            quarter = stored.get(number) or ActivityQuarter(activity=activity, number=number)
            _plan(quarter, planned, activity.measure)
        note_terms(activity, before, timezone.localdate())
    return activity


def _plan(quarter: ActivityQuarter, planned: Planned | None, measure: str) -> None:
    """A quarter that was reported on is measured against what was planned then: another figure is a deviation."""
    value = quarter.planned_value if planned is None else planned.get(quarter.number)
    if quarter.pk and value == quarter.planned_value:
        return
    if quarter.pk and quarter.status != ActivityQuarter.Status.PLANNED and quarter.planned_value is not None:
        raise ValidationError(
            f"{quarter.period} was reported on: what was planned for it stays. Leave its figure as it was."
        )
    quarter.planned_value = value
    quarter.version += 1 if quarter.pk else 0
    quarter.full_clean()
    quarter.save()


def check_quarters(mou: MoU, year: int, quarters: set[int]) -> None:
    """At least one quarter, each of them within the time for which the agreement runs."""
    if not quarters:
        raise ValidationError("Choose at least one quarter in which it is planned.")
    outside = [str(period) for period in quarters_of(year, quarters) if not runs_in(mou, period)]
    if outside:
        until = f"to {date_long(mou.ends_on)}" if mou.ends_on else "without an end"
        raise ValidationError(
            f"{', '.join(outside)} lies outside the agreement, which runs from "
            f"{date_long(mou.starts_on)} {until}."
        )


def quarters_of(year: int, numbers: Collection[int]) -> list[Quarter]:
    return [Quarter(year, number) for number in sorted(numbers)]


def runs_in(mou: MoU, period: Quarter) -> bool:
    """Whether a day of the quarter lies within the term of the agreement."""
    return period.end >= mou.starts_on and (mou.ends_on is None or period.start <= mou.ends_on)


def check_values(activity: Activity, quarters: Collection[int], planned: Planned) -> None:
    """What is counted is planned for each quarter; where nothing is counted, no figure is planned."""
    given = {number for number in quarters if planned.get(number) is not None}
    wanting = sorted(set(quarters) - given)
    if not activity.measure and given:
        raise ValidationError({"measure": "Say what is counted, or leave the planned figures empty."})
    if activity.measure and wanting:
        named = ", ".join(f"Q{number}" for number in wanting)
        raise ValidationError(
            {
                f"planned_{wanting[0]}": f"Say how much is planned for {named}: {activity.measure}. Zero is an answer."
            }
        )


def check_provinces(mou: MoU, provinces: Collection[Province]) -> None:
    """Where it is done lies where the agreement applies; that of a province stays within it."""
    allowed = set(provinces_of(mou))
    if outside := [str(province) for province in provinces if province not in allowed]:
        raise ValidationError(
            {"provinces": f"The agreement does not apply in {', '.join(outside)}. Choose where it applies."}
        )


def provinces_of(mou: MoU) -> models.QuerySet[Province]:
    """Where activities of the agreement can be done."""
    if mou.province_id:
        return Province.objects.filter(pk=mou.province_id)
    applying = mou.provinces.all()
    return applying if applying.exists() else Province.objects.all()


# Outputs


def output_of(mou: MoU, year: int, title: str) -> Output | None:
    """The output of the year with this title; a new one is put at its end, no title is none."""
    title = " ".join(title.split())
    if not title:
        return None
    if known := mou.outputs.filter(year=year, title__iexact=title).first():
        return known
    last = mou.outputs.filter(year=year).aggregate(last=models.Max("position"))["last"] or 0
    output = Output(mou=mou, year=year, position=last + 1, title=title)
    output.full_clean()
    output.save()
    return output


@transaction.atomic
def add_output(mou: MoU, *, by: User, year: int, **fields: Any) -> Output:
    """One more output at the end of the plan of a year."""
    require(by, "mou.add_activity")
    check_plan_is_open(hold(mou))
    if not any(runs_in(mou, period) for period in quarters_of(year, (1, 2, 3, 4))):
        raise ValidationError("The agreement does not run in this financial year.")
    last = mou.outputs.filter(year=year).aggregate(last=models.Max("position"))["last"] or 0
    output = Output(mou=mou, year=year, position=last + 1, **fields)
    with history.acting(by):
        output.full_clean()
        output.save()
    return output


@transaction.atomic
def rename_output(output: Output, *, by: User, before: Mapping[int, Line]) -> Output:
    """After a form changed an output: its title is part of every line that leads to it, and each is noted."""
    require(by, "mou.change_activity")
    check_plan_is_open(hold(output.mou))
    with history.acting(by):
        for activity in output.activities.select_related("mou"):
            note_terms(activity, before[activity.pk], timezone.localdate())
    return output


def lines_under(output: Output) -> dict[int, Line]:
    return {activity.pk: line_of(activity) for activity in output.activities.all()}


@transaction.atomic
def remove_output(output: Output, *, by: User) -> None:
    """Take out an output to which nothing leads; what it said stays in the history."""
    require(by, "mou.change_activity")
    check_plan_is_open(hold(output.mou))
    if against := why_output_stays(output):
        raise ValidationError(against)
    with history.acting(by):
        output.delete()


def why_output_stays(output: Output) -> str:
    leading = output.activities.count()
    if not leading:
        return ""
    them = "An activity leads" if leading == 1 else f"{leading} activities lead"
    return f"{them} to this output. Give them another one first."
