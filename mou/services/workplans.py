"""The workplan: planning activities in quarters of a financial year, and reporting on each quarter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from mou.lifecycle import ACTIVITY_LIFECYCLE
from mou.models import Activity, ActivityQuarter, MoU, TermsChange
from mou.services.acts import accept, day_of, hold, keep, require
from mou.services.people import check_answering
from mou.terms import Line, Part, line_of
from partnerships.core import history
from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from partnerships.core.numbers import date_long

# What can be reported of a planned quarter, and the move that follows.
REPORTS = {"under_way": "begin", "done": "finish", "not_done": "give-up"}


@transaction.atomic
def add_activity(
    mou: MoU, *, by: User, quarters: set[int], on: date | None = None, **fields: Any
) -> Activity:
    """One line of the workplan with its planned quarters. The plan may grow until the agreement has ended.

    ``on`` is the day on which it was agreed, today unless another is given.
    """
    require(by, "mou.add_activity")
    if hold(mou).status in MoU.ENDED:
        raise ValidationError(f"The agreement is {mou.get_status_display().lower()}: its workplan is closed.")
    activity = Activity(mou=mou, **fields)
    check_answering(activity.responsible_person, mou.province)
    activity.full_clean()
    check_quarters(mou, activity.year, quarters)
    with history.acting(by):
        activity.save()
        for number in sorted(quarters):
            ActivityQuarter.objects.create(activity=activity, number=number)
        _note(activity, None, day_of(on, "The planning"))
    return activity


def line_as_stored(activity: Activity) -> Line:
    """What was agreed of the line before a form changes it."""
    return line_of(Activity._base_manager.get(pk=activity.pk))


def _note(activity: Activity, before: Line | None, day: date) -> None:
    """Of a signed agreement it is kept what the workplan said before: it can be shown as it stood on any day."""
    mou, after = activity.mou, line_of(Activity._base_manager.get(pk=activity.pk))
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
    activity: Activity, *, by: User, quarters: set[int], before: Line | None = None
) -> Activity:
    """Plan a line of the workplan anew. A quarter that was reported on stays.

    ``before`` is ``line_as_stored`` where a form has changed the line already.
    """
    before = before or line_as_stored(activity)
    require(by, "mou.change_activity")
    if hold(activity.mou).status in MoU.ENDED:
        raise ValidationError(
            f"The agreement is {activity.mou.get_status_display().lower()}: its workplan is closed."
        )
    check_quarters(activity.mou, activity.year, quarters)
    planned = {quarter.number: quarter for quarter in activity.quarters.select_for_update()}
    reported = [str(q.period) for n, q in planned.items() if n not in quarters and q.status != "planned"]
    if reported:
        raise ValidationError(
            f"{', '.join(reported)}: reported on already, so it stays in the plan. Report it given up instead."
        )
    with history.acting(by):
        activity.quarters.exclude(number__in=quarters).delete()
        for number in sorted(quarters - planned.keys()):
            ActivityQuarter.objects.create(activity=activity, number=number)
        _note(activity, before, timezone.localdate())
    return activity


def check_quarters(mou: MoU, year: int, quarters: set[int]) -> None:
    """At least one quarter, each of them within the time for which the agreement runs."""
    if not quarters:
        raise ValidationError("Choose at least one quarter in which it is planned.")
    periods = [Quarter(year, number) for number in sorted(quarters)]
    outside = [
        str(period)
        for period in periods
        if period.end < mou.starts_on or (mou.ends_on is not None and period.start > mou.ends_on)
    ]
    if outside:
        until = f"to {date_long(mou.ends_on)}" if mou.ends_on else "without an end"
        raise ValidationError(
            f"{', '.join(outside)} lies outside the agreement, which runs from "
            f"{date_long(mou.starts_on)} {until}."
        )


@transaction.atomic
def report_activity(
    quarter: ActivityQuarter,
    *,
    by: User,
    status: str,
    narrative: str = "",
    done_on: date | None = None,
    documents: Iterable[UploadedFile] = (),
) -> ActivityQuarter:
    """Report a planned quarter under way, done or given up; anything but plainly done on time says why."""
    if status not in REPORTS:
        raise ValidationError("Choose whether it is under way, done or given up.")
    uploads = accept(documents)
    is_done = status == "done"
    day = None
    if is_done:
        signed_on = quarter.activity.mou.signed_on
        day = day_of(done_on, "The day it was done", not_before=signed_on, since="the last signature")
    elif done_on:
        raise ValidationError("Only what is done has a day on which it was done. Leave the date empty.")
    if not narrative.strip() and not (day and day <= quarter.period.end):
        raise ValidationError(WHY[status])
    ACTIVITY_LIFECYCLE.apply(
        quarter,
        REPORTS[status],
        by=by,
        note=narrative,
        narrative=narrative.strip(),
        done_on=day,
        reported_by=by,
        reported_at=timezone.now(),
    )
    keep(uploads, record=quarter, by=by)
    return quarter


def reopen_activity(quarter: ActivityQuarter, *, by: User, reason: str) -> ActivityQuarter:
    """Take back a report made by mistake, or take up again what was given up; what was reported stays on record."""
    ACTIVITY_LIFECYCLE.apply(quarter, "reopen", by=by, note=reason, done_on=None)
    return quarter


WHY = {
    "under_way": "Say how far it has come.",
    "done": "It was done after its quarter ended. Say why it was late.",
    "not_done": "Say why it is given up.",
}
