"""Figures, dates, telephone numbers and sizes as they are written."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.core import numbers

DECIMALS = st.decimals(
    min_value=-(10**15), max_value=10**15, allow_nan=False, allow_infinity=False, places=4
) | st.integers(-(10**18), 10**18).map(Decimal)


def read_back(text):
    """What a reader understands by a written figure."""
    return Decimal(text.replace("\u00a0", "").replace("\u2212", "-").replace(",", "."))


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (0, None, "0"),
        (999, None, "999"),
        (1000, None, "1\u00a0000"),
        (-1234567, None, "\u22121\u00a0234\u00a0567"),
        (Decimal("12345.60"), None, "12\u00a0345,60"),
        (12345.6, None, "12\u00a0345,6"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, "\u22123"),
        (Decimal("1.005"), 2, "1,01"),
        (Decimal("-0.04"), 1, "0,0"),
        (7, 2, "7,00"),
        (Decimal("1E+3"), None, "1\u00a0000"),
    ],
)
def test_a_figure_has_thousands_apart_a_decimal_comma_and_a_true_minus(value, decimals, written):
    assert numbers.number(value, decimals) == written


@given(DECIMALS)
def test_a_written_figure_reads_back_as_the_same_value_with_the_same_decimals(value):
    text = numbers.number(value)

    assert read_back(text) == value
    assert len(text.partition(",")[2]) == max(-value.as_tuple().exponent, 0)


@given(DECIMALS, st.integers(0, 3))
def test_rounding_moves_a_figure_by_half_a_unit_at_most_and_never_writes_minus_nought(value, decimals):
    text = numbers.number(value, decimals)

    assert abs(read_back(text) - value) <= Decimal(5).scaleb(-decimals - 1)
    assert not (text.startswith("\u2212") and read_back(text) == 0)


@given(DECIMALS)
def test_a_written_figure_never_breaks_at_the_end_of_a_line(value):
    assert not any(character in numbers.number(value) for character in " \t\n-")


@given(DECIMALS)
def test_groups_of_thousands_have_three_figures_each_but_the_first(value):
    first, *rest = numbers.number(value).lstrip("\u2212").partition(",")[0].split("\u00a0")

    assert 1 <= len(first) <= 3
    assert all(len(group) == 3 for group in rest)


def test_the_decimal_mark_is_a_setting(settings):
    settings.DECIMAL_MARK = "."

    assert numbers.number(Decimal("1234.5")) == "1\u00a0234.5"


@pytest.mark.parametrize("value", [float("nan"), Decimal("Infinity")])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="not a figure"):
        numbers.number(value)


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (12, None, "+12"),
        (-12, None, "\u221212"),
        (0, None, "0"),
        (Decimal("0.00"), None, "0,00"),
        (Decimal("0.04"), 1, "0,0"),
    ],
)
def test_a_difference_says_its_direction(value, decimals, written):
    assert numbers.signed(value, decimals) == written


def test_a_percentage_keeps_its_sign_beside_it():
    assert numbers.percent(80) == "80\u00a0%"
    assert numbers.percent(Decimal("66.666"), 1) == "66,7\u00a0%"


def test_dates_are_written_out_and_do_not_break():
    assert numbers.date_long(date(2026, 10, 13)) == "13\u00a0October\u00a02026"
    assert numbers.date_short(date(2026, 9, 3)) == "3\u00a0Sep\u00a02026"
    assert numbers.datetime_long(datetime(2026, 10, 13, 9, 5)) == "13\u00a0October\u00a02026, 09:05"  # noqa: DTZ001


@given(st.dates())
def test_a_written_date_reads_back_as_the_same_day(day):
    number, month, year = numbers.date_long(day).split("\u00a0")

    assert date(int(year), numbers.MONTHS.index(month) + 1, int(number)) == day


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("+27111234567", "011\u00a0123\u00a04567"),
        ("+27821234567", "082\u00a0123\u00a04567"),
        ("+442079460000", "+442079460000"),
        ("+2711", "+2711"),
        ("+27111234567890", "+27111234567890"),
    ],
)
def test_a_south_african_telephone_number_is_written_as_it_is_dialled_here(stored, written):
    assert numbers.phone(stored) == written


@given(st.integers(10**8, 10**9 - 1))
def test_a_telephone_number_keeps_its_figures(national):
    assert numbers.phone(f"+27{national}").replace("\u00a0", "") == f"0{national}"


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (0, "0\u00a0bytes"),
        (1, "1\u00a0byte"),
        (999, "999\u00a0bytes"),
        (1000, "1,0\u00a0kB"),
        (9_949, "9,9\u00a0kB"),
        (9_950, "10\u00a0kB"),
        (180_400, "180\u00a0kB"),
        (999_499, "999\u00a0kB"),
        (999_500, "1,0\u00a0MB"),
        (2_100_000, "2,1\u00a0MB"),
        (20_971_520, "21\u00a0MB"),
        (5 * 10**15, "5\u00a0000\u00a0TB"),
    ],
)
def test_a_size_has_two_figures_or_three_and_the_unit_that_fits(size, written):
    assert numbers.file_size(size) == written


@given(st.integers(0, 10**12))
def test_a_written_size_is_within_a_twentieth_of_the_truth(size):
    figure, unit = numbers.file_size(size).rsplit("\u00a0", 1)
    factor = {"byte": 1, "bytes": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}[unit]

    assert abs(read_back(figure) * factor - size) <= size * Decimal("0.051")
