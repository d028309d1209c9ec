"""The year of each indicator: what its quarters came to as they were issued, and what the auditors found.

Only what was issued is counted, from its bytes: a quarter that was not issued leaves the year not whole, and a figure
that was put right afterwards stands in the erratum of its quarter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import User
from partnerships.core.numbers import figure
from partnerships.core.states import State
from partnerships.strategy.definitions import Definitions
from partnerships.strategy.models import IndicatorVersion, Slot
from partnerships.strategy.performance import (
    NO_DATA,
    NO_TARGET,
    NOT_JUDGED,
    Value,
    shortfall,
    variance,
)
from partnerships.strategy.target_table import NATIONAL, Targets
from reporting.models import AuditedFigure, IssuedReport
from reporting.reports.document import INCOMPLETE, IndicatorLine, Remark, marked
from reporting.reports.sealed import from_bytes

ACHIEVED = State("Achieved", "good")
NOT_ACHIEVED = State("Not achieved", "overdue")
AUDITED, PRELIMINARY = "Audited", "Preliminary"
Kind = IndicatorVersion.CalculationType


@dataclass(frozen=True, slots=True)
class YearValue:
    """The figure of the year, and how it came about, in a line."""

    value: Value | None
    how: str


@dataclass(frozen=True, slots=True)
class AnnualLine:
    """``quarters`` are the four lines as they were issued; None where the quarter was not, or did not have it."""

    pk: int  # of the indicator
    code: str
    name: str
    unit: str
    measured_in: str
    quarters: tuple[IndicatorLine | None, ...]
    preliminary: YearValue
    target: Value | None
    audited: tuple[AuditedFigure, ...]  # every version, the earliest first
    state: State

    @property
    def found(self) -> AuditedFigure | None:
        return self.audited[-1] if self.audited else None

    @property
    def difference(self) -> Decimal | None:
        """Audited less preliminary."""
        return variance(self.found.said, self.preliminary.value) if self.found else None

    @property
    def basis(self) -> str:
        return AUDITED if self.audited else PRELIMINARY

    @property
    def reasons(self) -> list[tuple[int, Remark]]:
        """What was said in the quarters, with their numbers."""
        return [
            (number, remark)
            for number, line in enumerate(self.quarters, start=1)
            for remark in (line.remarks if line else ())
        ]


@dataclass(frozen=True, slots=True)
class AnnualReport:
    year: FinancialYear
    # Each quarter with the number under which it was issued; empty where it was not.
    issued: tuple[tuple[Quarter, str], ...]
    lines: tuple[AnnualLine, ...]
    computed_at: datetime
    computed_by: str

    @property
    def title(self) -> str:
        return f"Annual report of the indicators, {self.year}"

    @property
    def wanting(self) -> list[Quarter]:
        return [quarter for quarter, number in self.issued if not number]

    @property
    def audited_count(self) -> int:
        return sum(bool(line.audited) for line in self.lines)

    @property
    def achieved_count(self) -> int:
        return sum(line.state == ACHIEVED for line in self.lines)

    @property
    def judged_count(self) -> int:
        return sum(line.state in {ACHIEVED, NOT_ACHIEVED} for line in self.lines)

    @property
    def mark(self) -> str:
        """What the figures are, in a sentence that stands on every form of the report."""
        if self.audited_count == len(self.lines) and self.lines:
            return "All figures are audited."
        count, all_of_them = self.audited_count, len(self.lines)
        return f"{count} of {all_of_them} figures are audited; the others are preliminary, before the audit."


def annual_report(year: FinancialYear, *, viewer: User) -> AnnualReport:
    """The year as far as its quarters were issued, with every indicator that was in use in it. Four queries."""
    issued = {
        issue.report.quarter: issue
        for issue in IssuedReport.objects.filter(report__year=year.start_year).select_related(
            "report", "compilation"
        )
    }
    by_quarter = {
        number: {
            line.pk: line
            for area in from_bytes(bytes(issue.compilation.figures)).focus_areas
            for line in area.indicators
        }
        for number, issue in issued.items()
    }
    versions: dict[int, list[AuditedFigure]] = {}
    for found in (
        AuditedFigure.objects.visible_to(viewer).filter(year=year.start_year).select_related("entered_by")
    ):
        versions.setdefault(found.indicator_id, []).append(found)
    definitions = Definitions(year)
    is_whole = len(issued) == len(year.quarters)
    # In the order of the last report; then what only earlier ones have, and what was in use and never issued.
    pks = dict.fromkeys(pk for number in sorted(by_quarter, reverse=True) for pk in by_quarter[number])
    in_use = {one.indicator_id: one for one in definitions.of_year()}
    targets = Targets(year, viewer=viewer)
    lines = [
        _line(
            tuple(by_quarter.get(quarter.number, {}).get(pk) for quarter in year.quarters),
            tuple(versions.get(pk, ())),
            next((one for one in reversed(definitions.through(pk)) if one), None),
            targets.value(pk, NATIONAL, Slot.YEAR),
            is_whole=is_whole,
        )
        for pk in [*pks, *(pk for pk in in_use if pk not in pks)]
    ]
    return AnnualReport(
        year=year,
        issued=tuple(
            (one, issued[one.number].number if one.number in issued else "") for one in year.quarters
        ),
        lines=tuple(lines),
        computed_at=timezone.localtime(),
        computed_by=viewer.name,
    )


@dataclass(frozen=True, slots=True)
class _Named:
    """What an indicator is called by its description, where no issued report says it."""

    pk: int
    code: str
    name: str
    unit: str
    measured_in: str

    @classmethod
    def of(cls, definition: IndicatorVersion | None) -> _Named:
        assert definition is not None  # it was in use
        name = marked(definition.name, is_placeholder=definition.is_placeholder)
        return cls(
            definition.indicator_id,
            definition.code,
            name,
            definition.suffix,
            str(definition.get_unit_display()),
        )


def _line(
    quarters: tuple[IndicatorLine | None, ...],
    audited: tuple[AuditedFigure, ...],
    definition: IndicatorVersion | None,
    set_today: Value | None,
    *,
    is_whole: bool,
) -> AnnualLine:
    """The target is the one that was issued; of what was never issued, the one that is set today."""
    last = next((line for line in reversed(quarters) if line), None)
    named = last or _Named.of(definition)
    target = last.annual_target if last else set_today
    preliminary = year_of(quarters)
    value = audited[-1].said if audited else preliminary.value
    state = achieved(definition, value, target)
    if not audited and not is_whole and state in {ACHIEVED, NOT_ACHIEVED, NO_DATA}:
        state = INCOMPLETE
    return AnnualLine(
        pk=named.pk,
        code=named.code,
        name=named.name,
        unit=named.unit,
        measured_in=named.measured_in,
        quarters=quarters,
        preliminary=preliminary,
        target=target,
        audited=audited,
        state=state,
    )


def year_of(quarters: Sequence[IndicatorLine | None]) -> YearValue:
    """What the issued quarters make of the year, by the calculation type with which they were issued.

    A percentage that counts up is formed anew from numerators and denominators, which the last issued quarter did.
    """
    lines = [(number, line) for number, line in enumerate(quarters, start=1) if line]
    given = [(number, line) for number, line in lines if line.actual.value is not None]
    if not given:
        return YearValue(None, "Nothing was measured." if lines else "Not issued.")
    last = lines[-1][1]
    number, latest = given[-1]
    value = _plain(latest)
    if last.year_note and last.year_actual is None and not isinstance(value, str):
        return YearValue(None, last.year_note)
    if isinstance(value, str):
        return YearValue(value, f"As Q{number} says.")
    if latest.calculation != Kind.CUMULATIVE_YEAR_END.label:
        why = (
            "each quarter states the running total"
            if latest.calculation == Kind.CUMULATIVE_YEAR_TO_DATE.label
            else "the last quarter measured stands for the year"
        )
        return YearValue(value, f"As Q{number} says: {why}.")
    if latest.is_percentage:
        return YearValue(
            last.year_actual,
            "Formed anew from the numerators and denominators of the quarters, not from their percentages.",
        )
    parts = [(number, _number(line)) for number, line in given]
    total = sum((one for _, one in parts), Decimal(0))
    said = " + ".join(f"{figure(one)} (Q{number})" for number, one in parts)
    return YearValue(total, f"{said} = {figure(total)}.")


def _plain(line: IndicatorLine) -> Value:
    found = line.actual.value
    return found if isinstance(found, str) else Decimal(found or 0)


def _number(line: IndicatorLine) -> Decimal:
    return Decimal(line.actual.value or 0)


def achieved(definition: IndicatorVersion | None, value: Value | None, target: Value | None) -> State:
    """Whether the year reached its target: nothing on the wrong side of it, and no tolerance."""
    if target is None:
        return NO_TARGET
    if value is None or definition is None:
        return NO_DATA
    desired, scale = definition.desired_performance, definition.scale
    if isinstance(value, str) or isinstance(target, str):
        if value not in scale or target not in scale:
            return NOT_JUDGED
        value, target = Decimal(scale.index(str(value))), Decimal(scale.index(str(target)))
    return ACHIEVED if shortfall(value, target, desired) == 0 else NOT_ACHIEVED
