"""What every act checks: the right, the scope, the words and the day."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from partnerships.core.models import User
from partnerships.core.numbers import date_long
from stakeholders.models import ActionItem, Contact, Engagement, Stakeholder


def need(by: User, permission: str) -> None:
    if not by.has_perm(permission):
        raise PermissionDenied


def lock(stakeholder: Stakeholder, by: User) -> None:
    """Lock and re-read the record; refused outside what this person may change."""
    rows = Stakeholder.objects.editable_by(by).select_for_update(of=("self",))
    try:
        stakeholder.refresh_from_db(from_queryset=rows)
    except Stakeholder.DoesNotExist:
        raise PermissionDenied from None


def check_version(record: Stakeholder | Contact | ActionItem, version: int | None) -> None:
    """``version`` is the one that the person saw: what somebody changed since was not seen. None asks nothing."""
    if version is not None and record.version != version:
        raise ValidationError(
            "Somebody changed this entry since you opened it. Look at it as it stands now, then decide again."
        )


def check_within_scope(record: Stakeholder | Engagement | ActionItem, by: User) -> None:
    """Refuse (and so undo) a new or moved record that lies outside what this person may change."""
    if not type(record).objects.editable_by(by).filter(pk=record.pk).exists():
        raise PermissionDenied


def said(text: str, field: str, message: str) -> str:
    if not text.strip():
        raise ValidationError({field: message})
    return text.strip()


def check_not_in_the_future(day: date | None, field: str, why: str) -> None:
    if day and day > timezone.localdate():
        raise ValidationError(
            {field: f"{date_long(day)} lies in the future. {why}: give today or an earlier day."}
        )
