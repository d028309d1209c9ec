"""The indicators of a quarter: target, actual, variance, state and the reasons, from five queries."""

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
from partnerships.strategy.models import Indicator, Target
from partnerships.strategy.performance import Measure
from reporting.models import NOT_MEASURED, Actual
from reporting.reports.base import Figure, Frame, Linked
from reporting.reports.document import QUARTER_OPEN, GridCell, GridRow, IndicatorLine, Remark, marked

# A figure measured nationally has no province.
NATIONAL = None
Scope = int | None
PROVINCES = Indicator.CollectedFrom.PROVINCES


@dataclass(frozen=True, slots=True)
class Absence:
    """An actual that should be there and is not, or is there without a figure (then ``because`` says why)."""

    indicator: Indicator
    where: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class LateCapture:
    indicator: Indicator
    where: str
    captured_on: date


@dataclass(frozen=True)
class IndicatorFigures:
    by_thrust: dict[int, tuple[IndicatorLine, ...]]
    # In use, but without a target or an actual in this quarter.
    untargeted: tuple[Linked, ...]
    missing: tuple[Absence, ...]
    not_measured: tuple[Absence, ...]
    late: tuple[LateCapture, ...]
    # How many actuals with a figure there are, for the headline.
    captured: int
    expected: int
    grid: tuple[GridRow, ...]


def indicator_figures(frame: Frame) -> IndicatorFigures:
    return _Reader(frame).figures()


