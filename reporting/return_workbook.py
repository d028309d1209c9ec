"""A return as a workbook, to be filled without a connection; ``return_reading`` reads it back.

Column A of each row, hidden, says of which return, line and version the row is; hidden columns at the end say what
stood there when it was taken out. So rows may be sorted, and whoever changed a line that somebody else saved meanwhile
is told so.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from partnerships.core.exports import write_cell
from partnerships.core.numbers import date_long
from partnerships.strategy.models import IndicatorVersion
from partnerships.strategy.workbook import NATIONAL_CODE
from reporting.models import ProvincialReturn, ReturnPassage
from reporting.return_row import Row
from reporting.return_sheet import ReturnSheet

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
A_FIGURE = {
    "validate": "decimal",
    "criteria": "between",
    "minimum": 0,
    "maximum": float(LARGEST) - 1,
    "error_title": "A figure",
    "error_message": "Write a figure of zero or more, or leave the cell empty.",
}
CATEGORIES_SHEET = "By category"
CATEGORY_HEADINGS = ("Row", "Number", "Indicator", "Split up", "Category", "Figure")
PASSAGE_HEADINGS = ("Row", "What it is of", "Words")
HEADING_ROW = 2


def sheet_of(found: ProvincialReturn) -> str:
    return f"{found.province.code if found.province else NATIONAL_CODE} {found.quarter.slug}"


def in_a_sentence(found: ProvincialReturn) -> str:
    name = str(found)
    return f"{name[:1].lower()}{name[1:]}"


def name_of(found: ProvincialReturn) -> str:
    return f"return-{sheet_of(found).replace(' ', '-').lower()}.xlsx"


def _key(kind: str, found: ProvincialReturn, part: Any, version: int | None = None) -> str:
    return f"{found.pk}|{kind}|{part.pk}|{part.version if version is None else version}"


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
        if any(row.splits for row in self.sheet.rows):
            self._categories(self.book.add_worksheet(CATEGORIES_SHEET))
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

    def _categories(self, page: Any) -> None:
        """A row for each category of each line that is split up; it goes with the version of its line."""
        self._begin(page, CATEGORY_HEADINGS, (4, 9, 44, 34, 34, 14))
        shares = [
            (row, split, share) for row in self.sheet.rows for split in row.splits for share in split.shares
        ]
        for number, (row, split, share) in enumerate(shares, start=HEADING_ROW + 1):
            key = _key("category", self.found, share.category, row.line.version)
            definition = row.definition
            texts = (key, definition.code, definition.name, split.heading, str(share.category))
            for column, text in enumerate(texts):
                page.write_string(number, column, text, self.formats["text"])
            write_cell(page, number, 5, share.value, {}, self.formats["answer_figure"])
            page.data_validation(number, 5, number, 5, A_FIGURE)
            write_cell(page, number, 6, share.value, {})
        self._end(page, 6, 1)

    def _passages(self, page: Any) -> None:
        self._begin(page, PASSAGE_HEADINGS, (4, 44, 110))
        for number, words in enumerate(self.sheet.passages, start=HEADING_ROW + 1):
            passage = words.passage
            page.write_string(number, 0, _key("passage", self.found, passage), self.formats["text"])
            page.write_string(number, 1, of_passage(passage), self.formats["text"])
            write_cell(page, number, 2, passage.words, {}, self.formats["answer"])
            write_cell(page, number, 3, passage.words, {})
        self._end(page, 3, 1)

    def _explain(self, page: Any) -> None:
        page.set_column(0, 0, 110)
        page.write_string(0, 0, f"How to fill the {in_a_sentence(self.found)}", self.formats["title"])
        lines = (
            "Fill the yellow cells on the sheets before this one and save the workbook as .xlsx or .ods.",
            "Zero is a figure. An empty cell is not zero: give a figure, or say why nothing was measured.",
            "12,5 and 12.5 are both twelve and a half. A percentage is formed from numerator and denominator.",
            f"What is split up stands on “{CATEGORIES_SHEET}”; a value is not added up from its parts.",
            "Where the actual differs from its target, over or under, give the reason and the corrective action.",
            "Rows may be sorted. Rows that are added are refused; rows that are missing change nothing.",
            "Evidence is added on the page of the return, beside its line.",
            "Upload it on the page of the return: every change is shown before it is saved.",
        )
        for number, line in enumerate(lines, start=2):
            page.write_string(number, 0, line)


def _unit(definition: IndicatorVersion) -> str:
    return definition.get_unit_display().lower()


def of_passage(passage: ReturnPassage) -> str:
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
    return A_FIGURE
