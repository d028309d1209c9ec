"""Strategic fit: weighted, editable criteria (seed 4.2 and 4.4), scored with a reason each."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from partnerships.core.models import ReferenceItem, User, tracked
from partnerships.core.numbers import date_long
from partnerships.core.scoping import Scoped
from stakeholders.fit import HIGHEST_SCORE, Scored, fit_per_cent
from stakeholders.models.stakeholder import Stakeholder


class FitCriterion(ReferenceItem):
    """What is weighed. A risk is scored the same way: the highest score says that there is none."""

    explanation = models.TextField(blank=True)
    weight = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(10)])
    is_risk = models.BooleanField("a risk", default=False)

    class Meta(ReferenceItem.Meta):
        verbose_name_plural = "fit criteria"


@tracked
class FitAssessment(Scoped):
    """One weighing of one stakeholder. The recommendation is advice; the decision is a separate record."""

    province_path: ClassVar[str] = "stakeholder__province"

    class Recommendation(models.TextChoices):
        PARTNER = "partner", "Make it a partner"
        NOT_NOW = "not_now", "Not now"
        DECLINE = "decline", "Decline"

    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="assessments")
    assessed_on = models.DateField()
    assessed_by = models.ForeignKey(User, models.PROTECT, related_name="fit_assessments")
    purpose = models.TextField(help_text="What the collaboration is for, and which gap it closes.")
    recommendation = models.CharField(max_length=10, choices=Recommendation)
    recommendation_reason = models.TextField()

    class Meta:
        ordering = ["-assessed_on", "-pk"]

    def __str__(self) -> str:
        return f"Assessment of {date_long(self.assessed_on)}"

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:assessment", args=[self.pk])

    @property
    def fit(self) -> int:
        """Per cent of the highest weighted score; needs ``scores`` (prefetch them for lists)."""
        return fit_per_cent(Scored(score.weight, score.score) for score in self.scores.all())


@tracked
class FitScore(Scoped):
    province_path: ClassVar[str] = "assessment__stakeholder__province"

    assessment = models.ForeignKey(FitAssessment, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(FitCriterion, models.PROTECT, related_name="scores")
    # Copied from the criterion, so that a later change of weights never rewrites an old assessment.
    weight = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField(validators=[MaxValueValidator(HIGHEST_SCORE)])
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["criterion__order", "pk"]
        constraints = [
            models.UniqueConstraint(name="fit_score_once", fields=["assessment", "criterion"]),
            models.CheckConstraint(name="fit_score_in_range", condition=models.Q(score__lte=HIGHEST_SCORE)),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.score} of {HIGHEST_SCORE}"
