"""What an auditor takes away: everything of one quarter in one file, made beside the pages and kept for some days."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from partnerships.core.states import State


class AuditPackQuerySet(models.QuerySet["AuditPack"]):
    def visible_to(self, user: User) -> Self:
        """National readers alone: a pack holds the records of all provinces."""
        return self if user.is_national else self.none()

    def waiting(self) -> Self:
        return self.filter(made_at__isnull=True, problem="")


class AuditPack(models.Model):
    """A pack that somebody asked for. ``missing`` and ``altered`` name the evidence that is not as it was handed in."""

    year = models.PositiveSmallIntegerField(
        "financial year", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    quarter = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(4)])
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="audit_packs")
    asked_at = models.DateTimeField(auto_now_add=True)
    # Of the evidence: how far the making is.
    bytes_total = models.PositiveBigIntegerField(default=0)
    bytes_done = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField("why it could not be made", max_length=400, blank=True)
    # Below MEDIA_ROOT; empty until it is made, and again when it is no longer kept.
    file = models.CharField(max_length=80, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    files = models.PositiveIntegerField("files in it", null=True, blank=True)
    # Rows of {file, record, name}: evidence that is not on the disk, and evidence whose bytes are not those that came.
    missing = models.JSONField(default=list, blank=True)
    altered = models.JSONField(default=list, blank=True)

    objects: ClassVar[Any] = AuditPackQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [("take_auditpack", "Can take out the audit pack of a quarter")]
        constraints = [
            models.CheckConstraint(
                name="audit_pack_quarter_exists",
                condition=Q(quarter__range=(1, 4)),
                violation_error_message="A financial year has quarters 1 to 4.",
            ),
            models.CheckConstraint(
                name="audit_pack_made_whole",
                condition=Q(made_at__isnull=True, size__isnull=True, files__isnull=True, sha256="", file="")
                | (
                    Q(made_at__isnull=False, size__isnull=False, files__isnull=False, problem="")
                    & ~Q(sha256="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Audit pack, {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:audit_pack", args=[self.pk])

    @property
    def period(self) -> Quarter:
        return Quarter(self.year, self.quarter)

    @property
    def number(self) -> str:
        """Also the folder in it: audit-pack-2026-27-q2-17."""
        return f"audit-pack-{self.period.slug}-{self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.made_at is None and not self.problem

    @property
    def state(self) -> State:
        if self.problem:
            return State("Could not be made", "overdue")
        if self.made_at is None:
            return State("Being made", "waiting")
        if self.missing or self.altered:
            return State("Made, with evidence wanting", "behind")
        return State("Made", "good")
