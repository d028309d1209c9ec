"""Files as people send them, and what is said of their rows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from stakeholders.importing.check import check_rows
from stakeholders.importing.headings import data_rows, find_header
from stakeholders.importing.workbook import open_book
from stakeholders.models import ImportRow

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(
    rows: Sequence[Sequence[Any]], *more: tuple[str, Sequence[Sequence[Any]]], date_format: str = ""
) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": date_format or "yyyy-mm-dd"}) as book:
        for name, content in [("Sheet1", rows), *more]:
            sheet = book.add_worksheet(name)
            for at, row in enumerate(content):
                sheet.write_row(at, 0, row)
    return buffer.getvalue()


def csv(text: str, coding: str = "utf-8") -> bytes:
    return text.encode(coding)


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def ods(rows: Sequence[Sequence[str]], manifest: bytes = b"") -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{names}office:1.0" '
        f'xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Lys">{cells}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return zipped(
        {"mimetype": ODS_TYPE.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": manifest}
    )


def rows_of(content: bytes, name: str = "list.xlsx") -> list[list[Any]]:
    book = open_book(io.BytesIO(content), name)
    return book.rows(book.sheets[0])


def refusal(content: bytes, name: str) -> str:
    """What is said when a file cannot be taken."""
    with pytest.raises(ValidationError) as caught:
        rows_of(content, name)
    return " ".join(caught.value.messages)


def checked(content: bytes, name: str, by: Any, **options: Any) -> list[ImportRow]:
    """From the bytes of the file to what would become of each row."""
    rows = rows_of(content, name)
    header = find_header(rows)
    return list(check_rows(data_rows(rows, header.row_number), header.columns, by=by, **options))


def checked_row(by: Any, **options: Any) -> ImportRow:
    """One row of an organisation with the cells given by our names, written with two underscores for the point."""
    cells = {"stakeholder.name": "Thusano Trust", "stakeholder.group": "Civil society"}
    cells |= {name.replace("__", "."): cell for name, cell in options.items()}
    names = list(cells)
    return next(check_rows([(2, [cells[name] for name in names])], dict(enumerate(names)), by=by))


def said(row: ImportRow, level: str = "warning") -> list[str]:
    return [sentence.replace("\u00a0", " ") for of, _, sentence in row.messages if of == level]
