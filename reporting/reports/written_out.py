"""How a figure came about, written out with its numbers, so that anybody can follow it with a pencil.

Nothing is computed here by a way of its own: every result comes from ``strategy.performance``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from partnerships.core.numbers import figure, signed_figure
from partnerships.strategy import performance
from partnerships.strategy.models import IndicatorVersion
from partnerships.strategy.performance import Measure, Value

Line = tuple[str, str]
Kind = IndicatorVersion.CalculationType
NOTHING = "Nothing was measured."


def quarter_written_out(definition: IndicatorVersion, given: Mapping[str, Measure | None]) -> Line:
    """The figure of the quarter from what each place gave: “12 (Gauteng) + 8 (Limpopo) = 20”."""
    found = performance.of_country(definition, list(given.values()))
    measured = {place: one for place, one in given.items() if one is not None}
    if definition.is_qualitative:
        spread = performance.tally(definition, given.values())
        return "Quarter", (str(found.value) if found else spread) or NOTHING
    if found is None:
        return "Quarter", NOTHING
    silent = [place for place, one in given.items() if one is None]
    added = _added(definition, measured)
    left_out = f" Nothing was measured by: {', '.join(silent)}." if silent else ""
    return "Quarter", f"{added} = {_said(definition, found.value)}.{left_out}"


def _added(definition: IndicatorVersion, measured: Mapping[str, Measure]) -> str:
    parts = {place: one for place, one in measured.items() if one.has_parts}
    if definition.is_percentage and parts:
        above = _sum({place: one.numerator for place, one in parts.items()})
        below = _sum({place: one.denominator for place, one in parts.items()})
        return f"({above}) ÷ ({below}) × 100, to two decimals"
    return _sum({place: one.value for place, one in measured.items()})


def _sum(parts: Mapping[str, Value | None]) -> str:
    return " + ".join(f"{_plain(value)} ({place})" for place, value in parts.items())


def target_written_out(
    definition: IndicatorVersion, own: Value | None, provincial: Mapping[str, Value | None]
) -> Line:
    """What the quarter promised, and whether the country set it or the provinces make it up."""
    promised = {place: value for place, value in provincial.items() if value is not None}
    found = performance.target_of_country(definition, own, promised.values())
    if found is None and not promised:
        return "Target", "No target was set."
    if own is not None:
        return "Target", f"{_said(definition, own)}, as it was set."
    if definition.is_percentage or definition.is_qualitative:
        if found is None:
            return "Target", "The provinces have different targets, and those do not add up."
        return "Target", f"{_said(definition, found)}, which every province has."
    assert found is not None
    return "Target", f"{_sum(promised)} = {_said(definition, found)}."


def year_written_out(
    definitions: Sequence[IndicatorVersion | None], quarters: Sequence[Measure | None]
) -> Line:
    """The year so far from its quarters, by the calculation type of the description."""
    label, last = "Year so far", next((one for one in reversed(definitions) if one), None)
    if last is None:
        return label, NOTHING
    year = performance.year_figure(definitions, quarters)
    if year.measure is None:
        return label, year.note or NOTHING
    given = {f"Q{number}": one for number, one in enumerate(quarters, start=1) if one is not None}
    said = _said(last, year.measure.value)
    if last.calculation_type == Kind.CUMULATIVE_YEAR_END:
        way = f"{_sum({name: one.value for name, one in given.items()})} = {said}."
    else:
        name = list(given)[-1]
        why = (
            "each quarter states the running total"
            if last.calculation_type == Kind.CUMULATIVE_YEAR_TO_DATE
            else "the last quarter measured stands for the year"
        )
        way = f"{said}, as {name} says: {why}."
    return label, f"{way} {year.note}".strip()


def judged_written_out(
    definition: IndicatorVersion, actual: Value | None, target: Value | None
) -> list[Line]:
    """The variance, and why the state is what it is."""
    state = performance.judge_by(definition, actual, target)
    difference = performance.variance(actual, target)
    if difference is None or isinstance(actual, str) or isinstance(target, str):
        return [("State", f"{state.label}.")]
    assert actual is not None
    assert target is not None
    lines = [("Variance", f"{_plain(actual)} − {_plain(target)} = {signed_figure(difference)}.")]
    short = performance.shortfall(actual, target, definition.desired_performance)
    wanted = definition.get_desired_performance_display().lower()
    if not short:
        why = f"wanted is {wanted}, and the actual is not on the wrong side of it"
    else:
        why = (
            f"wanted is {wanted}; the actual is on the wrong side by {_plain(short)}. Up to "
            f"{_plain(_part(target, definition.tolerance))} ({_plain(definition.tolerance)} % of the target) is on "
            f"track, up to {_plain(_part(target, max(performance.BEHIND_WITHIN, definition.tolerance)))} is behind, "
            "more is off track"
        )
    return [*lines, ("State", f"{state.label}: {why}.")]


def _part(target: Decimal, per_cent: Decimal) -> Decimal:
    return target * per_cent / performance.HUNDRED


def _plain(value: Value | None) -> str:
    return value if isinstance(value, str) else "–" if value is None else figure(value)


def _said(definition: IndicatorVersion, value: Value) -> str:
    return value if isinstance(value, str) else figure(value, definition.suffix)
