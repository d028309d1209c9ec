"""What will be done under an MoU, by whom, in which quarters, and how far it has come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self

import pghistory
from django.apps import apps
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Upper
from django.urls import reverse

from mou.models.mou import MoU
from mou.models.output import Output
from mou.models.parts import Amendable, MoUPart, MoUParty
from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import Document, Province, User, Versioned, tracked
from partnerships.core.numbers import date_long
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.search import found_in_any
from partnerships.core.states import State
from partnerships.strategy.models import Indicator, StrategicThrust


class ActivityQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        """Everything a list row shows; the quarters come in a second query."""
        codes = Province.objects.filter(activities_applying=OuterRef("pk")).order_by("order")
        return (
            self.select_related(
                "mou__province",
                "output",
                "responsible_party__stakeholder",
                "responsible_person",
                "thrust",
                "indicator",
                "carried_from",
                "carried_to",
            )
            .annotate(province_codes=ArraySubquery(codes.values("code")))
            .prefetch_related(
                # The quarter knows its year through its activity, which is at hand already.
                models.Prefetch("quarters", ActivityQuarter.objects.order_by("number"))
            )
        )

    def for_detail(self) -> Self:
        """One line of a workplan with everything that was reported on it."""
        reports = apps.get_model("mou", "ProgressReport").objects.select_related("reported_by")
        quarters = ActivityQuarter.objects.prefetch_related(
            "documents", models.Prefetch("reports", reports.prefetch_related("challenges"))
        )
        return self.select_related(
            "mou__province",
            "mou__kind",
            "output",
            "responsible_party__stakeholder",
            "responsible_person",
            "thrust__focus_area",
            "indicator",
            "carried_from",
            "carried_to",
        ).prefetch_related("provinces", models.Prefetch("quarters", quarters.order_by("number")))

    def matching(self, text: str) -> Self:
        """The title, the output, the agreement or the responsible party says it."""
        rows = self.model.objects
        return found_in_any(
            self,
            rows.filter(title__icontains=text),
            rows.filter(output__title__icontains=text),
            rows.filter(mou__in=MoU.objects.named(text)),
            rows.filter(responsible_party__stakeholder__name__icontains=text),
        )

    def with_quarter(self, condition: Q, number: int | None = None) -> Self:
        """At least one planned quarter, or the one of that number, fulfils the condition."""
        planned = ActivityQuarter.objects.filter(condition, activity=OuterRef("pk"))
        return self.filter(Exists(planned if number is None else planned.filter(number=number)))


@tracked
class Activity(Amendable, MoUPart, Versioned):
    """One line of the workplan of one financial year.

    What is not finished in its year is carried over into the next, once: the two lines name each other.
    """

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="activities")
    year = models.PositiveSmallIntegerField(
        "financial year", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    title = models.CharField(max_length=200)
    output = models.ForeignKey(Output, models.PROTECT, null=True, blank=True, related_name="activities")
    responsible_party = models.ForeignKey(MoUParty, models.PROTECT, related_name="activities")
    responsible_person = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="activities_answered_for",
        help_text="Our person who reports on it.",
    )
    thrust = models.ForeignKey(StrategicThrust, models.PROTECT, related_name="activities")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="activities")
    provinces = models.ManyToManyField(
        Province,
        blank=True,
        related_name="activities_applying",
        help_text="Where it is done; none means wherever the agreement applies.",
    )
    measure = models.CharField(
        max_length=120, blank=True, help_text="What is counted each quarter, such as: patrollers trained."
    )
    milestone = models.CharField(
        max_length=200, blank=True, help_text="What proves it, such as: the signed register of the training."
    )
    milestone_on = models.DateField("milestone by", null=True, blank=True)
    carried_from: Any = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="carried_to"
    )
    carry_reason = models.TextField("why it is carried over", blank=True, editable=False)
    carried_on = models.DateField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "pk"]
        verbose_name_plural = "activities"
        permissions = [("report_activity", "Can report progress on an activity")]
        indexes = [
            models.Index(fields=["year", "thrust"], name="activity_by_year_and_thrust"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="activity_title_trigram"),
        ]
        constraints = [
            models.CheckConstraint(
                name="activity_milestone_whole",
                condition=Q(milestone="", milestone_on__isnull=True)
                | (~Q(milestone="") & Q(milestone_on__isnull=False)),
                violation_error_message="A milestone needs both: what proves it, and by which day.",
            ),
            models.CheckConstraint(
                name="activity_carried_whole",
                condition=Q(carried_from__isnull=True, carried_on__isnull=True, carry_reason="")
                | (Q(carried_from__isnull=False, carried_on__isnull=False) & ~Q(carry_reason="")),
                violation_error_message="Say why it is carried over.",
            ),
            models.CheckConstraint(
                name="activity_carried_from_another",
                condition=Q(carried_from__isnull=True) | ~Q(carried_from=F("pk")),
                violation_error_message="An activity is carried over into another year, not into itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("mou:activity", args=[self.pk])

    def clean(self) -> None:
        """Of this agreement are the responsible party and the output; the milestone lies in the year and the term."""
        errors = {}
        if self.responsible_party_id and self.responsible_party.mou_id != self.mou_id:
            errors["responsible_party"] = "Choose one of the parties of this agreement."
        if self.output_id and (self.output.mou_id, self.output.year) != (self.mou_id, self.year):  # type: ignore[union-attr]
            errors["output"] = f"Choose an output of the workplan {self.financial_year} of this agreement."
        if self.milestone_on and self.year and (against := self.against_milestone(self.milestone_on)):
            errors["milestone_on"] = against
        if errors:
            raise ValidationError(errors)

    def against_milestone(self, day: date) -> str:
        mou, year = self.mou, self.financial_year
        if day < mou.starts_on or (mou.ends_on and day > mou.ends_on):
            until = f"to {date_long(mou.ends_on)}" if mou.ends_on else "without an end"
            return f"{date_long(day)} lies outside the agreement, which runs from {date_long(mou.starts_on)} {until}."
        if not year.start <= day <= year.end:
            return f"{date_long(day)} lies outside the financial year {year}. Give a day from April to March of it."
        return ""

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.year)

    @property
    def later(self) -> Activity | None:
        """The line of the next year into which this one was carried over."""
        return getattr(self, "carried_to", None)

    def milestone_on_day(self, day: date) -> State | None:
        """How the milestone stands: reached with the last planned quarter done, otherwise told by its day."""
        if self.milestone_on is None:
            return None
        quarters = list(self.quarters.all())
        if quarters and all(quarter.status == ActivityQuarter.Status.DONE for quarter in quarters):
            return State("Reached", "good")
        if any(quarter.status == ActivityQuarter.Status.CARRIED for quarter in quarters):
            return State("Carried over", "stopped")
        if quarters and all(quarter.status not in ActivityQuarter.OPEN for quarter in quarters):
            return State("Given up", "stopped")
        late = (day - self.milestone_on).days
        if late > 0:
            return State("Milestone overdue", "overdue", f"{late} day{'' if late == 1 else 's'}")
        return State("Milestone ahead", "draft")


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class ActivityProvince(Activity.provinces.through):  # type: ignore[misc,name-defined]
    """A province in which an activity is done: the history of a relation that has no record of its own."""

    told_by: ClassVar[tuple[str, ...]] = ("province",)

    class Meta:
        proxy = True
        verbose_name = "province"

    def __str__(self) -> str:
        return str(self.province)


class ActivityQuarterQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        """Everything a list row shows, in one query."""
        return self.select_related(
            "activity__mou__province",
            "activity__responsible_party__stakeholder",
            "activity__responsible_person",
            "activity__thrust",
        )


@tracked
class ActivityQuarter(Scoped, Versioned):
    """One planned quarter of an activity. Late is computed: the quarter is over and it is not done.

    Nobody chooses the status: it follows from the last report (``ProgressReport``), or from carrying the activity over.
    """

    province_path: ClassVar[str] = "activity__mou__province"

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        UNDER_WAY = "under_way", "On track"
        CONSTRAINED = "constrained", "Constrained"
        NO_PROGRESS = "no_progress", "No progress"
        DONE = "done", "Done"
        NOT_DONE = "not_done", "Given up"
        CARRIED = "carried", "Carried over"

    # What somebody still has to do or to report.
    OPEN = (Status.PLANNED, Status.UNDER_WAY, Status.CONSTRAINED, Status.NO_PROGRESS)

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="quarters")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(4)])
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED, editable=False)
    planned_value = models.DecimalField(max_digits=11, decimal_places=2, null=True, blank=True)
    # As last reported, each quarter for itself: the quarters of a year are added.
    value = models.DecimalField(max_digits=11, decimal_places=2, null=True, blank=True, editable=False)
    done_on = models.DateField(null=True, blank=True, editable=False)
    carried_on = models.DateField(null=True, blank=True, editable=False)
    narrative = models.TextField(blank=True, editable=False)
    reported_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="activities_reported", editable=False
    )
    reported_at = models.DateTimeField(null=True, blank=True, editable=False)
    documents = GenericRelation(Document)

    objects: ClassVar[Any] = ActivityQuarterQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="activity_quarter_once", fields=["activity", "number"]),
            models.CheckConstraint(name="activity_quarter_exists", condition=Q(number__range=(1, 4))),
            models.CheckConstraint(
                name="activity_quarter_plans_no_less_than_nothing",
                condition=Q(planned_value__isnull=True) | Q(planned_value__gte=0),
                violation_error_message="Plan zero or more.",
            ),
            models.CheckConstraint(
                name="activity_done_has_date",
                condition=~Q(status="done") | Q(done_on__isnull=False),
                violation_error_message="Give the date on which it was done.",
            ),
            models.CheckConstraint(
                name="activity_not_done_says_why",
                condition=~Q(status__in=["not_done", "constrained", "no_progress"]) | ~Q(narrative=""),
                violation_error_message="Say why.",
            ),
            models.CheckConstraint(
                name="activity_carried_has_date",
                condition=~Q(status="carried") | Q(carried_on__isnull=False),
                violation_error_message="A quarter that is carried over needs the day.",
            ),
        ]

    def __str__(self) -> str:
        return f"Q{self.number}: {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return self.activity.get_absolute_url()

    @property
    def period(self) -> Quarter:
        return Quarter(self.activity.year, self.number)

    @property
    def shortfall(self) -> Decimal | None:
        """Planned less reported; None where one of them is missing."""
        if self.planned_value is None or self.value is None:
            return None
        return self.planned_value - self.value

    def state_at(self, day: date) -> State:
        """How it stood at the close of a day, also of the past: ``done_by``, ``late_at``, ``open_at`` in words."""
        is_done = self.status == self.Status.DONE and self.done_on is not None and self.done_on <= day
        is_carried = (
            self.status == self.Status.CARRIED and self.carried_on is not None and self.carried_on <= day
        )
        if is_done or is_carried or self.status == self.Status.NOT_DONE:
            return State(self.get_status_display(), STATUS_TONES[self.status])
        if self.period.end <= day:
            return State("Late", "overdue")
        status = self.Status(self.status) if self.status in self.OPEN else self.Status.PLANNED
        return State(str(status.label), STATUS_TONES[status])

    def state_on(self, day: date) -> State:
        """How it stands on a day, in the reader's present: late from the day after its quarter."""
        if self.status in self.OPEN and self.period.is_closed_on(day):
            return State("Late", "overdue")
        return State(self.get_status_display(), STATUS_TONES[self.status])


STATUS_TONES: dict[str, str] = {
    ActivityQuarter.Status.PLANNED: "draft",
    ActivityQuarter.Status.UNDER_WAY: "open",
    ActivityQuarter.Status.CONSTRAINED: "behind",
    ActivityQuarter.Status.NO_PROGRESS: "behind",
    ActivityQuarter.Status.DONE: "good",
    ActivityQuarter.Status.NOT_DONE: "stopped",
    ActivityQuarter.Status.CARRIED: "stopped",
}
