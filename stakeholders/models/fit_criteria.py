"""What strategic fit is weighed by (seed 4.2 and 4.4): criteria in versions, each with the marks of its arithmetic."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from partnerships.core.models import User, tracked
from stakeholders.fit import HIGHEST_SCORE, Marks
from stakeholders.models.edition import Edition, only_of_drafts

PER_CENT = [MinValueValidator(1), MaxValueValidator(100)]


class FitCriteriaQuerySet(models.QuerySet["FitCriteriaVersion"]):
    def with_counts(self) -> Self:
        """``criterion_count`` and ``proposal_count``, each counted by itself: joined, they would multiply."""
        return self.annotate(criterion_count=_count("criteria"), proposal_count=_count("proposals"))

    def adopted(self) -> FitCriteriaVersion | None:
        """The version that a new round of forming is weighed with."""
        return self.filter(status=FitCriteriaVersion.Status.ADOPTED).first()


def _count(relation: str) -> Coalesce:
    rows = FitCriteriaVersion._base_manager.filter(pk=OuterRef("pk")).order_by().values("pk")
    return Coalesce(Subquery(rows.annotate(number=Count(relation)).values("number")), 0)


@tracked
class FitCriteriaVersion(Edition):
    """One edition of the criteria; the marks say what the arithmetic suggests and which spread needs a word."""

    partner_from = models.PositiveSmallIntegerField(
        "partner from, per cent",
        default=65,
        validators=PER_CENT,
        help_text="From here on the arithmetic suggests a partner, when no criterion lies below its threshold.",
    )
    not_now_from = models.PositiveSmallIntegerField(
        "not now from, per cent",
        default=45,
        validators=PER_CENT,
        help_text="From here on the arithmetic suggests to wait; below it, to decline.",
    )
    wide_score = models.PositiveSmallIntegerField(
        "wide spread on one criterion, points",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_SCORE)],
        help_text="Two assessors who lie so far apart on a criterion need a word before the decision.",
    )
    wide_fit = models.PositiveSmallIntegerField(
        "wide spread of the fit, per cent",
        default=15,
        validators=PER_CENT,
        help_text="The same for their fits as a whole.",
    )
    # Who wrote at the draft: somebody else adopts it.
    writers = models.ManyToManyField(User, related_name="+", editable=False)

    objects: ClassVar[Any] = FitCriteriaQuerySet.as_manager()

    class Meta:
        verbose_name = "version of the fit criteria"
        verbose_name_plural = "versions of the fit criteria"
        ordering = ["-number"]
        permissions = [("adopt_fitcriteriaversion", "Can adopt a version of the fit criteria")]
        constraints = [
            models.UniqueConstraint(name="fit_criteria_version_once", fields=["number"]),
            models.UniqueConstraint(
                name="fit_criteria_one_of_a_state",
                fields=["status"],
                condition=Q(status__in=["draft", "adopted"]),
            ),
            models.CheckConstraint(
                name="fit_criteria_adopted_has_date",
                condition=Q(status="draft") | Q(adopted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="fit_criteria_marks_rise",
                condition=Q(partner_from__gt=F("not_now_from")),
                violation_error_message=(
                    "“Partner” must begin at more per cent than “not now”: correct one of the two."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Fit criteria, version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:fit_criteria_version", args=[self.pk])

    @property
    def marks(self) -> Marks:
        return Marks(self.partner_from, self.not_now_from, self.wide_score, self.wide_fit)


class FitCriterion(models.Model):
    """What is weighed. A risk is scored the same way: the highest score says that there is none.

    ``code`` stays with a criterion from version to version, so that rounds weighed with two of them can be compared.
    """

    version = models.ForeignKey(FitCriteriaVersion, models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    explanation = models.TextField(blank=True)
    weight = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    is_risk = models.BooleanField("a risk", default=False)
    threshold = models.PositiveSmallIntegerField(
        "lowest acceptable score",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_SCORE)],
        help_text="Empty: any score is acceptable.",
    )

    class Meta:
        verbose_name_plural = "fit criteria"
        ordering = ["position", "pk"]
        triggers = [
            only_of_drafts("criterion_of_draft", "stakeholders_fitcriteriaversion", "criteria and marks")
        ]
        constraints = [
            models.UniqueConstraint(name="fit_criterion_once", fields=["version", "code"]),
            models.CheckConstraint(
                name="fit_criterion_threshold_in_range",
                condition=Q(threshold__isnull=True) | Q(threshold__range=(1, HIGHEST_SCORE)),
            ),
        ]

    def __str__(self) -> str:
        return self.name
