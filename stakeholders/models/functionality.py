"""Is a structure functional? A versioned instrument of questions, and what was found with it.

No national instrument with scored criteria has been published; the questions that ship are a checklist drawn from
published practice, and the Unit edits them. An adopted version never changes: a change is a new version.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from partnerships.core.models import Document, User, tracked
from partnerships.core.scoping import Scoped, ScopedQuerySet
from stakeholders.models.edition import Edition, only_of_drafts
from stakeholders.models.structure import Structure, StructureKind

# An assessment says something about a structure for a year; after that the structure counts as not assessed.
VALID_FOR_DAYS = 365


class Functionality(models.TextChoices):
    """What the quarterly report counts."""

    FUNCTIONAL = "functional", "Functional"
    PARTLY = "partly", "Partly functional"
    NOT_FUNCTIONAL = "not_functional", "Not functional"


class InstrumentVersionQuerySet(models.QuerySet["InstrumentVersion"]):
    def with_counts(self) -> Self:
        """``question_count`` and ``assessment_count``, each counted by itself: joined, they would multiply."""
        return self.annotate(
            question_count=_count(InstrumentQuestion), assessment_count=_count(FunctionalityAssessment)
        )


def _count(model: type[models.Model]) -> Coalesce:
    rows = model._default_manager.filter(version=OuterRef("pk")).order_by().values("version")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


@tracked
class InstrumentVersion(Edition):
    """One edition of the questions for one family of structures."""

    family = models.CharField(max_length=3, choices=StructureKind.Family)

    objects: ClassVar[Any] = InstrumentVersionQuerySet.as_manager()

    class Meta:
        ordering = ["family", "-number"]
        permissions = [("adopt_instrumentversion", "Can adopt a version of the functionality instrument")]
        constraints = [
            models.UniqueConstraint(name="instrument_version_once", fields=["family", "number"]),
            models.UniqueConstraint(
                name="instrument_one_draft", fields=["family"], condition=Q(status="draft")
            ),
            models.UniqueConstraint(
                name="instrument_one_adopted", fields=["family"], condition=Q(status="adopted")
            ),
            models.CheckConstraint(
                name="instrument_adopted_by_somebody",
                condition=Q(status="draft") | Q(adopted_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_family_display()} instrument, version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:instrument", args=[self.pk])

    def starts(self) -> dict[str, int]:
        """From how many per cent on each result holds."""
        return {band.result: band.from_per_cent for band in self.bands.all()}


def instrument_on(day: date, family: str) -> InstrumentVersion | None:
    """The version that a visit of that day is assessed with; before the first was adopted, the first."""
    adopted = InstrumentVersion._default_manager.filter(family=family, adopted_on__isnull=False)
    return (
        adopted.filter(adopted_on__lte=day).order_by("-number").first() or adopted.order_by("number").first()
    )


LINES = ("stakeholders_instrumentversion", "questions and bands")


class InstrumentQuestion(models.Model):
    version = models.ForeignKey(InstrumentVersion, models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    help_text = models.CharField(max_length=500, blank=True, help_text="What to look for, and the source.")
    weight = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    # Answered no, the structure is not functional whatever its score.
    is_essential = models.BooleanField("essential", default=False)

    class Meta:
        ordering = ["position", "pk"]
        triggers = [only_of_drafts("question_of_draft", *LINES)]

    def __str__(self) -> str:
        return self.text


class FunctionalityBand(models.Model):
    """From how many per cent on a structure has this result."""

    version = models.ForeignKey(InstrumentVersion, models.PROTECT, related_name="bands")
    result = models.CharField(max_length=14, choices=Functionality)
    from_per_cent = models.PositiveSmallIntegerField(validators=[MaxValueValidator(100)])

    class Meta:
        ordering = ["-from_per_cent"]
        triggers = [only_of_drafts("band_of_draft", *LINES)]
        constraints = [
            models.UniqueConstraint(name="band_once", fields=["version", "result"]),
            models.UniqueConstraint(name="band_begins_once", fields=["version", "from_per_cent"]),
            models.CheckConstraint(name="band_in_range", condition=Q(from_per_cent__lte=100)),
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()} from {self.from_per_cent} %"


class FunctionalityAssessmentQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """All but those withdrawn as mistaken."""
        return self.filter(withdrawn_on__isnull=True)


def assessed_until(day: date, structure: str = "pk") -> models.QuerySet[FunctionalityAssessment]:
    """The assessments of a structure up to that day, newest first; ``structure`` leads to its key.

    An assessment that was withdrawn counts until the day of its withdrawal, so a past day keeps its answer.
    """
    return FunctionalityAssessment.objects.filter(
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day),
        structure=OuterRef(structure),
        assessed_on__lte=day,
    ).order_by("-assessed_on", "-pk")


def latest_on(day: date, structure: str = "pk") -> models.QuerySet[FunctionalityAssessment]:
    """The assessments that say something of a structure on that day, the one that counts first."""
    return assessed_until(day, structure).filter(assessed_on__gt=day - timedelta(days=VALID_FOR_DAYS))


def result_on(day: date, structure: str = "pk") -> Subquery:
    """What the latest assessment of the year before that day found, or null."""
    return Subquery(latest_on(day, structure).values("result")[:1])


@tracked
class FunctionalityAssessment(Scoped):
    """One use of the instrument. Score and result are of the version it was made with, and stay."""

    province_path: ClassVar[str] = "structure__stakeholder__province"

    structure = models.ForeignKey(Structure, models.PROTECT, related_name="assessments")
    version = models.ForeignKey(InstrumentVersion, models.PROTECT, related_name="assessments")
    assessed_on = models.DateField("date of the visit")
    assessed_by = models.ForeignKey(User, models.PROTECT, related_name="functionality_assessments")
    score = models.PositiveSmallIntegerField(help_text="Per cent of the highest weighted score.")
    result = models.CharField(max_length=14, choices=Functionality)
    remarks = models.TextField(blank=True)
    support_needed = models.TextField(blank=True, help_text="What would help, and who could give it.")
    withdrawn_on = models.DateField(null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="assessments_withdrawn", editable=False
    )
    withdrawal_reason = models.CharField(max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    documents = GenericRelation(Document)

    objects: ClassVar[Any] = FunctionalityAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-assessed_on", "-pk"]
        indexes = [
            models.Index(fields=["structure", "-assessed_on"], name="functionality_of_structure"),
            # Says which structures were assessed since a day without reading the rows.
            models.Index(
                fields=["assessed_on"], include=["structure", "withdrawn_on"], name="functionality_by_day"
            ),
        ]
        constraints = [
            models.CheckConstraint(name="functionality_score_in_range", condition=Q(score__lte=100)),
            # Also when a form is sent twice, or from two tabs.
            models.UniqueConstraint(
                name="functionality_once_a_day",
                fields=["structure", "assessed_on"],
                condition=Q(withdrawn_on__isnull=True),
                violation_error_message=(
                    "An assessment of this structure on this day is recorded already. Open that one; if it is "
                    "mistaken, withdraw it first."
                ),
            ),
            models.CheckConstraint(
                name="functionality_withdrawn_whole",
                condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="")
                | (Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal_reason="")),
                violation_error_message="A withdrawn assessment needs its date, its reason and who withdrew it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()}, {self.score} %"

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:functionality", args=[self.pk])


@tracked
class FunctionalityAnswer(Scoped):
    province_path: ClassVar[str] = "assessment__structure__stakeholder__province"

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "Partly"
        NO = "no", "No"
        NOT_APPLICABLE = "na", "Does not apply"

    assessment = models.ForeignKey(FunctionalityAssessment, models.PROTECT, related_name="answers")
    question = models.ForeignKey(InstrumentQuestion, models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=6, choices=Answer)
    note = models.CharField("what was seen", max_length=500, blank=True)

    class Meta:
        ordering = ["question__position", "pk"]
        constraints = [
            models.UniqueConstraint(name="functionality_answer_once", fields=["assessment", "question"])
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.get_answer_display()}"
