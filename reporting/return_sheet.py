"""A return with all that is shown beside it and all that it still lacks, in a number of queries that no length changes.

Page, check, workbook and paper read it, so that they say the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q

from partnerships.core.calendar import Quarter
from partnerships.core.models import Document, User
from partnerships.core.timeline import documents_of
from partnerships.strategy import performance
from partnerships.strategy.models import IndicatorVersion, Slot, Target
from partnerships.strategy.performance import Measure, Value
from reporting.counting import Counted, Span, counted, start_of
from reporting.models import Actual, ProvincialReturn, ReturnLine, ReturnPassage, ReturnRule
from reporting.return_row import Problem, Row
from reporting.splitting import splits_of, values_of, ways_of

DEFAULT_JUMP = 50
OFF = (performance.BEHIND, performance.OFF_TRACK)


@dataclass
class Words:
    """One passage, with what was typed and not saved."""

    passage: ReturnPassage
    typed: str | None = None
    base: str = ""
    error: str = ""
    conflict: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def shown(self) -> str:
        return self.passage.words if self.typed is None else self.typed


@dataclass
class Group:
    """The lines of one thrust, and what is told of it."""

    heading: str
    rows: list[Row]
    words: Words | None

    @property
    def needs_words(self) -> bool:
        return any(row.measured is None or row.judged in OFF for row in self.rows if row.actual)

    @property
    def problem(self) -> Problem | None:
        if self.words is None or not self.needs_words or self.words.passage.words.strip():
            return None
        return Problem(
            f"{self.heading}: something is behind its target or was not measured. Say in the narrative what happened.",
            self.words.passage.get_absolute_url(),
        )


class ReturnSheet:
    """One return as this person sees it.

    Saving asks for the lines alone, without what stands ``beside`` them: last quarter, targets and evidence.
    """

    def __init__(self, found: ProvincialReturn, *, viewer: User, beside: bool = True):
        self.found, self.viewer, self.beside = found, viewer, beside
        self.quarter, self.province = found.quarter, found.province
        self.passages = [
            Words(passage)
            for passage in ReturnPassage.objects.visible_to(viewer)
            .filter(provincial_return=found)
            .select_related("saved_by")
            .order_by("position")
        ]
        for words in self.passages:
            words.passage.provincial_return = found

    @cached_property
    def rows(self) -> list[Row]:
        lines = list(
            ReturnLine.objects.visible_to(self.viewer)
            .filter(provincial_return=self.found)
            .select_related("definition__thrust", "definition__indicator", "actual__captured_by", "saved_by")
            .order_by("position")
        )
        shown = lines if self.beside else []
        earlier, targets = self._earlier(shown), self._targets(shown)
        documents, rules = self._documents(shown), self._rules(lines)
        ways = ways_of(line.definition for line in lines)
        keys = (line.actual_id for line in shown if line.actual_id and line.definition_id in ways)
        values = values_of(keys, viewer=self.viewer)
        graded = self._graded(shown)
        counts: dict[tuple[str, date], Counted] = {}
        rows = []
        for line in lines:
            line.provincial_return = self.found
            pk, before = line.definition.indicator_id, self.quarter.previous()
            rule = rules.get(pk) or rules.get(None)
            rows.append(
                Row(
                    line,
                    self.quarter,
                    documents.get(line.actual_id or 0, []),
                    earlier.get((pk, before)),
                    targets.get((pk, before.year, Slot.of(before.number))),
                    targets.get((pk, self.quarter.year, Slot.YEAR)),
                    self._year_so_far(line, earlier),
                    self._count(rule, line.definition, counts),
                    rule.jump_percent if rule else DEFAULT_JUMP,
                    splits_of(ways.get(line.definition_id, ()), values.get(line.actual_id or 0, {})),
                    graded.get(line.actual_id or 0),
                )
            )
        return rows

    @cached_property
    def groups(self) -> list[Group]:
        """Thrust by thrust, in the order of the lines."""
        by_thrust: dict[int, list[Row]] = defaultdict(list)
        for row in self.rows:
            by_thrust[row.definition.thrust_id].append(row)
        words = {one.passage.thrust_id: one for one in self.passages if one.passage.thrust_id}
        return [
            Group(
                f"{rows[0].definition.thrust.code} {rows[0].definition.thrust.name}", rows, words.get(thrust)
            )
            for thrust, rows in by_thrust.items()
        ]

    @property
    def challenges(self) -> list[Words]:
        return [one for one in self.passages if one.passage.kind == ReturnPassage.Kind.CHALLENGE]

    @property
    def way_forward(self) -> Words | None:
        kind = ReturnPassage.Kind.WAY_FORWARD
        return next((one for one in self.passages if one.passage.kind == kind), None)

    @property
    def line_problems(self) -> list[Problem]:
        found = [problem for row in self.rows for problem in row.problems]
        return found + [group.problem for group in self.groups if group.problem]

    @property
    def word_problems(self) -> list[Problem]:
        way = self.way_forward
        told = any(one.passage.words.strip() for one in self.challenges)
        if not told or way is None or way.passage.words.strip():
            return []
        return [
            Problem(
                "Challenges are named: say in the way forward what is done about them.",
                way.passage.get_absolute_url(),
            )
        ]

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything that stands against sending, in the order of the parts."""
        return self.line_problems + self.word_problems

    @property
    def complete_count(self) -> int:
        return sum(row.is_complete for row in self.rows)

    # What is read

    def _earlier(self, lines: list[ReturnLine]) -> dict[tuple[int, Quarter], Actual]:
        """What the province measured in the quarters of the year before this one, and in the quarter before."""
        if not lines:
            return {}
        before = self.quarter.previous()
        rows = Actual.objects.visible_to(self.viewer).filter(
            Q(year=self.quarter.year, quarter__lt=self.quarter.number)
            | Q(year=before.year, quarter=before.number),
            province=self.province,
            indicator__in=[line.definition.indicator_id for line in lines],
        )
        return {(row.indicator_id, row.period): row for row in rows.order_by()}

    def _targets(self, lines: list[ReturnLine]) -> dict[tuple[int, int, str], Value]:
        if not lines:
            return {}
        before = self.quarter.previous()
        rows = Target.objects.visible_to(self.viewer).filter(
            Q(year=self.quarter.year, slot=Slot.YEAR) | Q(year=before.year, slot=Slot.of(before.number)),
            province=self.province,
            indicator__in=[line.definition.indicator_id for line in lines],
        )
        fields = ("indicator_id", "year", "slot", "value", "words")
        return {
            (pk, year, slot): words or value for pk, year, slot, value, words in rows.values_list(*fields)
        }

    def _documents(self, lines: Iterable[ReturnLine]) -> dict[int, list[Document]]:
        keys = [line.actual_id for line in lines if line.actual_id]
        if not keys:
            return {}
        actuals = Actual.objects.visible_to(self.viewer).filter(pk__in=keys)
        documents: Any = documents_of(actuals)
        rows = documents.newest().order_by("uploaded_at", "pk")
        found: dict[int, list[Document]] = defaultdict(list)
        for document in rows:
            found[document.object_id].append(document)
        return found

    def _graded(self, lines: Iterable[ReturnLine]) -> dict[int, Actual]:
        keys = [line.actual_id for line in lines if line.actual_id]
        rows = Actual.objects.visible_to(self.viewer).filter(pk__in=keys).with_grade().order_by()
        return {row.pk: row for row in rows} if keys else {}

    def _rules(self, lines: Iterable[ReturnLine]) -> dict[int | None, ReturnRule]:
        keys = [line.definition.indicator_id for line in lines]
        rules = ReturnRule.objects.in_use().filter(Q(indicator=None) | Q(indicator__in=keys))
        return {rule.indicator_id: rule for rule in rules}

    def _count(
        self,
        rule: ReturnRule | None,
        definition: IndicatorVersion,
        counts: dict[tuple[str, date], Counted],
    ) -> Counted | None:
        """Each measure is counted once, however many indicators are counted by it."""
        if rule is None or not rule.measure:
            return None
        key = (rule.measure, start_of(definition, self.quarter))
        if key not in counts:
            counts[key] = counted(rule.measure, Span(self.province, self.quarter, self.viewer, key[1]))
        return counts[key]

    def _year_so_far(self, line: ReturnLine, earlier: dict[tuple[int, Quarter], Actual]) -> Value | None:
        """With the figure of this quarter, by the calculation type of its description."""
        pk, quarters = line.definition.indicator_id, self.quarter.financial_year.quarters
        measures = [Measure.of(earlier.get((pk, one))) for one in quarters[: self.quarter.number - 1]]
        measures.append(Measure.of(line.actual))
        if line.definition.is_percentage:
            measures = [one for one in measures if one is None or one.has_parts]
        if line.definition.is_qualitative:
            measures = [one for one in measures if one is None or one.is_words]
        else:
            measures = [one for one in measures if one is None or not one.is_words]
        found = performance.year_to_date(line.definition.calculation_type, measures)
        return found.value if found else None
