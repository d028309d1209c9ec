"""Spreadsheets as people send them, made in memory, and what is said of those that cannot be taken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from partnerships.core.spreadsheets.workbook import open_book

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
