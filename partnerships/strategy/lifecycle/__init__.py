"""The life cycles of the strategy: of a version of it, of the description of an indicator, of a change of targets."""

from partnerships.strategy.lifecycle.indicator import INDICATOR_LIFECYCLE, earliest_start
from partnerships.strategy.lifecycle.targets import TARGETS_LIFECYCLE
from partnerships.strategy.lifecycle.version import ADOPTED, CERTIFICATION, STRATEGY_LIFECYCLE

__all__ = [
    "ADOPTED",
    "CERTIFICATION",
    "INDICATOR_LIFECYCLE",
    "STRATEGY_LIFECYCLE",
    "TARGETS_LIFECYCLE",
    "earliest_start",
]
