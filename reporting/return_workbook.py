"""A return as a workbook: filled without a connection, read back as a difference to what stands.

Column A of each row, hidden, says of which return, line and version the row is; hidden columns at the end say what
stood there when it was taken out. So rows may be sorted, and whoever changed a line that somebody else saved meanwhile
is told so.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from partnerships.core.calendar import Quarter
from partnerships.core.exports import write_cell
from partnerships.core.numbers import date_long, figure
from partnerships.core.spreadsheets.workbook import open_book
from partnerships.strategy.models import IndicatorVersion
from partnerships.strategy.workbook import NATIONAL_CODE, read_value
from reporting.models import ProvincialReturn, ReturnPassage
from reporting.return_sheet import ReturnSheet, Row, Words
from reporting.services.return_saving import TypedLine, TypedPassage, objections

LARGEST = Decimal(10) ** 9
LONGEST, LONGEST_PASSAGE = 4000, 8000
WORDS_SHEET = "Words"
# The field of a line, the heading of its column, and how wide it is.
ANSWERS = (
    ("actual", "Actual", 14),
    ("numerator", "Numerator", 12),
    ("denominator", "Denominator", 12),
    ("not_measured_because", "Or: not measured because", 34),
    ("reason_for_deviation", "Reason for deviation", 34),
    ("corrective_action", "Corrective action", 34),
    ("remark", "Remark", 34),
)
FIGURES = {"actual", "numerator", "denominator"}
HEADINGS = (
    *("Row", "Number", "Indicator", "Target", "Last quarter", "Counted from records"),
    *(heading for _, heading, _ in ANSWERS),
)
FIRST = HEADINGS.index("Actual")
BASE = FIRST + len(ANSWERS)
PASSAGE_HEADINGS = ("Row", "What it is of", "Words")
HEADING_ROW = 2
ANY_SHEET = re.compile(r"^([A-Z]{2,8}) (\d{4}-\d{2}-q[1-4])$")


def sheet_of(found: ProvincialReturn) -> str:
    return f"{found.province.code if found.province else NATIONAL_CODE} {found.quarter.slug}"


def _in_a_sentence(found: ProvincialReturn) -> str:
    name = str(found)
    return f"{name[:1].lower()}{name[1:]}"


def name_of(found: ProvincialReturn) -> str:
    return f"return-{sheet_of(found).replace(' ', '-').lower()}.xlsx"


def _key(kind: str, found: ProvincialReturn, part: Any) -> str:
    return f"{found.pk}|{kind}|{part.pk}|{part.version}"


def stored(row: Row) -> dict[str, Any]:
    """What stands in the answers of a line."""
    actual, given = row.actual, dict.fromkeys((name for name, _, _ in ANSWERS), None)
    given["remark"] = row.line.remark or None
    if actual is None:
        return given
    for name, _, _ in ANSWERS[3:6]:
        given[name] = getattr(actual, name) or None
    for name in row.parts:
        value = getattr(actual, name)
        given["actual" if name in {"value", "words"} else name] = None if value == "" else value
    return given


# Writing


def write_return(sheet: ReturnSheet) -> bytes:
    import xlsxwriter  # noqa: PLC0415 -- slow import

    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        _Writer(book, sheet).write()
    return buffer.getvalue()


class _Writer:
    """Puts a return on its sheets. Used once."""

    def __init__(self, book: Any, sheet: ReturnSheet):
        self.book, self.sheet, self.found = book, sheet, sheet.found
        plain = {"valign": "top", "text_wrap": True}
        answer = {**plain, "locked": False, "bg_color": "#FFFBE6", "border": 1, "border_color": "#DCE2E7"}
        self.formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "heading": book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"}),
            "text": book.add_format({**plain, "locked": True}),
            "figure": book.add_format({"valign": "top", "locked": True, "num_format": "#,##0.##"}),
            "answer": book.add_format(answer),
            "answer_figure": book.add_format({**answer, "num_format": "#,##0.##"}),
            "nothing": book.add_format({"bg_color": "#F4F6F8", "locked": True}),
        }

    def write(self) -> None:
        self._lines(self.book.add_worksheet(sheet_of(self.found)))
        self._passages(self.book.add_worksheet(WORDS_SHEET))
        self._explain(self.book.add_worksheet("How to"))

    def _begin(self, page: Any, headings: Sequence[str], widths: Sequence[int]) -> None:
        page.write_string(0, 1, str(self.found), self.formats["title"])
        page.write_string(1, 1, f"Due on {date_long(self.found.period.due_on)}. Fill the yellow cells.")
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            page.set_column(column, column, width)
            page.write_string(HEADING_ROW, column, heading, self.formats["heading"])

    def _end(self, page: Any, base: int, count: int) -> None:
        page.set_column(0, 0, None, None, {"hidden": True})
        page.set_column(base, base + count - 1, None, None, {"hidden": True})
        page.freeze_panes(HEADING_ROW + 1, 2)
        # Without a password: it keeps slips away, not people. What comes back is checked cell by cell.
        page.protect("", {"sort": True, "format_columns": True, "format_rows": True})
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEADING_ROW)

    def _lines(self, page: Any) -> None:
        self._begin(page, HEADINGS, (4, 9, 44, 12, 12, 12, *(width for _, _, width in ANSWERS)))
        for number, row in enumerate(self.sheet.rows, start=HEADING_ROW + 1):
            self._line(page, number, row)
        self._end(page, BASE, len(ANSWERS))

    def _line(self, page: Any, number: int, row: Row) -> None:
        definition, beside = row.definition, self.formats["figure"]
        for column, text in enumerate(
            (_key("line", self.found, row.line), definition.code, f"{definition.name} ({_unit(definition)})")
        ):
            page.write_string(number, column, text, self.formats["text"])
        write_cell(page, number, 3, row.line.target, {}, beside)
        write_cell(page, number, 4, row.before.measured if row.before else None, {}, beside)
        write_cell(page, number, 5, row.counted_value, {}, beside)
        taken = {"value": "actual", "words": "actual"}
        parts = {taken.get(name, name) for name in row.parts}
        values = stored(row)
        for place, (name, _, _) in enumerate(ANSWERS):
            column = FIRST + place
            if name in FIGURES and name not in parts:
                page.write_blank(number, column, None, self.formats["nothing"])
                continue
            is_figure = name in FIGURES and not definition.is_qualitative
            style = self.formats["answer_figure" if is_figure else "answer"]
            write_cell(page, number, column, values[name], {}, style)
            page.data_validation(number, column, number, column, _validation(definition, name))
            write_cell(page, number, BASE + place, values[name], {})

    def _passages(self, page: Any) -> None:
        self._begin(page, PASSAGE_HEADINGS, (4, 44, 110))
        for number, words in enumerate(self.sheet.passages, start=HEADING_ROW + 1):
            passage = words.passage
            page.write_string(number, 0, _key("passage", self.found, passage), self.formats["text"])
            page.write_string(number, 1, _of(passage), self.formats["text"])
            write_cell(page, number, 2, passage.words, {}, self.formats["answer"])
            write_cell(page, number, 3, passage.words, {})
        self._end(page, 3, 1)

    def _explain(self, page: Any) -> None:
        page.set_column(0, 0, 110)
        page.write_string(0, 0, f"How to fill the {_in_a_sentence(self.found)}", self.formats["title"])
        lines = (
            "Fill the yellow cells on the first two sheets and save the workbook as .xlsx or .ods.",
            "Zero is a figure. An empty cell is not zero: give a figure, or say why nothing was measured.",
            "12,5 and 12.5 are both twelve and a half. A percentage is formed from numerator and denominator.",
            "Where the actual differs from its target, over or under, give the reason and the corrective action.",
            "Rows may be sorted. Rows that are added are refused; rows that are missing change nothing.",
            "Evidence is added on the page of the return, beside its line.",
            "Upload it on the page of the return: every change is shown before it is saved.",
        )
        for number, line in enumerate(lines, start=2):
            page.write_string(number, 0, line)


def _unit(definition: IndicatorVersion) -> str:
    return definition.get_unit_display().lower()


def _of(passage: ReturnPassage) -> str:
    return f"{passage.get_kind_display()}: {passage.heading}"


def _validation(definition: IndicatorVersion, name: str) -> dict[str, Any]:
    if name not in FIGURES:
        return {"validate": "length", "criteria": "<=", "value": LONGEST}
    if definition.scale and len(",".join(definition.scale)) <= 255:
        return {
            "validate": "list",
            "source": definition.scale,
            "error_title": "A word of the scale",
            "error_message": "Choose one of the words of the scale.",
        }
    if definition.is_qualitative:
        return {"validate": "length", "criteria": "<=", "value": 300}
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": float(LARGEST) - 1,
        "error_title": "A figure",
        "error_message": "Write a figure of zero or more, or leave the cell empty.",
    }


# Reading


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
            f"{_in_a_sentence(sheet.found)}. Open the page of that one."
            if others
            else f"“{book.name}” has no sheet “{wanted}”. Take out the workbook anew and fill that one."
        )
    reader = _Reader(sheet)
    reader.read(_below(book.rows(wanted), HEADINGS, book.name), "line", reader.rows, reader.line)
    if WORDS_SHEET in book.sheets:
        rows = _below(book.rows(WORDS_SHEET), PASSAGE_HEADINGS, book.name)
        reader.read(rows, "passage", reader.passages, reader.passage)
    else:
        reader.found.notes.append(
            f"The sheet “{WORDS_SHEET}” is missing, so nothing changes in what is told in words."
        )
    return reader.found


def _below(
    rows: Sequence[Sequence[Any]], headings: Sequence[str], name: str
) -> list[tuple[int, list[Any]]]:
    """The rows under the headings, each with its number."""
    for at, row in enumerate(rows):
        if [str(cell or "").strip() for cell in row[: len(headings)]] == list(headings):
            return [(number, list(one)) for number, one in enumerate(rows[at + 1 :], start=at + 2)]
    raise ValidationError(
        f"The headings of the return are missing in “{name}”. Take out the workbook anew and fill that one."
    )


class _Reader:
    """Compares the rows with the return that stands. Used once."""

    def __init__(self, sheet: ReturnSheet):
        self.sheet, self.found = sheet, Difference()
        self.rows = {row.line.pk: row for row in sheet.rows}
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
            cells += [None] * (BASE + len(ANSWERS) - len(cells))
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
        given, was, broken = {}, {}, False
        for place, (name, heading, _) in enumerate(ANSWERS):
            is_words = name not in FIGURES or (name == "actual" and row.definition.is_qualitative)
            most = LONGEST if name not in FIGURES else 300
            given[name], problem = _read(cells[FIRST + place], is_words=is_words, most=most)
            was[name], _ = _read(cells[BASE + place], is_words=is_words, most=LONGEST)
            if problem:
                self.found.problems.append(Change(where, heading, was[name], cells[FIRST + place], problem))
                broken = True
        now = stored(row)
        if broken or given == was:
            if not broken and version != row.line.version:
                self.found.notes.append(f"{where} was saved by somebody else meanwhile; it stays as it is now.")
            return
        changes = [
            Change(where, heading, now[name], given[name])
            for name, heading, _ in ANSWERS
            if given[name] != was[name]
        ]
        typed = typed_of(row, version, given)
        if version != row.line.version:
            self._refuse(changes, "somebody else saved this line meanwhile. Compare both, and write it online.")
        elif errors := objections(row.line, typed):
            self._refuse(changes, " ".join(one for said in errors.values() for one in said))
        else:
            self.found.changes += changes
            self.found.lines.append(typed)

    def passage(self, where: str, words: Words, version: int, cells: list[Any]) -> None:
        passage = words.passage
        given, problem = _read(cells[2], is_words=True, most=LONGEST_PASSAGE)
        was, _ = _read(cells[3], is_words=True, most=LONGEST_PASSAGE)
        change = Change(f"{where}: {_of(passage)}", "Words", passage.words, given)
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


def typed_of(row: Row, version: int, given: dict[str, Any]) -> TypedLine:
    """What a row of answers says, as the services take it."""
    actual, counted = given["actual"], row.counted
    is_words = row.definition.is_qualitative
    texts = {name: given[name] or "" for name, _, _ in ANSWERS if name not in FIGURES}
    return TypedLine(
        row.line.pk,
        version,
        value=None if is_words else actual,
        words=(actual or "") if is_words else "",
        numerator=given["numerator"],
        denominator=given["denominator"],
        counted=counted.value if counted and not isinstance(counted.value, str) else None,
        **texts,
    )


def _named(missing: list[Any]) -> str:
    names = [one.definition.code if isinstance(one, Row) else one.passage.heading for one in missing]
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"{', '.join(names[:5])}{more}"
