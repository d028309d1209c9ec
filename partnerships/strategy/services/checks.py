"""What every act of the strategy asks first."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from partnerships.core.models import User


def need(by: User, right: str) -> None:
    if not by.has_perm(right):
        raise PermissionDenied


def not_in_the_future(day: date, field: str) -> None:
    if day > timezone.localdate():
        raise ValidationError({field: "This day lies in the future. Give the day on which it was done."})
