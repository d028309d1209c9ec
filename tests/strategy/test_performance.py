"""Adding up, comparing and judging figures: strategy/performance.py."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.strategy.models import IndicatorVersion
from partnerships.strategy.performance import (
    BEHIND,
    NO_DATA,
    NO_TARGET,
    OFF_TRACK,
    ON_TRACK,
    Measure,
    aggregate,
    judge,
    needs_reason,
    variance,
    year_to_date,
)

YEAR_END, YEAR_TO_DATE, NON_CUMULATIVE = IndicatorVersion.CalculationType.values
HIGHER, EQUAL, LOWER = IndicatorVersion.DesiredPerformance.values

amounts = st.decimals(min_value=0, max_value=10_000_000, places=2)
counts = st.builds(Measure, amounts)
shares = st.builds(Measure.share, amounts, st.decimals(min_value="0.01", max_value=10_000_000, places=2))
tolerances = st.decimals(min_value=0, max_value=100, places=2)


def number(value: int | str) -> Measure:
    return Measure(Decimal(value))


def share(numerator: int, denominator: int) -> Measure:
    return Measure.share(Decimal(numerator), Decimal(denominator))


# The country from its provinces


def test_numbers_of_the_provinces_add_up():
    assert aggregate([number(12), number(0), number(30)]) == number(42)


def test_a_percentage_of_the_country_comes_from_the_summed_parts_not_from_the_mean():
    # 38 of 50 and 1 of 2 are 76 % and 50 %; together 39 of 52 = 75 %, where the mean would say 63 %.
    assert aggregate([share(38, 50), share(1, 2)]) == Measure(Decimal("75.00"), Decimal(39), Decimal(52))


def test_a_percentage_is_rounded_half_up_to_two_decimals():
    assert share(2, 3).value == Decimal("66.67")
    # 1 of 800 is 0,125 %.
    assert share(1, 800).value == Decimal("0.13")


def test_what_was_not_measured_is_left_out():
    assert aggregate([number(12), None, number(30)]) == number(42)


@pytest.mark.parametrize("values", [[], [None], [None, None]])
def test_nothing_measured_is_none_and_not_zero(values):
    assert aggregate(values) is None


def test_zero_is_a_measured_value():
    assert aggregate([None, number(0)]) == number(0)


def test_percentages_with_and_without_parts_are_not_mixed():
    with pytest.raises(ValueError, match="numerator and denominator"):
        aggregate([share(1, 2), number(50)])


@given(st.one_of(st.lists(counts | st.none()), st.lists(shares | st.none())), st.randoms())
def test_the_order_of_the_provinces_does_not_matter(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)

    assert aggregate(shuffled) == aggregate(values)


@given(st.one_of(st.lists(counts | st.none()), st.lists(shares | st.none())), st.data())
def test_splitting_the_provinces_into_two_parts_changes_nothing(values, data):
    at = data.draw(st.integers(0, len(values)))

    assert aggregate([aggregate(values[:at]), aggregate(values[at:])]) == aggregate(values)


@given(st.lists(shares, min_size=1))
def test_a_percentage_of_the_country_lies_between_those_of_its_provinces(values):
    together = aggregate(values)

    assert min(value.value for value in values) <= together.value <= max(value.value for value in values)


# The year from its quarters


def test_year_end_adds_the_quarters_up():
    assert year_to_date(YEAR_END, [number(12), None, number(30)]) == number(42)


@pytest.mark.parametrize("calculation_type", [YEAR_TO_DATE, NON_CUMULATIVE])
def test_running_totals_and_single_quarters_hold_by_the_last_one_measured(calculation_type):
    assert year_to_date(calculation_type, [number(12), number(30), None]) == number(30)


def test_a_running_total_of_zero_is_not_passed_over():
    assert year_to_date(YEAR_TO_DATE, [number(12), number(0)]) == number(0)


@pytest.mark.parametrize("calculation_type", IndicatorVersion.CalculationType.values)
def test_a_year_without_a_measured_quarter_has_no_figure(calculation_type):
    assert year_to_date(calculation_type, [None, None, None, None]) is None
    assert year_to_date(calculation_type, []) is None


@given(st.lists(st.lists(counts | st.none(), min_size=4, max_size=4), min_size=1, max_size=9))
def test_year_end_gives_the_same_by_provinces_first_and_by_quarters_first(provinces):
    by_quarter = [aggregate(quarter) for quarter in zip(*provinces, strict=True)]
    by_province = [year_to_date(YEAR_END, quarters) for quarters in provinces]

    assert year_to_date(YEAR_END, by_quarter) == aggregate(by_province)


# Against the target


def test_the_variance_is_actual_less_target():
    assert variance(Decimal(41), Decimal(60)) == Decimal(-19)


def test_there_is_no_variance_without_both_figures():
    assert variance(None, Decimal(60)) is None
    assert variance(Decimal(41), None) is None


@pytest.mark.parametrize(
    ("actual", "desired", "expected"),
    [
        # Target 100, tolerance 5 %: on track to 95, behind to 80, off track below.
        ("120", HIGHER, ON_TRACK),
        ("100", HIGHER, ON_TRACK),
        ("95", HIGHER, ON_TRACK),
        ("94.99", HIGHER, BEHIND),
        ("80", HIGHER, BEHIND),
        ("79.99", HIGHER, OFF_TRACK),
        ("0", HIGHER, OFF_TRACK),
        ("0", LOWER, ON_TRACK),
        ("100", LOWER, ON_TRACK),
        ("105", LOWER, ON_TRACK),
        ("105.01", LOWER, BEHIND),
        ("120", LOWER, BEHIND),
        ("120.01", LOWER, OFF_TRACK),
        ("100", EQUAL, ON_TRACK),
        ("95", EQUAL, ON_TRACK),
        ("105", EQUAL, ON_TRACK),
        ("94.99", EQUAL, BEHIND),
        ("105.01", EQUAL, BEHIND),
        ("120", EQUAL, BEHIND),
        ("79.99", EQUAL, OFF_TRACK),
        ("120.01", EQUAL, OFF_TRACK),
    ],
)
def test_an_actual_is_judged_by_direction_and_tolerance(actual, desired, expected):
    assert judge(Decimal(actual), Decimal(100), desired=desired, tolerance=Decimal(5)) == expected


def test_without_tolerance_the_least_shortfall_is_behind():
    assert judge(Decimal("99.99"), Decimal(100), desired=HIGHER, tolerance=Decimal(0)) == BEHIND


def test_a_tolerance_wider_than_the_band_leaves_nothing_behind():
    assert judge(Decimal(70), Decimal(100), desired=HIGHER, tolerance=Decimal(30)) == ON_TRACK
    assert judge(Decimal("69.99"), Decimal(100), desired=HIGHER, tolerance=Decimal(30)) == OFF_TRACK


def test_a_target_of_zero_leaves_no_room():
    assert judge(Decimal(0), Decimal(0), desired=LOWER, tolerance=Decimal(10)) == ON_TRACK
    assert judge(Decimal(1), Decimal(0), desired=LOWER, tolerance=Decimal(10)) == OFF_TRACK


def test_no_data_is_not_red():
    state = judge(None, Decimal(100), desired=HIGHER, tolerance=Decimal(5))

    assert (state, state.tone) == (NO_DATA, "none")


@pytest.mark.parametrize("actual", [None, Decimal(0), Decimal(7)])
def test_without_a_target_there_is_nothing_to_judge(actual):
    assert judge(actual, None, desired=HIGHER, tolerance=Decimal(5)) == NO_TARGET


@given(amounts, amounts, st.sampled_from([HIGHER, EQUAL, LOWER]), tolerances)
def test_reversing_figures_and_direction_gives_the_same_verdict_about_the_target(
    actual, target, desired, tolerance
):
    mirrored = 2 * target - actual
    reversed_direction = {HIGHER: LOWER, LOWER: HIGHER, EQUAL: EQUAL}[desired]

    assert judge(actual, target, desired=desired, tolerance=tolerance) == judge(
        mirrored, target, desired=reversed_direction, tolerance=tolerance
    )


@given(amounts, amounts, tolerances)
def test_every_actual_is_on_track_in_at_least_one_direction(actual, target, tolerance):
    verdicts = {judge(actual, target, desired=desired, tolerance=tolerance) for desired in (HIGHER, LOWER)}

    assert ON_TRACK in verdicts


@given(amounts, amounts, amounts, tolerances)
def test_a_better_actual_is_never_judged_worse(one, other, target, tolerance):
    order = [OFF_TRACK, BEHIND, ON_TRACK]
    worse, better = sorted((one, other))

    assert order.index(judge(worse, target, desired=HIGHER, tolerance=tolerance)) <= order.index(
        judge(better, target, desired=HIGHER, tolerance=tolerance)
    )


@pytest.mark.parametrize(
    ("actual", "target", "expected"),
    [
        (Decimal(9), Decimal(10), True),
        (Decimal(11), Decimal(10), True),
        (Decimal("10.00"), Decimal(10), False),
        (None, Decimal(10), False),
        (Decimal(9), None, False),
    ],
)
def test_every_difference_needs_a_reason_over_or_under(actual, target, expected):
    assert needs_reason(actual, target) is expected
