"""Provinces, metropolitan and district municipalities, as in law."""

from __future__ import annotations

from django.db import models

from partnerships.core.models.reference import ReferenceQuerySet


class Province(models.Model):
    """One of the nine; the order is that of the Division of Revenue Act."""

    code = models.CharField(max_length=3, unique=True)
    name = models.CharField(max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    host_department = models.CharField(
        max_length=120, blank=True, help_text="The provincial department that hosts the secretariat."
    )

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class District(models.Model):
    """A metropolitan or district municipality, with the code of the Demarcation Board."""

    class Kind(models.TextChoices):
        METRO = "metro", "Metropolitan municipality"
        DISTRICT = "district", "District municipality"

    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind)
    province = models.ForeignKey(Province, models.PROTECT, related_name="districts")

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["province__order", "name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def natural_key(self) -> tuple[str]:
        return (self.code,)
