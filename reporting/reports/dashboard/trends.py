"""Eight closed quarters of chosen indicators: each judged by the description that its figures were measured by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from partnerships.core.calendar import Quarter
from partnerships.strategy import performance
from partnerships.strategy.models import IndicatorVersion
from partnerships.strategy.performance import Measure
from partnerships.strategy.target_table import NATIONAL, Scope, Targets
from reporting.models import Actual
from reporting.reports.base import Frame
from reporting.reports.dashboard.document import Point, Trend
from reporting.reports.document import IndicatorLine
from reporting.reports.indicators import plain

EIGHT = 8
# Of the actuals of those quarters.
READ = (
    *("indicator_id", "year", "quarter", "province_id", "definition_id"),
    *("words", "value", "numerator", "denominator"),
)


def quarters_before(frame: Frame) -> list[Quarter]:
    """The last eight that are over, up to that of the dashboard, oldest first."""
    quarters = [frame.quarter if frame.is_closed else frame.quarter.previous()]
    while len(quarters) < EIGHT:
        quarters.insert(0, quarters[0].previous())
    return quarters


def trends(frame: Frame, lines: Sequence[IndicatorLine]) -> tuple[Trend, ...]:
    """Of these indicators, in three queries."""
    reader = _Reader(frame, [line.pk for line in lines])
    return tuple(reader.trend(line) for line in lines)


class _Reader:
    def __init__(self, frame: Frame, indicators: list[int]):
        self.frame = frame
        self.quarters = quarters_before(frame)
        within = Q(pk__in=())
        for quarter in self.quarters:
            within |= Q(year=quarter.year, quarter=quarter.number)
        self.actuals: dict[tuple[int, Quarter], dict[Scope, Any]] = defaultdict(dict)
        rows = frame.records(Actual).filter(within, indicator__in=indicators).order_by()
        for row in rows.values_list(*READ, named=True):
            self.actuals[row.indicator_id, Quarter(row.year, row.quarter)][row.province_id] = row
        # Of hundreds of figures there are a few descriptions.
        self.described = IndicatorVersion.objects.filter(indicator__in=indicators).in_bulk()
        years = sorted({quarter.financial_year for quarter in self.quarters})
        self.targets = Targets.of_years(
            years, viewer=frame.viewer, indicators=indicators, province=frame.province
        )

    def trend(self, line: IndicatorLine) -> Trend:
        definitions = self._definitions(line)
        found = performance.breaks(definitions)
        points = tuple(
            self._point(line, quarter, definition)
            for quarter, definition in zip(self.quarters, definitions, strict=True)
        )
        return Trend(
            pk=line.pk,
            code=line.code,
            name=line.name,
            url=line.url,
            points=points,
            breaks=tuple(one.quarter - 1 for one in found if not one.keeps_year_whole),
            notes=tuple(self._told(one) for one in found),
        )

    def _definitions(self, line: IndicatorLine) -> list[IndicatorVersion | None]:
        """By which description each quarter was measured; one without figures stands with its neighbours."""
        known = [
            next((self.described[row.definition_id] for row in self.actuals[line.pk, quarter].values()), None)
            for quarter in self.quarters
        ]
        nearest: IndicatorVersion | None = line.definition
        for place in reversed(range(len(known))):
            nearest = known[place] = known[place] or nearest
        return known

    def _point(self, line: IndicatorLine, quarter: Quarter, definition: Any) -> Point:
        rows, targets = self.actuals[line.pk, quarter], self.targets[quarter.financial_year]
        scopes: list[Scope] = (
            [province.pk for province in self.frame.provinces] if definition.by_provinces else [NATIONAL]
        )
        if self.frame.province:
            target = targets.of_quarter(line.pk, self.frame.province.pk, quarter.number)
        else:
            target = targets.of_country(definition, quarter.number, scopes)
        measures = [Measure.of(rows[scope]) if scope in rows else None for scope in scopes]
        measure = performance.of_country(definition, measures)
        actual = measure.value if measure else None
        return Point(
            quarter=quarter,
            version=definition.number if rows else None,
            suffix=definition.suffix,
            target=plain(target),
            actual=plain(actual),
            state=performance.judge_by(definition, actual, target),
            url=self.frame.address(
                "reporting:actuals", year=quarter.year, quarter=quarter.number, indicator=line.pk
            ),
        )

    def _told(self, one: performance.Break) -> str:
        since = f"Version {one.number} of the description holds from {self.quarters[one.quarter - 1]} on"
        if one.apart:
            return f"{since} and changes {' and '.join(one.apart)}: before and after cannot be compared."
        return f"{since}; the figures stay of one kind."
