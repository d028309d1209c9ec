"""One indicator through one financial year: targets, actuals and where they stand, per quarter and scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import compress

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import Province, User
from partnerships.core.scoping import sees_in_full
from partnerships.core.states import State
from partnerships.strategy.models import Indicator, Target
from partnerships.strategy.performance import Measure, judge, of_country, target_of_country, year_to_date
from reporting.models import NOT_MEASURED, Actual


@dataclass(frozen=True, slots=True)
class Cell:
    """One quarter of one scope, or its year so far. No state while the quarter runs and nothing is measured."""

    target: Decimal | None
    value: Decimal | None
    state: State | None
    # The record behind the figure; a figure of the country that was added up from the provinces has none.
    actual: Actual | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """``cells`` are the four quarters; ``is_total`` marks the country that is added up from the provinces."""

    label: str
    cells: tuple[Cell, ...]
    year: Cell
    is_total: bool = False


class _Figures:
    """Targets and actuals of one indicator and year, as far as the viewer sees them. Two queries."""

    def __init__(self, indicator: Indicator, year: FinancialYear, viewer: User, as_at: date):
        chosen = {"indicator": indicator, "year": year.start_year}
        self.indicator, self.quarters, self.as_at = indicator, year.quarters, as_at
        self.targets = {
            (target.province_id, target.quarter): target.value
            for target in Target.objects.visible_to(viewer).filter(**chosen)
        }
        self.actuals = {
            (actual.province_id, actual.quarter): actual
            for actual in Actual.objects.visible_to(viewer).filter(**chosen)
        }

    def row(self, scope: Province | None) -> Row:
        """A province, or a country that is measured as one."""
        pk = scope.pk if scope else None
        cells = [self._cell(pk, quarter) for quarter in self.quarters]
        measures = [Measure.of(cell.actual) for cell in cells]
        return Row(str(scope or "National"), tuple(cells), self._year_so_far(cells, measures))

    def total(self, provinces: list[Province]) -> Row:
        """The country, added up from all its provinces."""
        cells, measures = [], []
        for quarter in self.quarters:
            keys = [(province.pk, quarter.number) for province in provinces]
            found = [Measure.of(self.actuals.get(key)) for key in keys]
            measure = of_country(self.indicator, found)
            target = target_of_country(
                self.indicator,
                self.targets.get((None, quarter.number)),
                [self.targets.get(key) for key in keys],
            )
            count = sum(one is not None for one in found)
            value = measure.value if measure else None
            note = f"{count} of {len(provinces)} provinces" if 0 < count < len(provinces) else ""
            cells.append(Cell(target, value, self._judged(quarter, value, target), note=note))
            measures.append(measure)
        return Row("National", tuple(cells), self._year_so_far(cells, measures), is_total=True)

    def target_only(self) -> Row:
        """The country for somebody who does not see all provinces: what they give together is not shown."""
        cells = [Cell(self.targets.get((None, quarter.number)), None, None) for quarter in self.quarters]
        nothing: list[Measure | None] = [None] * len(cells)
        year = self._year_so_far(cells, nothing)
        return Row("National", tuple(cells), Cell(year.target, None, None), is_total=True)

    def _cell(self, scope: int | None, quarter: Quarter) -> Cell:
        target = self.targets.get((scope, quarter.number))
        actual = self.actuals.get((scope, quarter.number))
        if actual is not None and actual.value is None:
            return Cell(target, None, NOT_MEASURED, actual, note=actual.not_measured_because)
        value = actual.value if actual else None
        return Cell(target, value, self._judged(quarter, value, target), actual)

    def _year_so_far(self, cells: list[Cell], measures: list[Measure | None]) -> Cell:
        """Over the quarters that are closed: what still runs is neither promised nor measured yet.

        A sum that lacks a quarter is shown and not judged: no data is not red.
        """
        closed = [quarter.is_closed_on(self.as_at) for quarter in self.quarters]
        kind = self.indicator.calculation_type
        promised = [
            Measure(cell.target) if cell.target is not None else None for cell in compress(cells, closed)
        ]
        measured = list(compress(measures, closed))
        target, measure = year_to_date(kind, promised), year_to_date(kind, measured)
        aim, value = target.value if target else None, measure.value if measure else None
        count, asked = sum(one is not None for one in measured), sum(one is not None for one in promised)
        if kind == Indicator.CalculationType.CUMULATIVE_YEAR_END and 0 < count < asked:
            return Cell(aim, value, None, note=f"{count} of {asked} quarters measured")
        return Cell(aim, value, self._judge(value, aim) if any(closed) else None)

    def _judged(self, quarter: Quarter, value: Decimal | None, target: Decimal | None) -> State | None:
        return self._judge(value, target) if quarter.is_closed_on(self.as_at) else None

    def _judge(self, value: Decimal | None, target: Decimal | None) -> State:
        indicator = self.indicator
        return judge(value, target, desired=indicator.desired_performance, tolerance=indicator.tolerance)


def indicator_year(indicator: Indicator, year: FinancialYear, *, viewer: User, as_at: date) -> list[Row]:
    """The country and the provinces that the viewer may see, in three queries.

    The country is added up from its provinces only for those who see all of them: from a part of them it would be a
    wrong figure. Closed quarters alone are judged, and the year so far counts them alone.
    """
    figures = _Figures(indicator, year, viewer, as_at)
    if indicator.collected_from == Indicator.CollectedFrom.NATIONAL:
        return [figures.row(None)]
    provinces = list(Province.objects.all())
    seen = [province for province in provinces if sees_in_full(viewer, province.pk)]
    country = figures.total(provinces) if len(seen) == len(provinces) else figures.target_only()
    return [country, *(figures.row(province) for province in seen)]
