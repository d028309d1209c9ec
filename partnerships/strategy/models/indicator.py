"""The measures under the thrusts, and their technical descriptions in dated versions."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Prefetch, Q, When
from django.urls import reverse

from partnerships.core.calendar import Quarter
from partnerships.core.models import Document, User, Versioned, tracked
from partnerships.strategy.models.numbered import Numbered, SharedQuerySet, place
from partnerships.strategy.models.parts import StrategicThrust


class IndicatorQuerySet(SharedQuerySet):
    def described(self) -> Self:
        """Those with an approved description: of a newer one nobody but the Unit knows yet."""
        return self.filter(pk__in=IndicatorVersion.objects.approved().values("indicator"))

    def offered_or(self, *pks: int | None) -> Self:
        """Those that plans may name from now on, and those that a record points to already."""
        last = IndicatorVersion.objects.approved().filter(is_in_use=True, valid_until=None)
        return self.filter(Q(pk__in=last.values("indicator")) | Q(pk__in=[pk for pk in pks if pk]))


@tracked
class Indicator(Numbered, Versioned):
    """A measure that keeps its identity: targets, actuals and plans point to it.

    Number, name and thrust are those of its newest approved description, and change with an approval alone. What an
    indicator measures, and how, stands in its versions.
    """

    code = models.CharField("number", max_length=12, unique=True)
    thrust = models.ForeignKey(StrategicThrust, models.PROTECT, related_name="indicators")

    objects: ClassVar[Any] = IndicatorQuerySet.as_manager()

    class Meta(Numbered.Meta):
        abstract = False

    def get_absolute_url(self) -> str:
        return reverse("strategy:indicator", args=[self.pk])


def valid_in(quarter: Quarter) -> Q:
    """The approved description that holds in that quarter, whether or not the indicator is still in use."""
    return valid_between(quarter.start, quarter.end)


def valid_between(start: date, end: date) -> Q:
    """Those that hold on any day from ``start`` to ``end``."""
    not_over = Q(valid_until__isnull=True) | Q(valid_until__gte=start)
    return not_over & Q(status=IndicatorVersion.Status.APPROVED, valid_from__lte=end)


class IndicatorVersionQuerySet(SharedQuerySet):
    def approved(self) -> Self:
        return self.filter(status=IndicatorVersion.Status.APPROVED)

    def valid_in(self, quarter: Quarter) -> Self:
        """One for each indicator that is in use in that quarter."""
        return self.filter(valid_in(quarter), is_in_use=True)

    def in_order(self) -> Self:
        """With thrust and focus area, by number; ``place`` is what orders."""
        return self.select_related("indicator", "thrust__focus_area").annotate(place=place())

    def for_list(self, quarter: Quarter) -> Self:
        """One for each indicator: what holds in the quarter, otherwise what will hold, otherwise its first draft."""
        approved = Q(status=IndicatorVersion.Status.APPROVED)
        best = (
            IndicatorVersion.objects.order_by(
                "indicator_id",
                Case(
                    When(approved & Q(valid_from__lte=quarter.end), then=0), When(approved, then=1), default=2
                ),
                # Of those that have begun the latest, of those to come the next.
                Case(When(approved & Q(valid_from__gt=quarter.end), then=F("valid_from"))),
                F("valid_from").desc(nulls_last=True),
                "number",
            )
            .distinct("indicator_id")
            .values("pk")
        )
        return self.filter(pk__in=best).in_order()

    def with_categories(self) -> Self:
        """With ``splits``: how the value is disaggregated, each with its ``listed`` categories."""
        categories = Prefetch("categories", to_attr="listed")
        disaggregations = Disaggregation.objects.prefetch_related(categories)  # type: ignore[no-redef]
        return self.prefetch_related(Prefetch("disaggregations", disaggregations, to_attr="splits"))


@tracked
class IndicatorVersion(Numbered, Versioned):
    """The full technical description of an indicator, valid from a quarter on; an approved one never changes.

    A figure keeps the description of its quarter, so a new one never touches what was measured before.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PROPOSED = "proposed", "Waiting for approval"
        APPROVED = "approved", "Approved"

    class CalculationType(models.TextChoices):
        CUMULATIVE_YEAR_END = "cumulative_year_end", "Cumulative (year-end)"
        CUMULATIVE_YEAR_TO_DATE = "cumulative_year_to_date", "Cumulative (year-to-date)"
        NON_CUMULATIVE = "non_cumulative", "Non-cumulative"

        @property
        def explanation(self) -> str:
            """What it means for the quarters and for the year, in a line."""
            return EXPLANATIONS[self]

    class DesiredPerformance(models.TextChoices):
        HIGHER = "higher", "Higher than target"
        EQUAL = "equal", "Equal to target"
        LOWER = "lower", "Lower than target"

    class Unit(models.TextChoices):
        NUMBER = "number", "Number"
        PERCENTAGE = "percentage", "Percentage"
        QUALITATIVE = "qualitative", "Qualitative (words)"

    class CollectedFrom(models.TextChoices):
        PROVINCES = "provinces", "The nine provinces"
        NATIONAL = "national", "The national Secretariat"

    class IndicatorType(models.TextChoices):
        INPUT = "input", "Input"
        ACTIVITY = "activity", "Activity"
        OUTPUT = "output", "Output"
        OUTCOME = "outcome", "Outcome"
        IMPACT = "impact", "Impact"

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version", editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    # The first day of the quarter from which on it holds, and the last day of the one before its successor.
    valid_from = models.DateField("valid from")
    valid_until = models.DateField(null=True, blank=True, editable=False)
    reason = models.TextField(
        "what is new, and why",
        blank=True,
        help_text="Kept with the version, and read by whoever approves it.",
    )
    is_in_use = models.BooleanField(
        "in use",
        default=True,
        help_text="An indicator that is not in use keeps its figures and asks for no more from that quarter on.",
    )

    thrust = models.ForeignKey(StrategicThrust, models.PROTECT, related_name="indicator_versions")
    definition = models.TextField()
    purpose = models.TextField(
        "purpose", blank=True, help_text="Why it is measured, and what it is used for."
    )
    indicator_type = models.CharField(
        "type of indicator", max_length=10, choices=IndicatorType, default=IndicatorType.OUTPUT
    )
    is_new = models.BooleanField(
        "new indicator", default=False, help_text="It was not measured in the year before."
    )
    source_of_data = models.TextField()
    method_of_calculation = models.TextField("method of calculation or assessment")
    means_of_verification = models.TextField()
    needs_evidence = models.BooleanField(
        "evidence required",
        default=True,
        help_text="An actual is complete only with a document that proves it.",
    )
    assumptions = models.TextField(blank=True)
    data_limitations = models.TextField(blank=True)
    disaggregation = models.TextField(
        "disaggregation of beneficiaries", blank=True, help_text="Where applicable, in words."
    )
    spatial_transformation = models.TextField(
        "spatial transformation",
        blank=True,
        help_text="Where applicable: which places it is to change, and how.",
    )
    calculation_type = models.CharField(max_length=30, choices=CalculationType)
    desired_performance = models.CharField(max_length=10, choices=DesiredPerformance)
    unit = models.CharField(max_length=12, choices=Unit)
    # The words of a qualitative indicator, from the lowest to the highest. Without them it is measured in free words.
    scale = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    collected_from = models.CharField(max_length=10, choices=CollectedFrom)
    reporting_cycle = models.CharField(max_length=40, default="Quarterly")
    tolerance = models.DecimalField(
        "tolerance in per cent of the target",
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="How far an actual may lie on the wrong side of its target and still be on track.",
    )
    responsible_post = models.CharField(max_length=120)
    responsible_person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="indicators_answered_for"
    )
    baseline = models.CharField(
        "baseline in words",
        max_length=120,
        blank=True,
        help_text="Figures of it stand in the table of targets.",
    )

    # Everybody who wrote a word of the draft: none of them may approve it.
    writers = models.ManyToManyField(User, related_name="indicators_written", editable=False)
    authority = models.CharField(
        max_length=200, blank=True, editable=False, help_text="The plan or decision by which it holds."
    )
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="indicators_approved", editable=False
    )
    approved_on = models.DateField(null=True, blank=True, editable=False)
    documents = GenericRelation(Document)

    # Brought by ``with_categories``.
    splits: list[Disaggregation]

    objects: ClassVar[Any] = IndicatorVersionQuerySet.as_manager()

    class Meta(Numbered.Meta):
        abstract = False
        verbose_name = "version of an indicator"
        verbose_name_plural = "versions of indicators"
        permissions = [("approve_indicatorversion", "Approve the description of an indicator")]
        indexes = [models.Index(fields=["valid_from", "valid_until"], name="indicator_version_by_days")]
        constraints = [
            models.UniqueConstraint(name="indicator_version_once", fields=["indicator", "number"]),
            models.UniqueConstraint(
                name="indicator_version_begins_once",
                fields=["indicator", "valid_from"],
                condition=Q(status="approved"),
                violation_error_message="Another version of this indicator holds from that quarter on already.",
            ),
            models.UniqueConstraint(
                name="indicator_one_draft",
                fields=["indicator"],
                condition=~Q(status="approved"),
                violation_error_message="A draft of the next version exists already. Go on with that one.",
            ),
            models.CheckConstraint(
                name="indicator_percentages_do_not_add_up",
                condition=~Q(unit="percentage", calculation_type="cumulative_year_end"),
                violation_error_message=(
                    "Percentages of four quarters do not add up to one of the year. Choose cumulative "
                    "(year-to-date) or non-cumulative."
                ),
            ),
            models.CheckConstraint(
                name="indicator_words_do_not_add_up",
                condition=~Q(unit="qualitative") | Q(calculation_type="non_cumulative", tolerance=0),
                violation_error_message=(
                    "Words are not added up and have no tolerance: a qualitative indicator is non-cumulative, "
                    "with a tolerance of 0."
                ),
            ),
            models.CheckConstraint(
                name="indicator_scale_for_words_alone",
                condition=Q(unit="qualitative") | Q(scale=[]),
                violation_error_message="Only a qualitative indicator has a scale of words.",
            ),
            models.CheckConstraint(
                name="indicator_version_valid_until",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("strategy:indicator_version", args=[self.pk])

    @property
    def starts_in(self) -> Quarter:
        return Quarter.containing(self.valid_from)

    @property
    def is_percentage(self) -> bool:
        return self.unit == self.Unit.PERCENTAGE

    @property
    def is_qualitative(self) -> bool:
        return self.unit == self.Unit.QUALITATIVE

    @property
    def by_provinces(self) -> bool:
        return self.collected_from == self.CollectedFrom.PROVINCES

    @property
    def suffix(self) -> str:
        """What follows a figure of this indicator."""
        return "\u00a0%" if self.is_percentage else ""

    @property
    def explanation(self) -> str:
        """What its calculation type means, in a line."""
        return self.CalculationType(self.calculation_type).explanation


EXPLANATIONS = {
    IndicatorVersion.CalculationType.CUMULATIVE_YEAR_END: (
        "Each quarter counts its own part; the year is the sum of its quarters."
    ),
    IndicatorVersion.CalculationType.CUMULATIVE_YEAR_TO_DATE: (
        "Each quarter states the running total since 1 April; the year is the last one measured."
    ),
    IndicatorVersion.CalculationType.NON_CUMULATIVE: (
        "Each quarter stands alone; the year is the last one measured."
    ),
}


class Line(models.Model):
    """A line under another record, in its place."""

    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)

    objects: ClassVar[Any] = SharedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


@tracked
class Disaggregation(Line):
    """One way in which the value of an indicator is split up: by sex, by place."""

    indicator_version = models.ForeignKey(IndicatorVersion, models.CASCADE, related_name="disaggregations")
    must_add_up = models.BooleanField(
        "must add up",
        default=True,
        help_text="The categories together must give the value. Not where one person may be counted in several.",
    )

    # Brought by ``with_categories``.
    listed: list[DisaggregationCategory]


@tracked
class DisaggregationCategory(Line):
    disaggregation = models.ForeignKey(Disaggregation, models.CASCADE, related_name="categories")

    class Meta(Line.Meta):
        verbose_name_plural = "disaggregation categories"
