"""What will exist at the end of a financial year because of an agreement; activities lead to it."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse

from mou.models.mou import MoU
from mou.models.parts import MoUPart
from partnerships.core.calendar import FinancialYear
from partnerships.core.models import Versioned, tracked
from partnerships.strategy.models import Indicator


@tracked
class Output(MoUPart, Versioned):
    """One output of the workplan of one financial year. Its state follows from its activities."""

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="outputs")
    year = models.PositiveSmallIntegerField(
        "financial year", validators=[MinValueValidator(2000), MaxValueValidator(2100)], editable=False
    )
    position = models.PositiveSmallIntegerField(editable=False)
    title = models.CharField(max_length=200, help_text="What will exist when it is done.")
    measure = models.CharField(
        max_length=160, blank=True, help_text="By which one sees that it is there, such as: 40 registers."
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="outputs")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["year", "position", "pk"]
        indexes = [GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="output_title_trigram")]
        constraints = [
            models.UniqueConstraint(
                "mou",
                "year",
                Upper("title"),
                name="output_once_a_year",
                violation_error_message="The workplan of this year has an output with this title already.",
            ),
            models.CheckConstraint(
                name="output_has_a_title",
                condition=~Q(title=""),
                violation_error_message="Say what will exist when it is done.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('mou:workplan', args=[self.mou_id, self.year])}#output-{self.pk}"

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.year)
