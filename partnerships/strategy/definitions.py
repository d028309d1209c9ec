"""Which description of an indicator holds in which quarter: for reports, returns and dashboards, one query a year."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.strategy.models import Indicator, IndicatorVersion, valid_between
from partnerships.strategy.performance import Break, breaks


def definitions_in(quarter: Quarter) -> list[IndicatorVersion]:
    """The description of every indicator in use in a quarter, by number, with thrust and focus area. One query."""
    return list(IndicatorVersion.objects.valid_in(quarter).in_order().order_by("place"))


def definition_of(indicator: Indicator, quarter: Quarter) -> IndicatorVersion | None:
    """What holds for one indicator in a quarter; None where it is not in use then. One query."""
    return IndicatorVersion.objects.valid_in(quarter).in_order().filter(indicator=indicator).first()


class Definitions:
    """The descriptions of all indicators (or of one) through the quarters of a financial year. One query."""

    def __init__(self, year: FinancialYear, indicator: Indicator | None = None):
        self.year = year
        found = IndicatorVersion.objects.filter(valid_between(year.start, year.end)).in_order()
        self._chosen = found if indicator is None else found.filter(indicator=indicator)

    @cached_property
    def _by_quarter(self) -> dict[int, dict[int, IndicatorVersion]]:
        """Quarter → indicator → what holds then, in use or not any more, in the order of their numbers."""
        by_quarter: dict[int, dict[int, IndicatorVersion]] = defaultdict(dict)
        for definition in self._chosen.order_by("place"):
            for quarter in self.year.quarters:
                begun = definition.valid_from <= quarter.end
                if begun and (definition.valid_until is None or definition.valid_until >= quarter.start):
                    by_quarter[quarter.number][definition.indicator_id] = definition
        return by_quarter

    def in_quarter(self, quarter: int) -> list[IndicatorVersion]:
        """Of the indicators in use, by number."""
        return [one for one in self._by_quarter[quarter].values() if one.is_in_use]

    def all_in(self, quarter: int) -> list[IndicatorVersion]:
        """Of all indicators described by then, by number, also of those that are not in use any more."""
        return list(self._by_quarter[quarter].values())

    def of(self, indicator: int, quarter: int) -> IndicatorVersion | None:
        """What holds for an indicator in a quarter, also where it is not in use any more."""
        return self._by_quarter[quarter].get(indicator)

    def of_year(self) -> list[IndicatorVersion]:
        """Of all indicators in use in any quarter, by number: the last description in use."""
        latest = {one.indicator_id: one for number in range(1, 5) for one in self.in_quarter(number)}
        return sorted(latest.values(), key=lambda one: one.place)  # type: ignore[attr-defined]

    def through(self, indicator: int, quarter: int = 4) -> list[IndicatorVersion | None]:
        """From Q1 to that quarter, one for each; None where it was not described yet."""
        return [self.of(indicator, number) for number in range(1, quarter + 1)]

    def breaks(self, indicator: int) -> list[Break]:
        """What changes within the year, and what that does to its figure."""
        return breaks(self.through(indicator))
