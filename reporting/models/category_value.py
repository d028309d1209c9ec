"""How the value of an actual is split up by category."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from partnerships.core.models import tracked
from partnerships.core.numbers import figure
from partnerships.core.scoping import Scoped
from partnerships.strategy.models import DisaggregationCategory
from reporting.models.actual import Actual
from reporting.models.locking import value_locked_with_its_return


@tracked
class CategoryValue(Scoped):
    """What of an actual falls to one category of its description. A category without a row is blank, not zero."""

    province_path: ClassVar[str] = "actual__province"
    told_by: ClassVar[tuple[str, ...]] = ("category",)

    actual = models.ForeignKey(Actual, models.PROTECT, related_name="category_values", editable=False)
    category = models.ForeignKey(DisaggregationCategory, models.PROTECT, related_name="+", editable=False)
    value = models.DecimalField(max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])

    class Meta:
        ordering = ["actual", "category"]
        verbose_name = "value of the category"
        verbose_name_plural = "values by category"
        triggers = [value_locked_with_its_return("category_value_locked_with_its_return")]
        constraints = [
            models.UniqueConstraint(name="category_value_once", fields=["actual", "category"]),
            models.CheckConstraint(
                name="category_value_not_negative",
                condition=Q(value__gte=0),
                violation_error_message="Write zero or more: a figure below zero cannot be measured.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {figure(self.value)}"
