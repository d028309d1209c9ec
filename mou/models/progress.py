"""What was reported of planned quarters, each report as it was made, and what stood in the way."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mou.models.workplan import ActivityQuarter
from partnerships.core.models import ReferenceItem, User
from partnerships.core.scoping import Scoped


class ChallengeCategory(ReferenceItem):
    """What stands in the way of a partnership: funding to attend meetings, commercial expectations, …"""

    class Meta(ReferenceItem.Meta):
        verbose_name_plural = "challenge categories"


class ProgressReport(Scoped):
    """One report on one planned quarter. It only grows; the quarter itself stands as its last report left it."""

    province_path: ClassVar[str] = "quarter__activity__mou__province"

    quarter = models.ForeignKey(ActivityQuarter, models.CASCADE, related_name="reports")
    status = models.CharField(max_length=12, choices=ActivityQuarter.Status)
    reported_on = models.DateField(default=timezone.localdate)
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(auto_now_add=True)
    value = models.DecimalField(max_digits=11, decimal_places=2, null=True, blank=True)
    narrative = models.TextField(blank=True)
    corrective_action = models.TextField(blank=True)
    challenges = models.ManyToManyField(ChallengeCategory, blank=True, related_name="reports")

    class Meta:
        ordering = ["-reported_on", "-pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        indexes = [models.Index(fields=["quarter", "-reported_on"], name="progress_of_quarter")]
        constraints = [
            models.CheckConstraint(
                name="progress_report_explains_what_is_constrained",
                condition=~Q(status__in=["constrained", "no_progress", "not_done"]) | ~Q(narrative=""),
                violation_error_message="Say why.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {self.reported_on}"
