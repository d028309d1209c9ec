"""Rows as CSV and Excel: core/exports.py."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.core.exports import FORMULA_STARTS, Column, harmless, sheet_name, to_csv, to_xlsx


@dataclass
class Row:
    name: Any = "Khanya Safety Trust (demo)"
    value: Any = None
    parent: Any = None

    def shout(self):
        return str(self.name).upper()


COLUMNS = (Column("Name", "name"), Column("Value", "value"))


def csv_of(*values):
    return "".join(to_csv([Row(value=value) for value in values], COLUMNS))


def sheet_of(*rows, columns=COLUMNS):
    """The cells as (what they hold, which type Excel gives them)."""
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx("Rows", rows, columns)))
    return [[(cell.value, cell.data_type) for cell in row] for row in book.active.iter_rows()]


def test_csv_begins_with_the_mark_by_which_excel_knows_its_letters():
    assert csv_of("Mbômbela") == "\ufeffName,Value\r\nKhanya Safety Trust (demo),Mbômbela\r\n"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (0, "0"),
        (Decimal("12.50"), "12.50"),
        (-3, "-3"),
        (True, "Yes"),
        (False, "No"),
        (date(2026, 3, 31), "2026-03-31"),
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), "2026-04-01 00:30+02:00"),
        ('He said "no", twice', '"He said ""no"", twice"'),
        ("two\nlines", '"two\nlines"'),
    ],
)
def test_a_cell_of_csv_says_what_the_value_is(value, cell):
    assert csv_of(value).split("\r\n", 1)[1] == f"Khanya Safety Trust (demo),{cell}\r\n"


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_text_that_a_spreadsheet_would_run_is_made_harmless(start):
    text = f"{start}cmd|' /C calc'!A0"

    assert harmless(text) == f"'{text}"
    assert f"'{start}cmd" in csv_of(text)
    # In a workbook it is a text cell, which is never run.
    value, kind = sheet_of(Row(value=text))[1][1]
    assert (value.endswith("cmd|' /C calc'!A0"), kind) == (True, "s")


@given(st.text(max_size=50))
def test_no_text_comes_out_as_the_beginning_of_a_formula(text):
    assert not str(harmless(text)).startswith(FORMULA_STARTS)


def test_a_column_follows_names_calls_what_can_be_called_and_stops_at_nothing():
    row = Row(name="Trust", parent=Row(name="Forum"))

    assert [
        Column("", source).cell(row)
        for source in ("name", "shout", "parent__name", "parent__shout", "parent__parent__name")
    ] == ["Trust", "TRUST", "Forum", "FORUM", None]
    assert Column("", lambda given: given.name[::-1]).cell(row) == "tsurT"


def test_cells_of_a_workbook_are_typed():
    rows = [
        Row("Number", Decimal("12.5")),
        Row("Day", date(2026, 3, 31)),
        Row("Text", "031"),
        Row("Formula", "=1+1"),
        Row("Address", "https://example.org"),
        Row("Nothing", None),
        Row("Answer", True),
    ]

    assert sheet_of(*rows) == [
        [("Name", "s"), ("Value", "s")],
        [("Number", "s"), (12.5, "n")],
        [("Day", "s"), (datetime.combine(date(2026, 3, 31), time()), "d")],
        [("Text", "s"), ("031", "s")],
        [("Formula", "s"), ("=1+1", "s")],
        [("Address", "s"), ("https://example.org", "s")],
        [("Nothing", "s"), (None, "n")],
        [("Answer", "s"), ("Yes", "s")],
    ]


def test_a_workbook_holds_no_formula_and_no_link():
    content = to_xlsx("Rows", [Row("=1+1", "https://example.org")], COLUMNS)

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_characters_that_xml_cannot_hold_do_not_break_the_workbook():
    assert sheet_of(Row(value="before\x00\x0bafter"))[1][1] == ("beforeafter", "s")


def test_an_empty_list_still_has_its_headings():
    assert sheet_of() == [[("Name", "s"), ("Value", "s")]]


@pytest.mark.parametrize(
    ("title", "name"),
    [("Actuals", "Actuals"), ("a/b:c*[d]?'e'\\f", "abcdef"), ("x" * 40, "x" * 31)],
)
def test_a_sheet_has_a_name_that_excel_accepts(title, name):
    assert sheet_name(title) == name
