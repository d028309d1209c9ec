"""What indicators should reach: the targets that stand, and the recorded approvals by which they came to stand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import Document, Province, User, Versioned, tracked
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.strategy.models.indicator import Indicator, IndicatorVersion

YEAR_HELP = "The year in which the financial year starts: 2026 for 2026/27."
IN_A_CENTURY = [MinValueValidator(2000), MaxValueValidator(2100)]
NOT_NEGATIVE = [MinValueValidator(0)]
# A figure, or the words of a qualitative indicator.
Value = Decimal | str


class QuarterlyFigure(Scoped, Versioned):
    """A figure of one indicator for one quarter of a financial year, of a province or (null) of the country."""

    indicator: models.ForeignKey
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    year = models.PositiveSmallIntegerField("financial year", validators=IN_A_CENTURY, help_text=YEAR_HELP)
    quarter = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(4)])

    class Meta:
        abstract = True

    @property
    def period(self) -> Quarter:
        return Quarter(self.year, self.quarter)

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.year)


class Slot(models.TextChoices):
    """The columns of the table of targets, in their order."""

    BASELINE = "baseline", "Baseline"
    YEAR = "year", "Year"
    Q1 = "q1", "Q1"
    Q2 = "q2", "Q2"
    Q3 = "q3", "Q3"
    Q4 = "q4", "Q4"

    @property
    def quarter(self) -> int | None:
        return int(self[1]) if self in QUARTER_SLOTS else None

    @classmethod
    def of(cls, quarter: int) -> Slot:
        return QUARTER_SLOTS[quarter - 1]


QUARTER_SLOTS = (Slot.Q1, Slot.Q2, Slot.Q3, Slot.Q4)


def closes_on(year: int, slot: str) -> date:
    """The last day on which a target of that slot may be set without an exception."""
    quarter = Slot(slot).quarter
    return Quarter(year, quarter).end if quarter else FinancialYear(year).end


class InTable(Scoped):
    """A place in the table of targets: indicator, scope, year and slot."""

    indicator: models.ForeignKey
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    slot = models.CharField(max_length=8, choices=Slot)

    class Meta:
        abstract = True

    @property
    def scope_label(self) -> str:
        return str(self.province) if self.province_id else "National"

    @property
    def quarter(self) -> int | None:
        return Slot(self.slot).quarter


@tracked
class Target(InTable, Versioned):
    """What an indicator should reach; null province: the national target. Written by an approved change alone."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField("financial year", validators=IN_A_CENTURY, help_text=YEAR_HELP)
    value = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )
    words = models.CharField(max_length=300, blank=True, help_text="Of a qualitative indicator.")
    authority = models.CharField(
        max_length=200, help_text="The approved plan or decision in which this target stands."
    )
    change_set = models.ForeignKey(
        "TargetChangeSet", models.PROTECT, null=True, blank=True, related_name="targets", editable=False
    )

    class Meta:
        ordering = ["indicator", "year", "slot", "province"]
        constraints = [
            models.UniqueConstraint(
                name="target_once",
                fields=["indicator", "province", "year", "slot"],
                nulls_distinct=False,
                violation_error_message="This indicator already has a target for that quarter and province.",
            ),
            models.CheckConstraint(
                name="target_is_a_figure_or_words",
                condition=Q(value__isnull=False, words="") | (Q(value__isnull=True) & ~Q(words="")),
                violation_error_message="A target is a figure, or words for a qualitative indicator.",
            ),
        ]

    def __str__(self) -> str:
        when = self.get_slot_display()
        return f"{self.indicator.code} {when} {FinancialYear(self.year)}, {self.scope_label}: {self.said}"

    @property
    def said(self) -> Value:
        return self.words if self.value is None else self.value


class TargetChangeSetQuerySet(ScopedQuerySet):
    def visible_to(self, user: User) -> Self:
        """A province sees the sets that touch its own targets or the national ones."""
        if user.is_national:
            return self
        lines = TargetChange.objects.visible_to(user).filter(change_set=OuterRef("pk"))
        return self.filter(Exists(lines))

    def editable_by(self, user: User) -> Self:
        """Targets of all provinces are decided on together, nationally."""
        return self if user.is_national else self.none()


@tracked
class TargetChangeSet(Versioned):
    """Targets that are set or changed together by one approved decision; proposed by one person, decided by another.

    It is kept for ever with what was before and after.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Waiting for approval"
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Returned"
        WITHDRAWN = "withdrawn", "Withdrawn"

    year = models.PositiveSmallIntegerField("financial year", validators=IN_A_CENTURY, help_text=YEAR_HELP)
    reason = models.TextField()
    authority = models.CharField(
        max_length=200, help_text="The approved plan or decision in which these targets stand, with its date."
    )
    exception = models.TextField(
        "exception for closed quarters",
        blank=True,
        help_text="Why targets of a quarter that is over are changed all the same. The report lists them.",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED, editable=False)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="target_changes_proposed", editable=False
    )
    proposed_on = models.DateField(editable=False)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="target_changes_decided", editable=False
    )
    decided_on = models.DateField(null=True, blank=True, editable=False)
    # The returned set that this one puts right.
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", editable=False
    )
    # The new description by whose approval these targets lost their meaning and were taken away.
    by_version = models.ForeignKey(
        IndicatorVersion, models.PROTECT, null=True, blank=True, related_name="target_changes", editable=False
    )
    documents = GenericRelation(Document)

    objects: ClassVar[Any] = TargetChangeSetQuerySet.as_manager()

    class Meta:
        verbose_name = "change of targets"
        verbose_name_plural = "changes of targets"
        ordering = ["-proposed_on", "-pk"]
        permissions = [("approve_targetchangeset", "Approve or return a change of targets")]
        constraints = [
            models.CheckConstraint(
                name="target_change_decided_by_somebody_else",
                condition=Q(decided_by__isnull=True)
                | ~Q(decided_by=F("proposed_by"))
                | Q(status="withdrawn"),
                violation_error_message="Somebody other than who proposed it decides on a change of targets.",
            )
        ]

    def __str__(self) -> str:
        return f"Change of targets {self.pk}, {self.financial_year}"

    def get_absolute_url(self) -> str:
        return reverse("strategy:target_change", args=[self.pk])

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.year)


@tracked
class TargetChange(InTable):
    """One target of a set. Nothing before: it is set for the first time; nothing after: it is taken away."""

    change_set = models.ForeignKey(TargetChangeSet, models.PROTECT, related_name="changes")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="target_changes")
    before_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    before_words = models.CharField(max_length=300, blank=True)
    after_value = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )
    after_words = models.CharField(max_length=300, blank=True)
    # The last day of its quarter or year: what was decided on later is an exception.
    closes_on = models.DateField()

    class Meta:
        ordering = ["indicator__order", "indicator__code", "province__order", "slot"]
        constraints = [
            models.UniqueConstraint(
                name="target_change_once",
                fields=["change_set", "indicator", "province", "slot"],
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code}, {self.scope_label}, {self.get_slot_display()}"

    @property
    def before(self) -> Value | None:
        return self.before_words or self.before_value

    @property
    def after(self) -> Value | None:
        return self.after_words or self.after_value
