"""The reporting calendar: from which day, by which day and until which day a quarter is reported, and by which rule."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import Province, ReferenceItem, Versioned, tracked
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.states import State
from partnerships.core.working_days import DAY, is_working_day, working_days_after

# A quarter that is reported more than half a year later is a mistake in typing.
FURTHEST = 180
IN_A_CENTURY = [MinValueValidator(2000), MaxValueValidator(2100)]


class PeriodRule(ReferenceItem):
    """By which rule the days of a new year are laid out: one for each province, one (no province) for the country."""

    class Counting(models.TextChoices):
        MONTH = "month", "One month after the quarter (regulation 11)"
        DAYS = "days", "Days after the quarter"
        WORKING_DAYS = "working_days", "Working days after the quarter"

    class OnFreeDay(models.TextChoices):
        STAYS = "stays", "Stays on that day"
        BEFORE = "before", "Moves to the working day before"
        AFTER = "after", "Moves to the working day after"

    province = models.ForeignKey(
        Province,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="period_rules",
        help_text="Empty: for the report of the country.",
    )
    opens_after = models.PositiveSmallIntegerField(
        "opens, days after the quarter",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(FURTHEST)],
        help_text="1: on the first day after the quarter.",
    )
    counting = models.CharField("due", max_length=12, choices=Counting)
    due_after = models.PositiveSmallIntegerField(
        "due, days after the quarter",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(FURTHEST)],
        help_text="Empty where it is one month.",
    )
    on_free_day = models.CharField(
        "when the due day is no working day", max_length=6, choices=OnFreeDay, default=OnFreeDay.STAYS
    )
    closes_after = models.PositiveSmallIntegerField(
        "closes, days after it was due",
        default=14,
        validators=[MaxValueValidator(FURTHEST)],
        help_text="The last day on which what is late is expected.",
    )
    authority = models.CharField(
        max_length=200,
        blank=True,
        help_text="The law, or the letter of the Provincial Treasury, that sets the day.",
    )

    class Meta(ReferenceItem.Meta):
        constraints = [
            models.UniqueConstraint(
                name="period_rule_once",
                fields=["province"],
                nulls_distinct=False,
                violation_error_message="There is a rule for that province already. Change that one.",
            ),
            models.CheckConstraint(
                name="period_rule_days_where_counted",
                condition=Q(counting="month", due_after__isnull=True)
                | (~Q(counting="month") & Q(due_after__isnull=False)),
                violation_error_message="Give the number of days, or leave it empty where it is one month.",
            ),
        ]

    def due_on(self, quarter: Quarter) -> date:
        if self.counting == self.Counting.MONTH or self.due_after is None:
            day = quarter.report_due_on
        elif self.counting == self.Counting.WORKING_DAYS:
            day = working_days_after(quarter.end, self.due_after)
        else:
            day = quarter.end + timedelta(days=self.due_after)
        step = {self.OnFreeDay.BEFORE: -DAY, self.OnFreeDay.AFTER: DAY}.get(self.OnFreeDay(self.on_free_day))
        while step and not is_working_day(day):
            day += step
        return day

    def days_of(self, quarter: Quarter) -> dict[str, date]:
        due_on = self.due_on(quarter)
        return {
            # A due day may be set early; a period never opens after it.
            "opens_on": min(quarter.end + timedelta(days=self.opens_after), due_on),
            "due_on": due_on,
            "closes_on": due_on + timedelta(days=self.closes_after),
        }


class ReportingPeriodQuerySet(ScopedQuerySet):
    def of_quarter(self, quarter: Quarter) -> Self:
        return self.filter(year=quarter.year, quarter=quarter.number)

    def wanting_on(self, day: date) -> Self:
        """Of provinces, past their due day, whose return is not accepted, wherever it lies."""
        owed = self.filter(province__isnull=False, due_on__lt=day)
        return owed.exclude(provincial_return__status="accepted")

    def editable_by(self, user: Any) -> Self:
        """The calendar of all is kept nationally."""
        return self if user.is_national else self.none()

    def answered_by(self, user: Any) -> Self:
        """Those whose figures this person gives: of the own province, nationally all."""
        return super().editable_by(user)


@tracked
class ReportingPeriod(Scoped, Versioned):
    """The days of one quarter for one province, or (null) for the country."""

    province = models.ForeignKey(
        Province, models.PROTECT, null=True, blank=True, related_name="reporting_periods", editable=False
    )
    year = models.PositiveSmallIntegerField("financial year", validators=IN_A_CENTURY, editable=False)
    quarter = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(4)], editable=False
    )
    opens_on = models.DateField("opens on")
    due_on = models.DateField("due on")
    closes_on = models.DateField("closes on", help_text="The last day on which what is late is expected.")
    # Of days that were changed when the due day was over already.
    reason = models.TextField(
        "reason", blank=True, help_text="Why these days differ from those that were laid out."
    )
    authority = models.CharField(
        max_length=200,
        blank=True,
        help_text="Needed once the due day is over: who allowed the exception, in which paper.",
    )

    objects: ClassVar[Any] = ReportingPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["year", "quarter", "province"]
        constraints = [
            models.UniqueConstraint(
                name="reporting_period_once",
                fields=["year", "quarter", "province"],
                nulls_distinct=False,
                violation_error_message="The days of that quarter are laid out already.",
            ),
            models.CheckConstraint(
                name="reporting_period_quarter_exists",
                condition=Q(quarter__range=(1, 4)),
                violation_error_message="A financial year has quarters 1 to 4.",
            ),
            models.CheckConstraint(
                name="reporting_period_days_follow",
                condition=Q(opens_on__lte=F("due_on")) & Q(due_on__lte=F("closes_on")),
                violation_error_message="A period opens first, is due then, and closes last.",
            ),
            models.CheckConstraint(
                name="reporting_period_exception_has_reason",
                condition=Q(authority="") | ~Q(reason=""),
                violation_error_message="Say the reason of the exception.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}, {self.scope_label}"

    def get_absolute_url(self) -> str:
        return f"{reverse('reporting:periods')}?year={self.year}"

    @property
    def period(self) -> Quarter:
        return Quarter(self.year, self.quarter)

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.year)

    @property
    def scope_label(self) -> str:
        return str(self.province) if self.province_id else "National"

    def state_on(self, day: date) -> State:
        if day < self.opens_on:
            return State("Not open yet", "none")
        if day <= self.due_on:
            return State("Open", "open")
        if day <= self.closes_on:
            return State("After its due day", "behind")
        return State("Closed", "draft")
