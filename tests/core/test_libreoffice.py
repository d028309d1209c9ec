"""Files that are written here open in LibreOffice, and what was a number, a date or a text is one there."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from partnerships.core.exports import Column, to_csv, write_xlsx
from tests.factories import EngagementFactory, StakeholderFactory
from tests.people import nomsa

# Comma, double quotes, UTF-8, from the first line on, English, quoted text stays text, dates are recognised.
CSV = "CSV:44,34,76,1,,1033,true,true"
SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
VALUE = {"float": "value", "date": "date-value"}


@dataclass
class Row:
    what: str
    value: Any


COLUMNS = (Column("What", "what"), Column("Value", "value"))
ROWS = (
    Row("Number", Decimal("12.5")),
    Row("Whole number", 1234),
    Row("Below nought", -3),
    Row("Day", date(2026, 3, 31)),
    Row("Leading nought", "031 555 0100"),
    Row("Formula", "=1+1"),
    Row("Telephone", "+27 12 345 6789"),
    Row("Diacritics", "Mpho Ṋemukula, Mbômbela"),
    Row("Two lines", "one\ntwo"),
)
# A workbook says of each cell what it is; of a file without types only figures and days can be told from text.
IN_WORKBOOK = [
    ("float", "12.5"),
    ("float", "1234"),
    ("float", "-3"),
    ("date", "2026-03-31"),
    ("string", "031 555 0100"),
    ("string", "=1+1"),
    ("string", "+27 12 345 6789"),
    ("string", "Mpho Ṋemukula, Mbômbela"),
    ("string", "one\ntwo"),
]
IN_CSV = [
    *IN_WORKBOOK[:5],
    ("string", "'=1+1"),
    ("string", "'+27 12 345 6789"),
    *IN_WORKBOOK[7:],
]


def opened(*files: Path, reading: str = "") -> list[list[list[tuple[str, str]]]]:
    """The first sheet of each file as LibreOffice has it: (type, value) of each cell that holds something."""
    folder = files[0].parent
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        *([f"--infilter={reading}"] if reading else []),
        *("--convert-to", "fods", "--outdir", str(folder / "out"), *map(str, files)),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return [list(_rows(folder / "out" / f"{file.stem}.fods")) for file in files]


def _rows(path: Path) -> Iterator[list[tuple[str, str]]]:
    sheet = ElementTree.parse(path).getroot().find(".//table:table", SPACES)  # noqa: S314 -- written just now
    assert sheet is not None
    for row in sheet.iterfind(".//table:table-row", SPACES):
        cells = [_cell(cell) for cell in row.iterfind("table:table-cell", SPACES)]
        if found := [cell for cell in cells if cell[0]]:
            yield found


def _cell(cell: ElementTree.Element) -> tuple[str, str]:
    office = f"{{{SPACES['office']}}}"
    kind = cell.get(f"{office}value-type", "")
    assert cell.get(f"{{{SPACES['table']}}}formula") is None
    if kind in VALUE:
        return kind, cell.get(f"{office}{VALUE[kind]}", "")
    return kind, "\n".join("".join(part.itertext()) for part in cell.iterfind("text:p", SPACES))


@pytest.mark.django_db
def test_workbooks_open_with_numbers_days_and_texts_as_they_were(client: Client, tmp_path: Path) -> None:
    with (tmp_path / "types.xlsx").open("wb") as file:
        write_xlsx(file, "Types", ROWS, COLUMNS)
    stakeholder = StakeholderFactory(name="=Khanya (demo)")
    EngagementFactory(stakeholder=stakeholder, held_on=date(2026, 9, 30), attendance=12)
    client.force_login(nomsa())
    response = client.get(reverse("stakeholders:engagements"), {"format": "xlsx"})
    (tmp_path / "engagements.xlsx").write_bytes(response.getvalue())  # type: ignore[attr-defined]

    types, engagements = opened(tmp_path / "types.xlsx", tmp_path / "engagements.xlsx")

    assert [row[1] for row in types] == [("string", "Value"), *IN_WORKBOOK]
    (row,) = engagements[1:]
    assert row[0] == ("date", "2026-09-30")
    assert ("string", "=Khanya (demo)") in row
    assert ("float", "12") in row


def test_csv_opens_with_its_letters_days_and_figures_and_runs_nothing(tmp_path: Path) -> None:
    file = tmp_path / "types.csv"
    file.write_text("".join(to_csv(ROWS, COLUMNS)), encoding="utf-8", newline="")

    (types,) = opened(file, reading=CSV)

    assert [row[1] for row in types] == [("string", "Value"), *IN_CSV]
