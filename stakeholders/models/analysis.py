"""Where a stakeholder stands: influence, interest and position, dated, so that earlier views stay readable."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from partnerships.core.models import User, tracked
from partnerships.core.scoping import Scoped
from stakeholders.models.stakeholder import Stakeholder

LOWEST, HIGHEST = 1, 5
_SCALE = [MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]


@tracked
class StakeholderAnalysis(Scoped):
    """One view of one day. It is not strategic fit: it is made of every stakeholder, partner or not."""

    province_path: ClassVar[str] = "stakeholder__province"

    class Position(models.TextChoices):
        CHAMPION = "champion", "Champion"
        SUPPORTS = "supports", "Supports"
        NEUTRAL = "neutral", "Neutral"
        DOUBTS = "doubts", "Doubts"
        OPPOSES = "opposes", "Opposes"

    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="analyses")
    assessed_on = models.DateField("date")
    assessed_by = models.ForeignKey(User, models.PROTECT, related_name="stakeholder_analyses")
    influence = models.PositiveSmallIntegerField(validators=_SCALE)
    interest = models.PositiveSmallIntegerField(validators=_SCALE)
    position = models.CharField(max_length=10, choices=Position)
    wanted_position = models.CharField(
        max_length=10, choices=Position, blank=True, help_text="Where we would like it to stand."
    )
    reason = models.TextField(help_text="What this view rests on.")

    class Meta:
        ordering = ["-assessed_on", "-pk"]
        verbose_name_plural = "stakeholder analyses"
        constraints = [
            models.UniqueConstraint(
                name="analysis_once_a_day",
                fields=["stakeholder", "assessed_on"],
                violation_error_message="This stakeholder was assessed on that day already. Give another day.",
            ),
            models.CheckConstraint(
                name="analysis_in_range",
                condition=Q(influence__range=(LOWEST, HIGHEST), interest__range=(LOWEST, HIGHEST)),
            ),
        ]

    def __str__(self) -> str:
        return f"Influence {self.influence}, interest {self.interest}, {self.get_position_display().lower()}"
