"""A workbook of a return, read back as a difference to what stands; refused cell by cell, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from partnerships.core.calendar import Quarter
from partnerships.core.numbers import figure
from partnerships.core.spreadsheets.workbook import open_book
from partnerships.strategy.workbook import read_value
from reporting.return_row import Row
from reporting.return_sheet import ReturnSheet, Words
from reporting.return_workbook import (
    ANSWERS,
    BASE,
    CATEGORIES_SHEET,
    CATEGORY_HEADINGS,
    FIGURES,
    FIRST,
    HEADINGS,
    LONGEST,
    LONGEST_PASSAGE,
    PASSAGE_HEADINGS,
    WORDS_SHEET,
    in_a_sentence,
    of_passage,
    sheet_of,
    stored,
)
from reporting.services.return_saving import TypedLine, TypedPassage, objections
from reporting.splitting import Share, Split

ANY_SHEET = re.compile(r"^([A-Z]{2,8}) (\d{4}-\d{2}-q[1-4])$")


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that the workbook changes, or (``problem``) cannot: where, what stands, what came."""

    where: str
    column: str
    before: Any
    after: Any
    problem: str = ""


@dataclass
class Difference:
    """What a workbook changes. A line with a problem is left as it is, as a whole."""

    lines: list[TypedLine] = field(default_factory=list)
    passages: list[TypedPassage] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.lines) + len(self.passages)


def read_return(file: Any, name: str, sheet: ReturnSheet) -> Difference:
    """Raises ValidationError where the file as a whole is not this return; everything else is told cell by cell."""
    book, wanted = open_book(file, name), sheet_of(sheet.found)
    if wanted not in book.sheets:
        others = [match for one in book.sheets if (match := ANY_SHEET.match(one))]
        raise ValidationError(
            f"“{book.name}” is the return of {others[0][1]}, {Quarter.from_slug(others[0][2])}, not the "
            f"{in_a_sentence(sheet.found)}. Open the page of that one."
            if others
            else f"“{book.name}” has no sheet “{wanted}”. Take out the workbook anew and fill that one."
        )
    reader = _Reader(sheet)
    reader.read(_below(book.rows(wanted), HEADINGS, book.name), "line", reader.rows, reader.line)
    if CATEGORIES_SHEET in book.sheets:
        rows = _below(book.rows(CATEGORIES_SHEET), CATEGORY_HEADINGS, book.name)
        reader.read(rows, "category", reader.shares, reader.share)
    elif reader.shares:
        reader.found.notes.append(
            f"The sheet “{CATEGORIES_SHEET}” is missing, so nothing changes in what is split up."
        )
    reader.settle()
    if WORDS_SHEET in book.sheets:
        rows = _below(book.rows(WORDS_SHEET), PASSAGE_HEADINGS, book.name)
        reader.read(rows, "passage", reader.passages, reader.passage)
    else:
        reader.found.notes.append(
            f"The sheet “{WORDS_SHEET}” is missing, so nothing changes in what is told in words."
        )
    return reader.found


def _below(rows: Sequence[Sequence[Any]], headings: Sequence[str], name: str) -> list[tuple[int, list[Any]]]:
    """The rows under the headings, each with its number."""
    for at, row in enumerate(rows):
        if [str(cell or "").strip() for cell in row[: len(headings)]] == list(headings):
            return [(number, list(one)) for number, one in enumerate(rows[at + 1 :], start=at + 2)]
    raise ValidationError(
        f"The headings of the return are missing in “{name}”. Take out the workbook anew and fill that one."
    )


@dataclass
class _Answers:
    """What the rows of one line say: where, on top of which versions, what is given and what stood there."""

    where: str
    versions: set[int]
    given: dict[str, Any]
    was: dict[str, Any]
    # Category → its label, what stood there when it was taken out, and what is given.
    categories: dict[int, tuple[str, Any, Any]] = field(default_factory=dict)
    is_broken: bool = False


