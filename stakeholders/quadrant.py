"""The arithmetic of stakeholder analysis: words for the scales, and the corner of the matrix. Knows no model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

INFLUENCE_WORDS = {1: "Very low", 2: "Low", 3: "Moderate", 4: "High", 5: "Very high"}
INTEREST_WORDS = {1: "None seen", 2: "Little", 3: "Some", 4: "Much", 5: "Very much"}
# The upper half of a scale of five begins above its middle.
HIGH_FROM = 4


def is_high(value: int) -> bool:
    return value >= HIGH_FROM


def proposed_class(classes: Iterable[Any], influence: int, interest: int) -> Any | None:
    """The first of the classes that is meant for this corner of the matrix, or none."""
    corner = (is_high(influence), is_high(interest))
    return next((one for one in classes if (one.for_high_influence, one.for_high_interest) == corner), None)
