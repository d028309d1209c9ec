"""The table of targets of a financial year as a workbook: written with locked cells, read back as a difference.

Column A of each row, hidden, says what the row is (year, indicator, scope), and hidden columns at the end what stood
there when it was taken out. So rows may be sorted and filtered, and of two people who worked on the same table the
second is told which targets moved meanwhile.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from partnerships.core.calendar import FinancialYear
from partnerships.core.exports import write_cell
from partnerships.core.models import Province
from partnerships.core.numbers import date_long, figure
from partnerships.core.spreadsheets.workbook import open_book
from partnerships.strategy.definitions import Definitions
from partnerships.strategy.models import IndicatorVersion, Slot, closes_on
from partnerships.strategy.performance import Value
from partnerships.strategy.services import Place, objection

NATIONAL_CODE = "NATIONAL"
SLOTS = tuple(Slot)
HEADINGS = (
    "Row",
    "Number",
    "Indicator",
    "Unit",
    "Calculation type",
    "Scope",
    *(slot.label for slot in SLOTS),
)
FIRST_VALUE = HEADINGS.index("Scope") + 1
FIRST_BASE = FIRST_VALUE + len(SLOTS)
WIDTHS = (4, 9, 60, 12, 26, 18, *(13 for _ in SLOTS))
HEADING_ROW = 2
LARGEST_TARGET = Decimal(10) ** 9
LONGEST_WORDS = 300


def sheet_of(year: FinancialYear) -> str:
    return f"Targets {str(year).replace('/', '-')}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: an indicator in one scope."""

    definition: IndicatorVersion
    scope: Province | None

    @property
    def scope_label(self) -> str:
        return str(self.scope or "National")

    def key(self, year: FinancialYear) -> str:
        code = self.scope.code if self.scope else NATIONAL_CODE
        return f"{year.start_year}|{self.definition.indicator_id}|{code}"

    def place(self, slot: str) -> Place:
        return Place(self.definition.indicator_id, self.scope.pk if self.scope else None, slot)


def rows_of(definitions: Definitions, provinces: Sequence[Province]) -> Iterator[Row]:
    """Every indicator in use in the year: the country, then the provinces where it is collected."""
    for definition in definitions.of_year():
        yield Row(definition, None)
        if definition.by_provinces:
            yield from (Row(definition, province) for province in provinces)


# Writing


def write_table(
    year: FinancialYear,
    definitions: Definitions,
    provinces: Sequence[Province],
    standing: Mapping[Place, Value],
) -> bytes:
    import xlsxwriter  # noqa: PLC0415 -- slow import

    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(sheet_of(year))
        _Writer(book, sheet, year, definitions, standing).write(list(rows_of(definitions, provinces)))
        _explain(book, book.add_worksheet("How to"), year)
    return buffer.getvalue()


class _Writer:
    """Puts the rows on the sheet. Used once."""

    def __init__(
        self,
        book: Any,
        sheet: Any,
        year: FinancialYear,
        definitions: Definitions,
        standing: Mapping[Place, Value],
    ):
        self.sheet, self.year, self.definitions, self.standing = sheet, year, definitions, standing
        self.today = timezone.localdate()
        text = {"valign": "top", "text_wrap": True, "locked": True}
        open_cell = {
            "valign": "top",
            "locked": False,
            "bg_color": "#FFFBE6",
            "border": 1,
            "border_color": "#DCE2E7",
        }
        closed_cell = {"valign": "top", "locked": True, "bg_color": "#E9EDF0", "font_color": "#45525E"}
        self.formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "heading": book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"}),
            "text": book.add_format(text),
            "open": book.add_format({**open_cell, "num_format": "#,##0.##"}),
            "open_text": book.add_format({**open_cell, "text_wrap": True}),
            "closed": book.add_format({**closed_cell, "num_format": "#,##0.##"}),
            "nothing": book.add_format({"bg_color": "#F4F6F8", "locked": True}),
        }

    def write(self, rows: list[Row]) -> None:
        sheet = self.sheet
        sheet.write_string(0, 1, f"Targets {self.year}", self.formats["title"])
        sheet.write_string(
            1, 1, "Yellow cells may be filled. Grey ones are of a period that is over, or take no target."
        )
        for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(HEADING_ROW, column, heading, self.formats["heading"])
        for number, row in enumerate(rows, start=HEADING_ROW + 1):
            self._row(number, row)
        sheet.set_column(0, 0, None, None, {"hidden": True})
        sheet.set_column(FIRST_BASE, FIRST_BASE + len(SLOTS) - 1, None, None, {"hidden": True})
        sheet.freeze_panes(HEADING_ROW + 1, FIRST_VALUE)
        sheet.autofilter(HEADING_ROW, 1, max(HEADING_ROW + 1, HEADING_ROW + len(rows)), FIRST_BASE - 1)
        # Without a password: it keeps slips away, not people. What comes back is checked cell by cell.
        sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADING_ROW)

    def _row(self, number: int, row: Row) -> None:
        definition, sheet = row.definition, self.sheet
        head = (
            *(row.key(self.year), definition.code, definition.name, definition.get_unit_display()),
            *(definition.get_calculation_type_display(), row.scope_label),
        )
        for column, text in enumerate(head):
            sheet.write_string(number, column, text, self.formats["text"])
        for place, slot in enumerate(SLOTS):
            value = self.standing.get(row.place(slot))
            self._cell(number, FIRST_VALUE + place, row, slot, value)
            write_cell(sheet, number, FIRST_BASE + place, value, {})

    def _cell(self, number: int, column: int, row: Row, slot: Slot, value: Value | None) -> None:
        definition = self.definitions.of(row.definition.indicator_id, slot.quarter or 4)
        takes_one = definition and definition.is_in_use and (row.scope is None or definition.by_provinces)
        if not takes_one or definition is None:
            self.sheet.write_blank(number, column, None, self.formats["nothing"])
            return
        if closes_on(self.year.start_year, slot) < self.today:
            write_cell(self.sheet, number, column, value, {}, self.formats["closed"])
            return
        style = self.formats["open_text" if definition.is_qualitative else "open"]
        write_cell(self.sheet, number, column, value, {}, style)
        self.sheet.data_validation(number, column, number, column, _validation(definition))


