"""What the Unit set out to do: strategy, focus areas, thrusts, issues, indicators and their targets."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import Province, User, Versioned, tracked
from partnerships.core.scoping import Scoped

PLACEHOLDER_HELP = "Marked until the Unit has entered the strategy's own wording."


def place(path: str = "code") -> Func:
    """The place of a number path among others: 1.9 comes before 1.10, which the alphabet would not know."""
    padded = Func(F(path), Value(r"(\d+)"), Value(r"0000\1"), Value("g"), function="regexp_replace")
    return Func(
        padded,
        Value(r"0*(\d{4})"),
        Value(r"\1"),
        Value("g"),
        function="regexp_replace",
        output_field=models.CharField(),
    )


class NumberedQuerySet(models.QuerySet[Any]):
    """Strategy, focus areas, thrusts and indicators are known by their number path: “1.2.3”.

    The strategy belongs to everybody: the two scopes exist so that its pages are of the same kinds as all others.
    """

    def get_by_natural_key(self, code: str) -> Any:
        return self.get(code=code)

    def visible_to(self, user: User) -> Self:
        """Everybody with the right to read it reads the same text."""
        return self.all()

    def editable_by(self, user: User) -> Self:
        """There is one text; the right to change it, which the Unit alone has, decides."""
        return self.all()


@tracked
class Strategy(Versioned):
    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    is_current = models.BooleanField(default=False)
    is_placeholder = models.BooleanField(default=False, help_text=PLACEHOLDER_HELP)

    objects: ClassVar[Any] = NumberedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "strategies"
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                name="strategy_one_current",
                fields=["is_current"],
                condition=Q(is_current=True),
                violation_error_message="Only one strategy can be the current one.",
            ),
            models.CheckConstraint(
                name="strategy_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="The end date lies before the start date.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_own_wording(self) -> bool:
        return not self.is_placeholder

    def get_absolute_url(self) -> str:
        return reverse("strategy:overview")

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class Numbered(Versioned):
    """A named part of the strategy with its number path, such as 1, 1.2 or 1.2.3."""

    code = models.CharField("number", max_length=12, unique=True)
    name = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=0)
    is_placeholder = models.BooleanField("placeholder", default=False, help_text=PLACEHOLDER_HELP)

    objects: ClassVar[Any] = NumberedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_own_wording(self) -> bool:
        return not self.is_placeholder

    def natural_key(self) -> tuple[str]:
        return (self.code,)


@tracked
class FocusArea(Numbered):
    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="focus_areas")
    description = models.TextField(blank=True)

    def get_absolute_url(self) -> str:
        return reverse("strategy:focus_area", args=[self.pk])


@tracked
class StrategicThrust(Numbered):
    focus_area = models.ForeignKey(FocusArea, models.PROTECT, related_name="thrusts")
    description = models.TextField(blank=True)

    def get_absolute_url(self) -> str:
        return f"{self.focus_area.get_absolute_url()}#thrust-{self.pk}"


@tracked
class StrategicIssue(Numbered):
    """A matter under a thrust, with the roles at national and provincial level (seed, section 1)."""

    thrust = models.ForeignKey(StrategicThrust, models.PROTECT, related_name="issues")
    national_role = models.TextField(blank=True)
    provincial_role = models.TextField(blank=True)

    def get_absolute_url(self) -> str:
        return self.thrust.get_absolute_url()


class IndicatorQuerySet(NumberedQuerySet):
    def for_list(self) -> Self:
        """Everything a list row shows, in one query; ``place`` orders by number."""
        return self.select_related("thrust__focus_area").annotate(place=place())


@tracked
class Indicator(Numbered):
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
