"""How a return treats an indicator: from which records it can be counted, and which jump needs a word."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from partnerships.core.models import ReferenceItem
from partnerships.strategy.models import Indicator


class ReturnRule(ReferenceItem):
    """One for each indicator that is treated in a way of its own; the one without an indicator holds for the rest."""

    class Measure(models.TextChoices):
        """What can be counted from records; how, says ``reporting.counting``."""

        ENGAGEMENTS = "engagements", "Engagements held"
        OBLIGATIONS_MET = "obligations_met", "Obligations met, of those due"
        ACTIVITIES_DONE = "activities_done", "Activities done, of those planned"
        STRUCTURES_ASSESSED = "structures_assessed", "Community structures assessed"
        STRUCTURES_FUNCTIONAL = "structures_functional", "Functional structures, of those assessed"

    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="return_rules",
        help_text="Empty: for every indicator without a rule of its own.",
    )
    measure = models.CharField(
        "counted from records",
        max_length=24,
        choices=Measure,
        blank=True,
        help_text="Empty: the figure is not counted, the officer gives it.",
    )
    jump_percent = models.PositiveSmallIntegerField(
        "a word is needed from a change of … per cent on",
        default=50,
        validators=[MaxValueValidator(1000)],
        help_text="Against the quarter before.",
    )

    class Meta(ReferenceItem.Meta):
        constraints = [
            models.UniqueConstraint(
                name="return_rule_once",
                fields=["indicator"],
                nulls_distinct=False,
                violation_error_message="There is a rule for that indicator already. Change that one.",
            ),
            models.CheckConstraint(
                name="return_rule_of_all_counts_nothing",
                condition=Q(indicator__isnull=False) | Q(measure=""),
                violation_error_message="What is counted is said for one indicator, not for all.",
            ),
        ]