class _Reader:
    """Compares the rows with the return that stands. Used once."""

    def __init__(self, sheet: ReturnSheet):
        self.sheet, self.found = sheet, Difference()
        self.rows = {row.line.pk: row for row in sheet.rows}
        self.shares = {
            share.category.pk: (row, split, share)
            for row in sheet.rows
            for split in row.splits
            for share in split.shares
        }
        self.answers: dict[int, _Answers] = {}
        self.passages = {words.passage.pk: words for words in sheet.passages}

    def read(
        self,
        rows: list[tuple[int, list[Any]]],
        kind: str,
        known: dict[int, Any],
        take: Callable[[str, Any, int, list[Any]], None],
    ) -> None:
        seen: set[int] = set()
        for number, cells in rows:
            if all(cell in (None, "") for cell in cells):
                continue
            cells.extend([None] * (BASE + len(ANSWERS) - len(cells)))
            where = f"Row {number}"
            part, version, refusal = self._place(str(cells[0] or "").strip(), kind, known)
            if not refusal and part in seen:
                refusal = "this row stands twice. Keep one of them."
            if refusal:
                self.found.problems.append(Change(where, "", None, "", refusal))
                continue
            seen.add(part)
            take(where, known[part], version, cells)
        if missing := [one for key, one in known.items() if key not in seen]:
            self.found.notes.append(f"Not in the workbook, so nothing changes there: {_named(missing)}.")

    def _place(self, key: str, kind: str, known: dict[int, Any]) -> tuple[int, int, str]:
        """The number of the part and its version when it was taken out, or why the row cannot be taken."""
        if not key:
            return 0, 0, "this row was added. A return has the lines of its plan; add none."
        parts = key.split("|")
        if len(parts) != 4 or not all(one.isdecimal() for one in (parts[0], *parts[2:])):
            return 0, 0, "its hidden first cell was changed. Take out the workbook anew."
        if int(parts[0]) != self.sheet.found.pk:
            return 0, 0, "this row is of another return."
        if parts[1] != kind or int(parts[2]) not in known:
            return 0, 0, "this row is no part of this return."
        return int(parts[2]), int(parts[3]), ""

    def line(self, where: str, row: Row, version: int, cells: list[Any]) -> None:
        where = f"{where}: {row.definition.code}"
        answers = self.answers[row.line.pk] = _Answers(where, {version}, {}, {})
        for place, (name, heading, _) in enumerate(ANSWERS):
            is_words = name not in FIGURES or (name == "actual" and row.definition.is_qualitative)
            most = LONGEST if name not in FIGURES else 300
            answers.given[name], problem = _read(cells[FIRST + place], is_words=is_words, most=most)
            answers.was[name], _ = _read(cells[BASE + place], is_words=is_words, most=LONGEST)
            if problem:
                came = cells[FIRST + place]
                self.found.problems.append(Change(where, heading, answers.was[name], came, problem))
                answers.is_broken = True

    def share(self, where: str, found: tuple[Row, Split, Share], version: int, cells: list[Any]) -> None:
        row, split, share = found
        where = f"{where}: {row.definition.code}"
        at = f"{CATEGORIES_SHEET}, {where[:1].lower()}{where[1:]}"
        stands = stored(row)
        answers = self.answers.setdefault(row.line.pk, _Answers(at, set(), stands, stands))
        answers.versions.add(version)
        given, problem = _read(cells[5], is_words=False, most=300)
        was, _ = _read(cells[6], is_words=False, most=300)
        label = f"{split.way}: {share.category}"
        if problem:
            self.found.problems.append(Change(at, label, was, cells[5], problem))
            answers.is_broken = True
        answers.categories[share.category.pk] = (label, was, given)

    def settle(self) -> None:
        """Once all rows of all lines are read: a line with its categories is taken as a whole, or not."""
        for key, answers in self.answers.items():
            if not answers.is_broken:
                self._settle(self.rows[key], answers)

    def _settle(self, row: Row, answers: _Answers) -> None:
        given, was, now = answers.given, answers.was, stored(row)
        shares = {share.category.pk: share.value for split in row.splits for share in split.shares}
        changes = [
            Change(answers.where, heading, now[name], given[name])
            for name, heading, _ in ANSWERS
            if given[name] != was[name]
        ] + [
            Change(answers.where, label, shares[pk], figure)
            for pk, (label, before, figure) in answers.categories.items()
            if figure != before
        ]
        is_old = answers.versions != {row.line.version}
        if not changes:
            if is_old:
                self.found.notes.append(
                    f"{answers.where} was saved by somebody else meanwhile; it stays as it is now."
                )
            return
        typed = typed_of(
            row, row.line.version, given, [(pk, one) for pk, (_, _, one) in answers.categories.items()]
        )
        if is_old:
            self._refuse(
                changes, "somebody else saved this line meanwhile. Compare both, and write it online."
            )
        elif errors := objections(row.line, typed):
            self._refuse(changes, " ".join(one for said in errors.values() for one in said))
        else:
            self.found.changes += changes
            self.found.lines.append(typed)

    def passage(self, where: str, words: Words, version: int, cells: list[Any]) -> None:
        passage = words.passage
        given, problem = _read(cells[2], is_words=True, most=LONGEST_PASSAGE)
        was, _ = _read(cells[3], is_words=True, most=LONGEST_PASSAGE)
        change = Change(f"{where}: {of_passage(passage)}", "Words", passage.words, given)
        if problem:
            self._refuse([change], problem)
        elif given == was:
            return
        elif version != passage.version:
            self._refuse([change], "somebody else saved this meanwhile. Compare both, and write it online.")
        else:
            self.found.changes.append(change)
            self.found.passages.append(TypedPassage(passage.pk, version, given or ""))

    def _refuse(self, changes: list[Change], sentence: str) -> None:
        self.found.problems += [
            Change(one.where, one.column, one.before, one.after, sentence) for one in changes
        ]


def _read(given: Any, *, is_words: bool, most: int) -> tuple[Any, str]:
    if not is_words:
        value, problem = read_value(given, is_words=False)
        return value, problem
    text = "" if given is None else str(given).replace("\r\n", "\n").strip()
    if len(text) > most:
        return text, f"write at most {figure(Decimal(most))} letters."
    return text or None, ""


def typed_of(
    row: Row, version: int, given: dict[str, Any], categories: Sequence[tuple[int, Decimal | None]] = ()
) -> TypedLine:
    """What a row of answers says, as the services take it."""
    actual, counted = given["actual"], row.counted
    is_words = row.definition.is_qualitative
    texts: dict[str, Any] = {name: given[name] or "" for name, _, _ in ANSWERS if name not in FIGURES}
    return TypedLine(
        row.line.pk,
        version,
        value=None if is_words else actual,
        words=(actual or "") if is_words else "",
        numerator=given["numerator"],
        denominator=given["denominator"],
        categories=categories,
        counted=counted.value if counted and not isinstance(counted.value, str) else None,
        **texts,
    )


def _named(missing: list[Any]) -> str:
    names = [_name(one) for one in missing]
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"{', '.join(names[:5])}{more}"


def _name(part: Any) -> str:
    if isinstance(part, tuple):
        row, _, share = part
        return f"{row.definition.code} {share.category}"
    return str(part.definition.code if isinstance(part, Row) else part.passage.heading)
