"""Saving a part of a return: line by line, so that two people who write into it lose nothing.

The figure of a line is the actual of its indicator, province and quarter, and stands nowhere else. What it still lacks
is said before it is sent, not when it is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import files, history
from partnerships.core.models import Document, User
from partnerships.core.numbers import figure
from partnerships.strategy.performance import Measure
from reporting.measuring import in_words, measure
from reporting.models import Actual, ProvincialReturn, ReturnLine, ReturnPassage
from reporting.opening import against_writing
from reporting.services.categories import Categories
from reporting.splitting import against_parts

BLANK = "Give a number (zero is a number), or say why nothing was measured."
EMPTIED = "A figure was saved here. Correct it, or say why nothing was measured: it is not emptied."
BOTH = "Give the figure, or say why nothing was measured; not both."
CLASH = (
    "Somebody else saved this while you were writing. Nothing of yours is lost: compare both, correct yours and save "
    "again."
)
FIGURES = ("value", "numerator", "denominator", "words", "not_measured_because")
REASONS = ("reason_for_deviation", "corrective_action")
LABELS = {
    "value": "Actual",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "words": "Actual",
    "not_measured_because": "Not measured because",
    "reason_for_deviation": "Reason for deviation",
    "corrective_action": "Corrective action",
    "remark": "Remark",
}


@dataclass(frozen=True)
class TypedLine:
    """What was typed for one line, on top of which version."""

    line: int
    version: int
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    words: str = ""
    not_measured_because: str = ""
    reason_for_deviation: str = ""
    corrective_action: str = ""
    remark: str = ""
    documents: Sequence[files.Sent] = ()
    # Category → what falls to it; None: blank. A category that is not named stays as it is.
    categories: Sequence[tuple[int, Decimal | None]] = ()
    # What the records counted when it was saved.
    counted: Decimal | None = None


@dataclass(frozen=True)
class TypedPassage:
    passage: int
    version: int
    words: str


# What it is, what stands, and what was typed.
Difference = tuple[str, str, str]


@dataclass
class Saved:
    """What became of each part: saved, refused with a sentence at a field, or clashed with somebody else's save."""

    lines: dict[int, ReturnLine] = field(default_factory=dict)
    passages: dict[int, ReturnPassage] = field(default_factory=dict)
    errors: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    conflicts: dict[int, list[Difference]] = field(default_factory=dict)
    passage_conflicts: dict[int, list[Difference]] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return not (self.errors or self.conflicts or self.passage_conflicts)


@transaction.atomic
def save_part(
    found: ProvincialReturn,
    *,
    by: User,
    lines: Iterable[TypedLine] = (),
    passages: Iterable[TypedPassage] = (),
    on: date | None = None,
) -> Saved:
    """Save what can be saved; each line and passage stands or falls by itself. A number of queries that does not grow.

    Raises ValidationError where nothing may be written now.
    """
    if not by.has_perm("reporting.change_actual"):
        raise PermissionDenied
    rows = ProvincialReturn.objects.editable_by(by).select_for_update(of=("self",))
    held = rows.select_related("period__province").filter(pk=found.pk).first()
    if held is None:
        raise PermissionDenied
    day = on or timezone.localdate()
    if against := against_writing(held, day):
        raise ValidationError(against)
    with history.acting(by):
        saved = _Saving(held, by, day).lines(list(lines))
        _save_passages(held, list(passages), saved, by)
    return saved


