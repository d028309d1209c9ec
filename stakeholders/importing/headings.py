"""Finding the row of headings, which real lists put below titles and empty rows, and what each column is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError

from stakeholders.importing.fields import FIELD, FIELDS, NEEDED, folded

# Titles, addresses and logos above a list take a few rows, seldom more.
LOOKED_AT = 40
SAMPLE = 40
CLOSE_ENOUGH = 0.86
SHORTEST_TO_GUESS = 5
EMPTY = "The sheet is empty. Choose another sheet, or send another file."
NO_LIST = "No row of headings was found: the sheet needs a row that names its columns, and at least one row below it."

KNOWN: dict[str, str] = {}
for _field in FIELDS:
    for _heading in (_field.label, *_field.headings):
        KNOWN.setdefault(folded(_heading), _field.name)
# What a list calls its columns and we do not take: never mistaken for a field by a likeness.
IGNORED = {
    folded(heading)
    for heading in (
        *(
            "No",
            "Nr",
            "#",
            "S/N",
            "Item",
            "Index",
            "Row",
            "Status",
            "Remarks",
            "Comments",
            "Comment",
            "Gender",
            "Race",
            "Age",
        ),
        *(
            "ID number",
            "ID no",
            "Identity number",
            "Date of birth",
            "DOB",
            "Postal address",
            "Physical address",
            "Address",
        ),
        *(
            "Home address",
            "Fax",
            "Fax number",
            "Postal code",
            "Code",
            "Country",
            "Ward",
            "Cluster",
            "Signature",
            "Language",
        ),
    )
}


@dataclass(frozen=True)
class Header:
    """``row_number`` counts from 1, as the spreadsheet does; ``columns`` gives the field for the position, from 0."""

    row_number: int
    headings: list[str]
    columns: dict[int, str]


def find_header(rows: Sequence[Sequence[Any]]) -> Header:
    """The row among the first forty in which the most headings are known; raises ValidationError with a sentence."""
    best: tuple[tuple[int, int], int] | None = None
    for place, row in enumerate(rows[:LOOKED_AT]):
        words = [heading_of(cell) for cell in row]
        if not any(words):
            continue
        known = len({_field_of(word) for word in words} - {""}) if _is_text(row) else 0
        filled = sum(1 for word in words if word)
        # Without any that we know: the first row of at least two words that stands above another one.
        score = (known, 1 if filled > 1 and _is_text(row) else 0)
        if best is None or score > best[0]:
            best = (score, place)
    if best is None:
        raise ValidationError(EMPTY)
    place = best[1]
    if best[0] == (0, 0) or not any(any(_filled(cell) for cell in row) for row in rows[place + 1 :]):
        raise ValidationError(NO_LIST)
    return header_at(rows, place + 1)


def header_at(rows: Sequence[Sequence[Any]], row_number: int) -> Header:
    """The same for a row that somebody chose."""
    headings = [heading_of(cell) for cell in rows[row_number - 1]]
    while headings and not headings[-1]:
        headings.pop()
    sample = [row for row in rows[row_number : row_number + SAMPLE] if any(_filled(cell) for cell in row)]
    return Header(row_number, headings, recognise(headings, sample))


def recognise(headings: Sequence[str], sample: Sequence[Sequence[Any]] = ()) -> dict[int, str]:
    """Our field for each column that we know, each field once; what stands below settles headings of two meanings."""
    columns: dict[int, str] = {}
    for place, heading in enumerate(headings):
        if name := _field_of(heading):
            cells = [str(row[place]) for row in sample if place < len(row) and _filled(row[place])]
            name = _by_content(name, folded(heading), cells)
            if name in columns.values():
                name = SECOND.get(name, "")
            if name and name not in columns.values():
                columns[place] = name
    bare = [
        place
        for place, heading in enumerate(headings)
        if folded(heading) in {"name", "names", "naam", "full name"}
    ]
    for place in bare:
        columns.pop(place, None)
        # “Name” alone is the organisation's, unless another column is, or a surname stands beside it.
        wanted = NEEDED if NEEDED not in columns.values() else "contact.name"
        if (
            "contact.surname" in columns.values()
            and "contact.name" not in columns.values()
            and NEEDED in columns.values()
        ):
            wanted = "contact.name"
        if wanted not in columns.values():
            columns[place] = wanted
    return dict(sorted(columns.items()))


# The second column of a kind belongs to the second person.
SECOND = {
    "contact.name": "contact2.name",
    "contact.post": "contact2.post",
    "contact.phone": "contact2.phone",
    "contact.mobile": "contact2.phone",
    "contact.email": "contact2.email",
}


def data_rows(rows: Sequence[Sequence[Any]], header_row: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """What stands below the headings, with the number of each row; empty rows are passed over."""
    for row_number, row in enumerate(rows[header_row:], start=header_row + 1):
        if any(_filled(cell) for cell in row):
            yield row_number, row


def heading_of(cell: Any) -> str:
    return " ".join(str(cell).split())[:120] if _filled(cell) else ""


def _filled(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _is_text(row: Sequence[Any]) -> bool:
    filled = [cell for cell in row if _filled(cell)]
    return sum(isinstance(cell, str) and len(cell) <= 120 for cell in filled) * 2 > len(filled)


def _field_of(heading: str) -> str:
    word = folded(heading)
    # A heading such as “Telephone *” or “E-mail (work)” says the same as without it.
    without = folded(heading.partition("(")[0])
    for one in (word, without):
        if one in KNOWN:
            return KNOWN[one]
        if one in FIELD:
            return one
    if heading in FIELD:
        return heading
    if word in IGNORED or without in IGNORED:
        return ""
    for one in (word, without):
        if len(one) >= SHORTEST_TO_GUESS and (
            close := get_close_matches(one, KNOWN, n=1, cutoff=CLOSE_ENOUGH)
        ):
            return KNOWN[close[0]]
    return ""


def _by_content(name: str, heading: str, cells: list[str]) -> str:
    """“Contact” is a person, a number or an address; “Number” a telephone only where telephones stand."""
    if not cells or heading not in {
        "contact",
        "contacts",
        "contact details",
        "number",
        "contact number",
        "contact no",
    }:
        return name
    if sum("@" in cell for cell in cells) * 2 > len(cells):
        return "contact.email"
    numbers = sum(sum(letter.isdigit() for letter in cell) >= 9 for cell in cells) * 2 > len(cells)
    if heading == "number":
        return name if numbers else ""
    if numbers:
        return "contact.phone"
    return "contact.name" if heading in {"contact", "contacts"} else name
