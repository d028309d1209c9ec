"""Charts: rectangles that lie where the figures say, and the colours of the tokens."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.core import charts

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"


def by_class(rects):
    return {rect.css_class: rect for rect in rects}


def test_the_fills_are_the_tokens_of_the_light_theme():
    light = TOKENS.read_text().split("@media", 1)[0]

    assert {name: re.search(rf"--{name}: (#\w+);", light)[1] for name in charts.FILLS} == charts.FILLS


def test_the_target_stands_at_four_fifths_and_the_actual_in_proportion():
    # 170 of 180: the right end is 180 × 1,25 = 225; 170 / 225 = 75,56 %; the line, 1,2 wide, stands on 80 %.
    rects = by_class(charts.bullet_bar(170, 180, tone="behind"))

    assert rects["bullet-bar__actual bullet-bar__actual--behind"].width == 75.56
    assert rects["bullet-bar__target"].x == 79.4


def test_a_named_right_end_is_the_scale():
    rects = by_class(charts.bullet_bar(Decimal(71), 80, full=100))

    assert rects["bullet-bar__actual"].width == 71
    assert rects["bullet-bar__target"].x == 79.4


def test_no_actual_draws_no_bar_and_zero_draws_one_without_width():
    assert list(by_class(charts.bullet_bar(None, 10))) == ["bullet-bar__ground", "bullet-bar__target"]
    assert by_class(charts.bullet_bar(0, 10))["bullet-bar__actual"].width == 0


def test_a_target_of_zero_and_no_target_can_be_drawn():
    assert by_class(charts.bullet_bar(0, 0))["bullet-bar__target"].x == 0
    assert by_class(charts.bullet_bar(5))["bullet-bar__actual"].width == 100


def test_an_unknown_tone_is_refused():
    with pytest.raises(ValueError, match="no tone of a bar"):
        charts.bullet_bar(1, 2, tone="red")


FIGURES = st.integers(0, 10**9) | st.decimals(0, 10**6, places=2, allow_nan=False)


@given(FIGURES | st.none(), FIGURES | st.none())
def test_nothing_of_a_bullet_bar_lies_outside_its_drawing(actual, target):
    for rect in charts.bullet_bar(actual, target):
        assert rect.x >= 0
        assert rect.x + rect.width <= 100
        assert rect.y >= 0
        assert rect.y + rect.height <= 12


@given(st.lists(st.integers(0, 10**6), min_size=5, max_size=5))
def test_the_parts_of_a_stacked_bar_stand_in_order_and_leave_nothing_out(parts):
    drawn = [rect for rect in charts.stacked_bar(parts) if "part" in rect.css_class]

    assert len(drawn) == sum(1 for count in parts if count)
    assert [rect.x for rect in drawn] == sorted(rect.x for rect in drawn)
    assert all(rect.x + rect.width <= 100.01 for rect in drawn)


def test_late_parts_carry_one_two_or_three_stripes():
    rects = charts.stacked_bar([1, 1, 1, 1, 1])

    assert sum(1 for rect in rects if rect.css_class == "stacked-bar__stripe") == 0 + 0 + 1 + 2 + 3


def test_bars_with_the_same_scale_can_be_compared():
    ours = charts.stacked_bar([10, 0, 0, 0, 0], full=40)

    assert ours[0].width == 24.6  # a quarter, less the gap


def test_five_ages_are_needed():
    with pytest.raises(ValueError, match="Give 5 counts"):
        charts.stacked_bar([1, 2])


# The matrix of two scales


def test_each_dot_of_a_matrix_lies_in_its_cell_with_the_second_scale_upwards():
    drawn = charts.matrix({(1, 1): 4, (5, 4): 1, (3, 3): 0}, highest=5, high_from=4)

    # The middle of the first column and the lowest row; of the last column and the second row from above.
    assert [(dot.x, dot.y, dot.count) for dot in drawn.dots] == [(10, 90, 4), (90, 30, 1)]
    assert [value for _, value in drawn.columns] == [1, 2, 3, 4, 5]
    assert [value for _, value in drawn.rows] == [5, 4, 3, 2, 1]
    assert len(drawn.cells) == 25
    assert sum("matrix-chart__cell--high" in cell.css_class for cell in drawn.cells) == 4


@given(st.dictionaries(st.tuples(st.integers(1, 5), st.integers(1, 5)), st.integers(0, 100_000), max_size=25))
def test_no_dot_leaves_its_cell_and_larger_numbers_never_have_smaller_dots(counts):
    dots = charts.matrix(counts, highest=5, high_from=4).dots

    assert sorted(dot.count for dot in dots) == sorted(count for count in counts.values() if count)
    assert all(dot.radius < 10 for dot in dots)
    radii = [dot.radius for dot in sorted(dots, key=lambda dot: dot.count)]
    assert radii == sorted(radii)
