"""A dashboard as data: what stands on it, in its order. The page and the workbook read this and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from partnerships.core import charts
from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import Province
from partnerships.core.states import State
from partnerships.strategy.models import FocusArea
from partnerships.strategy.performance import Value
from reporting.reports.base import Figure, Frame, Linked, Sentence
from reporting.reports.document import ActivityCounts, FunctionalityLine, GridRow, IndicatorLine, Structures

TITLE = "Dashboard"
MARK = "Pre-audit"
# Four states in words, so that a colour never says anything alone.
TILE_WORDS = {
    "good": "All on track",
    "behind": "Some on track",
    "overdue": "None on track",
    "none": "Nothing to judge",
}


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure, what it is out of, and in words what else belongs to it."""

    key: str
    label: str
    figure: Figure
    of: Figure | None
    note: Sentence

    @property
    def part(self) -> int:
        return int(self.figure.value or 0)

    @property
    def whole(self) -> int | None:
        return None if self.of is None else int(self.of.value or 0)


@dataclass(frozen=True, slots=True)
class Point:
    """One quarter of one indicator."""

    quarter: Quarter
    version: int | None
    suffix: str
    target: Value | None
    actual: Value | None
    state: State
    url: str


@dataclass(frozen=True, slots=True)
class Trend:
    """Eight quarters of one indicator, oldest first; ``notes`` say in words where its description changed."""

    pk: int
    code: str
    name: str
    url: str
    points: tuple[Point, ...]
    # Places from which on the figures are of another kind than before.
    breaks: tuple[int, ...]
    notes: tuple[str, ...]

    @property
    def last(self) -> Point:
        return self.points[-1]

    @property
    def is_drawn(self) -> bool:
        """Words are told in the table: there is no length to draw."""
        return not any(
            isinstance(value, str) for point in self.points for value in (point.actual, point.target)
        )

    @property
    def rects(self) -> list[charts.Rect]:
        return charts.trend(
            [(_number(point.actual), _number(point.target)) for point in self.points], breaks=self.breaks
        )


def _number(value: Value | None) -> Decimal | None:
    return None if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Stage:
    """Agreements at one point of their life, and for how long the one in the middle has stood there."""

    name: str
    count: Figure
    median_days: int | None


@dataclass(frozen=True, slots=True)
class Age:
    """What is owed by age: the key of the drawing, and the two sides."""

    key: str
    name: str
    ours: Figure
    theirs: Figure


@dataclass(frozen=True, slots=True)
class LateLine:
    """Something that waits too long, and with whom it lies."""

    kind: str
    what: Linked
    holder: str
    since: date
    days: int


@dataclass(frozen=True, slots=True)
class LatePart:
    """All of one kind, with the list that shows them where there is one."""

    name: str
    count: Figure


@dataclass(frozen=True)
class Dashboard:
    frame: Frame
    computed_at: datetime
    gauges: tuple[Gauge, ...]
    areas: tuple[FocusArea, ...]
    grid: tuple[GridRow, ...]
    codes: tuple[str, ...]  # of the provinces of the grid
    lines: tuple[IndicatorLine, ...]
    trends: tuple[Trend, ...]
    activities: tuple[tuple[Quarter, ActivityCounts], ...]
    ages: tuple[Age, ...]
    late: tuple[LateLine, ...]
    late_parts: tuple[LatePart, ...]
    stages: tuple[Stage, ...]
    structures: Structures

    @property
    def quarter(self) -> Quarter:
        return self.frame.quarter

    @property
    def province(self) -> Province | None:
        return self.frame.province

    @property
    def period(self) -> Quarter | FinancialYear:
        return self.quarter.financial_year if self.frame.is_year else self.quarter

    @property
    def is_judged(self) -> bool:
        return self.frame.is_closed or (self.frame.is_year and self.quarter.number > 1)

    @property
    def first_lines(self) -> tuple[IndicatorLine, ...]:
        """Those that ask for a look first, as many as one reads."""
        return in_need(self.lines)[:SHOWN]

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        return tuple(point.quarter for point in self.trends[0].points) if self.trends else ()

    @property
    def longest_side(self) -> int:
        return max(sum(part) for part in self.age_parts)

    @property
    def age_parts(self) -> tuple[list[int], list[int]]:
        ours = [int(age.ours.value or 0) for age in self.ages]
        theirs = [int(age.theirs.value or 0) for age in self.ages]
        return ours, theirs

    @property
    def functionality(self) -> list[tuple[str, FunctionalityLine | None, FunctionalityLine | None]]:
        """Place by place, the country first where it has any: police forums and boards, and safety forums."""
        police, safety = self.structures.families
        lines = [{line.name: line for line in part.lines or (part.total,)} for part in (police, safety)]
        names = list(dict.fromkeys([*lines[0], *lines[1]])) if police.lines or safety.lines else []
        if not names:
            return [(self.frame.place, police.total, safety.total)]
        order = {"National": -1} | {one.name: one.order for one in self.frame.provinces}
        names.sort(key=lambda name: order.get(name, 0))
        return [(name, lines[0].get(name), lines[1].get(name)) for name in names]

    @property
    def late_total(self) -> int:
        return sum(int(part.count.value or 0) for part in self.late_parts)

    @property
    def tiles(self) -> list[tuple[str, GridRow, str]]:
        """The provinces about where they lie, from north to south: code, row and the state in words."""
        by_code = dict(zip(self.codes, self.grid, strict=True))
        places = [code for code in MAP if code in by_code]
        return [(code, by_code[code], TILE_WORDS[by_code[code].total.tone]) for code in places]


# As the tile map lays them out.
MAP = ("LP", "NW", "GP", "MP", "NC", "FS", "KZN", "WC", "EC")
SHOWN = 8
NEED = {"overdue": 0, "behind": 1, "none": 2, "open": 3, "good": 4}


def in_need(lines: Sequence[IndicatorLine]) -> tuple[IndicatorLine, ...]:
    """Off track first, then behind, without data, on track; otherwise in their order."""
    return tuple(sorted(lines, key=lambda line: NEED.get(line.state.tone, 3)))
