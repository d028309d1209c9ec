"""The indicators of a quarter: target, actual, variance, state and the reasons, from five queries.

Each figure is told by the description that held in its quarter; where the description changes within the year, the
line says what that does to the figure of the year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.urls import reverse

from partnerships.core.models import Province
from partnerships.core.states import State
from partnerships.strategy import performance
from partnerships.strategy.definitions import Definitions
from partnerships.strategy.models import FocusArea, IndicatorVersion, Slot
from partnerships.strategy.performance import Measure, Value
from partnerships.strategy.target_table import NATIONAL, Scope, Targets, measured
from reporting.models import NOT_MEASURED, Actual
from reporting.reports.base import Figure, Frame, Linked, addresses
from reporting.reports.deadlines import Deadlines
from reporting.reports.document import (
    INCOMPLETE,
    QUARTER_OPEN,
    GridCell,
    GridRow,
    IndicatorLine,
    Remark,
    marked,
)
from reporting.reports.indicator_year import year_so_far
from reporting.reports.returns import Returns


@dataclass(frozen=True, slots=True)
class Expected:
    """An actual that should be there: missing, there without a figure (then ``because`` says why), or given."""

    definition: IndicatorVersion
    where: str
    because: str = ""
    due_on: date | None = None

    @property
    def url(self) -> str:
        return self.definition.indicator.get_absolute_url()


GIVEN = "Given"
# Of the actuals of the quarter.
READ = (
    *("indicator_id", "province_id", "words", "value", "numerator", "denominator"),
    *("not_measured_because", "reason_for_deviation", "corrective_action", "captured_on"),
)


@dataclass(frozen=True, slots=True)
class LateCapture:
    definition: IndicatorVersion
    where: str
    captured_on: date
    due_on: date


@dataclass(frozen=True)
class IndicatorFigures:
    by_thrust: dict[int, tuple[IndicatorLine, ...]]
    # In use, but without a target or an actual in this quarter.
    untargeted: tuple[Linked, ...]
    missing: tuple[Expected, ...]
    not_measured: tuple[Expected, ...]
    late: tuple[LateCapture, ...]
    # The expected ones that were given: with those that are missing and those not measured they are all.
    given: tuple[Expected, ...]
    expected: int
    grid: tuple[GridRow, ...]
    # The focus areas of all indicators, in their order: the columns of the grid. And the lines of each.
    areas: tuple[FocusArea, ...]
    by_area: dict[int, tuple[IndicatorLine, ...]]

    @property
    def captured(self) -> int:
        return len(self.given)

    @property
    def lines(self) -> tuple[IndicatorLine, ...]:
        """In the order of the focus areas."""
        return tuple(line for area in self.areas for line in self.by_area.get(area.pk, ()))


def indicator_figures(frame: Frame, returns: Returns | None = None) -> IndicatorFigures:
    """Without ``returns`` nothing is said of what is not accepted yet: a dashboard does not ask."""
    return _Reader(frame, returns).figures()


def plain(value: Value | None) -> Value | None:
    """Without the zeros that only the column of the database put behind the comma; words stay as they are."""
    if value is None or isinstance(value, str):
        return value
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


class _Reader:
    """Reads what was measured and puts it beside what was aimed at. Used once."""

    def __init__(self, frame: Frame, returns: Returns | None):
        self.frame, self.quarter, self.returns = frame, frame.quarter, returns
        self.provinces = frame.provinces
        # Asked thousands of times, so they are put together once.
        self.by_number: dict[Scope, Province] = {province.pk: province for province in self.provinces}
        self.of_provinces: list[Scope] = [*self.by_number]
        self.of_country: list[Scope] = [NATIONAL]
        self.address_of = addresses("strategy:indicator")
        self.definitions = Definitions(self.quarter.financial_year)
        self.targets = Targets(self.quarter.financial_year, viewer=frame.viewer, province=frame.province)
        self.deadlines = Deadlines(self.quarter, viewer=frame.viewer)
        self.measures = self._earlier_measures()
        self.now = self._actuals_of_the_quarter()
        self.missing: list[Expected] = []
        self.not_measured: list[Expected] = []
        self.late: list[LateCapture] = []
        self.given: list[Expected] = []
        self.expected = 0
        # (province, focus area) → the states of what can be judged there.
        self.judged: dict[tuple[int, int], list[State]] = defaultdict(list)

    def figures(self) -> IndicatorFigures:
        lines: dict[int, list[IndicatorLine]] = defaultdict(list)
        of_areas: dict[int, list[IndicatorLine]] = defaultdict(list)
        untargeted, areas = [], {}
        for definition in self._described():
            if self.frame.province and not definition.by_provinces:
                continue
            area = definition.thrust.focus_area
            areas[area.pk] = area
            if self._is_reported(definition):
                line = self._line(definition)
                lines[definition.thrust_id].append(line)
                of_areas[area.pk].append(line)
            elif definition.is_in_use:
                untargeted.append(Linked(definition.code, definition.indicator.get_absolute_url()))
        in_order = sorted(areas.values(), key=lambda area: (area.order, area.pk))
        return IndicatorFigures(
            by_thrust={thrust: tuple(found) for thrust, found in lines.items()},
            untargeted=tuple(untargeted),
            missing=tuple(self.missing),
            not_measured=tuple(self.not_measured),
            late=tuple(self.late),
            given=tuple(self.given),
            expected=self.expected,
            grid=self._grid([area.pk for area in in_order]),
            areas=tuple(in_order),
            by_area={area: tuple(found) for area, found in of_areas.items()},
        )

    # What is read

    def _described(self) -> list[IndicatorVersion]:
        return self.definitions.all_in(self.quarter.number)

    def _earlier_measures(self) -> dict[tuple[int, int, Scope], Measure]:
        rows = self.frame.records(Actual).filter(
            year=self.quarter.year, quarter__lt=self.quarter.number, not_measured_because=""
        )
        fields = ("indicator_id", "quarter", "province_id", "words", "value", "numerator", "denominator")
        return {
            (i, quarter, scope): Measure(words) if words else Measure(*figures)
            for i, quarter, scope, words, *figures in rows.order_by().values_list(*fields)
        }

    def _actuals_of_the_quarter(self) -> dict[tuple[int, Scope], Any]:
        """Plain rows: there are thousands, and of none of them more is asked than these columns."""
        rows = self.frame.records(Actual).of_quarter(self.quarter).order_by().values_list(*READ, named=True)
        found = {(row.indicator_id, row.province_id): row for row in rows}
        for (indicator, scope), row in found.items():
            if (measure := Measure.of(row)) is not None:
                self.measures[indicator, self.quarter.number, scope] = measure
        return found

    # What is made of it

    def _scopes(self, definition: IndicatorVersion) -> list[Scope]:
        """Whose figures make up this one."""
        return self.of_provinces if definition.by_provinces else self.of_country

    def _asked(self, definition: IndicatorVersion) -> list[Scope]:
        """Who should give a figure: those with a target of their own; where only the country has one, all of them."""
        scopes = self._scopes(definition)
        return [scope for scope in scopes if self.targets.asks(definition, scope, self.quarter.number)]

    def _is_unaccepted(self, definition: IndicatorVersion, scope: Scope) -> bool:
        if self.returns is None or (definition.indicator_id, scope) not in self.now:
            return False
        return self.returns.is_unaccepted(scope)

    def _is_missing(self, definition: IndicatorVersion, scope: Scope) -> bool:
        """Figures are captured when the quarter is over; before that none is missing."""
        return self.frame.is_closed and (definition.indicator_id, scope) not in self.now

    def _measured_in(self, definition: IndicatorVersion, scope: Scope) -> Measure | None:
        return self.measures.get((definition.indicator_id, self.quarter.number, scope))

    def _is_reported(self, definition: IndicatorVersion) -> bool:
        numbers = self._closed_numbers() if self.frame.is_year else [self.quarter.number]
        pk, scopes = definition.indicator_id, self._scopes(definition)
        return (
            any(self._target(definition, number) is not None for number in numbers)
            or any((pk, scope) in self.now for scope in scopes)
            or (self.frame.is_year and any((pk, n, s) in self.measures for n in numbers for s in scopes))
        )

    def _closed_numbers(self) -> list[int]:
        """The quarters of the year that are over, up to that of the report: they alone make the year so far."""
        return [*range(1, self.quarter.number + self.frame.is_closed)]

    def _target(self, definition: IndicatorVersion, quarter: int) -> Value | None:
        """What this report's scope promised for a quarter."""
        if self.frame.province is None:
            return self.targets.of_country(definition, quarter, self._scopes(definition))
        return self.targets.of_quarter(definition.indicator_id, self.frame.province.pk, quarter)

    def _measure(self, definition: IndicatorVersion, quarter: int) -> Measure | None:
        scopes = self._scopes(definition)
        return performance.of_country(
            definition, [self.measures.get((definition.indicator_id, quarter, scope)) for scope in scopes]
        )

    def _line(self, definition: IndicatorVersion) -> IndicatorLine:
        through = self.definitions.through(definition.indicator_id, self.quarter.number)
        numbered = list(enumerate(through, start=1))
        targets = [measured(self._target(one, number)) if one else None for number, one in numbered]
        measures = [self._measure(one, number) if one else None for number, one in numbered]
        target, actual = _value(targets[-1]), _value(measures[-1])
        asked = self._asked(definition)
        self._note_absences(definition, asked)
        self._judge_each_scope(definition)
        # The year so far counts closed quarters alone: what still runs is neither promised nor measured yet.
        closed = slice(len(self._closed_numbers()))
        year_target = performance.year_figure(through[closed], targets[closed])
        year_actual = performance.year_figure(through[closed], measures[closed])
        spread = self._spread(definition)
        state = self._state(definition, actual, target, spread)
        if self.frame.is_year:
            so_far = year_so_far(through[closed], targets[closed], measures[closed])
            target, actual, spread, state = so_far.target, so_far.value, "", so_far.state or INCOMPLETE
        variance = performance.variance(actual, target)
        return IndicatorLine(
            pk=definition.indicator_id,
            definition=definition,
            code=definition.code,
            name=marked(definition.name, is_placeholder=definition.is_placeholder),
            url=self.address_of(definition.indicator_id),
            is_placeholder=definition.is_placeholder,
            unit=definition.suffix,
            measured_in=definition.get_unit_display(),
            target=plain(target),
            actual=Figure(
                plain(actual) if actual is not None else spread or None, self._records_of(definition)
            ),
            variance=plain(variance),  # type: ignore[arg-type]
            variance_percent=None if definition.is_percentage else _percent(variance, target),
            state=state,
            remarks=tuple(self._remarks(definition)),
            calculation=definition.get_calculation_type_display(),
            year_target=plain(year_target.value),
            year_actual=plain(year_actual.value),
            version=definition.number,
            year_note=year_actual.note,
            expected=len(asked),
            measured=sum(self._measured_in(definition, scope) is not None for scope in asked),
            unaccepted=tuple(
                self._place(scope)
                for scope in self._scopes(definition)
                if self._is_unaccepted(definition, scope)
            ),
            silent=tuple(self._place(scope) for scope in asked if self._is_missing(definition, scope)),
            by_scope={
                self._code(scope): plain(_value(self._measured_in(definition, scope)))
                for scope in self._scopes(definition)
            },
            earlier=tuple(
                (plain(_value(aim)), plain(_value(given)))
                for aim, given in zip(targets[:-1], measures[:-1], strict=True)
            ),
            annual_target=plain(self.targets.value(definition.indicator_id, self._own_scope, Slot.YEAR)),
            cycle=definition.reporting_cycle,
        )

    @property
    def _own_scope(self) -> Scope:
        return self.frame.province.pk if self.frame.province else NATIONAL

    def _spread(self, definition: IndicatorVersion) -> str:
        """Of words that several provinces gave: how often each, because they make no figure together."""
        scopes = self._scopes(definition)
        if not definition.is_qualitative or len(scopes) == 1:
            return ""
        return performance.tally(definition, [self._measured_in(definition, scope) for scope in scopes])

    def _state(
        self, definition: IndicatorVersion, actual: Value | None, target: Value | None, spread: str = ""
    ) -> State:
        if not self.frame.is_closed and target is not None:
            return QUARTER_OPEN
        if spread and target is not None:
            return performance.NOT_JUDGED
        rows = (self.now.get((definition.indicator_id, scope)) for scope in self._scopes(definition))
        if target is not None and actual is None and any(row.not_measured_because for row in rows if row):
            return NOT_MEASURED
        return performance.judge_by(definition, actual, target)

    def _judge_each_scope(self, definition: IndicatorVersion) -> None:
        for scope in self._scopes(definition):
            if scope and (state := self._state_of(definition, scope)):
                self.judged[scope, definition.thrust.focus_area_id].append(state)

    def _state_of(self, definition: IndicatorVersion, scope: Scope) -> State | None:
        """How a province stands to its own target; None where nothing can be judged."""
        pk = definition.indicator_id
        if self.frame.is_year:
            numbers = self._closed_numbers()
            found = year_so_far(
                [self.definitions.of(pk, number) for number in numbers],
                [measured(self.targets.of_quarter(pk, scope, number)) for number in numbers],
                [self.measures.get((pk, number, scope)) for number in numbers],
            )
            is_judged = found.value is not None and found.target is not None
            return found.state if is_judged and found.state is not performance.NOT_JUDGED else None
        measure = self._measured_in(definition, scope)
        target = self.targets.of_quarter(pk, scope, self.quarter.number)
        if measure is None or target is None or not self.frame.is_closed:
            return None
        state = self._state(definition, measure.value, target)
        return None if state is performance.NOT_JUDGED else state

    def _remarks(self, definition: IndicatorVersion) -> Iterable[Remark]:
        for scope in self._scopes(definition):
            row = self.now.get((definition.indicator_id, scope))
            if row is None:
                continue
            where = self._place(scope) if self.frame.province is None and scope else ""
            reason = row.reason_for_deviation
            if row.not_measured_because:
                reason = f"Not measured: {row.not_measured_because}"
            if reason or row.corrective_action:
                yield Remark(where, reason, row.corrective_action)

    def _note_absences(self, definition: IndicatorVersion, asked: list[Scope]) -> None:
        self.expected += len(asked)
        for scope in asked:
            row = self.now.get((definition.indicator_id, scope))
            if self._is_missing(definition, scope):
                due_on = self.deadlines.due_on(scope)
                self.missing.append(Expected(definition, self._place(scope), due_on=due_on))
            elif row is None:
                continue
            elif self._measured_in(definition, scope) is None:
                self.not_measured.append(Expected(definition, self._place(scope), row.not_measured_because))
            else:
                self.given.append(Expected(definition, self._place(scope), GIVEN))
        for scope in self._scopes(definition):
            row = self.now.get((definition.indicator_id, scope))
            due_on = self.deadlines.due_on(scope)
            if row is not None and row.captured_on > due_on:
                self.late.append(LateCapture(definition, self._place(scope), row.captured_on, due_on))

    def _grid(self, areas: list[int]) -> tuple[GridRow, ...]:
        return tuple(
            GridRow(
                province=province.name,
                url=reverse("reporting:quarterly_province", args=[self.quarter.slug, province.code]),
                cells=tuple(self._cell(province, [area], focus_area=area) for area in areas),
                total=self._cell(province, areas),
            )
            for province in self.provinces
        )

    def _cell(self, province: Province, areas: list[int], **chosen: Any) -> GridCell:
        states = [state for area in areas for state in self.judged.get((province.pk, area), ())]
        url = self.frame.address("reporting:actuals", **self._period(), province=province.pk, **chosen)
        return GridCell(states.count(performance.ON_TRACK), len(states), url)

    def _records_of(self, definition: IndicatorVersion) -> str:
        return self.frame.address("reporting:actuals", **self._period(), indicator=definition.indicator_id)

    def _period(self) -> dict[str, int]:
        period = {"year": self.quarter.year, "quarter": self.quarter.number}
        return {"year": self.quarter.year} if self.frame.is_year else period

    def _place(self, scope: Scope) -> str:
        province = self.by_number.get(scope)
        return province.name if province else "National"

    def _code(self, scope: Scope) -> str:
        province = self.by_number.get(scope)
        return province.code if province else ""


def _value(measure: Measure | None) -> Value | None:
    return None if measure is None else measure.value


def _percent(variance: Decimal | None, target: Value | None) -> Decimal | None:
    if variance is None or not target or isinstance(target, str):
        return None
    return (variance / target * performance.HUNDRED).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
