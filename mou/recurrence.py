"""The arithmetic of what is owed again and again: periods of a rule, and the day on which each falls due.

Plain dates in, plain dates out; no record is read or written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from partnerships.core.calendar import FIRST_YEAR, LAST_YEAR, FinancialYear, HalfYear, MunicipalYear, Quarter
from partnerships.core.numbers import date_long, number

# Thirty years of months. Whoever needs more has made a slip of the hand.
MOST_OCCURRENCES = 360
LONGEST_DELAY = 366


class Every(models.TextChoices):
    MONTH = "month", "Every month"
    QUARTER = "quarter", "Every quarter"
    HALF_YEAR = "half_year", "Every half-year"
    YEAR = "year", "Every year"


class YearKind(models.TextChoices):
    """Which year the quarters, half-years and years belong to."""

    FINANCIAL = "financial", "Financial year, April to March"
    CALENDAR = "calendar", "Calendar year, January to December"
    MUNICIPAL = "municipal", "Municipal year, July to June"


MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}
FIRST_MONTHS = {YearKind.FINANCIAL: 4, YearKind.CALENDAR: 1, YearKind.MUNICIPAL: 7}


@dataclass(frozen=True, order=True)
class Period:
    """What one occurrence is owed for: whole months, from the first day to the last."""

    start: date
    end: date

    def __str__(self) -> str:
        return f"{date_long(self.start)} to {date_long(self.end)}"


@dataclass(frozen=True)
class Rule:
    """Once in each period, due so many days after its last day. ``first`` and ``last`` are days within periods.

    Without ``last`` the rule goes on; whoever asks for its periods says until which day.
    """

    every: str
    year_kind: str
    days_after: int
    first: date
    last: date | None = None

    def period_of(self, day: date) -> Period:
        start = self._first_month(day)
        # Of the last month that a date can have, no first day of the next one exists.
        return Period(_first_of(start), _first_of(start + self._months) - timedelta(days=1))

    def due_on(self, period: Period) -> date:
        return period.end + timedelta(days=self.days_after)

    def count(self, until: date) -> int:
        """How many periods begin by that day (and by ``last``), worked out without making one of them."""
        steps, _ = divmod(self._first_month(self._end(until)) - self._first_month(self.first), self._months)
        return max(steps + 1, 0)

    def periods(self, until: date) -> Iterator[Period]:
        """Those that begin by that day (and by ``last``), in their order, without a gap."""
        end, month = self._end(until), self._first_month(self.first)
        while (start := _first_of(month)) <= end:
            month += self._months
            yield Period(start, _first_of(month) - timedelta(days=1))

    def against(self, until: date) -> str:
        """Why nothing may be made of this rule until that day, in words; empty when it may."""
        if self.last and self.last < self.first:
            return f"The last period, of {date_long(self.last)}, lies before the first, of {date_long(self.first)}."
        count = self.count(until)
        if count > MOST_OCCURRENCES:
            return (
                f"This would be owed {number(count)} times. At most {number(MOST_OCCURRENCES)} are made: "
                "let it end earlier, or come back less often."
            )
        for day in (self.first, self._end(until)):
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                return f"{date_long(day)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}."
        return ""

    def name_of(self, period: Period) -> str:
        """“October 2026”, “Q3 2026/27”, “October to December 2026”, “2026/27”."""
        start, end = period.start, period.end
        match self.every, self.year_kind:
            case Every.MONTH, _:
                name = f"{start:%B %Y}"
            case Every.YEAR, YearKind.CALENDAR:
                name = f"{start:%Y}"
            case Every.YEAR, YearKind.MUNICIPAL:
                name = f"municipal year {MunicipalYear.containing(start)}"
            case Every.YEAR, _:
                name = str(FinancialYear.containing(start))
            case Every.QUARTER, YearKind.FINANCIAL:
                name = str(Quarter.containing(start))
            case Every.HALF_YEAR, _:
                name = str(HalfYear(start))
            case _:
                name = f"{start:%B} to {end:%B %Y}"
        return name

    @property
    def in_words(self) -> str:
        """“Every quarter of the financial year, 15 days after its end”."""
        year = YearKind(self.year_kind).label.partition(",")[0].lower()
        often = {
            Every.MONTH: "Every month",
            Every.QUARTER: f"Every quarter of the {year}",
            Every.HALF_YEAR: f"Every half of the {year}",
            Every.YEAR: f"Every {year}",
        }[Every(self.every)]
        if not self.days_after:
            return f"{often}, on its last day"
        return f"{often}, {self.days_after} day{'' if self.days_after == 1 else 's'} after its end"

    @property
    def _months(self) -> int:
        return MONTHS[Every(self.every)]

    def _end(self, until: date) -> date:
        return min(until, self.last) if self.last else until

    def _first_month(self, day: date) -> int:
        """The number of the first month of the period that holds the day, months counted from the year nought."""
        month = day.year * 12 + day.month - 1
        return month - (month - FIRST_MONTHS[YearKind(self.year_kind)] + 1) % self._months


def _first_of(month: int) -> date:
    year, place = divmod(month, 12)
    return date(year, place + 1, 1)
