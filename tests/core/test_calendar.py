"""The financial year from April to March, and its quarters: core/calendar.py."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.core.calendar import FinancialYear, HalfYear, MunicipalYear, Quarter

days = st.dates(min_value=date(2000, 4, 1), max_value=date(2099, 3, 31))
quarters = st.builds(Quarter, st.integers(2000, 2100), st.integers(1, 4))


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 3, 31), "Q4 2025/26"),
        (date(2026, 4, 1), "Q1 2026/27"),
        (date(2026, 6, 30), "Q1 2026/27"),
        (date(2026, 7, 1), "Q2 2026/27"),
        (date(2026, 9, 30), "Q2 2026/27"),
        (date(2026, 10, 1), "Q3 2026/27"),
        (date(2026, 12, 31), "Q3 2026/27"),
        (date(2027, 1, 1), "Q4 2026/27"),
        (date(2028, 2, 29), "Q4 2027/28"),
        (date(2100, 3, 31), "Q4 2099/00"),
    ],
)
def test_a_day_belongs_to_the_quarter_of_the_departments_year(day, quarter):
    assert str(Quarter.containing(day)) == quarter


@pytest.mark.parametrize(
    ("number", "months", "start", "end", "due"),
    [
        (1, "April to June 2026", date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 31)),
        (2, "July to September 2026", date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 31)),
        (3, "October to December 2026", date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 31)),
        (4, "January to March 2027", date(2027, 1, 1), date(2027, 3, 31), date(2027, 4, 30)),
    ],
)
def test_each_quarter_has_its_months_and_its_report_is_due_a_month_after(number, months, start, end, due):
    quarter = Quarter(2026, number)

    assert (quarter.months, quarter.start, quarter.end, quarter.report_due_on) == (months, start, end, due)


@given(days)
def test_every_day_lies_in_exactly_one_quarter(day):
    quarter = Quarter.containing(day)

    assert quarter.start <= day <= quarter.end
    assert not quarter.previous().start <= day <= quarter.previous().end
    assert not quarter.next().start <= day <= quarter.next().end


@given(days)
def test_a_day_and_its_quarter_lie_in_the_same_financial_year(day):
    assert Quarter.containing(day).financial_year == FinancialYear.containing(day)


@given(quarters)
def test_quarters_follow_each_other_without_gap_or_overlap(quarter):
    assert quarter.next().start == quarter.end + timedelta(days=1)
    assert quarter.next().previous() == quarter
    assert quarter < quarter.next()


@given(quarters)
def test_a_quarter_has_three_whole_months(quarter):
    assert 90 <= (quarter.end - quarter.start).days + 1 <= 92
    assert quarter.start.day == 1


@given(st.integers(2000, 2099))
def test_four_quarters_make_the_financial_year(start):
    year = FinancialYear(start)

    assert (year.quarters[0].start, year.quarters[3].end) == (year.start, year.end)
    assert [quarter.financial_year for quarter in year.quarters] == [year] * 4


@given(st.builds(Quarter, st.integers(2000, 2100), st.integers(1, 4)))
def test_what_is_written_can_be_read_again(quarter):
    assert Quarter.from_slug(quarter.slug) == quarter
    assert Quarter.parse(str(quarter.financial_year), f"Q{quarter.number}") == quarter


@given(days)
def test_a_quarter_is_closed_from_the_day_after_its_last(day):
    quarter = Quarter.containing(day)

    assert not quarter.is_closed_on(quarter.end)
    assert quarter.is_closed_on(quarter.end + timedelta(days=1))


@pytest.mark.parametrize(
    ("year", "sentence"),
    [
        ("2026/28", "“2026/28” is not a financial year: the year from April 2026 is 2026/27."),
        ("2026", "“2026” is not a financial year. Write it as 2026/27."),
        ("2026-27", "“2026-27” is not a financial year. Write it as 2026/27."),
        ("", "“” is not a financial year. Write it as 2026/27."),
        ("1999/00", "“1999/00” lies outside the years 2000 to 2100."),
    ],
)
def test_what_is_no_financial_year_is_refused_with_a_sentence(year, sentence):
    with pytest.raises(ValueError) as refused:
        Quarter.parse(year, "Q1")

    assert str(refused.value) == sentence


@pytest.mark.parametrize("written", ["Q5", "Q0", "5", "", "first", "Q2.5"])
def test_what_is_no_quarter_is_refused_with_a_sentence(written):
    with pytest.raises(ValueError) as refused:
        Quarter.parse("2026/27", written)

    assert str(refused.value) == f"“{written}” is not a quarter. Write Q1, Q2, Q3 or Q4."


@pytest.mark.parametrize("written", ["q2", "Q2", " 2 "])
def test_a_quarter_is_read_however_it_is_written(written):
    assert Quarter.parse(" 2026/27 ", written) == Quarter(2026, 2)


@pytest.mark.parametrize("slug", ["2026-27-q5", "2026-28-q1", "nonsense", "", "2026-27", "2026/27-q1-q2"])
def test_an_address_that_names_no_quarter_is_refused(slug):
    with pytest.raises(ValueError, match=r"is not a (quarter|financial year)"):
        Quarter.from_slug(slug)


def test_a_fifth_quarter_cannot_be_made():
    with pytest.raises(ValueError, match=r"Q5 is not a quarter\. A financial year has Q1 to Q4"):
        Quarter(2026, 5)


# --- the year of municipalities ---------------------------------------------------


@given(days, st.sampled_from([FinancialYear, MunicipalYear]))
def test_a_year_of_either_kind_is_its_two_halves(day, kind):
    year = kind.containing(day)
    first, second = year.halves

    assert (first.start, second.end) == (year.start, year.end)
    assert second.start - first.end == timedelta(days=1)
    assert [day in first, day in second].count(True) == 1
    assert day in HalfYear.containing(day, kind)


@given(days, st.sampled_from([FinancialYear, MunicipalYear]))
def test_half_years_follow_each_other(day, kind):
    half = HalfYear.containing(day, kind)

    assert half.next().previous() == half.previous().next() == half
    assert half.previous().end + timedelta(days=1) == half.start


@pytest.mark.parametrize(
    ("day", "departments", "municipalities"),
    [
        (date(2026, 6, 30), "April to September 2026", "January to June 2026"),
        (date(2026, 7, 1), "April to September 2026", "July to December 2026"),
        (date(2026, 12, 31), "October 2026 to March 2027", "July to December 2026"),
        (date(2027, 3, 31), "October 2026 to March 2027", "January to June 2027"),
        (date(2027, 4, 1), "April to September 2027", "January to June 2027"),
    ],
)
def test_departments_begin_in_april_and_municipalities_in_july(day, departments, municipalities):
    assert str(HalfYear.containing(day)) == departments
    assert str(HalfYear.containing(day, MunicipalYear)) == municipalities


def test_a_municipal_year_is_written_like_a_financial_year():
    assert str(MunicipalYear.containing(date(2026, 6, 30))) == "2025/26"
    assert str(MunicipalYear.containing(date(2026, 7, 1))) == "2026/27"
