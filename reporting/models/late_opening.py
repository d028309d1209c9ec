"""More time for captures once the closing day is over: by whose authority, why, and until when."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from partnerships.core.models import User
from partnerships.core.scoping import Scoped, ScopedQuerySet
from reporting.models.period import ReportingPeriod


class LateOpeningQuerySet(ScopedQuerySet):
    def known_on(self, day: date) -> Self:
        return self.filter(opened_on__lte=day)


class LateOpening(Scoped):
    """One exception. It is kept for ever, and the report lists it."""

    province_path: ClassVar[str] = "period__province"

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="late_openings", editable=False)
    until = models.DateField("until", help_text="The last day on which figures are still taken.")
    reason = models.TextField(help_text="Why the figures could not come in time. Kept for ever.")
    authority = models.CharField(max_length=200, help_text="Who allowed the exception, and in which paper.")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="late_openings", editable=False)
    opened_on = models.DateField(editable=False)

    objects: ClassVar[Any] = LateOpeningQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        triggers = [
            pgtrigger.Protect(name="late_opening_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
        constraints = [
            models.CheckConstraint(
                name="late_opening_ends_later",
                condition=Q(until__gte=F("opened_on")),
                violation_error_message="A late opening ends on a day that is still to come.",
            ),
            models.CheckConstraint(
                name="late_opening_says_why",
                condition=~Q(reason="") & ~Q(authority=""),
                violation_error_message="Say by whose authority it is opened late, and why.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}, opened late until {self.until}"

    def get_absolute_url(self) -> str:
        return self.period.get_absolute_url()
