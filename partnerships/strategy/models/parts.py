"""The lasting parts of the strategy: focus areas, thrusts under them, strategic issues under these."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from partnerships.core.models import tracked
from partnerships.strategy.models.numbered import Part


@tracked
class FocusArea(Part):
    description = models.TextField(blank=True)

    def get_absolute_url(self) -> str:
        return reverse("strategy:focus_area", args=[self.pk])


@tracked
class StrategicThrust(Part):
    focus_area = models.ForeignKey(FocusArea, models.PROTECT, related_name="thrusts")
    description = models.TextField(blank=True)

    def get_absolute_url(self) -> str:
        return reverse("strategy:thrust", args=[self.pk])


@tracked
class StrategicIssue(Part):
    """A matter under a thrust, with the roles at national and provincial level (seed, section 1)."""

    thrust = models.ForeignKey(StrategicThrust, models.PROTECT, related_name="issues")
    national_role = models.TextField(blank=True)
    provincial_role = models.TextField(blank=True)

    def get_absolute_url(self) -> str:
        return reverse("strategy:issue", args=[self.pk])
