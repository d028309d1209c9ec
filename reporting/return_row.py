"""One line of a return with what stands beside it, and what it still lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from partnerships.core.calendar import Quarter
from partnerships.core.models import Document
from partnerships.core.numbers import figure
from partnerships.core.states import State
from partnerships.strategy import performance
from partnerships.strategy.models import IndicatorVersion
from partnerships.strategy.performance import Measure, Value
from reporting.counting import Counted
from reporting.measuring import deviation_gaps, in_words
from reporting.models import Actual, ReturnLine
from reporting.splitting import Split, split_gaps

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands against sending: a sentence, and the address of the place where it is put right."""

    sentence: str
    url: str
    field: str = ""


@dataclass
class Row:
    """One line with what stands beside it."""

    line: ReturnLine
    quarter: Quarter
    documents: list[Document]
    before: Actual | None
    target_before: Value | None
    year_target: Value | None
    year_so_far: Value | None
    count: Counted | None
    jump_percent: int
    splits: list[Split]
    # The actual with the grade of its evidence, and whether whoever looks may grade it.
    graded: Actual | None = None
    may_grade: bool = False
    # What was typed and not saved, and the errors with it: field → sentence.
    typed: dict[str, str] = field(default_factory=dict)
    base: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)
    conflict: list[tuple[str, str, str]] = field(default_factory=list)
    held: list[Any] = field(default_factory=list)

    @property
    def definition(self) -> IndicatorVersion:
        return self.line.definition

    @property
    def actual(self) -> Actual | None:
        return self.line.actual

    @property
    def measured(self) -> Value | None:
        return self.actual.measured if self.actual else None

    @property
    def parts(self) -> list[str]:
        """The fields of the figure, by what the indicator is measured in."""
        if self.definition.is_percentage:
            return ["numerator", "denominator"]
        return ["words"] if self.definition.is_qualitative else ["value"]

    @property
    def counted(self) -> Measure | None:
        return self.count.as_measure(self.definition) if self.count else None

    @property
    def counted_value(self) -> Value | None:
        """Of a locked return what was counted then."""
        if self.line.provincial_return.is_locked:
            return self.line.counted_value
        return self.counted.value if self.counted else None

    @cached_property
    def problems(self) -> list[Problem]:
        return list(self._problems())

    @property
    def is_complete(self) -> bool:
        return not self.problems

    @property
    def state(self) -> State:
        if count := len(self.problems):
            if self.line.returned_because and not self.line.is_answered:
                return State("Returned", "behind")
            if self.actual is None:
                return State("Nothing given yet", "draft")
            return State(f"{count} thing{'' if count == 1 else 's'} missing", "overdue")
        if self.measured is None:
            return State("Not measured", "none")
        return State("Complete", "good")

    @property
    def evidence_state(self) -> State | None:
        """How far the evidence has come; nothing where none is asked for and none was given."""
        is_asked = self.documents or self.definition.needs_evidence
        if self.graded is None or self.measured is None or not is_asked:
            return None
        return self.graded.evidence_state

    @property
    def judged(self) -> State:
        """How the figure stands to its target."""
        return performance.judge_by(self.definition, self.measured, self.line.target)

    @property
    def summary(self) -> str:
        """For the printed line and the headings: “12 of 10”."""
        if self.actual is None:
            return "Nothing given"
        if self.measured is None:
            return f"Not measured: {self.actual.not_measured_because}"
        return in_words(self.definition, self.measured)

    def _problem(self, sentence: str, name: str = "") -> Problem:
        return Problem(f"{self.definition.code}: {sentence}", self.line.get_absolute_url(), name)

    def _problems(self) -> Iterator[Problem]:
        line = self.line
        if line.returned_because and not line.is_answered:
            yield self._problem(f"it was sent back: {line.returned_because} Correct it and save it.")
        if self.actual is None:
            yield self._problem("neither a figure nor a reason is given. Blank is not zero.", self.parts[0])
            return
        if self.measured is None:
            return
        gaps = deviation_gaps(
            self.definition,
            self.measured,
            line.target,
            reason=self.actual.reason_for_deviation,
            corrective_action=self.actual.corrective_action,
        )
        for name, sentence in gaps.items():
            yield self._problem(sentence[:1].lower() + sentence[1:], name)
        for split, sentence in split_gaps(self.splits, self.measured, line.remark):
            place = f"{line.get_absolute_url()}-split-{split.way.pk}"
            yield Problem(f"{self.definition.code}: {sentence}", place, split.shares[0].name)
        if line.remark.strip():
            return
        counted = self.counted_value
        if counted is not None and counted != self.measured:
            yield self._problem(
                f"{in_words(self.definition, counted)} is counted from the records and "
                f"{in_words(self.definition, self.measured)} is given. Say in the remark why.",
                "remark",
            )
        if self.definition.needs_evidence and not self.documents:
            yield self._problem("add the evidence, or say in the remark why there is none.", "documents")
        if (said := self.jump) and not self.actual.reason_for_deviation.strip():
            yield self._problem(f"{said} Say in the remark why.", "remark")

    @property
    def jump(self) -> str:
        """“4 is 56 % less than last quarter's 9.” where that needs a word; otherwise nothing."""
        value, was = self.measured, self.before.measured if self.before else None
        if not isinstance(value, Decimal) or not isinstance(was, Decimal):
            return ""
        if self.definition.calculation_type == IndicatorVersion.CalculationType.CUMULATIVE_YEAR_TO_DATE:
            if self.quarter.number == 1 or value >= was:
                return ""
            return f"A running total does not fall: it was {figure(was)} last quarter and is {figure(value)}."
        change = abs(value - was) * HUNDRED / was if was else HUNDRED
        if value == was or change < self.jump_percent:
            return ""
        shown, then = in_words(self.definition, value), in_words(self.definition, was)
        if not was:
            return f"{shown} is given, and last quarter it was {then}."
        how = "more" if value > was else "less"
        return f"{shown} is {change:.0f}\u00a0% {how} than last quarter's {then}."