def _validation(definition: IndicatorVersion) -> dict[str, Any]:
    if definition.scale:
        source = definition.scale if len(",".join(definition.scale)) <= 255 else None
        if source:
            return {
                "validate": "list",
                "source": source,
                "error_title": "A word of the scale",
                "error_message": "Choose one of the words of the scale.",
            }
    if definition.is_qualitative:
        return {"validate": "length", "criteria": "<=", "value": 300}
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": float(LARGEST_TARGET) - 1,
        "error_title": "A figure",
        "error_message": "Write a figure of zero or more, or leave the cell empty.",
    }


def _explain(book: Any, sheet: Any, year: FinancialYear) -> None:
    bold = book.add_format({"bold": True, "font_size": 14})
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, f"How to work with the targets of {year}", bold)
    lines = (
        "Fill the yellow cells on the first sheet and save the workbook as .xlsx or .ods.",
        "12,5 and 12.5 are both twelve and a half. An empty cell is no target; zero is one.",
        "A target that was set is changed, not taken away: an emptied cell changes nothing.",
        "Grey cells are of a quarter that is over. Such a target changes only as an exception, on the page of it.",
        "Rows may be sorted and filtered. Rows that are added are refused; rows that are missing change nothing.",
        "Upload it on the page of the targets: you see every change before anything is proposed, and somebody else "
        "approves it before it counts.",
    )
    for number, line in enumerate(lines, start=2):
        sheet.write_string(number, 0, line)


# Reading


@dataclass(frozen=True, slots=True)
class Cell:
    """A target that the workbook changes, or would: where, what stood and what came."""

    where: str
    slot: str
    before: Value | None
    after: Any
    problem: str = ""


@dataclass
class Difference:
    """What a workbook changes; ``problems`` name cells and rows that cannot be taken, each in words."""

    changes: dict[Place, Value] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)
    problems: list[Cell] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_table(
    file: Any,
    name: str,
    year: FinancialYear,
    definitions: Definitions,
    provinces: Sequence[Province],
    standing: Mapping[Place, Value],
) -> Difference:
    """Raises ValidationError where the file as a whole is not this table; everything else is told cell by cell."""
    book = open_book(file, name)
    wanted = sheet_of(year)
    if wanted not in book.sheets:
        other = next((sheet for sheet in book.sheets if sheet.startswith("Targets ")), "")
        raise ValidationError(
            f"“{book.name}” holds {other}, not {wanted}. Open the page of that year, or take out the table anew."
            if other
            else f"“{book.name}” has no sheet “{wanted}”. Take out the table anew and fill that one."
        )
    lines = book.rows(wanted)
    heading = next((at for at, line in enumerate(lines) if _is_heading(line)), None)
    if heading is None:
        raise ValidationError(
            f"The headings of the table are missing in “{book.name}”. Take out the table anew and fill that one."
        )
    reader = _Reader(year, definitions, provinces, standing)
    return reader.read(lines, heading + 1)


def _is_heading(line: Sequence[Any]) -> bool:
    return [str(cell).strip() for cell in line[: len(HEADINGS)]] == list(HEADINGS)


