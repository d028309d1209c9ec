"""The arithmetic of strategic fit. Knows no model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

HIGHEST_SCORE = 4


class Scored(NamedTuple):
    weight: int
    score: int


def fit_per_cent(scores: Iterable[Scored]) -> int:
    """Weighted score in whole per cent of the highest possible, halves rounded up; 0 without scores."""
    pairs = list(scores)
    highest = HIGHEST_SCORE * sum(pair.weight for pair in pairs)
    if not highest:
        return 0
    reached = sum(pair.weight * pair.score for pair in pairs)
    return (200 * reached + highest) // (2 * highest)
