"""An empty list to fill in: one column for each field, drop-downs from the reference lists, and how to fill it in."""

from __future__ import annotations

import io
from typing import Any

from partnerships.core.exports import WORKBOOK_OPTIONS
from partnerships.core.models import User
from stakeholders.importing.fields import FIELDS, ImportField
from stakeholders.importing.references import References
from stakeholders.models import Stakeholder

LIST, HOW, LISTS = "List", "How to fill it in", "Lists"
# Rows that get drop-downs; further ones are read all the same.
ROWS = 2000
# What the reader takes from lists of others, and a list of ours does not need.
LEFT_OUT = {"contact.surname", "contact.title", "contact.mobile"}
INSTRUCTIONS = (
    "One row for each stakeholder. Only the name and the group are needed; leave empty what is not known.",
    "A stakeholder with several contact people takes several rows: repeat its name, and its province, in each of them.",
    "Cells with a list take one of its entries. The lists are those of the register on the day this file was made.",
    "Write days as 2026-03-31 and telephone numbers as 012 345 6789; a cell takes one number and one e-mail address.",
    "Give of people the name, the post and the work details alone: no identity number, no home address, no birth date.",
    "A stakeholder that is registered already under the same name in the same province is changed, not made twice; "
    "an empty cell changes nothing.",
    "Send this file under Stakeholders, Import. Nothing is written before you have seen every row and said so.",
)


def template(by: User) -> bytes:
    """The workbook for this person: a provincial one has no column for the province, as every row is the own one's."""
    import xlsxwriter  # noqa: PLC0415 -- slow import

    references = References(by)
    fields = [
        field
        for field in FIELDS
        if field.name not in LEFT_OUT and (by.is_national or field.name != "stakeholder.province")
    ]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {**WORKBOOK_OPTIONS, "constant_memory": False}) as book:
        sheet, how, lists = (book.add_worksheet(name) for name in (LIST, HOW, LISTS))
        heading = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        words = book.add_format({"num_format": "@"})
        choices = _choices(references)
        for place, field in enumerate(fields):
            style = day if field.key.endswith("_on") else words
            sheet.write_string(0, place, field.label, heading)
            sheet.set_column(place, place, max(16, min(34, len(field.label) + 2)), style)
            if field.name in choices:
                _offer(sheet, lists, place, choices[field.name])
        sheet.freeze_panes(1, 1)
        lists.hide()
        _explain(book, how, fields)
    return buffer.getvalue()


def _choices(references: References) -> dict[str, list[str]]:
    return {
        "stakeholder.group": [one.name for one in references.groups.entries],
        "stakeholder.type": [one.name for one in references.types.entries],
        "stakeholder.level": [str(label) for label in Stakeholder.Level.labels],
        "stakeholder.province": ["National", *(one.name for one in references.provinces.entries)],
        "stakeholder.district": [str(one) for one in references.districts],
        "stakeholder.stakeholder_class": [one.name for one in references.classes.entries],
        "contact.is_main": ["Yes", "No"],
        "structure.kind": [one.name for one in references.kinds.entries],
        "engagement.kind": [one.name for one in references.engagement_kinds.entries],
        "engagement.mode": [one.name for one in references.modes.entries],
    }


def _offer(sheet: Any, lists: Any, place: int, entries: list[str]) -> None:
    """The entries stand in a hidden sheet: a drop-down of its own holds no more than 255 letters."""
    if not entries:
        return
    for row, entry in enumerate(entries):
        lists.write_string(row, place, entry)
    sheet.data_validation(
        1,
        place,
        ROWS,
        place,
        {
            "validate": "list",
            "source": _range(place, len(entries)),
            "error_title": "Not in the list",
            "error_message": "Choose one of the entries of the list, or leave the cell empty.",
        },
    )


def _range(place: int, length: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell  # noqa: PLC0415 -- slow import

    first = xl_rowcol_to_cell(0, place, row_abs=True, col_abs=True)
    last = xl_rowcol_to_cell(length - 1, place, row_abs=True, col_abs=True)
    return f"={LISTS}!{first}:{last}"


def _explain(book: Any, how: Any, fields: list[ImportField]) -> None:
    title = book.add_format({"bold": True, "font_size": 14})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    how.set_column(0, 0, 40, wrapped)
    how.set_column(1, 1, 80, wrapped)
    how.write_string(0, 0, "How to fill in the list", title)
    for row, sentence in enumerate(INSTRUCTIONS, start=2):
        how.merge_range(row, 0, row, 1, sentence, wrapped)
        how.set_row(row, 32)
    start = len(INSTRUCTIONS) + 3
    how.write_string(start, 0, "Column", bold)
    how.write_string(start, 1, "For instance", bold)
    for row, field in enumerate(fields, start=start + 1):
        how.write_string(row, 0, field.label)
        how.write_string(row, 1, field.example)
