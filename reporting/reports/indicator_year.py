"""One indicator through one financial year: targets, actuals and where they stand, per quarter and scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import Province, User
from partnerships.core.scoping import sees_in_full
from partnerships.core.states import State
from partnerships.strategy.definitions import Definitions
from partnerships.strategy.models import Indicator, IndicatorVersion, Slot
from partnerships.strategy.performance import (
    NOT_JUDGED,
    Break,
    Measure,
    Value,
    judge_by,
    of_country,
    tally,
    year_figure,
)
from partnerships.strategy.target_table import Targets, measured
from reporting.models import NOT_MEASURED, Actual

Definition = IndicatorVersion | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One quarter of one scope, or its year so far. No state while the quarter runs and nothing is measured."""

    target: Value | None
    value: Value | None
    state: State | None
    # The record behind the figure; a figure of the country that was added up from the provinces has none.
    actual: Actual | None = None
    note: str = ""
    # What follows a figure of this quarter: the unit may change within a year.
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """``cells`` are the four quarters; ``is_total`` marks the country that is added up from the provinces."""

    label: str
    cells: tuple[Cell, ...]
    year: Cell
    annual: Value | None = None
    baseline: Value | None = None
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorYear:
    rows: list[Row]
    # The description of each quarter; None where the indicator was not described yet.
    definitions: list[Definition]
    breaks: list[Break]

    @property
    def latest(self) -> Definition:
        return next((one for one in reversed(self.definitions) if one), None)


def year_so_far(
    through: Sequence[Definition], promised: Sequence[Measure | None], given: Sequence[Measure | None]
) -> Cell:
    """What closed quarters make of the year: description, target and measure of each, from Q1 on.

    A sum that lacks a quarter is shown and not judged: no data is not red. A year whose description changes in kind
    has no figure, and says why.
    """
    target, actual = year_figure(through, promised), year_figure(through, given)
    last = next((one for one in reversed(through) if one), None)
    if last is None or not actual.is_whole:
        return Cell(None, None, None, note=actual.note)
    aim, value, suffix = target.value, actual.value, last.suffix
    count, asked = sum(one is not None for one in given), sum(one is not None for one in promised)
    adds_up = last.calculation_type == IndicatorVersion.CalculationType.CUMULATIVE_YEAR_END
    if adds_up and 0 < count < asked:
        lacking = f"{count} of {asked} quarters measured"
        return Cell(aim, value, None, note=" ".join(filter(None, (lacking, actual.note))), suffix=suffix)
    return Cell(aim, value, judge_by(last, value, aim), note=actual.note, suffix=suffix)


