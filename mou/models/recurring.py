"""What a party owes again in each period: the rule that was agreed. Each time it is owed is an obligation."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from mou.models.mou import MoU
from mou.models.owed import Owed, owes_somebody_else
from mou.models.parts import Amendable, MoUPart
from mou.recurrence import LONGEST_DELAY, Every, Period, Rule, YearKind
from partnerships.core.calendar import FinancialYear
from partnerships.core.models import Versioned, tracked
from partnerships.core.scoping import ScopedQuerySet

# Those of which more comes into sight as time goes on: without a last period, in a running agreement without an end.
GOES_ON = Q(removed_by=None, last_period=None, mou__ends_on=None, mou__signed_on__isnull=False) & ~Q(
    mou__status__in=MoU.ENDED
)


class RecurringQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """Those that no amendment has taken out."""
        return self.filter(removed_by=None)


@tracked
class RecurringObligation(Amendable, MoUPart, Owed, Versioned):
    """Agreed once, owed in every period. In a draft the rule changes; signed, it is amended."""

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="recurring_obligations")
    every = models.CharField("how often", max_length=10, choices=Every, default=Every.QUARTER)
    year_kind = models.CharField("of which year", max_length=10, choices=YearKind, default=YearKind.FINANCIAL)
    days_after = models.PositiveSmallIntegerField(
        "due so many days after the period",
        default=0,
        validators=[MaxValueValidator(LONGEST_DELAY)],
        help_text="0: on its last day.",
    )
    # The first day of each.
    first_period = models.DateField()
    last_period = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = RecurringQuerySet.as_manager()

    class Meta:
        ordering = ["first_period", "pk"]
        constraints = [
            models.CheckConstraint(
                name="recurring_ends_after_it_begins",
                condition=Q(last_period__isnull=True) | Q(last_period__gte=F("first_period")),
                violation_error_message="The last period lies before the first.",
            ),
            owes_somebody_else("recurring_owes_somebody_else"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("mou:recurring", args=[self.pk])

    def _wrong(self) -> dict[str, Any]:
        errors = super()._wrong()
        if self.first_period and self.rule.period_of(self.first_period).end < self.mou.starts_on:
            errors["first_period"] = "The first period is over before the agreement begins."
        elif self.first_period and self.mou.ends_on and self.first_period > self.mou.ends_on:
            errors["first_period"] = "The first period begins after the agreement has ended."
        elif self.last_period and self.mou.ends_on and self.last_period > self.mou.ends_on:
            errors["last_period"] = "The last period begins after the agreement has ended."
        return errors

    @property
    def rule(self) -> Rule:
        return Rule(self.every, self.year_kind, self.days_after, self.first_period, self.last_period)

    @property
    def in_words(self) -> str:
        """“Every quarter of the financial year, 15 days after its end, from Q3 2026/27”."""
        rule = self.rule
        words = f"{rule.in_words}, from {rule.name_of(rule.period_of(rule.first))}"
        return f"{words} to {rule.name_of(rule.period_of(rule.last))}" if rule.last else words

    def until(self, today: date) -> date:
        """Occurrences are made of the periods that begin by this day.

        Where neither the rule nor the agreement ends, that is the end of the next financial year, and time moves it.
        """
        if self.mou.ends_on or self.last_period:
            return min(filter(None, (self.mou.ends_on, self.last_period)))
        return horizon(today)

    def name_of(self, start: date) -> str:
        return self.rule.name_of(self.rule.period_of(start))

    def dates(self, today: date) -> list[tuple[str, date]]:
        """The name of each period and the day on which it falls due."""
        rule = self.rule
        return [(rule.name_of(period), rule.due_on(period)) for period in self.periods(today)]

    def periods(self, today: date) -> list[Period]:
        return list(self.rule.periods(self.until(today)))


def horizon(today: date) -> date:
    """How far ahead one sees what is owed without an end: to the end of the next financial year."""
    return FinancialYear(FinancialYear.containing(today).start_year + 1).end
