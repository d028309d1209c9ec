"""What will be done under an MoU, by whom, in which quarters, and how far it has come."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Upper
from django.urls import reverse

from mou.models.mou import MoU
from mou.models.parts import Amendable, MoUPart, MoUParty
from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import Document, User, Versioned, tracked
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.search import found_in_any
from partnerships.core.states import State
from partnerships.strategy.models import Indicator, StrategicThrust


class ActivityQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        """Everything a list row shows; the quarters come in a second query."""
        return self.select_related(
            "mou__province", "responsible_party__stakeholder", "responsible_person", "thrust", "indicator"
        ).prefetch_related(
            # The quarter knows its year through its activity, which is at hand already.
            models.Prefetch("quarters", ActivityQuarter.objects.order_by("number"))
        )

    def for_detail(self) -> Self:
        """One line of a workplan with everything that was reported on it."""
        quarters = ActivityQuarter.objects.select_related("reported_by").prefetch_related("documents")
        return self.select_related(
            "mou__province",
            "mou__kind",
            "responsible_party__stakeholder",
            "responsible_person",
            "thrust__focus_area",
            "indicator",
        ).prefetch_related(models.Prefetch("quarters", quarters.order_by("number")))

    def matching(self, text: str) -> Self:
        """The title, the output, the agreement or the responsible party says it."""
        rows = self.model.objects
        return found_in_any(
            self,
            rows.filter(title__icontains=text),
            rows.filter(output__icontains=text),
            rows.filter(mou__in=MoU.objects.named(text)),
            rows.filter(responsible_party__stakeholder__name__icontains=text),
        )

    def with_quarter(self, condition: Q, number: int | None = None) -> Self:
        """At least one planned quarter, or the one of that number, fulfils the condition."""
        planned = ActivityQuarter.objects.filter(condition, activity=OuterRef("pk"))
        return self.filter(Exists(planned if number is None else planned.filter(number=number)))


@tracked
class Activity(Amendable, MoUPart, Versioned):
    """One line of the workplan of one financial year."""

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="activities")
    year = models.PositiveSmallIntegerField(
        "financial year", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    title = models.CharField(max_length=200)
    output = models.CharField(max_length=200, blank=True, help_text="What will exist when it is done.")
    responsible_party = models.ForeignKey(MoUParty, models.PROTECT, related_name="activities")
    responsible_person = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="activities_answered_for",
        help_text="Our person who reports on it.",
    )
    thrust = models.ForeignKey(StrategicThrust, models.PROTECT, related_name="activities")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="activities")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "pk"]
        verbose_name_plural = "activities"
        permissions = [("report_activity", "Can report progress on an activity")]
        indexes = [
            models.Index(fields=["year", "thrust"], name="activity_by_year_and_thrust"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="activity_title_trigram"),
            GinIndex(OpClass(Upper("output"), name="gin_trgm_ops"), name="activity_output_trigram"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("mou:activity", args=[self.pk])

    def clean(self) -> None:
        """Only a party of this agreement can be responsible for a line of its workplan."""
        if self.responsible_party_id and self.responsible_party.mou_id != self.mou_id:
            raise ValidationError({"responsible_party": "Choose one of the parties of this agreement."})

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.year)


@tracked
class ActivityQuarter(Scoped, Versioned):
    """One planned quarter of an activity. Late is computed: the quarter is over and it is not done."""

    province_path: ClassVar[str] = "activity__mou__province"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        UNDER_WAY = "under_way", "Under way"
        DONE = "done", "Done"
        NOT_DONE = "not_done", "Given up"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="quarters")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(4)])
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED, editable=False)
    done_on = models.DateField(null=True, blank=True, editable=False)
    narrative = models.TextField(blank=True, editable=False)
    reported_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="activities_reported", editable=False
    )
    reported_at = models.DateTimeField(null=True, blank=True, editable=False)
    documents = GenericRelation(Document)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="activity_quarter_once", fields=["activity", "number"]),
            models.CheckConstraint(name="activity_quarter_exists", condition=Q(number__range=(1, 4))),
            models.CheckConstraint(
                name="activity_done_has_date",
                condition=~Q(status="done") | Q(done_on__isnull=False),
                violation_error_message="Give the date on which it was done.",
            ),
            models.CheckConstraint(
                name="activity_not_done_says_why",
                condition=~Q(status="not_done") | ~Q(narrative=""),
                violation_error_message="Say why it was given up.",
            ),
        ]

    def __str__(self) -> str:
        return f"Q{self.number}: {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return self.activity.get_absolute_url()

    @property
    def period(self) -> Quarter:
        return Quarter(self.activity.year, self.number)

    def state_at(self, day: date) -> State:
        """How it stood at the close of a day, also of the past: ``done_by``, ``late_at``, ``open_at`` in words."""
        is_done = self.status == self.Status.DONE and self.done_on is not None and self.done_on <= day
        if is_done or self.status == self.Status.NOT_DONE:
            return State(self.get_status_display(), STATUS_TONES[self.status])
        if self.period.end <= day:
            return State("Late", "overdue")
        status = self.Status.PLANNED if self.status == self.Status.DONE else self.Status(self.status)
        return State(str(status.label), STATUS_TONES[status])

    def state_on(self, day: date) -> State:
        """How it stands on a day, in the reader's present: late from the day after its quarter."""
        if self.status in {self.Status.PLANNED, self.Status.UNDER_WAY} and self.period.is_closed_on(day):
            return State("Late", "overdue")
        return State(self.get_status_display(), STATUS_TONES[self.status])


STATUS_TONES: dict[str, str] = {
    ActivityQuarter.Status.PLANNED: "draft",
    ActivityQuarter.Status.UNDER_WAY: "open",
    ActivityQuarter.Status.DONE: "good",
    ActivityQuarter.Status.NOT_DONE: "stopped",
}
