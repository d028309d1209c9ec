"""How a figure came about: what it is, by which rule, from how many entries, by whose approval."""

from __future__ import annotations

from partnerships.core.models import User
from partnerships.core.numbers import date_long, figure
from partnerships.core.states import State
from partnerships.strategy.models import Indicator, IndicatorVersion
from partnerships.strategy.performance import Value
from reporting.reports.chain.document import Item, chain_address
from reporting.reports.chain.walk import Start
from reporting.reports.indicator_year import indicator_year


def figure_item(start: Start, viewer: User) -> Item:
    """Of the country, or of the province that the start names; the same figure as in the quarterly report."""
    is_asked = start.kind == "indicator"
    indicator: Indicator = start.record if is_asked else start.record.indicator
    quarter = start.quarter
    found = indicator_year(indicator, quarter.financial_year, viewer=viewer, as_at=start.today)
    definition = found.definitions[quarter.number - 1]
    where = str(start.province or "National")
    row = next((one for one in found.rows if one.label == where), None)
    cell = row.cells[quarter.number - 1] if row else None
    facts: list[str] = []
    states: tuple[State, ...] = ()
    if cell is not None:
        actual, target = _value(cell.value, cell.suffix), _value(cell.target, cell.suffix)
        # Whoever does not see all provinces is not told what they make together.
        kept = row.is_total and not viewer.is_national if row else False
        nothing = "added up from all provinces in the national report" if kept else "no figure"
        facts.append(f"{where}, {quarter}: {actual or nothing}; target: {target or 'none'}")
        if row and row.is_total and cell.value is not None:
            scopes = [one.cells[quarter.number - 1] for one in found.rows if not one.is_total]
            counted = sum(one.value is not None for one in scopes)
            facts.append(f"Entries counted: {counted} of {len(scopes)} provinces")
        states = (cell.state,) if isinstance(cell.state, State) else ()
    if definition is not None:
        facts.append(f"Rule: {definition.get_calculation_type_display()}. {definition.explanation}")
        facts.append(f"Calculation: {definition.method_of_calculation}")
        facts.append(_approval(definition))
    return Item(
        str(definition or indicator),
        f"{indicator.get_absolute_url()}?year={quarter.year}",
        tuple(filter(None, facts)),
        states,
        chain_url="" if is_asked else chain_address("indicator", indicator.pk, f"quarter={quarter.slug}"),
        is_asked=is_asked,
    )


def _approval(definition: IndicatorVersion) -> str:
    if definition.approved_on is None:
        return f"Version {definition.number} of its description"
    by = IndicatorVersion.objects.filter(pk=definition.pk).values_list("approved_by__name", flat=True).first()
    approved = f"approved on {date_long(definition.approved_on)}" + (f" by {by}" if by else "")
    return f"Version {definition.number} of its description, {approved}"


def _value(value: Value | None, suffix: str) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return figure(value, suffix)