class _Saving:
    """Writes the lines of one return. Used once."""

    def __init__(self, held: ProvincialReturn, by: User, day: date):
        self.held, self.by, self.day = held, by, day
        self.saved = Saved()
        self.new: list[Actual] = []
        self.changed: list[Actual] = []
        self.categories = Categories()

    def lines(self, typed: list[TypedLine]) -> Saved:
        if not typed:
            return self.saved
        rows = ReturnLine._base_manager.filter(
            provincial_return=self.held, pk__in=[one.line for one in typed]
        ).select_related("definition__indicator", "actual")
        stored = {row.pk: row for row in rows}
        written: list[tuple[ReturnLine, TypedLine]] = []
        self.categories.read(
            {stored[one.line].definition_id for one in typed if one.categories and one.line in stored},
            [row.actual_id for row in stored.values() if row.actual_id],
        )
        for one in typed:
            line = stored.get(one.line)
            if line is None:
                continue
            if line.version != one.version:
                parts = self.categories.differences(line.actual_id, one.categories)
                self.saved.conflicts[line.pk] = differences(line, one, parts)
            elif self._write(line, one):
                written.append((line, one))
        self._store(written)
        return self.saved

    def _write(self, line: ReturnLine, one: TypedLine) -> bool:
        """Put what was typed into the records in memory; False where a sentence stands against it."""
        errors = objections(line, one) or self.categories.strange(line.definition_id, one.categories)
        if errors:
            self.saved.errors[line.pk] = errors
            return False
        found = _measured(line, one)
        is_blank = found is None and not one.not_measured_because.strip()
        if not is_blank:
            self._fill(line, one, found)
        line.remark = one.remark.strip()
        line.counted_value = one.counted
        line.is_answered = True
        line.saved_by, line.saved_at = self.by, timezone.now()
        line.version += 1
        return True

    def _fill(self, line: ReturnLine, one: TypedLine, found: Measure | None) -> None:
        actual = line.actual
        if actual is None:
            actual = Actual(
                indicator=line.definition.indicator,
                definition=line.definition,
                province=self.held.province,
                year=self.held.quarter.year,
                quarter=self.held.quarter.number,
                captured_by=self.by,
                captured_on=self.day,
            )
            self.new.append(actual)
            line.actual = actual
        else:
            actual.version += 1
            self.changed.append(actual)
        is_words = found is not None and isinstance(found.value, str)
        actual.words = str(found.value) if found and is_words else ""
        actual.value = found.value if found and isinstance(found.value, Decimal) else None
        actual.numerator = found.numerator if found else None
        actual.denominator = found.denominator if found else None
        actual.not_measured_because = one.not_measured_because.strip()
        actual.reason_for_deviation = one.reason_for_deviation.strip()
        actual.corrective_action = one.corrective_action.strip()

    def _store(self, written: list[tuple[ReturnLine, TypedLine]]) -> None:
        Actual._base_manager.bulk_create(self.new)
        if self.changed:
            Actual._base_manager.bulk_update(self.changed, [*FIGURES, *REASONS, "version"])
        names = ["actual", "remark", "counted_value", "is_answered", "saved_by", "saved_at", "version"]
        if written:
            for line, _ in written:
                # The key is known only now.
                line.actual = line.actual
            ReturnLine._base_manager.bulk_update([line for line, _ in written], names)
        self.categories.write([(line.actual, one.categories) for line, one in written if line.actual])
        for line, one in written:
            # A remark may stand before there is a figure; evidence may not.
            if line.actual is not None:
                for document in one.documents:
                    files.store(document, record=line.actual, kind=Document.Kind.EVIDENCE, by=self.by)
            self.saved.lines[line.pk] = line


def objections(line: ReturnLine, one: TypedLine) -> dict[str, list[str]]:
    """Why a line cannot be saved as it was typed: field (empty: the line as a whole) → sentences."""
    try:
        found = _measured(line, one)
    except ValidationError as error:
        named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        return {name: list(said) for name, said in named.items()}
    sentence = _against(line, one, found)
    return {"": [sentence]} if sentence else {}


def _measured(line: ReturnLine, one: TypedLine) -> Measure | None:
    return measure(line.definition, one.value, one.numerator, one.denominator, one.words)


def _against(line: ReturnLine, one: TypedLine, found: Measure | None) -> str:
    """Why a line cannot be saved so; empty when it can. A remark may stand before there is a figure."""
    because = one.not_measured_because.strip()
    if found is None and line.actual is not None and not because:
        return EMPTIED
    if against := against_parts(
        (value for _, value in one.categories), found.value if found else None, because
    ):
        return against
    if found is not None:
        if because:
            return BOTH
        too_long = isinstance(found.value, str) and len(found.value) > 300
        return "Write at most 300 letters." if too_long else ""
    if because:
        return ""
    told = one.reason_for_deviation.strip() or one.corrective_action.strip() or one.documents
    return BLANK if told else ""


def differences(line: ReturnLine, one: TypedLine, parts: Iterable[Difference] = ()) -> list[Difference]:
    """What stands now beside what was typed, field by field; ``parts`` are those of its categories."""
    found = []
    for name, label in LABELS.items():
        theirs = _said(getattr(line, name, None) if name == "remark" else getattr(line.actual, name, None))
        yours = _said(getattr(one, name))
        if name == "value" and (line.definition.is_percentage or line.definition.is_qualitative):
            continue
        if theirs != yours:
            found.append((label, theirs, yours))
    found += parts
    return found or [("Saved", f"by {line.saved_by or 'somebody else'}", in_words_of(line))]


def in_words_of(line: ReturnLine) -> str:
    measured = line.actual.measured if line.actual else None
    return "None" if measured is None else in_words(line.definition, measured)


def _said(value: Any) -> str:
    if value in (None, ""):
        return "None"
    return figure(value) if isinstance(value, Decimal) else str(value).strip()


def _save_passages(held: ProvincialReturn, typed: list[TypedPassage], saved: Saved, by: User) -> None:
    if not typed:
        return
    rows = ReturnPassage._base_manager.filter(provincial_return=held, pk__in=[one.passage for one in typed])
    stored = {row.pk: row for row in rows}
    written = []
    for one in typed:
        passage = stored.get(one.passage)
        if passage is None:
            continue
        if passage.version != one.version:
            said = (passage.heading, _said(passage.words), _said(one.words))
            saved.passage_conflicts[passage.pk] = [said]
            continue
        passage.words = one.words.strip()
        passage.saved_by, passage.saved_at = by, timezone.now()
        passage.version += 1
        written.append(passage)
        saved.passages[passage.pk] = passage
    if written:
        ReturnPassage._base_manager.bulk_update(written, ["words", "saved_by", "saved_at", "version"])
