"""Suspending an agreement and resuming it, ending it by notice, and completing it with a close-out report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q

from mou.lifecycle import MOU_LIFECYCLE
from mou.models import ActivityQuarter, CloseOut, MoU, Suspension
from mou.services.acts import day_of, hold
from mou.services.recurring import end_with
from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from partnerships.core.working_days import working_days_after


@transaction.atomic
def suspend_mou(mou: MoU, *, by: User, reason: str, suspended_on: date | None = None) -> MoU:
    hold(mou)
    day = day_of(suspended_on, "The suspension", not_before=mou.signed_on, since="the last signature")
    if mou.resumed_on and day < mou.resumed_on:
        raise ValidationError(
            f"The agreement was resumed on {date_long(mou.resumed_on)}. Give that day or a later one."
        )
    MOU_LIFECYCLE.apply(mou, "suspend", by=by, note=reason, suspended_on=day, resumed_on=None)
    return mou


@transaction.atomic
def resume_mou(mou: MoU, *, by: User, reason: str, resumed_on: date | None = None) -> MoU:
    hold(mou)
    day = day_of(resumed_on, "The resumption", not_before=mou.suspended_on, since="the suspension")
    MOU_LIFECYCLE.apply(mou, "resume", by=by, note=reason, resumed_on=day)
    with history.acting(by, reason):
        Suspension(mou=mou, suspended_on=mou.suspended_on, resumed_on=day).save()  # type: ignore[misc]
    return mou


def notice_days_on(mou: MoU, day: date) -> int:
    """What the notice clause gave on that day: an amendment that came later lengthens no notice given before."""
    later = mou.terms_changes.filter(field="notice_days", effective_on__gt=day).order_by("effective_on", "pk")
    for change in later[:1]:
        return int((change.before or {})["notice_days"])
    return mou.notice_days


def notice_runs_out_on(mou: MoU, given_on: date) -> date:
    """The first day on which the agreement can end after notice on that day."""
    days = notice_days_on(mou, given_on)
    return (
        working_days_after(given_on, days) if mou.notice_in_working_days else given_on + timedelta(days=days)
    )


@transaction.atomic
def let_lapse(mou: MoU, *, by: User, reason: str) -> MoU:
    """Record the decision that the agreement is not renewed; it runs to its end date, for which alone this holds."""
    hold(mou)
    MOU_LIFECYCLE.apply(mou, "let-lapse", by=by, note=reason, let_lapse_on=mou.ends_on)
    return mou


@transaction.atomic
def terminate_mou(
    mou: MoU, *, by: User, notice_given_on: date, reason: str, terminated_on: date | None = None
) -> MoU:
    """Record the notice and the day on which the agreement ends; that day may be to come, the notice not.

    Without a day it ends as soon as the notice clause allows.
    """
    hold(mou)
    day_of(notice_given_on, "The notice", not_before=mou.signed_on, since="the last signature")
    earliest = notice_runs_out_on(mou, notice_given_on)
    ends = terminated_on or max(earliest, mou.starts_on)
    if ends < earliest:
        raise ValidationError(
            f"The notice clause gives {notice_days_on(mou, notice_given_on)} "
            f"{'working ' if mou.notice_in_working_days else ''}days: after notice on "
            f"{date_long(notice_given_on)} the agreement ends on {date_long(earliest)} at the earliest."
        )
    if mou.ends_on and ends > mou.ends_on:
        raise ValidationError(
            f"The agreement ends by itself on {date_long(mou.ends_on)}, before that day. Let it expire."
        )
    MOU_LIFECYCLE.apply(
        mou, "terminate", by=by, note=reason, notice_given_on=notice_given_on, terminated_on=ends
    )
    end_with(mou, by=by, after=ends, on=notice_given_on, reason=reason)
    return mou


# Of what became of the obligations, each with its status.
OUTCOMES = ("met", "partly_met", "waived", "lapsed")


def figures_at_the_end(mou: MoU) -> dict[str, Any]:
    """What became of the obligations of our side and of the others, and of the planned quarters."""
    by_outcome: Any = {one: Count("pk", filter=Q(status=one)) for one in OUTCOMES}
    sides = {
        side: mou.obligations.filter(owing_party__stakeholder__isnull=is_ours).aggregate(
            owed=Count("pk"), **by_outcome
        )
        for side, is_ours in (("ours", True), ("theirs", False))
    }
    quarters = ActivityQuarter._base_manager.filter(activity__mou=mou).aggregate(
        planned=Count("pk"),
        done=Count("pk", filter=Q(status="done")),
        not_done=Count("pk", filter=Q(status="not_done")),
    )
    return sides | {"quarters": quarters}


@transaction.atomic
def complete_mou(mou: MoU, *, by: User, completed_on: date | None = None, **words: str) -> MoU:
    """Close an agreement whose obligations are all settled, with the close-out report and the figures of the day."""
    hold(mou)
    not_before = max(filter(None, (mou.signed_on, mou.starts_on)), default=None)
    day = day_of(completed_on, "The completion", not_before=not_before, since="its beginning")
    told = {name: text.strip() for name, text in words.items()}
    end_with(mou, by=by, after=day, on=day, reason=told.get("reached", ""))
    report = CloseOut(reported_on=day, reported_by=by, figures=figures_at_the_end(mou), **told)
    with history.acting(by):
        report.full_clean()
        report.save()
    MOU_LIFECYCLE.apply(mou, "complete", by=by, note=report.reached, completed_on=day, close_out=report)
    return mou
