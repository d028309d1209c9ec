"""Working days in South Africa: Monday to Friday but for public holidays; no other module knows which days those are.

The holidays library knows the Public Holidays Act 36 of 1994 (on a Sunday, the Monday after is free too, section 2(1))
and the days that were proclaimed besides, such as those of elections. A new release brings the newly proclaimed ones.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import holidays
from django.db.models import DateField, Func

DAY = timedelta(days=1)
# A rule that counts more working days than this is a mistake, and would be counted for ever.
MOST = 1000


@cache
def holidays_of(year: int) -> dict[date, str]:
    """The public holidays of a year with their names; empty for years that nobody proclaimed any for."""
    return dict(sorted(holidays.country_holidays("ZA", years=year).items()))


def holiday_on(day: date) -> str:
    """The name of the public holiday, or nothing."""
    return holidays_of(day.year).get(day, "")


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays_of(day.year)


def working_days_after(day: date, count: int) -> date:
    """The last of that many working days after the day; the day itself when there are none."""
    return _counted(day, count, DAY)


def working_days_before(day: date, count: int) -> date:
    """The first of that many working days before the day; the day itself when there are none."""
    return _counted(day, count, -DAY)


def working_days_from(first: date, last: date) -> int:
    """How many working days there are from the first day to the last, both of them counted."""
    return sum(is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1))


def _counted(day: date, count: int, step: timedelta) -> date:
    if not 0 <= count <= MOST:
        raise ValueError(f"Count from 0 to {MOST} working days, not {count}.")
    while count:
        day += step
        count -= is_working_day(day)
    return day


def latest_day_with(days: int, by: date, *, working: bool) -> date:
    """The latest day of which “so many days before it” (with a minus: after it) has come by the day ``by``.

    What is due up to that day has come to this step. So a rule in working days asks the database for nothing but a
    comparison of dates.
    """
    if not working:
        return by + timedelta(days=days)
    if days >= 0:
        return working_days_after(by, days)
    # The last of the working days counts as the first: it may be ``by`` itself.
    return working_days_before(by + DAY, -days) - DAY


class WorkingDaysBefore(Func):
    """``working_days_before`` as the database counts it, for a number that differs from row to row.

    ``years`` are those in which the days of the rows may lie; in others only weekends are free.
    """

    template = (
        "(SELECT CASE WHEN counted.many <= 0 THEN counted.until ELSE ("
        "SELECT day::date FROM generate_series("
        "counted.until - 1, counted.until - 2 * counted.many - 30, interval '-1 day') AS day "
        "WHERE extract(isodow FROM day) < 6 AND day::date <> ALL (%s::date[]) "
        "OFFSET counted.many - 1 LIMIT 1) END "
        "FROM (SELECT ({until})::date AS until, ({many})::integer AS many) AS counted)"
    )

    def __init__(self, until: Any, many: Any, *, years: range):
        super().__init__(until, many, output_field=DateField())
        self.free = [day for year in years for day in holidays_of(year) if day.weekday() < 5]

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        (until, of_until), (many, of_many) = (compiler.compile(one) for one in self.source_expressions)
        # The parameters stand in the order of the text: the free days come first.
        return self.template.format(until=until, many=many), [self.free, *of_until, *of_many]