def plain(value: Decimal | None) -> Decimal | None:
    """Without the zeros that only the column of the database put behind the comma."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


class _Reader:
    """Reads what was measured and puts it beside what was aimed at. Used once."""

    def __init__(self, frame: Frame):
        self.frame, self.quarter = frame, frame.quarter
        self.provinces = [frame.province] if frame.province else list(Province.objects.all())
        self.targets = self._targets()
        self.measures = self._earlier_measures()
        self.now = self._actuals_of_the_quarter()
        self.missing: list[Absence] = []
        self.not_measured: list[Absence] = []
        self.late: list[LateCapture] = []
        self.captured = self.expected = 0
        # (province, focus area) → the states of what can be judged there.
        self.judged: dict[tuple[int, int], list[State]] = defaultdict(list)

    def figures(self) -> IndicatorFigures:
        lines: dict[int, list[IndicatorLine]] = defaultdict(list)
        untargeted, areas = [], {}
        for indicator in Indicator.objects.for_list().order_by("place"):
            if self.frame.province and indicator.collected_from != PROVINCES:
                continue
            area = indicator.thrust.focus_area
            areas[area.pk] = (area.order, area.pk)
            if self._is_reported(indicator):
                lines[indicator.thrust_id].append(self._line(indicator))
            elif indicator.is_active:
                untargeted.append(Linked(indicator.code, indicator.get_absolute_url()))
        return IndicatorFigures(
            by_thrust={thrust: tuple(found) for thrust, found in lines.items()},
            untargeted=tuple(untargeted),
            missing=tuple(self.missing),
            not_measured=tuple(self.not_measured),
            late=tuple(self.late),
            captured=self.captured,
            expected=self.expected,
            grid=() if self.frame.province else self._grid(sorted(areas, key=lambda pk: areas[pk])),
        )

    # What is read

    def _targets(self) -> dict[tuple[int, int, Scope], Decimal]:
        rows = self.frame.records(Target).filter(year=self.quarter.year, quarter__lte=self.quarter.number)
        fields = ("indicator_id", "quarter", "province_id", "value")
        return {
            (i, quarter, scope): value for i, quarter, scope, value in rows.order_by().values_list(*fields)
        }

    def _earlier_measures(self) -> dict[tuple[int, int, Scope], Measure]:
        rows = self.frame.records(Actual).filter(
            year=self.quarter.year, quarter__lt=self.quarter.number, value__isnull=False
        )
        fields = ("indicator_id", "quarter", "province_id", "value", "numerator", "denominator")
        return {
            (i, quarter, scope): Measure(*figures)
            for i, quarter, scope, *figures in rows.order_by().values_list(*fields)
        }

    def _actuals_of_the_quarter(self) -> dict[tuple[int, Scope], Actual]:
        rows = self.frame.records(Actual).of_quarter(self.quarter)
        found = {(row.indicator_id, row.province_id): row for row in rows.order_by()}
        for (indicator, scope), row in found.items():
            if (measure := Measure.of(row)) is not None:
                self.measures[indicator, self.quarter.number, scope] = measure
        return found

    # What is made of it

    def _scopes(self, indicator: Indicator) -> list[Scope]:
        """Whose figures make up this one."""
        if indicator.collected_from == PROVINCES:
            return [province.pk for province in self.provinces]
        return [NATIONAL]

    def _asked(self, indicator: Indicator) -> list[Scope]:
        """Who should give a figure: those with a target of their own; where only the country has one, all of them."""
        if not indicator.is_active:
            return []
        scopes = self._scopes(indicator)
        with_target = [scope for scope in scopes if self._key(indicator, scope) in self.targets]
        return with_target or (scopes if self._key(indicator, NATIONAL) in self.targets else [])

    def _is_missing(self, indicator: Indicator, scope: Scope) -> bool:
        """Figures are captured when the quarter is over; before that none is missing."""
        return self.frame.is_closed and (indicator.pk, scope) not in self.now

    def _key(self, indicator: Indicator, scope: Scope) -> tuple[int, int, Scope]:
        return indicator.pk, self.quarter.number, scope

    def _is_reported(self, indicator: Indicator) -> bool:
        return self._target(indicator, self.quarter.number) is not None or any(
            (indicator.pk, scope) in self.now for scope in self._scopes(indicator)
        )

    def _target(self, indicator: Indicator, quarter: int) -> Measure | None:
        """What this report's scope promised for a quarter."""
        values = [self.targets.get((indicator.pk, quarter, scope)) for scope in self._scopes(indicator)]
        own = (
            self.targets.get((indicator.pk, quarter, NATIONAL)) if self.frame.province is None else values[0]
        )
        value = performance.target_of_country(indicator, own, values)
        return None if value is None else Measure(value)

    def _measure(self, indicator: Indicator, quarter: int) -> Measure | None:
        return performance.of_country(
            indicator,
            [self.measures.get((indicator.pk, quarter, scope)) for scope in self._scopes(indicator)],
        )

    def _line(self, indicator: Indicator) -> IndicatorLine:
        quarters = range(1, self.quarter.number + 1)
        targets = [self._target(indicator, quarter) for quarter in quarters]
        measures = [self._measure(indicator, quarter) for quarter in quarters]
        target, actual = _value(targets[-1]), _value(measures[-1])
        variance = performance.variance(actual, target)
        asked = self._asked(indicator)
        self._note_absences(indicator, asked)
        self._judge_each_scope(indicator)
        # The year so far counts closed quarters alone: what still runs is neither promised nor measured yet.
        closed = slice(None) if self.frame.is_closed else slice(-1)
        return IndicatorLine(
            code=indicator.code,
            name=marked(indicator.name, is_placeholder=indicator.is_placeholder),
            url=indicator.get_absolute_url(),
            is_placeholder=indicator.is_placeholder,
            unit=indicator.suffix,
            target=plain(target),
            actual=Figure(plain(actual), self._records_of(indicator)),
            variance=plain(variance),
            variance_percent=None if indicator.is_percentage else _percent(variance, target),
            state=self._state(indicator, actual, target),
            remarks=tuple(self._remarks(indicator)),
            calculation=indicator.get_calculation_type_display(),
            year_target=plain(_value(performance.year_to_date(indicator.calculation_type, targets[closed]))),
            year_actual=plain(_value(performance.year_to_date(indicator.calculation_type, measures[closed]))),
            expected=len(asked),
            measured=sum(self._key(indicator, scope) in self.measures for scope in asked),
            silent=tuple(self._place(scope) for scope in asked if self._is_missing(indicator, scope)),
            by_scope={
                self._code(scope): plain(_value(self.measures.get(self._key(indicator, scope))))
                for scope in self._scopes(indicator)
            },
        )

    def _state(self, indicator: Indicator, actual: Decimal | None, target: Decimal | None) -> State:
        if not self.frame.is_closed and target is not None:
            return QUARTER_OPEN
        rows = (self.now.get((indicator.pk, scope)) for scope in self._scopes(indicator))
        if target is not None and actual is None and any(row.not_measured_because for row in rows if row):
            return NOT_MEASURED
        return performance.judge(
            actual, target, desired=indicator.desired_performance, tolerance=indicator.tolerance
        )

    def _judge_each_scope(self, indicator: Indicator) -> None:
        for scope in self._scopes(indicator):
            key = self._key(indicator, scope)
            if scope and key in self.measures and key in self.targets and self.frame.is_closed:
                state = self._state(indicator, self.measures[key].value, self.targets[key])
                self.judged[scope, indicator.thrust.focus_area_id].append(state)

    def _remarks(self, indicator: Indicator) -> Iterable[Remark]:
        for scope in self._scopes(indicator):
            row = self.now.get((indicator.pk, scope))
            if row is None:
                continue
            where = self._place(scope) if self.frame.province is None and scope else ""
            reason = row.reason_for_deviation
            if row.not_measured_because:
                reason = f"Not measured: {row.not_measured_because}"
            if reason or row.corrective_action:
                yield Remark(where, reason, row.corrective_action)

    def _note_absences(self, indicator: Indicator, asked: list[Scope]) -> None:
        self.expected += len(asked)
        for scope in asked:
            row = self.now.get((indicator.pk, scope))
            if self._is_missing(indicator, scope):
                self.missing.append(Absence(indicator, self._place(scope)))
            elif row is None:
                continue
            elif row.value is None:
                self.not_measured.append(Absence(indicator, self._place(scope), row.not_measured_because))
            else:
                self.captured += 1
        for scope in self._scopes(indicator):
            row = self.now.get((indicator.pk, scope))
            if row is not None and row.captured_on > self.quarter.report_due_on:
                self.late.append(LateCapture(indicator, self._place(scope), row.captured_on))

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

    def _records_of(self, indicator: Indicator) -> str:
        return self.frame.address("reporting:actuals", **self._period(), indicator=indicator.pk)

    def _period(self) -> dict[str, int]:
        return {"year": self.quarter.year, "quarter": self.quarter.number}

    def _place(self, scope: Scope) -> str:
        return next((province.name for province in self.provinces if province.pk == scope), "National")

    def _code(self, scope: Scope) -> str:
        return next((province.code for province in self.provinces if province.pk == scope), "")


def _value(measure: Measure | None) -> Decimal | None:
    return None if measure is None else measure.value


def _percent(variance: Decimal | None, target: Decimal | None) -> Decimal | None:
    if variance is None or not target:
        return None
    return (variance / target * performance.HUNDRED).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