class _Reader:
    """Compares the lines with the table that stands. Used once."""

    def __init__(
        self,
        year: FinancialYear,
        definitions: Definitions,
        provinces: Sequence[Province],
        standing: Mapping[Place, Value],
    ):
        self.year, self.definitions, self.standing = year, definitions, standing
        self.today = timezone.localdate()
        self.rows = {row.key(year): row for row in rows_of(definitions, provinces)}
        self.found = Difference()
        self.seen: set[str] = set()

    def read(self, lines: Sequence[Sequence[Any]], first: int) -> Difference:
        for number, line in enumerate(lines[first:], start=first + 1):
            if any(cell not in (None, "") for cell in line):
                self._line(number, list(line))
        missing = [row for key, row in self.rows.items() if key not in self.seen]
        if missing:
            names = ", ".join(f"{row.definition.code} {row.scope_label}" for row in missing[:5])
            more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
            self.found.notes.append(f"Not in the workbook, so nothing changes for: {names}{more}.")
        return self.found

    def _line(self, number: int, line: list[Any]) -> None:
        line += [None] * (FIRST_BASE + len(SLOTS) - len(line))
        key = str(line[0] or "").strip()
        where = f"Row {number}"
        if not key:
            self._refuse(
                where,
                "this row was added. Add no rows: what is not in the table is described as an indicator.",
            )
            return
        if (row := self.rows.get(key)) is None:
            other_year = key.split("|")[0] != str(self.year.start_year)
            self._refuse(
                where,
                f"this row is of another financial year than {self.year}."
                if other_year
                else "this row is no longer in the table. Take out the table anew.",
            )
            return
        where = f"Row {number}: {row.definition.code}, {row.scope_label}"
        if key in self.seen:
            self._refuse(where, "this row stands twice. Keep one of them.")
            return
        self.seen.add(key)
        for place, slot in enumerate(SLOTS):
            self._cell(where, row, slot, line[FIRST_VALUE + place], line[FIRST_BASE + place])

    def _cell(self, where: str, row: Row, slot: Slot, given: Any, base: Any) -> None:
        place, given = row.place(slot), _as_written(given)
        now = self.standing.get(place)
        definition = self.definitions.of(row.definition.indicator_id, slot.quarter or 4)
        is_words = bool(definition and definition.is_qualitative)
        value, problem = read_value(given, is_words=is_words)
        was, _ = read_value(base, is_words=is_words)
        if not problem and value == was:
            if now != was:
                self.found.notes.append(
                    f"{where}, {slot.label} was changed by others since the table was taken out; it stays as it is now."
                )
            return
        if not problem and (value is None or value == now):
            if value is None and now is not None:
                self.found.notes.append(
                    f"{where}, {slot.label} was emptied: a target that was set is not taken away, so it stays."
                )
            return
        problem = problem or self._against(definition, place, value, was, now)
        cell = Cell(where, slot.label, now, given if problem else value, problem)
        if problem:
            self.found.problems.append(cell)
        elif value is not None:
            self.found.cells.append(cell)
            self.found.changes[place] = value

    def _against(
        self,
        definition: IndicatorVersion | None,
        place: Place,
        value: Value | None,
        was: Value | None,
        now: Value | None,
    ) -> str:
        closes = closes_on(self.year.start_year, place.slot)
        if closes < self.today:
            return (
                f"it is over since {date_long(closes)}, so this target changes only as an exception, on the "
                "indicator's page."
            )
        if now != was:
            shown = "no target" if now is None else now if isinstance(now, str) else figure(now)
            return (
                f"somebody else changed it to {shown} since the table was taken out. Take out the table anew."
            )
        return objection(definition, place, value)

    def _refuse(self, where: str, problem: str) -> None:
        self.found.problems.append(Cell(where, "", None, "", problem))


def read_value(given: Any, *, is_words: bool) -> tuple[Value | None, str]:
    """What a cell says, or why it cannot be read: 12,5 and 12.5 and 1 234,5 are figures; blank is none."""
    if given in (None, "") or (isinstance(given, str) and not given.strip()):
        return None, ""
    if is_words:
        text = str(given).strip()
        return (None, "write at most 300 letters.") if len(text) > LONGEST_WORDS else (text, "")
    value = _figure(given)
    if value is None:
        return None, f"“{given}” is not a figure. Write for instance 1 234 or 12,5."
    # A spreadsheet keeps 0,1 + 0,2 with seventeen digits: what is the same in hundredths is meant so.
    rounded = value.quantize(Decimal("0.01")) if abs(value) < LARGEST_TARGET else value
    if value < 0:
        problem = f"{given} lies below zero. A target is zero or more."
    elif value >= LARGEST_TARGET:
        problem = f"{given} is too large. Write a figure below one billion."
    elif abs(rounded - value) > Decimal("0.000001"):
        problem = f"{given} has more than two decimals. Write at most two, for instance 12,25."
    else:
        return rounded, ""
    return None, problem


def _as_written(given: Any) -> Any:
    """A spreadsheet keeps 9 as 9.0."""
    return int(given) if isinstance(given, float) and given.is_integer() else given


def _figure(given: Any) -> Decimal | None:
    """A figure as people and spreadsheets write it; None for everything else, days and yes or no among them."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return None
    text = "".join(given.split()).replace(",", ".") if isinstance(given, str) else repr(given)
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
