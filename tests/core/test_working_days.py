"""Working days: weekends, public holidays, the Monday after a Sunday, Easter, 29 February, and the turn of the year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.models import DateField, F, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnerships.core.models import Province
from partnerships.core.working_days import (
    WorkingDaysBefore,
    holiday_on,
    holidays_of,
    is_working_day,
    latest_day_with,
    working_days_after,
    working_days_before,
)
from tests.factories import ProvinceFactory

DAY = timedelta(days=1)
# The first look at a year loads its holidays, which takes longer than the others.
unhurried = settings(deadline=None)
days = st.dates(min_value=date(2003, 1, 1), max_value=date(2060, 12, 31))
years = st.integers(1997, 2080)

# Schedule 1 of the Public Holidays Act 36 of 1994: month and day.
FIXED = ((1, 1), (3, 21), (4, 27), (5, 1), (6, 16), (8, 9), (9, 24), (12, 16), (12, 25), (12, 26))


def easter(year: int) -> date:
    """Sunday of Easter by the method of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + i - 7 * ((a + 11 * h + 22 * i) // 451) + 114, 31)
    return date(year, month, day + 1)


@unhurried
@given(years)
def test_every_day_of_the_act_is_free_in_every_year_and_a_sunday_frees_the_monday(year: int) -> None:
    for month, day in FIXED:
        holiday = date(year, month, day)
        assert holiday_on(holiday)
        if holiday.weekday() == 6:
            assert not is_working_day(holiday + DAY), holiday
    # In 2008 Good Friday was Human Rights Day as well.
    assert "Good Friday" in holiday_on(easter(year) - 2 * DAY)
    assert "Family Day" in holiday_on(easter(year) + DAY)


@unhurried
@given(years)
def test_nothing_else_is_free_but_weekends_and_what_was_proclaimed(year: int) -> None:
    act = {date(year, month, day) for month, day in FIXED} | {easter(year) - 2 * DAY, easter(year) + DAY}
    act |= {day + DAY for day in act if day.weekday() == 6}
    proclaimed = set(holidays_of(year)) - act
    assert all(
        "lection" in holiday_on(day) or "ecree" in holiday_on(day) or year < 2012 for day in proclaimed
    )
    assert year <= 2026 or not proclaimed


@pytest.mark.parametrize(
    ("day", "is_free"),
    [
        (date(2026, 8, 10), True),  # Women's Day 2026 is a Sunday
        (date(2027, 3, 22), True),  # Human Rights Day 2027 is a Sunday
        (date(2027, 5, 3), False),  # Workers' Day 2027 is a Saturday: the Monday is worked
        (date(2026, 11, 4), True),  # local government elections, proclaimed
        (date(2028, 2, 29), False),  # a Tuesday
        (date(2026, 4, 3), True),  # Good Friday
    ],
)
def test_days_looked_up_by_hand(day: date, is_free: bool) -> None:
    assert is_working_day(day) is not is_free


@pytest.mark.parametrize(
    ("day", "count", "after"),
    [
        # Thursday 24 December 2026; 25 and 26 December and 1 January are free: 28, 29, 30, 31 December, 4 January.
        (date(2026, 12, 24), 5, date(2027, 1, 4)),
        # Over 29 February 2028, a Tuesday: Tuesday, Wednesday.
        (date(2028, 2, 28), 2, date(2028, 3, 1)),
        # Maundy Thursday 2027: Good Friday and Family Day lie between.
        (date(2027, 3, 25), 1, date(2027, 3, 30)),
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
    ],
)
def test_counting_forward_by_hand(day: date, count: int, after: date) -> None:
    assert working_days_after(day, count) == after


@unhurried
@given(days, st.integers(1, 60))
def test_between_the_two_ends_lie_exactly_so_many_working_days(day: date, count: int) -> None:
    first, last = working_days_before(day, count), working_days_after(day, count)
    assert is_working_day(first) and is_working_day(last)
    assert sum(is_working_day(day + n * DAY) for n in range(1, (last - day).days + 1)) == count
    assert sum(is_working_day(first + n * DAY) for n in range((day - first).days)) == count


@unhurried
@given(days, st.integers(-40, 40), st.booleans())
def test_the_latest_day_with_a_step_has_come_to_it_and_the_next_day_has_not(
    by: date, count: int, working: bool
) -> None:
    def step_of(due: date) -> date:
        if not working:
            return due - count * DAY
        return working_days_before(due, count) if count >= 0 else working_days_after(due, -count)

    latest = latest_day_with(count, by, working=working)
    assert step_of(latest) <= by < step_of(latest + DAY)


def test_a_rule_that_counts_for_ever_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to 1000"):
        working_days_before(date(2026, 1, 1), 1001)


@pytest.mark.django_db
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(until=st.dates(date(2024, 1, 1), date(2034, 12, 31)), count=st.integers(0, 180))
def test_the_database_counts_back_to_the_same_day(until: date, count: int) -> None:
    ProvinceFactory(code="GP", order=count)
    Province.objects.update(order=count)
    counted = WorkingDaysBefore(Value(until, DateField()), F("order"), years=range(2022, 2036))
    rows = Province.objects.annotate(told=counted)
    assert rows.values_list("told", flat=True).get() == working_days_before(until, count)
