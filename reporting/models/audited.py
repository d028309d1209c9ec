"""What the auditors found an indicator to have reached in a financial year, beside what the quarters came to."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from partnerships.core.calendar import FinancialYear
from partnerships.core.models import User
from partnerships.strategy.models import Indicator
from partnerships.strategy.performance import Value


class AuditedFigureQuerySet(models.QuerySet["AuditedFigure"]):
    def visible_to(self, user: User) -> Self:
        """National readers alone: the figure is that of the country, of all provinces together."""
        return self if user.is_national else self.none()


class AuditedFigure(models.Model):
    """The figure of the country for one year, by whose authority and why. Another version stands beside the earlier."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="audited_figures")
    year = models.PositiveSmallIntegerField(
        "financial year", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    number = models.PositiveSmallIntegerField("version")
    value = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    words = models.CharField(max_length=300, blank=True)
    authority = models.CharField(max_length=200)
    reason = models.TextField(max_length=2000)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects: ClassVar[Any] = AuditedFigureQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "year", "number"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.UniqueConstraint(
                name="audited_figure_version_once",
                fields=["indicator", "year", "number"],
                violation_error_message="Somebody else entered this figure meanwhile. Look at it first.",
            ),
            models.CheckConstraint(
                name="audited_figure_is_a_figure_or_words",
                condition=Q(value__isnull=False, words="") | (Q(value__isnull=True) & ~Q(words="")),
                violation_error_message="Give the audited figure, or the words of a qualitative indicator.",
            ),
            models.CheckConstraint(
                name="audited_figure_says_by_whom_and_why",
                condition=~Q(authority="") & ~Q(reason=""),
                violation_error_message="Say by whose authority the figure is entered, and why it is as it is.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} {FinancialYear(self.year)}, audited, version {self.number}"

    @property
    def said(self) -> Value:
        return self.words if self.value is None else self.value
