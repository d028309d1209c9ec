"""What is said of the rows of lists as people send them."""

from __future__ import annotations

from typing import Any

from stakeholders.importing.check import check_rows
from stakeholders.importing.headings import data_rows, find_header
from stakeholders.models import ImportRow
from tests.core.spreadsheets.making import rows_of


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
