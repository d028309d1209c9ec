"""Workplans that the Unit keeps ready: outputs and activities that can be put into the plan of a year."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from mou.models.agreement_kind import AgreementKind
from partnerships.core.models import ReferenceItem
from partnerships.strategy.models import StrategicThrust


class WorkplanTemplate(ReferenceItem):
    """A plan for a kind of agreement, or for all."""

    kind = models.ForeignKey(
        AgreementKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="workplan_templates",
        help_text="Offered for this kind of agreement; empty for all.",
    )
    purpose = models.CharField(max_length=300, blank=True, help_text="When to take it, in a sentence.")


class TemplateActivity(ReferenceItem):
    """One activity of a template; ``name`` is its title."""

    class Side(models.TextChoices):
        OURS = "ours", "Our side"
        THEIRS = "theirs", "The partner"

    template = models.ForeignKey(WorkplanTemplate, models.PROTECT, related_name="activities")
    output = models.CharField(max_length=200, blank=True, help_text="What will exist when it is done.")
    output_measure = models.CharField(max_length=160, blank=True)
    side = models.CharField("who does it", max_length=6, choices=Side, default=Side.OURS)
    quarters = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(4)]),
        help_text="Numbers from 1 to 4, separated by commas; 1 is April to June.",
    )
    thrust = models.ForeignKey(
        StrategicThrust,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: the one that is chosen when the template is used.",
    )
    measure = models.CharField(max_length=120, blank=True, help_text="What is counted each quarter.")
    planned_value = models.DecimalField(
        "planned for each quarter",
        max_digits=11,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    milestone = models.CharField(
        max_length=200, blank=True, help_text="What proves it, by the end of its last quarter."
    )

    class Meta(ReferenceItem.Meta):
        verbose_name_plural = "template activities"
        constraints = [
            models.CheckConstraint(
                name="template_activity_in_some_quarter",
                condition=Q(quarters__len__gte=1),
                violation_error_message="Name at least one quarter.",
            ),
            models.CheckConstraint(
                name="template_activity_counts_towards_a_figure",
                condition=Q(measure="", planned_value__isnull=True)
                | (~Q(measure="") & Q(planned_value__isnull=False)),
                violation_error_message="Give both or neither: what is counted, and how much of it is planned.",
            ),
        ]

    def clean(self) -> None:
        if len(set(self.quarters or ())) != len(self.quarters or ()):
            raise ValidationError({"quarters": "Name each quarter once."})
