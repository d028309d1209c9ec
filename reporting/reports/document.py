"""The quarterly progress report as data: what stands in it, in its order. Renderers read this and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from partnerships.core.calendar import Quarter
from partnerships.core.models import Province
from partnerships.core.states import State
from partnerships.strategy import performance
from partnerships.strategy.models import IndicatorVersion
from partnerships.strategy.performance import Value
from reporting.models import NOT_MEASURED
from reporting.reports.base import Figure, Linked, Sentence, Table, joined
from reporting.reports.evidence_counts import EvidenceCounts
from reporting.reports.narrative import Narrative

TITLE = "Partnerships quarterly progress report"
MARK = "Pre-audit"
MANY_INDICATORS = 100
# Of so many provinces the names are told, of more their number.
NAMED = 3


def marked(name: str, *, is_placeholder: bool) -> str:
    """The name, which says that it is a placeholder where the strategy's own wording is still missing."""
    return f"{name} (placeholder)" if is_placeholder and "placeholder" not in name.lower() else name


@dataclass(frozen=True, slots=True)
class Remark:
    """Why a figure differs from its target, or was not measured, and what is done about it."""

    where: str
    reason: str
    corrective_action: str


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    pk: int  # of the indicator
    code: str
    name: str
    url: str
    is_placeholder: bool
    unit: str  # what follows a figure: "" or " %"
    measured_in: str  # the unit in a word
    target: Value | None
    actual: Figure
    variance: Decimal | None
    variance_percent: Decimal | None  # of the target; None for percentages, whose variance is in points
    state: State
    remarks: tuple[Remark, ...]
    calculation: str
    year_target: Value | None
    year_actual: Value | None
    # Which version of its description the quarter has, and what a change of it within the year does to the year.
    version: int
    year_note: str
    # Of so many scopes with a target, so many gave a figure; ``silent`` names those that said nothing at all.
    expected: int
    measured: int
    silent: tuple[str, ...]
    # Province code (or "" for a figure measured nationally) → what was measured there.
    by_scope: dict[str, Value | None]
    # Target and actual of each quarter of the year before this one; the target of the year; how often it is reported.
    earlier: tuple[tuple[Value | None, Value | None], ...] = ()
    annual_target: Value | None = None
    cycle: str = ""
    # The row itself, for whoever asks on while the report is computed; it is neither sealed nor compared.
    definition: IndicatorVersion = field(default=None, compare=False, repr=False)  # type: ignore[assignment]
    # Of whom a figure stands in a return that is not accepted yet.
    unaccepted: tuple[str, ...] = ()

    @property
    def is_percentage(self) -> bool:
        return bool(self.unit)

    @property
    def is_words(self) -> bool:
        """Measured in words, so there is nothing to draw and nothing to subtract."""
        return isinstance(self.actual.value, str) or isinstance(self.target, str)

    @property
    def not_accepted(self) -> str:
        """“Not yet accepted: Gauteng”; of many their number; nothing where all are."""
        if not self.unaccepted:
            return ""
        few = len(self.unaccepted) <= NAMED
        return f"Not yet accepted: {joined(self.unaccepted) if few else f'{len(self.unaccepted)} provinces'}"

    @property
    def is_incomplete(self) -> bool:
        return self.measured < self.expected

    @property
    def tone(self) -> str:
        """The tone of the bar beside the figures; an unjudged figure has none."""
        return self.state.tone if self.state.tone in {"good", "behind", "overdue"} else ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many indicators stand where."""

    on_track: int
    behind: int
    off_track: int
    no_data: int
    in_words: int  # words that only people can judge
    unjudged: int  # of a quarter that is not over

    @classmethod
    def of(cls, lines: Iterable[IndicatorLine]) -> Standing:
        states = Counter(line.state for line in lines)
        return cls(
            on_track=states[performance.ON_TRACK],
            behind=states[performance.BEHIND],
            off_track=states[performance.OFF_TRACK],
            no_data=states[performance.NO_DATA] + states[NOT_MEASURED] + states[INCOMPLETE],
            in_words=states[performance.NOT_JUDGED],
            unjudged=states[QUARTER_OPEN],
        )

    @property
    def judged(self) -> int:
        return self.on_track + self.behind + self.off_track

    @property
    def total(self) -> int:
        return self.judged + self.no_data + self.in_words + self.unjudged


# Performance is judged on closed quarters only (product rules, indicators).
QUARTER_OPEN = State("Not over", "open")
# A sum of the year that lacks a quarter, or whose description changed in kind.
INCOMPLETE = State("Year not whole", "none")


@dataclass(frozen=True, slots=True)
class ActivityCounts:
    planned: Figure
    done: Figure
    late: Figure
    open: Figure
    given_up: Figure
    carried: Figure  # into the next financial year
    brought: Figure  # of the planned ones, from the year before


@dataclass(frozen=True, slots=True)
class ObligationCounts:
    due: Figure
    met: Figure
    partly_met: Figure
    overdue: Figure


@dataclass(frozen=True, slots=True)
class ThrustPart:
    code: str
    name: str
    url: str
    is_placeholder: bool
    indicators: tuple[IndicatorLine, ...]
    activities: ActivityCounts
    obligations: ObligationCounts

    @property
    def has_content(self) -> bool:
        """Whether any record of the quarter points here."""
        counts = (self.activities.planned, self.obligations.due, self.obligations.overdue)
        return bool(self.indicators) or any(figure.value for figure in counts)


@dataclass(frozen=True)
class FocusAreaPart:
    code: str
    name: str
    url: str
    is_placeholder: bool
    thrusts: tuple[ThrustPart, ...]
    activities: ActivityCounts
    obligations: ObligationCounts
    mous: Figure
    mou_links: tuple[Linked, ...]
    partners: Figure
    partner_links: tuple[Linked, ...]

    @property
    def indicators(self) -> tuple[IndicatorLine, ...]:
        return tuple(line for thrust in self.thrusts for line in thrust.indicators)

    @property
    def standing(self) -> Standing:
        return Standing.of(self.indicators)


@dataclass(frozen=True, slots=True)
class Movement:
    """A register between two days: at_start + new − ended = at_end."""

    name: str
    at_start: Figure
    new: Figure
    ended: Figure
    at_end: Figure


@dataclass(frozen=True, slots=True)
class Register:
    movements: tuple[Movement, ...]
    # Who or what came and went, with the day and the reason.
    changes: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class EngagementLine:
    name: str
    held: Figure
    present: int | None  # people, where they were counted
    counted: int  # engagements at which they were


@dataclass(frozen=True, slots=True)
class Engagements:
    total: EngagementLine
    by_kind: tuple[EngagementLine, ...]
    by_group: tuple[EngagementLine, ...]
    by_province: tuple[EngagementLine, ...]


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """Action items of one direction: due in the quarter, done of those, and overdue whenever they were due."""

    name: str
    due: Figure
    done: Figure
    overdue: Figure


@dataclass(frozen=True, slots=True)
class Promises:
    by_us: PromiseLine
    to_us: PromiseLine
    total: PromiseLine

    @property
    def lines(self) -> tuple[PromiseLine, ...]:
        return (self.by_us, self.to_us)


@dataclass(frozen=True, slots=True)
class FunctionalityLine:
    """Community structures of a place or family, by what their latest assessment found."""

    name: str
    total: Figure
    functional: Figure
    partly: Figure
    not_functional: Figure
    not_assessed: Figure

    @property
    def counts(self) -> tuple[int, ...]:
        """In the order in which they are drawn and told."""
        found = (self.functional, self.partly, self.not_functional, self.not_assessed)
        return tuple(int(figure.value or 0) for figure in found)


@dataclass(frozen=True, slots=True)
class FunctionalityPart:
    """One family of structures; ``lines`` are the provinces, in the report of the country."""

    name: str
    lines: tuple[FunctionalityLine, ...]
    total: FunctionalityLine


@dataclass(frozen=True, slots=True)
class Structures:
    total: FunctionalityLine
    families: tuple[FunctionalityPart, ...]
    # Both families together, in the report of the country.
    by_province: tuple[FunctionalityLine, ...]
    # Named in the report of their province alone.
    needing_support: Table | None

    @property
    def by_family(self) -> tuple[FunctionalityLine, ...]:
        return tuple(part.total for part in self.families)

    @property
    def drawn(self) -> tuple[FunctionalityLine, ...]:
        """What a drawing compares: provinces, or the two families of one province."""
        return self.by_province or tuple(part.total for part in self.families if part.total.total.value)

    @property
    def longest(self) -> int:
        return max((sum(line.counts) for line in self.drawn), default=0)


FUNCTIONALITY_WORDS = ("Functional", "Partly functional", "Not functional", "Not assessed")


@dataclass(frozen=True, slots=True)
class GridCell:
    """Indicators of one province in one focus area that are on track, of those that can be judged."""

    on_track: int
    judged: int
    url: str

    @property
    def share(self) -> Decimal | None:
        return Decimal(100 * self.on_track) / self.judged if self.judged else None

    @property
    def tone(self) -> str:
        if not self.judged:
            return "none"
        return "good" if self.on_track == self.judged else "behind" if self.on_track else "overdue"


@dataclass(frozen=True, slots=True)
class GridRow:
    province: str
    url: str
    cells: tuple[GridCell, ...]
    total: GridCell


@dataclass(frozen=True, slots=True)
class Gap:
    """One kind of thing that is missing, late or unverified: how often, in a sentence, and which."""

    label: str
    count: Figure
    explanation: str
    table: Table


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure of the first page: “20 of 30”, what it counts, and a remark below."""

    figure: Figure
    of: int | None
    label: str
    remark: str
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class AnnexurePart:
    """The records behind the figures of one focus area."""

    title: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Seal:
    """Under which number a report was issued, by whom, and the SHA-256 of its figures as data."""

    number: str
    issued_at: datetime
    issued_by: str
    sha256: str
    # Who did so, and on which day.
    compiled: str
    reviewed: str
    approved: str


