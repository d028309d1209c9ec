"""Reads a workbook in a process of its own, so that whatever a file does to its reader is done to this process alone.

Takes the file on its standard input; gives the rows of the sheet that is named, or the names of the sheets.
Run by ``workbook``; knows nothing of the application.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 1024 * 1024 * 1024
SECONDS = 40
MOST_COLUMNS = 200
# All letters of a sheet together: what a list of 50 000 rows holds, many times over.
MOST_LETTERS = 60_000_000
PASSWORD, BROKEN, TOO_LONG, TOO_MUCH = 10, 11, 12, 13


def main(most_rows: int, sheet: str | None) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import python_calamine  # noqa: PLC0415 -- within the limits, too

    try:
        book = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        if sheet is None:
            return give(visible(book))
        return give_rows(book.get_sheet_by_name(sheet), most_rows)
    except python_calamine.PasswordError:
        return PASSWORD
    except MemoryError:
        return TOO_MUCH
    # The reader meets files that no specification foresees; whatever it raises, the file cannot be read.
    except Exception as error:  # noqa: BLE001
        return PASSWORD if "password" in str(error).lower() else BROKEN


def visible(book: Any) -> list[str]:
    """The names of the sheets that hold cells and that a person sees."""
    seen = [
        one.name
        for one in book.sheets_metadata
        if str(one.visible).endswith("Visible") and str(one.typ).endswith("WorkSheet")
    ]
    return seen or list(book.sheet_names)


def give_rows(sheet: Any, most_rows: int) -> int:
    height = sheet.start[0] + sheet.height if sheet.start else 0
    if height > most_rows:
        give(height)
        return TOO_LONG
    if sheet.start and sheet.start[1] + sheet.width > MOST_COLUMNS:
        return TOO_MUCH
    rows, letters = [], 0
    for row in sheet.to_python(skip_empty_area=False):
        cells = [plain(value) for value in row]
        letters += sum(len(value) for value in cells if isinstance(value, str))
        if letters > MOST_LETTERS:
            return TOO_MUCH
        rows.append(cells)
    fill_down(rows, sheet.merged_cell_ranges or [])
    return give(rows)


def fill_down(rows: list[list[Any]], merged: list[Any]) -> None:
    """A cell joined over several rows says the same for each of them."""
    for (first, left), (last, right) in merged:
        if left == right and first < last and first < len(rows) and left < len(rows[first]):
            for row in rows[first + 1 : last + 1]:
                row[left] = rows[first][left]


def plain(value: Any) -> Any:
    """What JSON can hold; days and times in a list with what they are."""
    if isinstance(value, datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, time | timedelta):
        return str(value)
    return value


def give(answer: Any) -> int:
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None))
