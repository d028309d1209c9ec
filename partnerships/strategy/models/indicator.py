"""The measures under the thrusts, and the figures that they should reach."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import Province, Versioned, tracked
from partnerships.core.scoping import Scoped
from partnerships.strategy.models.numbered import Numbered, SharedQuerySet, place
from partnerships.strategy.models.parts import StrategicThrust


class IndicatorQuerySet(SharedQuerySet):
    def for_list(self) -> Self:
        """Everything a list row shows, in one query; ``place`` orders by number."""
        return self.select_related("thrust__focus_area").annotate(place=place())


@tracked
class Indicator(Numbered, Versioned):
    """A measure under a thrust with its full technical description (facts of the post-2019 form)."""

    class CalculationType(models.TextChoices):
        CUMULATIVE_YEAR_END = "cumulative_year_end", "Cumulative (year-end)"
        CUMULATIVE_YEAR_TO_DATE = "cumulative_year_to_date", "Cumulative (year-to-date)"
        NON_CUMULATIVE = "non_cumulative", "Non-cumulative"

    class DesiredPerformance(models.TextChoices):
        HIGHER = "higher", "Higher than target"
        EQUAL = "equal", "Equal to target"
        LOWER = "lower", "Lower than target"

    class Unit(models.TextChoices):
        NUMBER = "number", "Number"
        PERCENTAGE = "percentage", "Percentage"

    class CollectedFrom(models.TextChoices):
        PROVINCES = "provinces", "The nine provinces"
        NATIONAL = "national", "The national Secretariat"

    code = models.CharField("number", max_length=12, unique=True)
    thrust = models.ForeignKey(StrategicThrust, models.PROTECT, related_name="indicators")
    definition = models.TextField()
    source_of_data = models.TextField()
    method_of_calculation = models.TextField()
    means_of_verification = models.TextField()
    assumptions = models.TextField(blank=True)
    disaggregation = models.TextField(blank=True)
    calculation_type = models.CharField(
        max_length=30,
        choices=CalculationType,
        help_text=(
            "Year-end: each quarter counts its own, the year is their sum. Year-to-date: each quarter states the "
            "running total. Non-cumulative: each quarter stands alone, the year is the last one measured."
        ),
    )
    desired_performance = models.CharField(max_length=10, choices=DesiredPerformance)
    unit = models.CharField(max_length=12, choices=Unit)
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
    baseline = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField("in use", default=True)

    objects: ClassVar[Any] = IndicatorQuerySet.as_manager()

    class Meta(Numbered.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="indicator_percentages_do_not_add_up",
                condition=~Q(unit="percentage", calculation_type="cumulative_year_end"),
                violation_error_message=(
                    "Percentages of four quarters do not add up to one of the year. Choose cumulative "
                    "(year-to-date) or non-cumulative."
                ),
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("strategy:indicator", args=[self.pk])

    @property
    def is_percentage(self) -> bool:
        return self.unit == self.Unit.PERCENTAGE

    @property
    def suffix(self) -> str:
        """What follows a figure of this indicator."""
        return "\u00a0%" if self.is_percentage else ""


class QuarterlyFigure(Scoped, Versioned):
    """A figure of one indicator for one quarter of a financial year, of a province or (null) of the country."""

    indicator: models.ForeignKey
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    year = models.PositiveSmallIntegerField(
        "financial year",
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
        help_text="The year in which the financial year starts: 2026 for 2026/27.",
    )
    quarter = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(4)])

    class Meta:
        abstract = True

    @property
    def period(self) -> Quarter:
        return Quarter(self.year, self.quarter)

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.year)


@tracked
class Target(QuarterlyFigure):
    """What an indicator should reach; null province: the national target. Changed only by an approved decision."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    value = models.DecimalField(max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    authority = models.CharField(
        max_length=200, help_text="The approved plan or decision in which this target stands."
    )

    class Meta:
        ordering = ["indicator", "year", "quarter", "province"]
        constraints = [
            models.UniqueConstraint(
                name="target_once",
                fields=["indicator", "province", "year", "quarter"],
                nulls_distinct=False,
                violation_error_message="This indicator already has a target for that quarter and province.",
            ),
            models.CheckConstraint(
                name="target_quarter_exists",
                condition=Q(quarter__range=(1, 4)),
                violation_error_message="A financial year has quarters 1 to 4.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.period}, {self.province or 'national'}: {self.value}"
