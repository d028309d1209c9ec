"""One sheet for each indicator of a quarter: description, targets, actuals, calculation and evidence; six queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.core.states import State
from partnerships.strategy.definitions import Definitions
from partnerships.strategy.description import in_full
from partnerships.strategy.models import IndicatorVersion, Slot
from partnerships.strategy.performance import Measure, Value, of_country, variance
from partnerships.strategy.target_table import NATIONAL, Targets
from reporting.models import Actual
from reporting.reports.document import IndicatorLine
from reporting.reports.written_out import (
    Line,
    judged_written_out,
    quarter_written_out,
    target_written_out,
    year_written_out,
)


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file of the evidence: where it stands beside the sheet, and its SHA-256 as it came."""

    name: str
    title: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """What one place promised and gave in the quarter."""

    place: str
    target: Value | None
    actual: Actual | None
    variance: Value | None
    state: State | None
    evidence: tuple[EvidenceFile, ...]


@dataclass(frozen=True, slots=True)
class YearRow:
    """Targets and actuals of one place through the year, up to the quarter."""

    place: str
    cells: tuple[tuple[Value | None, Value | None], ...]
    annual: Value | None


@dataclass(frozen=True, slots=True)
class IndicatorSheet:
    """``issued`` is the figure that the report holds; ``actual`` what the records give today."""

    quarter: Quarter
    line: IndicatorLine
    definition: IndicatorVersion
    description: tuple[Line, ...]
    rows: tuple[ScopeRow, ...]
    year: tuple[YearRow, ...]
    calculation: tuple[Line, ...]
    actual: Value | None

    @property
    def differs(self) -> bool:
        """Words of several provinces make no figure, so there is nothing to compare."""
        return not self.definition.is_qualitative and self.line.actual.value != self.actual


class IndicatorSheets:
    """Reads once; each sheet is put together when it is asked for. ``evidence`` gives the files of an actual."""

    def __init__(
        self, quarter: Quarter, viewer: User, evidence: Callable[[int], tuple[EvidenceFile, ...]]
    ) -> None:
        self.quarter, self.evidence = quarter, evidence
        year = quarter.financial_year
        self.provinces = list(Province.objects.all())
        self.definitions, self.targets = Definitions(year), Targets(year, viewer=viewer)
        self.actuals: dict[tuple[int, int, int | None], Actual] = {
            (row.indicator_id, row.quarter, row.province_id): row
            for row in Actual.objects.visible_to(viewer)
            .filter(year=quarter.year, quarter__lte=quarter.number)
            .select_related("indicator", "province", "captured_by")
            .with_grade()
        }
        pks = [one.pk for one in self.definitions.all_in(quarter.number)]
        self.versions = IndicatorVersion.objects.with_categories().in_bulk(pks)

    def of(self, lines: Iterator[IndicatorLine]) -> Iterator[IndicatorSheet]:
        for line in lines:
            if definition := self.definitions.of(line.pk, self.quarter.number):
                yield self._sheet(line, self.versions[definition.pk])

    def _sheet(self, line: IndicatorLine, definition: IndicatorVersion) -> IndicatorSheet:
        number, pk = self.quarter.number, line.pk
        scopes = self._scopes(definition)
        targets = {place: self.targets.of_quarter(pk, scope, number) for scope, place in scopes.items()}
        own = self.targets.of_quarter(pk, NATIONAL, number)
        given = {place: self._measure(pk, number, scope) for scope, place in scopes.items()}
        found = of_country(definition, list(given.values()))
        actual = found.value if found else None
        through = self.definitions.through(pk, number)
        country = [self._country(one, quarter) for quarter, one in enumerate(through, start=1)]
        aim = self.targets.of_country(definition, number, list(scopes))
        return IndicatorSheet(
            quarter=self.quarter,
            line=line,
            definition=definition,
            description=tuple(in_full(definition)),
            rows=tuple(self._row(definition, scope, place) for scope, place in scopes.items()),
            year=tuple(
                self._year(pk, scope, place, country if scope is NATIONAL else None)
                for scope, place in self._all_scopes(definition).items()
            ),
            calculation=(
                quarter_written_out(definition, given),
                target_written_out(definition, own, targets if definition.by_provinces else {}),
                *judged_written_out(definition, actual, aim),
                year_written_out(through, country),
            ),
            actual=actual,
        )

    def _scopes(self, definition: IndicatorVersion) -> Mapping[int | None, str]:
        if not definition.by_provinces:
            return {NATIONAL: "National"}
        return {province.pk: province.name for province in self.provinces}

    def _all_scopes(self, definition: IndicatorVersion) -> Mapping[int | None, str]:
        """The country beside its provinces, for its own targets."""
        return {NATIONAL: "National"} | dict(self._scopes(definition))

    def _measure(self, indicator: int, quarter: int, scope: int | None) -> Measure | None:
        return Measure.of(self.actuals.get((indicator, quarter, scope)))

    def _country(self, definition: IndicatorVersion | None, quarter: int) -> Measure | None:
        if definition is None:
            return None
        found = [self._measure(definition.indicator_id, quarter, one) for one in self._scopes(definition)]
        return of_country(definition, found)

    def _row(self, definition: IndicatorVersion, scope: int | None, place: str) -> ScopeRow:
        pk, number = definition.indicator_id, self.quarter.number
        actual = self.actuals.get((pk, number, scope))
        target = self.targets.of_quarter(pk, scope, number)
        return ScopeRow(
            place=place,
            target=target,
            actual=actual,
            variance=variance(actual.measured, target) if actual else None,
            state=actual.state_against(target) if actual else None,
            evidence=self.evidence(actual.pk) if actual else (),
        )

    def _year(
        self, pk: int, scope: int | None, place: str, country: Sequence[Measure | None] | None
    ) -> YearRow:
        """``country`` is what the quarters of the country come to, which no record of its own holds."""

        def value(quarter: int) -> Value | None:
            found = country[quarter - 1] if country else self._measure(pk, quarter, scope)
            return found.value if found else None

        numbers = range(1, self.quarter.number + 1)
        cells = tuple((self.targets.of_quarter(pk, scope, one), value(one)) for one in numbers)
        return YearRow(place, cells, self.targets.value(pk, scope, Slot.YEAR))