@dataclass(frozen=True)
class QuarterlyReport:
    quarter: Quarter
    province: Province | None
    place: str
    as_of: date
    is_closed: bool
    computed_at: datetime
    computed_by: str
    headlines: tuple[Headline, ...]
    summary: tuple[Sentence, ...]
    focus_areas: tuple[FocusAreaPart, ...]
    # Obligations that are tied to no thrust stand in no focus area.
    loose_obligations: ObligationCounts
    untargeted: tuple[Linked, ...]
    register: Register
    engagements: Engagements
    promises: Promises
    structures: Structures
    challenges: Table
    evidence: EvidenceCounts
    grid: tuple[GridRow, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[tuple[str, str], ...]
    # None in the short form for pages, which link to the lists instead.
    annexure: tuple[AnnexurePart, ...] | None
    # Once it is issued; until then a report is a draft.
    seal: Seal | None = None
    # What people wrote, in the report of the country that is on its way to being issued.
    narrative: tuple[Narrative, ...] = ()
    # Of a copy for readers outside: what was done to it, in words.
    redaction: str = ""

    @property
    def opening(self) -> tuple[Narrative, ...]:
        return self._written_at("start")

    @property
    def on_challenges(self) -> tuple[Narrative, ...]:
        return self._written_at("challenges")

    @property
    def closing(self) -> tuple[Narrative, ...]:
        """What stands at the end, and what was written on a thrust that the report has no more."""
        known = {thrust.code for area in self.focus_areas for thrust in area.thrusts}
        return self._written_at("end") + tuple(
            one for one in self.narrative if one.thrust and one.thrust not in known
        )

    def _written_at(self, place: str) -> tuple[Narrative, ...]:
        return tuple(one for one in self.narrative if one.place == place)

    @property
    def by_thrust(self) -> dict[str, tuple[Narrative, ...]]:
        codes = {one.thrust for one in self.narrative if one.thrust}
        return {code: tuple(one for one in self.narrative if one.thrust == code) for code in codes}

    @property
    def title(self) -> str:
        return TITLE

    @property
    def mark(self) -> str:
        return MARK

    @property
    def standing(self) -> Standing:
        return Standing.of(line for area in self.focus_areas for line in area.indicators)

    @property
    def has_placeholders(self) -> bool:
        return any(
            area.is_placeholder or any(thrust.is_placeholder for thrust in area.thrusts)
            for area in self.focus_areas
        )

    @property
    def is_long(self) -> bool:
        """Whether a page would be too heavy with the words of every province for every indicator."""
        return sum(len(area.indicators) for area in self.focus_areas) > MANY_INDICATORS

    @property
    def gap_count(self) -> int:
        return sum(int(gap.count.value or 0) for gap in self.gaps)

    @property
    def clean(self) -> str:
        """The kinds of gaps of which there is none, in words."""
        names = [gap.label for gap in self.gaps if not gap.count.value]
        return joined([name[:1].lower() + name[1:] if not name.startswith("MoU") else name for name in names])
