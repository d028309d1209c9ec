"""Two entries for one organisation: joined, with the way back, or declared to be two."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from partnerships.core.models import User, tracked
from partnerships.core.scoping import Scoped
from stakeholders.models.stakeholder import Stakeholder

# How long a merge can be taken back.
UNDO_WITHIN_DAYS = 30


@tracked
class Merge(Scoped):
    """One entry taken into another. Nothing is destroyed: the entry merged away is archived and says where it went.

    ``chosen`` holds the fields taken from the entry merged away, with the values of the kept one before; ``moved``
    names every row that was pointed to the kept entry: [{"model": label, "field": name, "ids": [...]}].
    """

    province_path: ClassVar[str] = "kept__province"

    kept = models.ForeignKey(Stakeholder, models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Stakeholder, models.PROTECT, related_name="merged_into")
    chosen = models.JSONField(default=dict)
    moved = models.JSONField(default=list)
    reason = models.CharField(max_length=500)
    merged_at = models.DateTimeField(auto_now_add=True)
    merged_by = models.ForeignKey(User, models.PROTECT, related_name="merges")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="merges_undone")
    undo_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-merged_at", "-pk"]
        permissions = [("merge_stakeholder", "Can merge two entries for one stakeholder")]
        constraints = [
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("merged"))),
            models.UniqueConstraint(
                name="merged_away_once", fields=["merged"], condition=Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(
                name="merge_undone_by_somebody",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undo_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} into {self.kept}"

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:merged", args=[self.pk])

    @property
    def undo_until(self) -> date:
        return timezone.localdate(self.merged_at) + timedelta(days=UNDO_WITHIN_DAYS)


class NotADuplicate(models.Model):
    """Somebody looked at two entries that resemble each other and found that they are two organisations."""

    first = models.ForeignKey(Stakeholder, models.CASCADE, related_name="+")
    second = models.ForeignKey(Stakeholder, models.CASCADE, related_name="+")
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=500, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="not_a_duplicate_in_order", condition=Q(first__lt=F("second"))),
            models.UniqueConstraint(name="not_a_duplicate_once", fields=["first", "second"]),
        ]

    def __str__(self) -> str:
        return f"{self.first} is not {self.second}"
