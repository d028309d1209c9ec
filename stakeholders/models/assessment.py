"""Strategic fit: two people weigh a stakeholder apart, every score with its reason.

An assessment is there once it was handed in; what is not finished is a draft of its writer's alone (``core.drafts``).
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from partnerships.core.models import Document, User, tracked
from partnerships.core.numbers import date_long
from partnerships.core.scoping import Scoped, ScopedQuerySet
from stakeholders.fit import DECLINE, HIGHEST_SCORE, NOT_NOW, PARTNER, SUGGESTED
from stakeholders.models.fit_criteria import FitCriterion
from stakeholders.models.proposal import ASSESSORS, PartnershipProposal


class SealedQuerySet(ScopedQuerySet):
    """Nobody but its author sees an assessment, or a line of it, before both of its round are handed in.

    Everything that shows one goes through ``visible_to``: pages, exports, timeline, search and files alike.
    """

    def _scoped(self, user: User, own: Q) -> Self:
        path = self.model.seal_path
        both = FitAssessment._base_manager.filter(proposal=OuterRef(f"{path}proposal"), place=ASSESSORS)
        is_open = Q(Exists(both)) | Q(
            **{f"{path}proposal__status__in": PartnershipProposal.CLOSED_WITH_A_WORD}
        )
        return super()._scoped(user, own).filter(is_open | Q(**{f"{path}assessed_by": user.pk}))


@tracked
class FitAssessment(Scoped):
    """What one of the two assessors of a round handed in. The recommendation is advice; the decision stands apart."""

    province_path: ClassVar[str] = "proposal__stakeholder__province"
    seal_path: ClassVar[str] = ""
    # That somebody handed one in may be known before what it says.
    headline_fields: ClassVar[tuple[str, ...]] = (
        "place",
        "assessed_on",
        "assessed_by",
        "assessed_by__name",
        "assessed_by__post",
    )

    class Recommendation(models.TextChoices):
        PARTNER = PARTNER, SUGGESTED[PARTNER]
        NOT_NOW = NOT_NOW, SUGGESTED[NOT_NOW]
        DECLINE = DECLINE, SUGGESTED[DECLINE]

    proposal = models.ForeignKey(PartnershipProposal, models.PROTECT, related_name="assessments")
    place = models.PositiveSmallIntegerField(editable=False)
    assessed_on = models.DateField()
    assessed_by = models.ForeignKey(User, models.PROTECT, related_name="fit_assessments")
    recommendation = models.CharField(max_length=10, choices=Recommendation)
    recommendation_reason = models.TextField()
    documents = GenericRelation(Document)

    objects: ClassVar[Any] = SealedQuerySet.as_manager()

    class Meta:
        ordering = ["-assessed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="assessment_place_once",
                fields=["proposal", "place"],
                violation_error_message="Somebody else handed an assessment in at the same moment. Try again.",
            ),
            models.UniqueConstraint(
                name="assessment_by_different_people",
                fields=["proposal", "assessed_by"],
                violation_error_message="You assessed this proposal already: the other assessor is somebody else.",
            ),
            models.CheckConstraint(
                name="assessment_place_in_range", condition=Q(place__range=(1, ASSESSORS))
            ),
        ]

    def __str__(self) -> str:
        return f"Assessment of {date_long(self.assessed_on)}"

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:assessment", args=[self.pk])

    @property
    def recommends(self) -> str:
        """In the words that fit the round: a partner is not made one again (needs ``proposal``)."""
        return self.proposal.suggestions[self.recommendation]


@tracked
class FitScore(Scoped):
    province_path: ClassVar[str] = "assessment__proposal__stakeholder__province"
    seal_path: ClassVar[str] = "assessment__"

    assessment = models.ForeignKey(FitAssessment, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(FitCriterion, models.PROTECT, related_name="scores")
    score = models.PositiveSmallIntegerField(validators=[MaxValueValidator(HIGHEST_SCORE)])
    reason = models.CharField(max_length=300)
    evidence = models.CharField(
        max_length=300, blank=True, help_text="Where it was seen: an engagement, a document, a site."
    )

    objects: ClassVar[Any] = SealedQuerySet.as_manager()

    class Meta:
        ordering = ["criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(name="fit_score_once", fields=["assessment", "criterion"]),
            models.CheckConstraint(name="fit_score_in_range", condition=models.Q(score__lte=HIGHEST_SCORE)),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.score} of {HIGHEST_SCORE}"
