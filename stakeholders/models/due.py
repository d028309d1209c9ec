"""When a stakeholder should next be met and its entry checked: told by dates, so true of a past day as well.

How often is a matter of its class, as the class stands today; a stakeholder without a class is never late. One that
was never met, or never verified, counts from the day on which it was registered.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db.models import DateField, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.db.models.lookups import LessThan, Range

# How far ahead the list of stakeholders looks: contact that is due within this many days.
CONTACT_SOON_DAYS = 30


def last_contact(day: date | None = None) -> Subquery:
    """The day of the latest engagement, of those up to that day; null where there was none."""
    held = apps.get_model("stakeholders", "Engagement")._base_manager.filter(
        stakeholder=OuterRef("pk"), held_on__isnull=False
    )
    if day is not None:
        held = held.filter(held_on__lte=day)
    return Subquery(held.order_by("-held_on").values("held_on")[:1])


def contact_due(day: date | None = None) -> Any:
    """The day by which the next contact is due, as it was known on that day; null without a class."""
    return _later(Coalesce(last_contact(day), TruncDate("created_at")), "contact_every_days")


def verification_due() -> Any:
    """The day by which the entry should be verified again; null without a class."""
    return _later(Coalesce("verified_on", TruncDate("created_at")), "verify_every_days")


def contact_overdue_on(day: date) -> Q:
    """Contact was due before that day."""
    return Q(LessThan(contact_due(day), day)) & _registered_on(day)


def contact_due_within_on(day: date, days: int = CONTACT_SOON_DAYS) -> Q:
    """Contact was due on that day or within so many days after it."""
    return Q(Range(contact_due(day), (day, day + timedelta(days=days)))) & _registered_on(day)


def verification_overdue_on(day: date) -> Q:
    """The entry was to be verified before that day; of verifications only the latest is known."""
    return Q(LessThan(verification_due(), day)) & _registered_on(day)


def _later(since: Any, every: str) -> Any:
    return ExpressionWrapper(since + F(f"stakeholder_class__{every}"), output_field=DateField())


def _registered_on(day: date) -> Q:
    """In the register on that day: what was archived by then is nobody's work any more."""
    is_there = Q(stakeholder_class__isnull=False, created_at__date__lte=day)
    return is_there & (Q(archived_on__isnull=True) | Q(archived_on__gt=day))
