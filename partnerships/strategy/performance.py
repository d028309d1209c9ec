"""How figures of an indicator are added up, compared with their targets and judged: arithmetic alone, no queries.

All of it is decimal arithmetic, so that a figure on a page, in a PDF and in a spreadsheet is the same figure.
The order is always: first the provinces of one quarter (``of_country``), then the quarters of the year
(``year_figure``). Words of a qualitative indicator are compared along its scale and never added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Self

from partnerships.core.states import State
from partnerships.strategy.models import IndicatorVersion

# Beyond its tolerance, but by no more than this part of the target, an actual is behind; further it is off track.
BEHIND_WITHIN: Final = Decimal(20)
HUNDRED: Final = Decimal(100)
CENT: Final = Decimal("0.01")

ON_TRACK: Final = State("On track", "good")
BEHIND: Final = State("Behind", "behind")
OFF_TRACK: Final = State("Off track", "overdue")
NO_DATA: Final = State("No data", "none")
NO_TARGET: Final = State("No target", "none")
# Words without a scale, or of several provinces: people read and weigh them.
NOT_JUDGED: Final = State("Not judged", "none")

# A figure, or the words of a qualitative indicator.
Value = Decimal | str


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured figure; a percentage knows what it was formed from. Not measured is None, never zero."""

    value: Value
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
        if figure is None:
            return None
        if words := getattr(figure, "words", ""):
            return cls(words)
        if figure.value is None:
            return None
        return cls(figure.value, getattr(figure, "numerator", None), getattr(figure, "denominator", None))

    @property
    def has_parts(self) -> bool:
        return self.numerator is not None and self.denominator is not None

    @property
    def is_words(self) -> bool:
        return isinstance(self.value, str)


def aggregate(values: Iterable[Measure | None]) -> Measure | None:
    """The country from its provinces: numbers add up, percentages are formed anew from their summed parts.

    The mean of nine percentages is no percentage of the country, so it is never taken. What was not measured is left
    out, and nothing measured at all gives None: blank is not zero (facts 2.5; the indicator's method of calculation).
    """
    measured = [value for value in values if value is not None]
    if not measured:
        return None
    if any(value.is_words for value in measured):
        raise ValueError("Words of a qualitative indicator are never added up.")
    with_parts = [value for value in measured if value.has_parts]
    if not with_parts:
        return Measure(sum((_number(value.value) for value in measured), Decimal(0)))
    if len(with_parts) < len(measured):
        raise ValueError(
            "Percentages are added up from numerator and denominator, and one of these has none."
        )
    return Measure.share(
        sum((value.numerator for value in with_parts if value.numerator is not None), Decimal(0)),
        sum((value.denominator for value in with_parts if value.denominator is not None), Decimal(0)),
    )


def _number(value: Value) -> Decimal:
    if isinstance(value, str):
        raise TypeError("Words are no figure.")
    return value


def of_country(definition: IndicatorVersion, measures: Sequence[Measure | None]) -> Measure | None:
    """``aggregate`` for the scopes of one indicator: the provinces, or the one that it is measured in.

    A percentage that does not say what it was formed from cannot be added to others, so it is left out. Words of
    several provinces make no figure of the country; ``tally`` says how they are spread.
    """
    if definition.is_qualitative:
        return measures[0] if len(measures) == 1 else None
    measured = [measure for measure in measures if measure is not None]
    if definition.is_percentage and len(measured) > 1:
        measured = [measure for measure in measured if measure.has_parts]
    return aggregate(measured)


def tally(definition: IndicatorVersion, measures: Iterable[Measure | None]) -> str:
    """“Good 2, fair 1”: how often each word was measured, in the order of the scale; free words are only counted."""
    words = Counter(str(measure.value) for measure in measures if measure is not None)
    if not words:
        return ""
    if not definition.scale:
        return f"{words.total()} in words"
    known = [*definition.scale, *sorted(set(words) - set(definition.scale))]
    return ", ".join(f"{word} {words[word]}" for word in known if words[word])


def target_of_country(
    definition: IndicatorVersion, own: Value | None, provincial: Iterable[Value | None]
) -> Value | None:
    """The country's own target; without one, what the provinces promise together.

    Numbers add up; percentages and words hold for the country only where all provinces have the same.
    """
    values = [value for value in provincial if value is not None]
    if own is not None or not values:
        return own
    if definition.is_percentage or definition.is_qualitative:
        return values[0] if len(set(values)) == 1 else None
    return sum((_number(value) for value in values), Decimal(0))


def year_to_date(calculation_type: str, quarter_values: Iterable[Measure | None]) -> Measure | None:
    """The year so far from its quarters in order, for actuals and for targets alike (facts 2.4).

    Cumulative (year-end): each quarter counts its own, so they add up. Cumulative (year-to-date): each quarter states
    the running total, so the last one measured holds. Non-cumulative: the last one measured stands for the year.
    """
    values = list(quarter_values)
    if calculation_type == IndicatorVersion.CalculationType.CUMULATIVE_YEAR_END:
        return aggregate(values)
    return next((value for value in reversed(values) if value is not None), None)


# What the descriptions of two quarters must share for their figures to be of one kind.
OF_ONE_KIND: Final = {
    "unit": "unit",
    "calculation_type": "calculation type",
    "desired_performance": "desired performance",
    "collected_from": "who it is collected from",
}
# What may change without touching what the figures are.
DESCRIBED: Final = {
    "name": "title",
    "definition": "definition",
    "source_of_data": "source of data",
    "method_of_calculation": "method of calculation",
    "means_of_verification": "means of verification",
    "tolerance": "tolerance",
}


