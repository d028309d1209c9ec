"""Files that cannot be taken, each with the sentence that helps; and the codings and separators that can."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date
from pathlib import Path
from subprocess import run

import pytest
from django.core.exceptions import ValidationError

from partnerships.core.spreadsheets.workbook import open_book
from tests.core.spreadsheets.making import csv, ods, refusal, rows_of, xlsx, zipped

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
BOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
SAVE = "Open it in Excel or LibreOffice, save it as .xlsx and send that file."
KINDS = "Send the list as .xlsx, .xls, .ods or .csv."


def stream(name: str) -> bytes:
    return OLD + name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "list.xlsx", "“list.xlsx” is empty. Choose the file again."),
        (
            b"%PDF-1.7\n" + bytes(40),
            "list.xlsx",
            "“list.xlsx” is a PDF, not a spreadsheet. Ask for the list as a spreadsheet, or copy it into "
            "one, and send "
            "that.",
        ),
        (
            stream("EncryptedPackage"),
            "list.xlsx",
            "“list.xlsx” is protected with a password, and cannot be read here. Save a copy without it and send that.",
        ),
        (
            ods([["Name"]], b"<manifest:encryption-data/>"),
            "list.ods",
            "“list.ods” is protected with a password, and cannot be read here. Save a copy without it and send that.",
        ),
        (
            zipped({**BOOK, "xl/vbaProject.bin": b"x"}),
            "list.xlsm",
            "“list.xlsm” carries macros, which are not accepted. Save a copy without them and send that.",
        ),
        (
            stream("_VBA_PROJECT_CUR"),
            "list.xls",
            "“list.xls” carries macros, which are not accepted. Save a copy without them and send that.",
        ),
        (
            csv("Name,Group\nThusano\0,Civil society\n"),
            "list.csv",
            "“list.csv” holds a byte in line 2 that no text has (NUL): it was cut or damaged on its way. "
            "Export it again "
            "and send that file.",
        ),
        (
            b"<html><table><tr><td>Name",
            "list.xls",
            f"“list.xls” is a web page that bears the name of a spreadsheet. {SAVE}",
        ),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "list.xls",
            f"“list.xls” is written in the old XML form of Excel, which is not read here. {SAVE}",
        ),
        (
            zipped({"xl/workbook.bin": b"x"}),
            "l.xlsb",
            f"“l.xlsb” is a binary workbook (.xlsb), which is not read here. {SAVE}",
        ),
        (
            zipped({"word/document.xml": b"x"}),
            "l.xlsx",
            f"“l.xlsx” is not a spreadsheet, whatever its name says. {KINDS}",
        ),
        (stream("WordDocument"), "l.xls", f"“l.xls” is not a spreadsheet, whatever its name says. {KINDS}"),
        (b"\x89PNG\r\n\x1a\n", "l.xlsx", f"“l.xlsx” is a picture, not a spreadsheet. {KINDS}"),
        (
            bytes(range(256)) + bytes(900),
            "l.xlsx",
            f"“l.xlsx” is not a spreadsheet, whatever its name says. {KINDS}",
        ),
        (zipped(BOOK), "l.xlsx", f"“l.xlsx” cannot be read: it is damaged, or was not finished. {SAVE}"),
        (
            xlsx([["Name", "Group"]])[:-40],
            "l.xlsx",
            "“l.xlsx” ends in the middle: a part of it did not arrive. Choose the file again.",
        ),
        (
            csv('Name,Group\n"Thusano,' + "x" * 200_000),
            "l.csv",
            "“l.csv” cannot be read from row 2 on: a quotation mark is missing, or a cell is far too long. "
            "Correct that row.",
        ),
        (
            b"Name\n\x81\x8d",
            "l.csv",
            "“l.csv” is written in a coding that cannot be told. Save it as “CSV UTF-8” and send that file.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(
    content: bytes, name: str, sentence: str
) -> None:
    assert refusal(content, name) == sentence


BOMB = "“l.xlsx” unpacks to far more than its size allows. Save it again in its program and send that copy."


def test_an_archive_that_declares_too_much_is_not_opened() -> None:
    content = bytearray(zipped({**BOOK, "xl/worksheets/sheet1.xml": b"x"}))
    # The size unpacked, in the directory of the last part.
    at = content.rfind(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<L", 2_000_000_000)
    assert refusal(bytes(content), "l.xlsx") == BOMB


def test_an_archive_that_lies_about_its_sizes_is_not_opened() -> None:
    content = bytearray(zipped({**BOOK, "xl/worksheets/sheet1.xml": bytes(5_000_000)}))
    at = content.rfind(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<L", 1000)
    assert refusal(bytes(content), "l.xlsx") == BOMB


def test_an_archive_of_overlapping_parts_is_not_opened() -> None:
    content = zipped({f"xl/part{n}": b"" for n in range(5001)} | BOOK)
    assert refusal(content, "l.xlsx") == BOMB


def sheet(rows: str) -> bytes:
    """A workbook with one sheet of this XML."""
    content = xlsx([["x"]])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/worksheets/sheet1.xml"] = (
        f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    )
    return zipped(parts)


def test_one_cell_at_the_far_corner_of_a_sheet_does_not_exhaust_the_machine() -> None:
    far = sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    assert refusal(far, "l.xlsx").startswith("“l.xlsx” holds more than can be read at once.")


def test_two_hundred_thousand_rows_are_refused_by_their_number() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 200_001))
    assert refusal(sheet(rows), "l.xlsx").replace("\u00a0", " ") == (
        "“l.xlsx” has 200 000 rows. At most 50 000 are read at once: send it in parts."
    )
    text = csv("Name\n" + "x\n" * 50_200)
    assert "At most 50 000" in refusal(text, "l.csv").replace("\u00a0", " ")


def test_a_file_larger_than_twenty_megabytes_is_refused_unread() -> None:
    assert refusal(b"x" * (20 * 1024 * 1024 + 1), "l.csv").startswith("“l.csv” is larger than 20 MB.")


ROWS = [["Name", "Place"], ["Müller & Söhne", "Köln"]]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_text_is_read_in_whatever_coding_and_separator_it_came(coding: str, separator: str) -> None:
    text = "\r\n".join(separator.join(row) for row in ROWS)
    assert rows_of(csv(text, coding), "l.csv") == ROWS


def test_the_separator_is_not_misled_by_commas_in_the_cells() -> None:
    text = 'Name;Mandate\nA;"safety, women, children"\nB;safety, women, youth\nC;x, y, z\n'
    assert [len(row) for row in rows_of(csv(text), "l.csv")] == [2, 2, 2, 2]


def test_a_first_line_that_says_the_separator_is_believed_and_counts_as_a_row() -> None:
    assert rows_of(csv("sep=;\nName;Place\nA;B\n"), "l.csv") == [[], ["Name", "Place"], ["A", "B"]]


def test_a_workbook_keeps_days_as_days_and_empty_rows_as_rows() -> None:
    found = rows_of(xlsx([["Name", "Date"], [], ["A", date(2026, 3, 31)]]))
    assert [len([cell for cell in row if cell != ""]) for row in found] == [2, 0, 2]
    assert str(found[2][1])[:10] == "2026-03-31"


def test_hidden_sheets_are_not_offered_and_a_sheet_that_is_gone_is_told() -> None:
    book = open_book(io.BytesIO(xlsx([["Name"]], ("Notes", [["x"]]))), "l.xlsx")
    assert book.sheets == ["Sheet1", "Notes"]
    with pytest.raises(ValidationError, match="has no sheet “Gone” any more"):
        book.rows("Gone")


def test_a_name_is_shown_without_marks_that_turn_it_round() -> None:
    assert refusal(b"", "..\\evil\u202exslx.csv") == "“evilxslx.csv” is empty. Choose the file again."


def test_a_workbook_of_the_nineties_and_one_of_libreoffice_are_read(tmp_path: Path) -> None:
    made = tmp_path / "list.xlsx"
    made.write_bytes(xlsx([["Name", "Date"], ["Thusano", date(2026, 3, 31)]]))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    run(
        ["soffice", home, "--headless", "--convert-to", "xls", "--outdir", tmp_path, made],
        check=True,
        capture_output=True,
    )
    found = rows_of((tmp_path / "list.xls").read_bytes(), "list.xls")
    assert found[0] == ["Name", "Date"]
    assert found[1][0] == "Thusano"
    assert str(found[1][1])[:10] == "2026-03-31"
    assert rows_of(ods([["Naam", "Provinsie"], ["Thusano", "Vrystaat"]]), "lys.ods") == [
        ["Naam", "Provinsie"],
        ["Thusano", "Vrystaat"],
    ]