class _Figures:
    """Targets and actuals of one indicator and year, as far as the viewer sees them. Three queries."""

    def __init__(self, indicator: Indicator, year: FinancialYear, viewer: User, as_at: date):
        self.indicator, self.quarters, self.as_at = indicator, year.quarters, as_at
        found = Definitions(year, indicator)
        self.definitions, self.breaks = found.through(indicator.pk), found.breaks(indicator.pk)
        self.targets = Targets(year, viewer=viewer, indicator=indicator)
        self.actuals = {
            (actual.province_id, actual.quarter): actual
            for actual in Actual.objects.visible_to(viewer)
            .filter(indicator=indicator, year=year.start_year)
            .select_related("definition")
        }

    def row(self, scope: Province | None) -> Row:
        """A province, or a country that is measured as one."""
        pk = scope.pk if scope else None
        cells = [self._cell(pk, quarter) for quarter in self.quarters]
        measures = [Measure.of(cell.actual) for cell in cells]
        return self._row(scope, cells, measures)

    def total(self, provinces: list[Province]) -> Row:
        """The country, added up from all its provinces."""
        cells, measures = [], []
        scopes = [province.pk for province in provinces]
        for quarter, definition in zip(self.quarters, self.definitions, strict=True):
            if definition is None or not definition.by_provinces:
                cells.append(self._cell(None, quarter))
                measures.append(Measure.of(cells[-1].actual))
                continue
            found = [Measure.of(self.actuals.get((pk, quarter.number))) for pk in scopes]
            measure = of_country(definition, found)
            target = self.targets.of_country(definition, quarter.number, scopes)
            count = sum(one is not None for one in found)
            value: Value | None = measure.value if measure else None
            state = self._judged(quarter, definition, value, target)
            if definition.is_qualitative and count:
                value, state = tally(definition, found), NOT_JUDGED if state else None
            note = f"{count} of {len(provinces)} provinces" if 0 < count < len(provinces) else ""
            cells.append(Cell(target, value, state, note=note, suffix=definition.suffix))
            measures.append(measure)
        return self._row(None, cells, measures, is_total=True)

    def target_only(self) -> Row:
        """The country for somebody who does not see all provinces: what they give together is not shown."""
        pairs = zip(self.quarters, self.definitions, strict=True)
        cells = [
            Cell(self._target(None, quarter), None, None, suffix=definition.suffix if definition else "")
            for quarter, definition in pairs
        ]
        row = self._row(None, cells, [None] * len(cells), is_total=True)
        year = Cell(row.year.target, None, None, note=row.year.note, suffix=row.year.suffix)
        return Row(row.label, row.cells, year, row.annual, row.baseline, is_total=True)

    def _row(
        self,
        scope: Province | None,
        cells: list[Cell],
        measures: list[Measure | None],
        *,
        is_total: bool = False,
    ) -> Row:
        pk, key = self.indicator.pk, scope.pk if scope else None
        return Row(
            str(scope or "National"),
            tuple(cells),
            self._year_so_far(cells, measures),
            annual=self.targets.value(pk, key, Slot.YEAR),
            baseline=self.targets.value(pk, key, Slot.BASELINE),
            is_total=is_total,
        )

    def _target(self, scope: int | None, quarter: Quarter) -> Value | None:
        return self.targets.of_quarter(self.indicator.pk, scope, quarter.number)

    def _cell(self, scope: int | None, quarter: Quarter) -> Cell:
        target = self._target(scope, quarter)
        actual = self.actuals.get((scope, quarter.number))
        definition = actual.definition if actual else self.definitions[quarter.number - 1]
        suffix = definition.suffix if definition else ""
        if actual is not None and actual.measured is None:
            return Cell(target, None, NOT_MEASURED, actual, note=actual.not_measured_because, suffix=suffix)
        value = actual.measured if actual else None
        return Cell(target, value, self._judged(quarter, definition, value, target), actual, suffix=suffix)

    def _year_so_far(self, cells: list[Cell], measures: list[Measure | None]) -> Cell:
        """Over the quarters that are closed: what still runs is neither promised nor measured yet."""
        closed = [quarter.is_closed_on(self.as_at) for quarter in self.quarters]
        promised = [measured(cell.target) for cell in compress(cells, closed)]
        return year_so_far(
            list(compress(self.definitions, closed)), promised, list(compress(measures, closed))
        )

    def _judged(
        self, quarter: Quarter, definition: Definition, value: Value | None, target: Value | None
    ) -> State | None:
        if definition is None or not quarter.is_closed_on(self.as_at):
            return None
        return judge_by(definition, value, target)


def indicator_year(indicator: Indicator, year: FinancialYear, *, viewer: User, as_at: date) -> IndicatorYear:
    """The country and the provinces that the viewer may see, in four queries.

    The country is added up from its provinces only for those who see all of them: from a part of them it would be a
    wrong figure. Closed quarters alone are judged, and the year so far counts them alone.
    """
    figures = _Figures(indicator, year, viewer, as_at)
    found = figures.definitions
    if not any(one.by_provinces for one in found if one):
        return IndicatorYear([figures.row(None)], found, figures.breaks)
    provinces = list(Province.objects.all())
    seen = [province for province in provinces if sees_in_full(viewer, province.pk)]
    country = figures.total(provinces) if len(seen) == len(provinces) else figures.target_only()
    rows = [country, *(figures.row(province) for province in seen)]
    return IndicatorYear(rows, found, figures.breaks)