@dataclass(frozen=True, slots=True)
class Break:
    """A new description within a year: from which quarter on, which version, and what it changes."""

    quarter: int
    number: int
    apart: tuple[str, ...]
    described: tuple[str, ...]

    @property
    def keeps_year_whole(self) -> bool:
        return not self.apart

    def __str__(self) -> str:
        """What it does to the figure of the year, in a sentence."""
        since = f"Version {self.number} of the description holds from Q{self.quarter} on"
        if self.apart:
            return (
                f"{since} and changes the {_joined(self.apart)}: "
                "no figure of the year is formed across the change."
            )
        changed = f" ({_joined(self.described)})" if self.described else ""
        return f"{since}{changed}: the year is formed across the change, because its figures are of one kind."


def breaks(definitions: Sequence[IndicatorVersion | None]) -> list[Break]:
    """Where the description changes, given those of Q1, Q2 … in order; None where there was none yet."""
    found = []
    before: IndicatorVersion | None = None
    for quarter, definition in enumerate(definitions, start=1):
        if before and definition and before.pk != definition.pk:
            found.append(
                Break(
                    quarter,
                    definition.number,
                    _changed(before, definition, OF_ONE_KIND),
                    _changed(before, definition, DESCRIBED),
                )
            )
        before = definition or before
    return found


def _changed(before: IndicatorVersion, after: IndicatorVersion, names: dict[str, str]) -> tuple[str, ...]:
    return tuple(label for name, label in names.items() if getattr(before, name) != getattr(after, name))


def _joined(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


@dataclass(frozen=True, slots=True)
class YearFigure:
    """The year so far. ``is_whole`` is False where a change of the description stands within it; ``note`` says so."""

    measure: Measure | None
    is_whole: bool = True
    note: str = ""

    @property
    def value(self) -> Value | None:
        return None if self.measure is None else self.measure.value


def year_figure(
    definitions: Sequence[IndicatorVersion | None], quarter_values: Sequence[Measure | None]
) -> YearFigure:
    """``year_to_date`` of quarters that may have different descriptions; both sequences run from Q1."""
    known = [definition for definition in definitions if definition]
    if not known:
        return YearFigure(None)
    found = breaks(definitions)
    note = " ".join(str(one) for one in found)
    if any(not one.keeps_year_whole for one in found):
        return YearFigure(None, is_whole=False, note=note)
    return YearFigure(year_to_date(known[-1].calculation_type, quarter_values), note=note)


def variance(actual: Value | None, target: Value | None) -> Decimal | None:
    """Actual less target; None where one of them is missing, or is words."""
    if isinstance(actual, str) or isinstance(target, str):
        return None
    return None if actual is None or target is None else actual - target


def shortfall(actual: Decimal, target: Decimal, desired: str) -> Decimal:
    """How far the actual lies on the wrong side of its target; zero on the right side.

    “Equal to target” has two wrong sides.
    """
    difference = actual - target
    if desired == IndicatorVersion.DesiredPerformance.EQUAL:
        return abs(difference)
    wrong = difference if desired == IndicatorVersion.DesiredPerformance.LOWER else -difference
    return max(wrong, Decimal(0))


def judge(
    actual: Value | None,
    target: Value | None,
    *,
    desired: str,
    tolerance: Decimal,
    scale: Sequence[str] = (),
) -> State:
    """Where an actual stands; to be asked of closed quarters only. Tolerance is in per cent of the target.

    On track: not on the wrong side of the target by more than the tolerance. Behind: beyond the tolerance, but by no
    more than 20 % of the target (or the tolerance, when that is wider). Off track: further. A target of zero leaves no
    room: any wrong difference is off track. Nothing measured is “no data”, which is not red. Words are judged along
    their scale: one step on the wrong side is behind, further is off track; without a scale nobody but a person can.
    """
    if target is None:
        return NO_TARGET
    if actual is None:
        return NO_DATA
    if isinstance(actual, str) or isinstance(target, str):
        return _judge_words(actual, target, desired, scale)
    short = shortfall(actual, target, desired) * HUNDRED
    if short <= target * tolerance:
        return ON_TRACK
    return BEHIND if short <= target * BEHIND_WITHIN else OFF_TRACK


def _judge_words(actual: Value, target: Value, desired: str, scale: Sequence[str]) -> State:
    if actual not in scale or target not in scale:
        return NOT_JUDGED
    steps = shortfall(Decimal(scale.index(str(actual))), Decimal(scale.index(str(target))), desired)
    return ON_TRACK if steps == 0 else BEHIND if steps == 1 else OFF_TRACK


def judge_by(definition: IndicatorVersion, actual: Value | None, target: Value | None) -> State:
    """``judge`` by the description of the quarter."""
    return judge(
        actual,
        target,
        desired=definition.desired_performance,
        tolerance=definition.tolerance,
        scale=definition.scale,
    )


def needs_reason(actual: Value | None, target: Value | None, scale: Sequence[str] = ()) -> bool:
    """Any difference needs its reason and corrective action, over or under the target (product rule 3, facts 2.5).

    Free words differ nearly always, so of them only people can say whether they deviate.
    """
    if isinstance(actual, str) or isinstance(target, str):
        return actual != target and actual in scale and target in scale
    return actual is not None and target is not None and actual != target


@dataclass(frozen=True, slots=True)
class TargetComparison:
    """What the parts of a target promise together beside what the whole promises."""

    together: Decimal
    whole: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return variance(self.together, self.whole)
