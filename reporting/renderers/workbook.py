"""The quarterly report as a workbook: one sheet for each table, figures as figures, days as days."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from partnerships.core.exports import sheet_name, write_cell
from partnerships.core.numbers import date_long, datetime_long
from partnerships.core.states import State
from reporting.reports.base import Cell, Figure, Linked, Table
from reporting.reports.document import QuarterlyReport
from reporting.reports.tables import tables

WIDEST = 80


def render_workbook(report: QuarterlyReport) -> bytes:
    """The same report gives the same bytes. First what it is and how it was counted, then a list of all sheets."""
    day = date_long(report.as_of) + ("" if report.is_closed else "; the quarter is not over")
    facts = [
        ("Quarter", f"{report.quarter}, {report.quarter.months}"),
        ("Scope", report.place),
        ("Standing", f"Issued as {report.seal.number}" if report.seal else "Draft, not issued"),
        ("Mark", f"{report.mark}: figures are preliminary until the annual audit."),
        ("Counted as at", day),
        ("Computed", datetime_long(report.computed_at)),
        ("Computed for", report.computed_by),
    ]
    if report.redaction:
        facts.append(("Redacted", report.redaction))
    if report.seal:
        facts += [
            ("Number", report.seal.number),
            ("Reviewed", report.seal.reviewed),
            ("Approved", report.seal.approved),
            ("Issued", f"{report.seal.issued_by}, {datetime_long(report.seal.issued_at)}"),
            ("SHA-256 of the figures", report.seal.sha256),
        ]
    summary = [("", "".join(map(str, parts))) for parts in report.summary]
    about = {"": facts, "Summary": summary, "How the figures are counted": list(report.notes)}
    stamp = f"{report.seal.number if report.seal else 'Draft, not issued'} · {report.mark}"
    if report.redaction:
        stamp = f"Redacted copy · {stamp}"
    return workbook(report.title, report.mark, report.computed_at, about, tables(report), stamp=stamp)


def workbook(
    title: str,
    mark: str,
    computed_at: datetime,
    about: dict[str, list[tuple[str, str]]],
    sheets: Iterable[Table],
    *,
    stamp: str = "",
) -> bytes:
    """A sheet with these pairs under their headings, one that leads to all others, then one for each table.

    The ``stamp`` stands at the head of every printed page.
    """
    import xlsxwriter  # noqa: PLC0415 -- slow import

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title, "comments": mark, "created": computed_at.replace(tzinfo=None)})
        writer = _Writer(book, stamp or mark)
        writer.about(title, about)
        writer.all_of([*sheets])
    return buffer.getvalue()


class _Writer:
    def __init__(self, book: Any, stamp: str):
        self.book, self.stamp = book, stamp
        self.names: set[str] = set()
        top = {"valign": "top"}
        self.formats = {
            "text": book.add_format(top | {"text_wrap": True}),
            "whole": book.add_format(top | {"num_format": "# ##0"}),
            "parts": book.add_format(top | {"num_format": "# ##0.0#"}),
            "date": book.add_format(top | {"num_format": "d mmmm yyyy", "align": "left"}),
            "heading": book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"}),
            "title": book.add_format({"bold": True, "font_size": 16}),
            "strong": book.add_format(top | {"bold": True}),
        }

    def about(self, title: str, parts: dict[str, list[tuple[str, str]]]) -> None:
        sheet = self._sheet("About")
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 110)
        sheet.write_string(0, 0, title, self.formats["title"])
        row = 1
        for heading, pairs in parts.items():
            row = self._pairs(sheet, row + 1, heading, pairs)

    def _pairs(self, sheet: Any, row: int, heading: str, pairs: list[tuple[str, str]]) -> int:
        if heading:
            sheet.write_string(row, 0, heading, self.formats["strong"])
            row += 1
        for term, text in pairs:
            write_cell(sheet, row, 0, term, self.formats, self.formats["strong"])
            write_cell(sheet, row, 1, text, self.formats, self.formats["text"])
            row += 1
        return row

    def all_of(self, tables: list[Table]) -> None:
        contents = self._sheet("Contents")
        contents.set_column(0, 0, 44)
        contents.set_column(1, 1, 10)
        for index, head in enumerate(("Sheet", "Rows")):
            contents.write_string(0, index, head, self.formats["heading"])
        contents.freeze_panes(1, 1)
        for place, table in enumerate(tables, start=1):
            sheet = self._sheet(table.title)
            self._fill(sheet, table)
            contents.write_url(place, 0, f"internal:'{sheet.get_name()}'!A1", None, table.title)
            contents.write_number(place, 1, len(table.rows), self.formats["whole"])

    def _fill(self, sheet: Any, table: Table) -> None:
        for index, column in enumerate(table.columns):
            sheet.set_column(index, index, min(column.width, WIDEST))
            sheet.write_string(0, index, column.heading, self.formats["heading"])
        sheet.freeze_panes(1, 1)
        for place, row in enumerate(table.rows, start=1):
            for index, cell in enumerate(row):
                value = plain_value(cell)
                write_cell(sheet, place, index, value, self.formats, self._style(value))
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        else:
            sheet.write_string(1, 0, table.empty, self.formats["text"])

    def _style(self, value: Any) -> Any:
        if isinstance(value, int | Decimal):
            return self.formats["whole" if value == int(value) else "parts"]
        return self.formats["date" if isinstance(value, date) else "text"]

    def _sheet(self, title: str) -> Any:
        """Excel wants names of at most 31 characters, each once."""
        name, place = sheet_name(title).strip(), 2
        while name.lower() in self.names:
            name, place = f"{sheet_name(title)[:28].strip()} {place}", place + 1
        self.names.add(name.lower())
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_header(f"&L{self.stamp.replace('&', '&&')}&R&A")
        sheet.set_footer("&C&P")
        return sheet


def plain_value(cell: Cell) -> Any:
    """What a cell is without its link or its colour."""
    match cell:
        case Figure():
            return cell.value
        case State():
            return cell.label
        case Linked():
            return cell.text
        case _:
            return cell
