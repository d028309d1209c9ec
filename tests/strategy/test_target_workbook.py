"""The table of targets as a workbook and back: every change is shown, and what cannot be taken is told cell by cell."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from partnerships.core.calendar import FinancialYear
from partnerships.core.models import Province
from partnerships.strategy.definitions import Definitions
from partnerships.strategy.models import Slot, Target
from partnerships.strategy.services import Place, standing_targets
from partnerships.strategy.workbook import FIRST_VALUE, HEADING_ROW, Difference, read_table, write_table
from tests.factories import IndicatorFactory, ProvinceFactory, TargetFactory
from tests.people import nomsa

pytestmark = pytest.mark.django_db

YEAR = FinancialYear(2026)
SHEET = "Targets 2026-27"
FIRST = HEADING_ROW + 2  # the first row of figures, as a spreadsheet counts
COLUMN = {slot: FIRST_VALUE + place + 1 for place, slot in enumerate(Slot)}
SCALE = ["low", "middling", "high"]


@pytest.fixture
def table():
    """Gauteng and Limpopo have targets of a number; a percentage and words are measured nationally."""
    gauteng, limpopo = ProvinceFactory(code="GP"), ProvinceFactory(code="LP")
    number = IndicatorFactory(code="1.1.1")
    IndicatorFactory(
        code="1.1.2",
        unit="percentage",
        calculation_type="non_cumulative",
        collected_from="national",
    )
    IndicatorFactory(
        code="1.1.3",
        unit="qualitative",
        calculation_type="non_cumulative",
        collected_from="national",
        scale=SCALE,
    )
    for province, value in ((gauteng, 10), (limpopo, 5), (None, 15)):
        TargetFactory(indicator=number, province=province, slot=Slot.Q4, value=Decimal(value))
    return number


def taken_out(year: FinancialYear = YEAR) -> Any:
    content = write_table(
        year,
        Definitions(year),
        list(Province.objects.all()),
        standing_targets(year.start_year, viewer=nomsa()),
    )
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book: Any) -> io.BytesIO:
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    return buffer


def read(file: Any, name: str = "targets.xlsx", year: FinancialYear = YEAR) -> Difference:
    return read_table(
        file,
        name,
        year,
        Definitions(year),
        list(Province.objects.all()),
        standing_targets(year.start_year, viewer=nomsa()),
    )


def read_with(change: Callable[[Any], None]) -> Difference:
    book = taken_out()
    change(book[SHEET])
    return read(saved(book))


def put(row: int, slot: str, value: Any) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        sheet.cell(FIRST + row, COLUMN[Slot(slot)]).value = value

    return change


def problems(difference: Difference) -> list[tuple[str, str, str]]:
    return [(cell.where, cell.slot, cell.problem) for cell in difference.problems]


# Rows: 0 number national, 1 number Gauteng, 2 number Limpopo, 3 percentage, 4 words


def test_the_table_holds_every_indicator_and_scope_with_what_stands(table):
    book = taken_out()
    sheet = book[SHEET]
    rows = [
        [cell.value for cell in row]
        for row in sheet.iter_rows(min_row=FIRST, min_col=2, max_col=FIRST_VALUE + 6)
    ]

    assert [(row[0], row[4], row[-1]) for row in rows] == [
        ("1.1.1", "National", 15),
        ("1.1.1", "Gauteng", 10),
        ("1.1.1", "Limpopo", 5),
        ("1.1.2", "National", None),
        ("1.1.3", "National", None),
    ]
    assert sheet.column_dimensions["A"].hidden
    assert sheet.protection.sheet
    # Q2 is over on 23 November; Q4 is to come.
    locked = {slot: sheet.cell(FIRST, COLUMN[slot]).protection.locked for slot in (Slot.Q2, Slot.Q4)}
    assert locked == {Slot.Q2: True, Slot.Q4: False}
    kinds = {rule.type for rule in sheet.data_validations.dataValidation}
    assert kinds == {"decimal", "list"}


def test_a_table_that_comes_back_as_it_went_changes_nothing(table):
    found = read(saved(taken_out()))

    assert (found.changes, found.problems, found.notes) == ({}, [], [])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12,5", "12.50"),
        ("12.5", "12.50"),
        (12.5, "12.50"),
        ("1 234,5", "1234.50"),
        ("1\u00a0234", "1234.00"),
        (0, "0.00"),
        (0.1 + 0.2, "0.30"),
        (" 7 ", "7.00"),
    ],
)
def test_figures_are_read_as_people_write_them(table, written, value):
    found = read_with(put(1, "q4", written))

    gauteng = Province.objects.get(code="GP")
    assert found.changes == {Place(table.pk, gauteng.pk, "q4"): Decimal(value)}
    assert [(cell.where, cell.slot, cell.before, cell.after) for cell in found.cells] == [
        ("Row 5: 1.1.1, Gauteng", "Q4", Decimal("10.00"), Decimal(value))
    ]


@pytest.mark.parametrize(
    ("row", "slot", "written", "problem"),
    [
        (1, "q4", "twelve", "“twelve” is not a figure. Write for instance 1 234 or 12,5."),
        (1, "q4", "=1+1", "“=1+1” is not a figure. Write for instance 1 234 or 12,5."),
        (1, "q4", True, "“True” is not a figure. Write for instance 1 234 or 12,5."),
        (
            1,
            "q4",
            date(2026, 5, 1),
            "“2026-05-01” is not a figure. Write for instance 1 234 or 12,5.",
        ),
        (1, "q4", -3, "-3 lies below zero. A target is zero or more."),
        (1, "q4", "12,345", "12,345 has more than two decimals. Write at most two, for instance 12,25."),
        (1, "q4", 10**12, "1000000000000 is too large. Write a figure below one billion."),
        (4, "q4", "splendid", "“splendid” is not on its scale. Choose one of: low, middling, high."),
    ],
)
def test_what_is_no_target_is_told_cell_by_cell_and_the_rest_is_read(table, row, slot, written, problem):
    def change(sheet: Any) -> None:
        put(row, slot, written)(sheet)
        put(2, "q4", 6)(sheet)

    found = read_with(change)

    where = {1: "Row 5: 1.1.1, Gauteng", 4: "Row 8: 1.1.3, National"}[row]
    told = problems(found)
    if written == "=1+1":
        # openpyxl keeps it as a formula, which no value was computed for: an emptied cell.
        assert told == []
    else:
        assert told == [(where, "Q4", problem)]
    assert list(found.changes.values()) == [Decimal(6)]


def test_words_of_the_scale_are_read(table):
    found = read_with(put(4, "q4", "high"))

    assert list(found.changes.values()) == ["high"]


def test_a_closed_quarter_is_not_changed_by_a_workbook(table):
    [(where, slot, problem)] = problems(read_with(put(0, "q2", 12)))

    assert (where, slot) == ("Row 4: 1.1.1, National", "Q2")
    assert "changes only as an exception" in problem


def test_an_emptied_cell_takes_no_target_away_and_is_told(table):
    found = read_with(put(1, "q4", None))

    assert (found.changes, found.problems) == ({}, [])
    assert found.notes == [
        "Row 5: 1.1.1, Gauteng, Q4 was emptied: a target that was set is not taken away, so it stays."
    ]


def test_what_others_changed_meanwhile_is_neither_lost_nor_overwritten(table):
    book = taken_out()
    Target.objects.filter(province__code="GP").update(value=Decimal(11))
    Target.objects.filter(province__code="LP").update(value=Decimal(6))
    put(1, "q4", 12)(book[SHEET])

    found = read(saved(book))

    assert problems(found) == [
        (
            "Row 5: 1.1.1, Gauteng",
            "Q4",
            "somebody else changed it to 11 since the table was taken out. Take out the table anew.",
        )
    ]
    assert found.changes == {}
    assert found.notes == [
        "Row 6: 1.1.1, Limpopo, Q4 was changed by others since the table was taken out; it stays as it is now."
    ]


def test_rows_may_be_sorted_and_left_out_but_not_added_or_doubled(table):
    def change(sheet: Any) -> None:
        put(1, "q4", 11)(sheet)
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST)]
        # Limpopo is left out; Gauteng comes first and twice; one row is new.
        new = [None, "9.9.9", "Something else", "Number", "", "National", None, None, None, None, None, 3]
        for number, row in enumerate([rows[1], rows[1], rows[0], rows[3], rows[4], new]):
            for column in range(len(rows[0])):
                sheet.cell(FIRST + number, column + 1).value = row[column] if column < len(row) else None

    found = read_with(change)

    assert list(found.changes.values()) == [Decimal(11)]
    assert [(cell.where, cell.problem) for cell in found.problems] == [
        ("Row 5: 1.1.1, Gauteng", "this row stands twice. Keep one of them."),
        (
            "Row 9",
            "this row was added. Add no rows: what is not in the table is described as an indicator.",
        ),
    ]
    assert found.notes == ["Not in the workbook, so nothing changes for: 1.1.1 Limpopo."]


def test_a_workbook_of_another_year_is_refused_by_name(table):
    with pytest.raises(ValidationError, match="holds Targets 2027-28, not Targets 2026-27"):
        read(saved(taken_out(FinancialYear(2027))))


def test_rows_of_another_year_under_the_name_of_this_one_are_refused(table):
    book = taken_out(FinancialYear(2027))
    book["Targets 2027-28"].title = SHEET

    found = read(saved(book))

    assert {cell.problem for cell in found.problems} == {
        "this row is of another financial year than 2026/27."
    }
    assert found.changes == {}


def test_a_workbook_without_its_sheet_or_its_headings_is_refused(table):
    book = taken_out()
    del book[SHEET]
    with pytest.raises(ValidationError, match=f"has no sheet “{SHEET}”"):
        read(saved(book))

    book = taken_out()
    book[SHEET].delete_rows(1, HEADING_ROW + 1)
    with pytest.raises(ValidationError, match="headings of the table are missing"):
        read(saved(book))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no table", b"PK\x03\x04 cut"])
def test_a_file_that_is_no_workbook_is_refused_in_words(table, content):
    with pytest.raises(ValidationError, match=r"“targets\.xlsx”"):
        read(io.BytesIO(content))


SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_table_saved_by_libreoffice_is_read_as_it_was(table, tmp_path: Path, kind: str):
    book = taken_out()
    put(1, "q4", 12.5)(book[SHEET])
    source = tmp_path / "targets.xlsx"
    book.save(source)
    out = tmp_path / "out"
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            *("--headless", "--convert-to", kind, "--outdir", str(out), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )

    with (out / f"targets.{kind}").open("rb") as file:
        found = read(file, f"targets.{kind}")

    assert list(found.changes.values()) == [Decimal("12.50")]
    assert (found.problems, found.notes) == ([], [])
