"""What the calendar tells of agreements, obligations and plans: conditions that are true of any day, past or to come.

No status is stored for any of it, so nothing goes stale and every past day can be asked.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

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
    """Obligations due before that day, neither fulfilled nor released, of an agreement that was signed.

    What was given more time later counts by the date that held on that day.
    """
    late = due_before(day, as_at=day) & Q(mou__signed_on__lte=day) & ~released_by(day)
    if not _may_have_changed_since(day):
        # Nothing is submitted in the future: what is fulfilled by that day is settled now.
        return late & Q(status__in=apps.get_model("mou", "Obligation").UNSETTLED)
    return late & ~fulfilled_by(day)


def due_before(bound: date, *, as_at: date) -> Q:
    """Obligations whose due date, as it stood at the end of ``as_at``, lies before the bound."""
    # More time only ever makes a date later: what lies before the bound now did so then.
    past = Q(due_on__lt=bound)
    if not _may_have_changed_since(as_at):
        return past
    return past | Q(pk__in=_extended_after(as_at).filter(due_before__lt=bound).values("obligation"))


def due_within(first: date | None, last: date | None, *, as_at: date) -> Q:
    """Obligations whose due date, as it stood at the end of ``as_at``, lies from the first to the last day."""
    now = Q()
    if first:
        now &= Q(due_on__gte=first)
    if last:
        now &= Q(due_on__lte=last)
    if not _may_have_changed_since(as_at):
        return now
    extended = _extended_after(as_at)
    # The earliest date that an extension replaced after that day is the one that held on it.
    then = extended.order_by().values("obligation").annotate(then=Min("due_before"))
    if first:
        then = then.filter(then__gte=first)
    if last:
        then = then.filter(then__lte=last)
    return Q(pk__in=then.values("obligation")) | (now & ~Q(pk__in=extended.values("obligation")))


def due_as_at(day: date) -> Any:
    """The due date of an obligation as it stood at the end of that day, for an annotation."""
    if not _may_have_changed_since(day):
        return F("due_on")
    first = _extended_after(day).filter(obligation=OuterRef("pk")).order_by("decided_on", "pk")
    return Coalesce(Subquery(first.values("due_before")[:1]), F("due_on"))


def _may_have_changed_since(day: date) -> bool:
    """No extension is decided in the future: of today and later days the stored dates hold."""
    return day < timezone.localdate()


def _extended_after(day: date) -> Any:
    return apps.get_model("mou", "Extension")._base_manager.filter(decided_on__gt=day)


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
