"""What the provinces and the national Secretariat measured, quarter by quarter."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from partnerships.core.models import Document, User, tracked
from partnerships.strategy.models import Indicator, QuarterlyFigure


@tracked
class Actual(QuarterlyFigure):
    """The measured value of an indicator for one quarter; null province: measured nationally.

    Blank is not zero: either a value stands here, or the reason why nothing was measured.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="actuals")
    value = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    numerator = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    denominator = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    not_measured_because = models.TextField(blank=True)
    reason_for_deviation = models.TextField(blank=True)
    corrective_action = models.TextField(blank=True)
    captured_by = models.ForeignKey(User, models.PROTECT, related_name="actuals_captured", editable=False)
    # The day of the first capture: what comes after the report's due date is late.
    captured_on = models.DateField(editable=False)
    documents = GenericRelation(Document)

    class Meta:
        ordering = ["indicator", "year", "quarter", "province"]
        permissions = [("view_national_report", "Can read the report with all provinces side by side")]
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
                condition=(Q(value__isnull=False) & Q(not_measured_because=""))
                | (Q(value__isnull=True) & ~Q(not_measured_because="")),
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
