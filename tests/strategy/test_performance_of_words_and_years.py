"""Words that are never added up, countries by their description, and years within which a description changes."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.strategy.models import IndicatorVersion
from partnerships.strategy.performance import (
    BEHIND,
    NO_DATA,
    NO_TARGET,
    NOT_JUDGED,
    OF_ONE_KIND,
    OFF_TRACK,
    ON_TRACK,
    Measure,
    aggregate,
    breaks,
    judge_by,
    needs_reason,
    of_country,
    tally,
    target_of_country,
    variance,
    year_figure,
    year_to_date,
)

Unit, Kind, Desired = (
    IndicatorVersion.Unit,
    IndicatorVersion.CalculationType,
    IndicatorVersion.DesiredPerformance,
)
SCALE = ["none", "some", "regular", "joint"]
amounts = st.decimals(min_value=0, max_value=10_000_000, places=2)
numbers = st.builds(Measure, amounts)
shares = st.builds(Measure.share, amounts, st.decimals(min_value="0.01", max_value=10_000_000, places=2))
words = st.builds(Measure, st.sampled_from(SCALE))


def described(pk=1, **fields):
    given_fields = {
        "unit": Unit.NUMBER,
        "calculation_type": Kind.CUMULATIVE_YEAR_END,
        "desired_performance": Desired.HIGHER,
        "collected_from": "provinces",
        "tolerance": Decimal(0),
        "scale": [],
        "number": pk,
    }
    return IndicatorVersion(pk=pk, **given_fields | fields)


IN_WORDS = described(unit=Unit.QUALITATIVE, calculation_type=Kind.NON_CUMULATIVE, scale=SCALE)
PERCENTAGE = described(unit=Unit.PERCENTAGE, calculation_type=Kind.NON_CUMULATIVE)
NUMBER = described()


# Words


@given(st.lists(words, min_size=1), st.lists(numbers))
def test_words_are_never_added_up(some, others):
    with pytest.raises(ValueError, match="never added up"):
        aggregate([*others, *some])


@given(st.lists(words | st.none(), min_size=2, max_size=9))
def test_words_of_several_provinces_make_no_figure_of_the_country(measures):
    assert of_country(IN_WORDS, measures) is None


@given(st.lists(words | st.none(), max_size=9), st.randoms())
def test_a_tally_counts_every_word_once_in_the_order_of_the_scale_whatever_the_order_of_provinces(
    measures, random
):
    shuffled = list(measures)
    random.shuffle(shuffled)
    told = tally(IN_WORDS, measures)

    assert tally(IN_WORDS, shuffled) == told
    counted = [part.rsplit(" ", 1) for part in told.split(", ")] if told else []
    assert sum(int(count) for _, count in counted) == sum(one is not None for one in measures)
    assert [SCALE.index(word) for word, _ in counted] == sorted(SCALE.index(word) for word, _ in counted)


def test_free_words_are_only_counted():
    free = described(unit=Unit.QUALITATIVE, calculation_type=Kind.NON_CUMULATIVE)

    assert tally(free, [Measure("Well begun"), None, Measure("Not begun")]) == "2 in words"


def test_a_word_measured_nationally_is_the_figure_of_the_country():
    assert of_country(IN_WORDS, [Measure("some")]) == Measure("some")


def test_the_year_of_words_is_the_last_word():
    year = year_figure([IN_WORDS] * 4, [Measure("some"), Measure("joint"), None, None])

    assert year.value == "joint"


@pytest.mark.parametrize(
    ("actual", "target", "desired", "expected"),
    [
        ("joint", "regular", Desired.HIGHER, ON_TRACK),
        ("regular", "regular", Desired.HIGHER, ON_TRACK),
        ("some", "regular", Desired.HIGHER, BEHIND),
        ("none", "regular", Desired.HIGHER, OFF_TRACK),
        ("some", "regular", Desired.LOWER, ON_TRACK),
        ("joint", "regular", Desired.LOWER, BEHIND),
        ("joint", "some", Desired.LOWER, OFF_TRACK),
        ("joint", "regular", Desired.EQUAL, BEHIND),
        ("a word of before", "regular", Desired.HIGHER, NOT_JUDGED),
        ("some", None, Desired.HIGHER, NO_TARGET),
        (None, "some", Desired.HIGHER, NO_DATA),
    ],
)
def test_words_are_judged_by_steps_of_their_scale(actual, target, desired, expected):
    definition = described(unit=Unit.QUALITATIVE, scale=SCALE, desired_performance=desired)

    assert judge_by(definition, actual, target) == expected


@given(st.sampled_from(SCALE), st.sampled_from(SCALE))
def test_a_reversed_scale_and_direction_give_the_same_verdict(actual, target):
    definition = described(unit=Unit.QUALITATIVE, scale=SCALE)
    mirrored = described(unit=Unit.QUALITATIVE, scale=SCALE[::-1], desired_performance=Desired.LOWER)

    assert judge_by(definition, actual, target) == judge_by(mirrored, actual, target)


def test_words_have_no_variance_and_need_a_reason_only_on_their_scale():
    assert variance("some", "regular") is None
    assert needs_reason("some", "regular", SCALE) is True
    assert needs_reason("some", "some", SCALE) is False
    assert needs_reason("Well begun", "To be begun") is False


# The country from its provinces


@given(st.lists(numbers | st.none(), max_size=9), st.data())
def test_the_country_is_the_same_however_its_provinces_are_split(measures, data):
    at = data.draw(st.integers(0, len(measures)))
    halves = [of_country(NUMBER, measures[:at]), of_country(NUMBER, measures[at:])]

    assert of_country(NUMBER, halves) == of_country(NUMBER, measures)


@given(st.lists(shares | st.none(), min_size=2, max_size=9), amounts)
def test_a_percentage_without_its_parts_never_moves_that_of_the_country(measures, alone):
    several = sum(one is not None for one in measures) > 1
    if several:
        assert of_country(PERCENTAGE, [*measures, Measure(alone)]) == of_country(PERCENTAGE, measures)


@given(st.lists(amounts | st.none(), max_size=9), st.randoms())
def test_targets_of_provinces_add_up_in_any_order_and_yield_to_the_countrys_own(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)

    assert target_of_country(NUMBER, None, shuffled) == target_of_country(NUMBER, None, values)
    assert target_of_country(NUMBER, Decimal(7), values) == Decimal(7)


@given(st.lists(amounts, min_size=2, max_size=9))
def test_percentages_and_words_hold_for_the_country_only_where_all_have_the_same(values):
    same = values[0] if len(set(values)) == 1 else None

    assert target_of_country(PERCENTAGE, None, values) == same
    assert target_of_country(IN_WORDS, None, ["some", "joint"]) is None
    assert target_of_country(IN_WORDS, None, ["some", "some"]) == "some"


def test_without_any_target_the_country_has_none():
    assert target_of_country(NUMBER, None, []) is None
    assert target_of_country(NUMBER, None, [None, Decimal(0)]) == Decimal(0)


# A description that changes within the year


@given(st.lists(numbers | st.none(), min_size=4, max_size=4), st.sampled_from(list(Kind.values)))
def test_a_year_with_one_description_is_the_year_of_its_calculation_type(values, kind):
    definition = described(calculation_type=kind)

    year = year_figure([definition] * 4, values)

    assert (year.measure, year.is_whole, year.note) == (year_to_date(kind, values), True, "")


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("unit", Unit.PERCENTAGE, "unit"),
        ("calculation_type", Kind.NON_CUMULATIVE, "calculation type"),
        ("desired_performance", Desired.LOWER, "desired performance"),
        ("collected_from", "national", "who it is collected from"),
    ],
)
def test_no_year_is_formed_across_a_change_of_kind_and_it_says_why(field, value, label):
    before, after = described(1), described(2, **{field: value})

    year = year_figure([before, before, after, after], [Measure(Decimal(n)) for n in (1, 2, 3, 4)])

    assert (year.measure, year.is_whole) == (None, False)
    assert year.note == (
        f"Version 2 of the description holds from Q3 on and changes the {label}: no figure of the year is formed "
        "across the change."
    )


def test_a_change_of_words_alone_leaves_the_year_whole_and_is_told():
    before, after = described(1), described(2, tolerance=Decimal(5), method_of_calculation="Counted twice")

    year = year_figure([before, after, after], [Measure(Decimal(n)) for n in (1, 2, 3)])

    assert (year.value, year.is_whole) == (Decimal(6), True)
    assert year.note == (
        "Version 2 of the description holds from Q2 on (method of calculation and tolerance): the year is formed "
        "across the change, because its figures are of one kind."
    )


def test_an_indicator_that_begins_within_the_year_has_the_year_of_its_quarters():
    definition = described()

    year = year_figure(
        [None, None, definition, definition], [None, None, Measure(Decimal(3)), Measure(Decimal(4))]
    )

    assert (year.value, year.note) == (Decimal(7), "")
    assert year_figure([None, None], [None, None]).measure is None
    assert year_figure([], []).measure is None


@given(st.lists(st.sampled_from([1, 2, 3]), min_size=4, max_size=4))
def test_a_break_is_told_for_every_change_of_version_and_for_nothing_else(numbers_of_versions):
    versions = {pk: described(pk) for pk in (1, 2, 3)}
    through = [versions[pk] for pk in numbers_of_versions]
    changes = sum(a != b for a, b in pairwise(numbers_of_versions))

    found = breaks(through)

    assert len(found) == changes
    assert all(one.keeps_year_whole for one in found)
    assert set(OF_ONE_KIND) == {"unit", "calculation_type", "desired_performance", "collected_from"}
