"""What the calendar tells of agreements, obligations and plans: conditions that are true of any day, past or to come.

No status is stored for any of it, so nothing goes stale and every past day can be asked.
"""

from __future__ import annotations

from datetime import date

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q

from partnerships.core.calendar import Quarter


def in_force_on(day: date) -> Q:
    """Agreements signed and running on that day: told by dates, not by status."""
    earlier = apps.get_model("mou", "Suspension")._base_manager.filter(
        mou=OuterRef("pk"), suspended_on__lte=day, resumed_on__gt=day
    )
    return (
        Q(signed_on__lte=day, starts_on__lte=day)
        & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        & (Q(terminated_on__isnull=True) | Q(terminated_on__gt=day))
        & (Q(completed_on__isnull=True) | Q(completed_on__gt=day))
        & (Q(suspended_on__isnull=True) | Q(suspended_on__gt=day) | Q(resumed_on__lte=day))
        # The agreement itself knows its latest suspension only.
        & ~Q(Exists(earlier))
    )


def expired_on(day: date) -> Q:
    """Agreements that ran to their end date without being terminated or completed before."""
    return (
        Q(signed_on__isnull=False, ends_on__lt=day)
        & (Q(terminated_on__isnull=True) | Q(terminated_on__gt=F("ends_on")))
        & (Q(completed_on__isnull=True) | Q(completed_on__gt=F("ends_on")))
    )


def fulfilled_by(day: date) -> Q:
    """Obligations verified as met, wholly or partly, with evidence that was submitted by that day."""
    return Q(status__in=("met", "partly_met"), submitted_on__lte=day)


def released_by(day: date) -> Q:
    """Obligations waived or lapsed by that day: nobody waits for them any more."""
    return Q(released_on__lte=day)


def overdue_on(day: date) -> Q:
    """Obligations due before that day, neither fulfilled nor released, of an agreement that was signed."""
    return Q(due_on__lt=day, mou__signed_on__lte=day) & ~fulfilled_by(day) & ~released_by(day)


def done_by(day: date) -> Q:
    """Planned quarters reported done, with a day of doing no later than that."""
    return Q(status="done", done_on__lte=day)


def carried_by(day: date) -> Q:
    """Planned quarters that were carried over into the next financial year by that day."""
    return Q(status="carried", carried_on__lte=day)


def late_at(day: date) -> Q:
    """Planned quarters that have ended by the close of that day and are not done, given up or carried over."""
    return _unfinished_at(day) & _ended_at(day)


def open_at(day: date) -> Q:
    """Planned quarters that still run, or have not begun, and are not done, given up or carried over."""
    return _unfinished_at(day) & ~_ended_at(day)


def _unfinished_at(day: date) -> Q:
    return ~done_by(day) & ~carried_by(day) & ~Q(status="not_done")


def _ended_at(day: date) -> Q:
    last = Quarter.containing(day)
    if last.end > day:
        last = last.previous()
    return Q(activity__year__lt=last.year) | Q(activity__year=last.year, number__lte=last.number)
