"""The days on which something falls due again and again: no gap, no double, the count by arithmetic."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mou.recurrence import MONTHS, MOST_OCCURRENCES, Every, Rule, YearKind

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
RULES = st.builds(
    Rule,
    every=st.sampled_from(Every.values),
    year_kind=st.sampled_from(YearKind.values),
    days_after=st.integers(0, 366),
    first=DAYS,
    last=st.none(),
)


@given(rule=RULES, years=st.integers(0, 25))
def test_periods_follow_one_another_without_gap_and_without_double(rule: Rule, years: int) -> None:
    until = date(min(rule.first.year + years, 2101), 12, 31)
    periods = list(rule.periods(until))
    assert periods[0].start <= rule.first <= periods[0].end
    assert periods[-1].start <= until <= periods[-1].end
    for before, after in pairwise(periods):
        assert after.start == before.end + timedelta(days=1)
    dues = [rule.due_on(period) for period in periods]
    assert dues == sorted(set(dues))


@given(rule=RULES, years=st.integers(0, 25))
def test_the_count_is_known_without_making_one_of_them(rule: Rule, years: int) -> None:
    until = date(min(rule.first.year + years, 2101), 6, 15)
    periods = list(rule.periods(until))
    assert rule.count(until) == len(periods)
    # By hand: whole months from the first to the last period, and the last one itself.
    if periods:
        first, last = periods[0].start, periods[-1].start
        months = (last.year - first.year) * 12 + last.month - first.month
        assert len(periods) == months // MONTHS[Every(rule.every)] + 1


@given(rule=RULES)
def test_a_period_is_whole_months_of_its_year(rule: Rule) -> None:
    period = rule.period_of(rule.first)
    first_month = {YearKind.FINANCIAL: 4, YearKind.CALENDAR: 1, YearKind.MUNICIPAL: 7}[
        YearKind(rule.year_kind)
    ]
    assert period.start.day == 1
    assert period.end.day == calendar.monthrange(period.end.year, period.end.month)[1]
    assert (period.start.month - first_month) % MONTHS[Every(rule.every)] == 0
    # Every day of it belongs to it, and to no other.
    assert {rule.period_of(day) for day in (period.start, rule.first, period.end)} == {period}


@given(rule=RULES, last=DAYS)
def test_a_last_period_is_kept_whole_and_nothing_comes_after_it(rule: Rule, last: date) -> None:
    ending = Rule(rule.every, rule.year_kind, rule.days_after, rule.first, last)
    periods = list(ending.periods(date(2101, 12, 31)))
    if last < rule.first:
        assert ending.against(last) != ""
        # The period that holds both days is one all the same.
        assert len(periods) <= 1
    else:
        assert periods[-1].start <= last <= periods[-1].end


def dues(rule: Rule, until: date) -> list[date]:
    return [rule.due_on(period) for period in rule.periods(until)]


def test_months_end_where_they_end_also_on_29_february() -> None:
    monthly = Rule(Every.MONTH, YearKind.CALENDAR, 0, date(2027, 12, 9))
    assert dues(monthly, date(2028, 4, 1)) == [
        date(2027, 12, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),  # 2028 is a leap year
        date(2028, 3, 31),
        date(2028, 4, 30),
    ]
    # 2100 is none.
    assert dues(Rule(Every.MONTH, YearKind.CALENDAR, 0, date(2100, 2, 1)), date(2100, 2, 1)) == [
        date(2100, 2, 28)
    ]


def test_days_after_a_quarter_reach_across_29_february_and_the_new_year() -> None:
    quarterly = Rule(Every.QUARTER, YearKind.FINANCIAL, 60, date(2027, 10, 1))
    # Q3 2027/28 ends on 31 December 2027; 60 days later: January has 31, and 29 are left: 29 February 2028.
    # Q4 2027/28 ends on 31 March 2028; April has 30, and 30 are left: 30 May.
    assert dues(quarterly, date(2028, 3, 31)) == [date(2028, 2, 29), date(2028, 5, 30)]


@pytest.mark.parametrize(
    ("every", "year_kind", "names"),
    [
        (Every.MONTH, YearKind.FINANCIAL, ["November 2026", "December 2026"]),
        (Every.QUARTER, YearKind.FINANCIAL, ["Q3 2026/27", "Q4 2026/27"]),
        (Every.QUARTER, YearKind.CALENDAR, ["October to December 2026", "January to March 2027"]),
        (Every.HALF_YEAR, YearKind.FINANCIAL, ["October 2026 to March 2027", "April to September 2027"]),
        (Every.HALF_YEAR, YearKind.CALENDAR, ["July to December 2026", "January to June 2027"]),
        (Every.YEAR, YearKind.FINANCIAL, ["2026/27", "2027/28"]),
        (Every.YEAR, YearKind.CALENDAR, ["2026", "2027"]),
        (Every.YEAR, YearKind.MUNICIPAL, ["municipal year 2026/27", "municipal year 2027/28"]),
    ],
)
def test_periods_have_the_names_of_their_year(every: str, year_kind: str, names: list[str]) -> None:
    rule = Rule(every, year_kind, 0, date(2026, 11, 23))
    assert [rule.name_of(period) for period in rule.periods(date(2028, 12, 31))][:2] == names


def test_a_rule_says_itself_in_words() -> None:
    assert Rule(Every.QUARTER, YearKind.FINANCIAL, 15, date(2026, 4, 1)).in_words == (
        "Every quarter of the financial year, 15 days after its end"
    )
    assert Rule(Every.MONTH, YearKind.CALENDAR, 1, date(2026, 4, 1)).in_words == (
        "Every month, 1 day after its end"
    )
    assert Rule(Every.YEAR, YearKind.MUNICIPAL, 0, date(2026, 4, 1)).in_words == (
        "Every municipal year, on its last day"
    )


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        # 12 months × 9 999 years, less nothing: 119 988
        (date(1, 1, 1), date(9999, 12, 31), "This would be owed 119 988 times. At most 360 are made"),
        (date(2026, 11, 23), date(2026, 3, 31), "The last period, of 31 March 2026, lies before the first"),
        (date(1999, 1, 1), date(2001, 1, 1), "1 January 1999 lies outside the years 2000 to 2100"),
        (date(2026, 1, 1), date(2056, 1, 1), "This would be owed 361 times"),
    ],
)
def test_a_rule_that_makes_too_much_or_nothing_is_refused_in_words(
    first: date, last: date, sentence: str
) -> None:
    reason = Rule(Every.MONTH, YearKind.CALENDAR, 0, first, last).against(last)
    assert sentence in reason.replace("\u00a0", " ")


def test_thirty_years_of_months_are_made() -> None:
    rule = Rule(Every.MONTH, YearKind.CALENDAR, 0, date(2026, 1, 1), date(2055, 12, 31))
    assert rule.against(date(2055, 12, 31)) == ""
    assert len(list(rule.periods(date(2055, 12, 31)))) == 12 * 30 == MOST_OCCURRENCES
