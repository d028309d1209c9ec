"""Rows as CSV and Excel: typed cells, nothing that a spreadsheet could run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone

# A cell that begins with one of these is read as a formula by spreadsheets.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FORBIDDEN_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])

# Files that are taken out and are no list: the page that they come from, and what they are. Apps register theirs.
OTHER_FILES: dict[str, str] = {}


@dataclass(frozen=True)
class Column:
    """A heading and where its cell comes from: a path of attributes, or a function of the row."""

    heading: str
    source: str | Callable[[Any], Any]
    width: int = 20

    def cell(self, row: Any) -> Any:
        return self.source(row) if callable(self.source) else _follow(row, self.source)


def _follow(row: Any, path: str) -> Any:
    for name in path.split("__"):
        if row is None:
            return None
        row = getattr(row, name)
        if callable(row):
            row = row()
    return row


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would run gets an apostrophe in front; numbers and dates stay what they are."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


class _Echo:
    def write(self, value: str) -> str:
        return value


def to_csv(rows: Iterable[Any], columns: Sequence[Column]) -> Iterator[str]:
    """Lines of CSV, UTF-8 with mark so that Excel shows diacritics; dates as 2026-03-31."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([column.heading for column in columns])
    for row in rows:
        yield writer.writerow([_plain(column.cell(row)) for column in columns])


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float | Decimal):
        return value
    return harmless(str(value))


def write_xlsx(file: IO[bytes], title: str, rows: Iterable[Any], columns: Sequence[Column]) -> None:
    """An Excel workbook with one sheet, headings frozen, numbers and dates typed; no more than a row is in memory."""
    import xlsxwriter  # noqa: PLC0415 -- slow import

    with xlsxwriter.Workbook(file, WORKBOOK_OPTIONS) as book:
        sheet = book.add_worksheet(sheet_name(title))
        heading = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"})
        formats = {"date": book.add_format({"num_format": "d mmm yyyy"})}
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(0, index, column.heading, heading)
        sheet.freeze_panes(1, 1)
        last = 0
        for last, row in enumerate(rows, start=1):
            for index, column in enumerate(columns):
                write_cell(sheet, last, index, column.cell(row), formats)
        sheet.autofilter(0, 0, max(last, 1), max(len(columns) - 1, 0))


def to_xlsx(title: str, rows: Iterable[Any], columns: Sequence[Column]) -> bytes:
    """The same in memory, for a short list."""
    buffer = io.BytesIO()
    write_xlsx(buffer, title, rows, columns)
    return buffer.getvalue()


WORKBOOK_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def sheet_name(title: str) -> str:
    """At most 31 characters without those that Excel refuses."""
    return "".join(c for c in title if c not in r"[]:*?/\'")[:31]


def write_cell(
    sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any], style: Any = None
) -> None:
    """One typed cell: numbers as numbers, dates as dates, everything else as text."""
    match value:
        case None | "":
            sheet.write_blank(row, column, None, style)
        case bool():
            sheet.write_string(row, column, "Yes" if value else "No", style)
        case int() | float() | Decimal():
            sheet.write_number(row, column, value, style)
        case datetime():
            sheet.write_datetime(
                row, column, timezone.localtime(value).replace(tzinfo=None), style or formats["date"]
            )
        case date():
            sheet.write_datetime(row, column, datetime.combine(value, time.min), style or formats["date"])
        case _:
            sheet.write_string(row, column, str(value).translate(FORBIDDEN_IN_XML)[:32_767], style)
