"""The arithmetic of strategic fit."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.fit import HIGHEST_SCORE, Scored, fit_per_cent

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
