"""How figures of an indicator are added up, compared with their targets and judged: arithmetic alone, no queries.

All of it is decimal arithmetic, so that a figure on a page, in a PDF and in a spreadsheet is the same figure.
The order is always: first the provinces of one quarter (``aggregate``), then the quarters of the year
(``year_to_date``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Self

from partnerships.core.states import State
from partnerships.strategy.models import Indicator, Target

# Beyond its tolerance, but by no more than this part of the target, an actual is behind; further it is off track.
BEHIND_WITHIN: Final = Decimal(20)
HUNDRED: Final = Decimal(100)
CENT: Final = Decimal("0.01")

ON_TRACK: Final = State("On track", "good")
BEHIND: Final = State("Behind", "behind")
OFF_TRACK: Final = State("Off track", "overdue")
NO_DATA: Final = State("No data", "none")
NO_TARGET: Final = State("No target", "none")


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured figure; a percentage knows what it was formed from. Not measured is None, never zero."""

    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @classmethod
    def share(cls, numerator: Decimal, denominator: Decimal) -> Self:
        """So many out of so many as a percentage with two decimals. The denominator is not zero."""
        value = (numerator / denominator * HUNDRED).quantize(CENT, rounding=ROUND_HALF_UP)
        return cls(value, numerator, denominator)

    @classmethod
    def of(cls, figure: Any) -> Self | None:
        """What an actual or a target measured; None without a record and for “not measured because”."""
        if figure is None or figure.value is None:
            return None
        return cls(figure.value, getattr(figure, "numerator", None), getattr(figure, "denominator", None))

    @property
    def has_parts(self) -> bool:
        return self.numerator is not None and self.denominator is not None


def aggregate(values: Iterable[Measure | None]) -> Measure | None:
    """The country from its provinces: numbers add up, percentages are formed anew from their summed parts.

    The mean of nine percentages is no percentage of the country, so it is never taken. What was not measured is left
    out, and nothing measured at all gives None: blank is not zero (facts 2.5; the indicator's method of calculation).
    """
    measured = [value for value in values if value is not None]
    if not measured:
        return None
    with_parts = [value for value in measured if value.has_parts]
    if not with_parts:
        return Measure(sum((value.value for value in measured), Decimal(0)))
    if len(with_parts) < len(measured):
        raise ValueError(
            "Percentages are added up from numerator and denominator, and one of these has none."
        )
    return Measure.share(
        sum((value.numerator for value in with_parts if value.numerator is not None), Decimal(0)),
        sum((value.denominator for value in with_parts if value.denominator is not None), Decimal(0)),
    )


def of_country(indicator: Indicator, measures: Iterable[Measure | None]) -> Measure | None:
    """``aggregate`` for the provinces of one indicator.

    A percentage that does not say what it was formed from cannot be added to others, so it is left out.
    """
    measured = [measure for measure in measures if measure is not None]
    if indicator.is_percentage and len(measured) > 1:
        measured = [measure for measure in measured if measure.has_parts]
    return aggregate(measured)


def target_of_country(
    indicator: Indicator, own: Decimal | None, provincial: Iterable[Decimal | None]
) -> Decimal | None:
    """The country's own target; without one, what the provinces promise together.

    Numbers add up; percentages hold for the country only where all provinces have the same.
    """
    values = [value for value in provincial if value is not None]
    if own is not None or not values:
        return own
    if indicator.is_percentage:
        return values[0] if len(set(values)) == 1 else None
    return sum(values, Decimal(0))


def year_to_date(calculation_type: str, quarter_values: Iterable[Measure | None]) -> Measure | None:
    """The year so far from its quarters in order, for actuals and for targets alike (facts 2.4).

    Cumulative (year-end): each quarter counts its own, so they add up. Cumulative (year-to-date): each quarter states
    the running total, so the last one measured holds. Non-cumulative: the last one measured stands for the year.
    """
    values = list(quarter_values)
    if calculation_type == Indicator.CalculationType.CUMULATIVE_YEAR_END:
        return aggregate(values)
    return next((value for value in reversed(values) if value is not None), None)


@dataclass(frozen=True, slots=True)
class TargetComparison:
    """What the provinces promise together beside what the country promises, in one quarter."""

    quarter: int
    provinces: Decimal
    national: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return variance(self.provinces, self.national)


def compare_targets(indicator: Indicator, targets: Iterable[Target]) -> list[TargetComparison]:
    """Quarter by quarter, where provinces have targets; percentages do not add up, so they are not compared."""
    if indicator.is_percentage:
        return []
    listed = list(targets)
    national = {target.quarter: target.value for target in listed if target.province_id is None}
    compared = []
    for quarter in (1, 2, 3, 4):
        values = [target.value for target in listed if target.quarter == quarter and target.province_id]
        if values:
            compared.append(TargetComparison(quarter, sum(values, Decimal(0)), national.get(quarter)))
    return compared


def variance(actual: Decimal | None, target: Decimal | None) -> Decimal | None:
    """Actual less target; None where one of them is missing."""
    return None if actual is None or target is None else actual - target


def shortfall(actual: Decimal, target: Decimal, desired: str) -> Decimal:
    """How far the actual lies on the wrong side of its target; zero on the right side.

    “Equal to target” has two wrong sides.
    """
    difference = actual - target
    if desired == Indicator.DesiredPerformance.EQUAL:
        return abs(difference)
    wrong = difference if desired == Indicator.DesiredPerformance.LOWER else -difference
    return max(wrong, Decimal(0))


def judge(actual: Decimal | None, target: Decimal | None, *, desired: str, tolerance: Decimal) -> State:
    """Where an actual stands; to be asked of closed quarters only. Tolerance is in per cent of the target.

    On track: not on the wrong side of the target by more than the tolerance. Behind: beyond the tolerance, but by no
    more than 20 % of the target (or the tolerance, when that is wider). Off track: further. A target of zero leaves no
    room: any wrong difference is off track. Nothing measured is “no data”, which is not red.
    """
    if target is None:
        return NO_TARGET
    if actual is None:
        return NO_DATA
    short = shortfall(actual, target, desired) * HUNDRED
    if short <= target * tolerance:
        return ON_TRACK
    return BEHIND if short <= target * BEHIND_WITHIN else OFF_TRACK


def needs_reason(actual: Decimal | None, target: Decimal | None) -> bool:
    """Any difference needs its reason and corrective action, over or under the target (product rule 3, facts 2.5)."""
    return actual is not None and target is not None and actual != target
