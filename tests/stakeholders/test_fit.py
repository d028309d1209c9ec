"""The arithmetic of strategic fit."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.fit import (
    HIGHEST_SCORE,
    OF_A_PARTNER,
    Marks,
    Round,
    Scored,
    Weighed,
    compared,
    fit_per_cent,
)

scored = st.builds(Scored, weight=st.integers(1, 10), score=st.integers(0, HIGHEST_SCORE))


def test_without_scores_the_fit_is_nothing() -> None:
    assert fit_per_cent([]) == 0


@pytest.mark.parametrize(
    ("pairs", "fit"),
    [
        ([(9, 4), (7, 0)], 56),  # 36 of 64 = 56,25
        ([(1, 1), (7, 0)], 3),  # 1 of 32 = 3,125
        ([(5, 1), (5, 4)], 63),  # 25 of 40 = 62,5: halves go up
        ([(3, 0), (8, 0)], 0),
        ([(3, 4), (8, 4)], 100),
    ],
)
def test_the_fit_is_the_weighted_share_of_the_highest_sum_in_whole_per_cent(
    pairs: list[tuple[int, int]], fit: int
) -> None:
    assert fit_per_cent(Scored(*pair) for pair in pairs) == fit


@given(st.lists(scored, min_size=1, max_size=30))
def test_the_fit_agrees_with_exact_decimals_rounded_half_up(pairs: list[Scored]) -> None:
    reached = sum(pair.weight * pair.score for pair in pairs)
    highest = HIGHEST_SCORE * sum(pair.weight for pair in pairs)
    exact = (Decimal(100 * reached) / Decimal(highest)).quantize(Decimal(1), rounding=ROUND_HALF_UP)

    assert fit_per_cent(pairs) == exact


@given(st.lists(scored, min_size=1, max_size=12), st.integers(0, 11))
def test_a_higher_score_never_lowers_the_fit(pairs: list[Scored], which: int) -> None:
    which %= len(pairs)
    better = list(pairs)
    better[which] = Scored(pairs[which].weight, HIGHEST_SCORE)

    assert fit_per_cent(better) >= fit_per_cent(pairs)


@given(st.lists(scored, max_size=12), st.randoms())
def test_the_order_of_the_criteria_does_not_matter(pairs: list[Scored], random: object) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert fit_per_cent(shuffled) == fit_per_cent(pairs)


# Two assessors

MARKS = Marks(partner_from=65, not_now_from=45, wide_score=2, wide_fit=15)


def line(code: str, weight: int, *scores: int, threshold: int | None = None) -> Weighed:
    return Weighed(code, code.capitalize(), weight, False, threshold, scores)


def test_two_assessors_weigh_alike_and_the_fit_of_both_is_rounded_once() -> None:
    found = Round((line("purpose", 9, 4, 3), line("payment", 3, 2, 1)), MARKS)

    # First: 9 × 4 + 3 × 2 = 42 of 48 = 87,5. Second: 27 + 3 = 30 of 48 = 62,5. Both: 72 of 96 = 75.
    assert found.fits == (88, 63)
    assert found.fit == 75
    assert found.spread == 25


def test_the_mean_decides_what_lies_below_its_threshold() -> None:
    found = Round(
        (
            line("at", 1, 1, 3, threshold=2),  # 2: not below
            line("below", 1, 1, 2, threshold=2),  # 1,5
            line("none", 1, 0, 0),  # any score is acceptable
        ),
        MARKS,
    )

    assert [one.code for one in found.below] == ["below"]
    assert found.lines[1].mean == Decimal("1.5")


@pytest.mark.parametrize(
    ("scores", "wide", "needs_a_word"),
    [
        (((4, 3), (3, 2)), [], True),  # 100 × (4 + 3) ÷ 8 = 88 and 63: 25 apart as a whole
        (((3, 3), (2, 2)), [], False),
        (((4, 2), (2, 4)), ["a", "b"], True),  # as a whole both come to 75
        (((4, 4), (4, 2)), ["b"], True),
    ],
)
def test_a_spread_needs_a_word_on_one_criterion_or_as_a_whole(
    scores: tuple[tuple[int, int], ...], wide: list[str], needs_a_word: bool
) -> None:
    lines = tuple(line(code, 1, *pair) for code, pair in zip("ab", scores, strict=True))
    found = Round(lines, MARKS)

    assert [one.code for one in found.wide] == wide
    assert found.needs_a_word is needs_a_word


@pytest.mark.parametrize(
    ("scores", "threshold", "suggested"),
    [
        ((3, 3), None, "partner"),  # 75
        ((3, 3), 4, "not_now"),  # 75, and below its threshold
        ((2, 2), None, "not_now"),  # 50
        ((1, 2), None, "decline"),  # 37,5, so 38
        ((0, 0), 1, "decline"),
    ],
)
def test_the_arithmetic_suggests_by_the_marks_and_the_thresholds(
    scores: tuple[int, int], threshold: int | None, suggested: str
) -> None:
    assert Round((line("a", 1, *scores, threshold=threshold),), MARKS).suggestion == suggested


def test_the_marks_hold_from_the_very_per_cent_on() -> None:
    # 13 of 20 = 65, 9 of 20 = 45: five criteria of weight 1, one assessor as in rounds of before.
    at = [line(str(number), 1, score) for number, score in enumerate((4, 4, 3, 1, 1))]
    assert Round(tuple(at), MARKS).suggestion == "partner"
    low = [line(str(number), 1, score) for number, score in enumerate((4, 3, 1, 1, 0))]
    assert Round(tuple(low), MARKS).suggestion == "not_now"
    lower = [line(str(number), 1, score) for number, score in enumerate((4, 3, 1, 0, 0))]  # 8 of 20 = 40
    assert Round(tuple(lower), MARKS).suggestion == "decline"


def test_the_rule_is_printed_in_the_words_of_the_round() -> None:
    assert MARKS.rule() == (
        "From 65 of 100 on, with no criterion below its threshold: make it a partner. "
        "From 45 on: not now. Below that: decline."
    )
    assert "keep it a partner" in MARKS.rule(OF_A_PARTNER)


# Two rounds


def test_two_rounds_are_compared_on_the_criteria_that_both_weighed() -> None:
    then = [line("purpose", 9, 4, 4), line("policy", 5, 2, 2), line("capacity", 4, 3, 4)]
    now = [line("purpose", 6, 3, 2), line("capacity", 2, 3, 4), line("privacy", 3, 1, 1)]

    found = compared(then, now)

    assert [(one.name, one.then, one.now, one.by) for one in found.lines] == [
        ("Purpose", 4, Decimal("2.5"), Decimal("-1.5")),
        ("Capacity", Decimal("3.5"), Decimal("3.5"), 0),
    ]
    assert (found.dropped, found.added) == (("Policy",), ("Privacy",))
    # Weights of now: then 6 × 8 + 2 × 7 = 62 of 64 = 96,9; now 6 × 5 + 2 × 7 = 44 of 64 = 68,75.
    assert (found.fit_then, found.fit_now, found.by) == (97, 69, -28)
    assert not found.is_whole


def test_a_round_of_one_assessor_weighs_as_much_as_one_of_two() -> None:
    found = compared(
        [line("purpose", 9, 3), line("payment", 3, 1)], [line("purpose", 9, 3, 3), line("payment", 3, 1, 1)]
    )

    assert found.by == 0
    assert found.is_whole
