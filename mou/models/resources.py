"""What each side brings to an activity, and the visits that are planned for it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from mou.models.parts import MoUParty
from mou.models.workplan import Activity
from partnerships.core.calendar import Quarter
from partnerships.core.models import ReferenceItem, User, Versioned, tracked
from partnerships.core.scoping import Scoped
from partnerships.core.states import State
from stakeholders.models import Engagement

# Strategy report of January 2020, 4.4.
NO_PAYMENT = (
    "A partnership carries no payment: whoever is paid becomes a service provider and stops being a partner "
    "(strategy report, 4.4). Write down what each party spends itself, or what it gives in kind."
)


class ActivityPart(Scoped):
    """A row that belongs to an activity and is seen with it."""

    province_path: ClassVar[str] = "activity__mou__province"

    class Meta:
        abstract = True


class ResourceKind(ReferenceItem):
    """People, venue, transport, goods, other."""


@tracked
class Resource(ActivityPart, Versioned):
    """What one party brings: in kind, or rands that it spends itself. Nothing is paid to another party."""

    class Form(models.TextChoices):
        IN_KIND = "in_kind", "In kind"
        RAND = "rand", "In rands"

    untold: ClassVar[tuple[str, ...]] = ("activity",)

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="resources")
    party = models.ForeignKey(
        MoUParty, models.PROTECT, related_name="resources", verbose_name="who brings it"
    )
    form = models.CharField("in kind or in rands", max_length=8, choices=Form, default=Form.IN_KIND)
    kind = models.ForeignKey(ResourceKind, models.PROTECT, related_name="resources")
    what = models.CharField("how much of what", max_length=200, help_text="Such as: 4 trainers for 2 days.")
    value = models.DecimalField(
        "value in rands, estimated",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    spent_by = models.ForeignKey(
        MoUParty,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="who spends the rands",
        help_text="Only for rands: the party that brings them spends them itself.",
    )

    class Meta:
        ordering = ["party__position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="resource_in_rands_has_a_sum",
                condition=~Q(form="rand") | Q(value__isnull=False, value__gt=0),
                violation_error_message="Give the rands that the party means to spend.",
            ),
            models.CheckConstraint(
                name="resource_pays_nobody",
                condition=Q(spent_by__isnull=True) | Q(spent_by=F("party")),
                violation_error_message=NO_PAYMENT,
            ),
            models.CheckConstraint(
                name="resource_in_rands_says_who_spends_them",
                condition=Q(form="rand", spent_by__isnull=False) | Q(form="in_kind", spent_by__isnull=True),
                violation_error_message="Say of rands who spends them; what is given in kind has nobody who spends it.",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return f"{self.activity.get_absolute_url()}#resources"

    def clean(self) -> None:
        """Only a party of this agreement brings something, and never money for another one."""
        mou, errors = self.activity.mou_id, {}
        for name in ("party", "spent_by"):
            party = getattr(self, name) if getattr(self, f"{name}_id") else None
            if party and party.mou_id != mou:
                errors[name] = "Choose one of the parties of this agreement."
        if not errors and self.spent_by_id and self.party_id and self.spent_by_id != self.party_id:
            errors["spent_by"] = NO_PAYMENT
        if errors:
            raise ValidationError(errors)

    @property
    def says(self) -> str:
        """“4 trainers for 2 days”, with the kind where that says more."""
        return f"{self.kind}: {self.what}"


@tracked
class PlannedVisit(ActivityPart, Versioned):
    """Somewhere we mean to go for an activity in a quarter. Made is told by the engagement that was recorded of it."""

    untold: ClassVar[tuple[str, ...]] = ("activity",)

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="visits")
    number = models.PositiveSmallIntegerField(
        "quarter", validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    place = models.CharField(max_length=120)
    purpose = models.CharField(max_length=200)
    engagement = models.OneToOneField(
        Engagement, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    dropped_on = models.DateField(null=True, blank=True, editable=False)
    dropped_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    drop_reason = models.TextField("why it is not made", blank=True, editable=False)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.CheckConstraint(
                name="planned_visit_in_a_quarter",
                condition=Q(number__range=(1, 4)),
                violation_error_message="Choose one of the four quarters.",
            ),
            models.CheckConstraint(
                name="planned_visit_dropped_with_reason",
                condition=Q(dropped_on__isnull=True, dropped_by__isnull=True, drop_reason="")
                | (Q(dropped_on__isnull=False, dropped_by__isnull=False) & ~Q(drop_reason="")),
                violation_error_message="Say why the visit is not made.",
            ),
            models.CheckConstraint(
                name="planned_visit_made_or_dropped",
                condition=Q(engagement__isnull=True) | Q(dropped_on__isnull=True),
                violation_error_message="The visit was made, so it is not dropped.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}, Q{self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.activity.get_absolute_url()}#visits"

    @property
    def period(self) -> Quarter:
        return Quarter(self.activity.year, self.number)

    @property
    def is_open(self) -> bool:
        return self.engagement_id is None and self.dropped_on is None

    def state_on(self, day: date) -> State:
        if self.engagement_id:
            return State("Made", "good")
        if self.dropped_on:
            return State("Dropped", "stopped")
        if self.period.is_closed_on(day):
            return State("Not made", "overdue")
        return State("Planned", "draft")
