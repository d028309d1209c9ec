"""What the provinces and the national Secretariat measured, quarter by quarter."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import CharField, Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject
from django.urls import reverse

from partnerships.core.calendar import Quarter
from partnerships.core.models import Document, User, tracked
from partnerships.core.scoping import ScopedQuerySet
from partnerships.core.states import State
from partnerships.core.typed import type_of
from partnerships.strategy import performance
from partnerships.strategy.models import Indicator, IndicatorVersion, QuarterlyFigure, Target
from partnerships.strategy.performance import judge_by, variance
from reporting.models.grade import (
    CRITERIA,
    FIGURE,
    NO_DOCUMENT,
    NOTHING_TO_GRADE,
    STALE,
    TO_GRADE,
    EvidenceGrade,
    finding_state,
    overall,
)
from reporting.models.locking import actual_locked_with_its_return

NOT_MEASURED = State("Not measured", "none")


class ActualQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        """Everything a list row shows, in one query: with the target of the same quarter and scope."""
        targets = Target.objects.alias(scope=Coalesce("province_id", 0)).filter(
            indicator=OuterRef("indicator"),
            year=OuterRef("year"),
            slot=Concat(Value("q"), Cast(OuterRef("quarter"), CharField())),
            scope=Coalesce(OuterRef("province_id"), 0),
        )
        evidence = _documents().order_by().values("object_id").annotate(count=Count("pk")).values("count")
        related = self.select_related("indicator__thrust", "definition", "province", "captured_by")
        return related.with_grade().annotate(
            target_figure=Subquery(targets.values("value")),
            target_words=Coalesce(Subquery(targets.values("words")), Value("")),
            evidence_count=Coalesce(Subquery(evidence), 0),
        )

    def with_grade(self) -> Self:
        """Each with the grade that holds of it, and what it holds for: the figure, and the newest of the documents."""
        newest = Subquery(_documents().order_by("-pk").values("pk")[:1])
        graded = EvidenceGrade.objects.filter(actual=OuterRef("pk"))
        holding = graded.filter(newest_document=OuterRef("newest_document"), figure=OuterRef("figure"))
        words = [*CRITERIA, *(f"{name}_remark" for name in CRITERIA)]
        return self.annotate(newest_document=newest, figure=FIGURE, was_graded=Exists(graded)).annotate(
            grade=Subquery(
                holding.order_by("-pk").values(found=JSONObject(**{name: name for name in words}))[:1]
            )
        )

    def measured(self) -> Self:
        return self.filter(not_measured_because="")

    def of_quarter(self, quarter: Quarter) -> Self:
        return self.filter(year=quarter.year, quarter=quarter.number)


def _documents() -> Any:
    """Those of the actual that a subquery asks about."""
    return Document.objects.filter(content_type=type_of(Actual), object_id=OuterRef("pk"))


@tracked
class Actual(QuarterlyFigure):
    """The measured value of an indicator for one quarter; null province: measured nationally.

    Blank is not zero: either a value (or the words of a qualitative indicator) stands here, or the reason why nothing
    was measured. It keeps the description by which it was measured, whatever the indicator's next one says.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="actuals")
    definition = models.ForeignKey(
        IndicatorVersion, models.PROTECT, related_name="actuals", editable=False, verbose_name="description"
    )
    value = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    numerator = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    denominator = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    words = models.CharField(max_length=300, blank=True)
    not_measured_because = models.TextField(blank=True)
    reason_for_deviation = models.TextField(blank=True)
    corrective_action = models.TextField(blank=True)
    captured_by = models.ForeignKey(User, models.PROTECT, related_name="actuals_captured", editable=False)
    # The day of the first capture: what comes after the report's due date is late.
    captured_on = models.DateField(editable=False)
    documents = GenericRelation(Document)

    # Brought by ``for_list``.
    target_figure: Decimal | None
    target_words: str
    evidence_count: int
    # Brought by ``with_grade``.
    newest_document: int | None
    figure: str
    was_graded: bool
    grade: dict[str, str] | None

    objects: ClassVar[Any] = ActualQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "year", "quarter", "province"]
        permissions = [("view_national_report", "Can read the report with all provinces side by side")]
        triggers = [actual_locked_with_its_return("actual_locked_with_its_return")]
        indexes = [models.Index(fields=["year", "quarter", "indicator"], name="actual_by_quarter")]
        constraints = [
            models.UniqueConstraint(
                name="actual_once",
                fields=["indicator", "province", "year", "quarter"],
                nulls_distinct=False,
                violation_error_message="There is an actual for that quarter and province already. Edit that one.",
            ),
            models.CheckConstraint(
                name="actual_quarter_exists",
                condition=Q(quarter__range=(1, 4)),
                violation_error_message="A financial year has quarters 1 to 4.",
            ),
            models.CheckConstraint(
                name="actual_is_a_number_or_says_why_not",
                condition=Q(value__isnull=False, words="", not_measured_because="")
                | (Q(value__isnull=True, not_measured_because="") & ~Q(words=""))
                | (Q(value__isnull=True, words="") & ~Q(not_measured_because="")),
                violation_error_message="Give a number (zero is a number), or say why nothing was measured.",
            ),
            models.CheckConstraint(
                name="actual_denominator_not_zero",
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
                violation_error_message=(
                    "A percentage cannot be formed with nothing in the denominator. "
                    "Say instead why nothing was measured."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} {self.period}, {self.province or 'national'}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:actual", args=[self.pk])

    @property
    def scope_label(self) -> str:
        return str(self.province) if self.province_id else "National"

    @property
    def measured(self) -> performance.Value | None:
        """The figure, or the words; None where nothing was measured."""
        return self.words or self.value

    def state_against(self, target: performance.Value | None) -> State:
        """How it stands to the target of its quarter; actuals are captured for closed quarters only."""
        if self.measured is None:
            return NOT_MEASURED
        return judge_by(self.definition, self.measured, target)

    @property
    def target_value(self) -> performance.Value | None:
        """For rows of ``for_list``."""
        return self.target_words or self.target_figure

    @property
    def state(self) -> State:
        """For rows of ``for_list``."""
        return self.state_against(self.target_value)

    @property
    def variance(self) -> Decimal | None:
        """For rows of ``for_list``."""
        return variance(self.measured, self.target_value)

    @property
    def evidence_state(self) -> State:
        """For rows of ``with_grade``: how far the evidence has come, and what a second person found of it."""
        if self.measured is None:
            return NOTHING_TO_GRADE
        if self.newest_document is None:
            return NO_DOCUMENT
        if self.grade is None:
            return STALE if self.was_graded else TO_GRADE
        return overall([self.grade[name] for name in CRITERIA])

    @property
    def findings(self) -> list[tuple[str, State, str]]:
        """For rows of ``with_grade``: criterion, finding and remark of the grade that holds; empty without one."""
        if self.grade is None:
            return []
        return [
            (label, finding_state(self.grade[name]), self.grade[f"{name}_remark"])
            for name, (label, _) in CRITERIA.items()
        ]
