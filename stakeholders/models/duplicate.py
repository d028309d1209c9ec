"""Two entries for one organisation: joined, with the way back, or declared to be two."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from partnerships.core.models import User, tracked
from partnerships.core.scoping import Scoped, ScopedQuerySet
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


class ResemblanceQuerySet(ScopedQuerySet):
    """A pair concerns whoever may change one of the two; what is told of the other follows from its own scope."""

    def visible_to(self, user: User) -> Self:
        own = Stakeholder.objects.editable_by(user).order_by().values("pk")
        return self if user.is_national else self.filter(Q(first__in=own) | Q(second__in=own))

    def editable_by(self, user: User) -> Self:
        own = Stakeholder.objects.editable_by(user).order_by().values("pk")
        return self if user.is_national else self.filter(first__in=own, second__in=own)

    def open(self) -> Self:
        """Both are registered, and nobody has said that they are two."""
        settled = NotADuplicate.objects.filter(first=OuterRef("first"), second=OuterRef("second"))
        return self.filter(
            ~Exists(settled), first__archived_on__isnull=True, second__archived_on__isnull=True
        )


class Resemblance(Scoped):
    """Two entries that resemble each other, as the last comparison found: by the register itself, not by a person."""

    province_path: ClassVar[str] = "first__province"

    first = models.ForeignKey(Stakeholder, models.CASCADE, related_name="+")
    second = models.ForeignKey(Stakeholder, models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(help_text="Of 100.")
    why = models.CharField(max_length=120)

    objects: ClassVar[Any] = ResemblanceQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "pk"]
        constraints = [
            models.CheckConstraint(name="resemblance_in_order", condition=Q(first__lt=F("second"))),
            models.UniqueConstraint(name="resemblance_once", fields=["first", "second"]),
        ]
        indexes = [models.Index(fields=["-score", "id"], name="resemblance_by_score")]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"
