"""The arithmetic of functionality: from answers to a score, from a score to a result. Knows no model.

No scored national instrument has been published. The rules are those of the house: yes counts fully, partly half, no
nothing; what does not apply counts on neither side; an essential question answered no decides by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

POINTS = {"yes": 2, "partly": 1, "no": 0}
HIGHEST_POINTS = 2
NOT_APPLICABLE = "na"


class Answered(NamedTuple):
    answer: str
    weight: int
    is_essential: bool = False


def reached_and_highest(answers: Iterable[Answered]) -> tuple[int, int]:
    """Weighted points, and the highest possible of the questions that apply."""
    counted = [one for one in answers if one.answer != NOT_APPLICABLE]
    reached = sum(POINTS[one.answer] * one.weight for one in counted)
    return reached, HIGHEST_POINTS * sum(one.weight for one in counted)


def score_per_cent(answers: Iterable[Answered]) -> int:
    """Whole per cent of the highest possible, halves rounded up. ValueError when no question applies."""
    reached, highest = reached_and_highest(answers)
    if not highest:
        raise ValueError("A score needs at least one question that applies.")
    return (200 * reached + highest) // (2 * highest)


def has_essential_no(answers: Iterable[Answered]) -> bool:
    return any(one.is_essential and one.answer == "no" for one in answers)


def band_of(score: int, bands: Mapping[str, int]) -> str:
    """The result whose band the score lies in; ``bands`` says from how many per cent on each result holds."""
    return max((begins, result) for result, begins in bands.items() if begins <= score)[1]


def result_of(answers: Iterable[Answered], bands: Mapping[str, int]) -> tuple[int, str]:
    """Score and result. An essential question answered no gives the lowest band, whatever the score."""
    given = list(answers)
    score = score_per_cent(given)
    return score, band_of(0 if has_essential_no(given) else score, bands)
