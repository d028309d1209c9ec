"""Saying of every row what would become of it: new, a change, already there, refused, or left out, and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from partnerships.core.models import Province, User
from partnerships.core.numbers import date_long
from stakeholders.identity_numbers import IDENTITY_NUMBER
from stakeholders.importing.entry import Entry, read_entry
from stakeholders.importing.existing import Existing
from stakeholders.importing.fields import FIELD, NEEDED, folded
from stakeholders.importing.people import read_contacts
from stakeholders.importing.references import References
from stakeholders.importing.row import Row
from stakeholders.importing.structures import read_engagement, read_structure
from stakeholders.importing.values import text
from stakeholders.models import ImportRow

# How often progress is told, in rows.
TOLD_EVERY = 100
ONE_PIECE = re.compile(r"(?<![\d+])(?!00)\d{13}(?!\d)")
TAKEN_OUT = "[identity number taken out]"


def check_rows(
    numbered_rows: Iterable[tuple[int, Sequence[Any]]],
    columns: Mapping[int, str],
    *,
    by: User,
    province: Province | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[ImportRow]:
    """Unsaved rows in the order given. ``province``: of a batch that is one province's alone.

    A provincial sender's is always the own province, whatever is given. However many rows: the same number of queries.
    """
    rows = list(numbered_rows)
    at = next((at for at, name in columns.items() if name == NEEDED), None)
    names = {folded(text(cells[at])) for _, cells in rows if at is not None and at < len(cells)}
    checker = Checker(by, province if by.is_national else by.province, names)
    for done, (row_number, cells) in enumerate(rows, start=1):
        yield checker.check(row_number, cells, columns)
        if progress and done % TOLD_EVERY == 0:
            progress(done)


class Checker:
    def __init__(self, by: User, province: Province | None, names: Collection[str]):
        self.by = by
        self.province = province
        self.references = References(by)
        self.existing = Existing(by, names)
        self.today: date = timezone.localdate()
        # Rows of this file that make or name a stakeholder, by province and folded name.
        self.earlier: dict[tuple[int | None, str], Entry] = {}

    def check(self, row_number: int, cells: Sequence[Any], columns: Mapping[int, str]) -> ImportRow:
        row = Row(row_number, {name: cells[at] for at, name in columns.items() if at < len(cells)})
        kept = [_kept(cell) if at in columns else "" for at, cell in enumerate(cells)]
        self._refuse_identity_numbers(row)
        entry = read_entry(row, self)
        made = ImportRow(number=row_number, cells=kept, outcome=ImportRow.Outcome.REFUSED)
        if entry is not None and not row.is_refused:
            self._decide(made, row, entry)
        made.messages = row.messages
        made.has_warning = row.has_warning
        if row.is_refused:
            made.outcome, made.values, made.stakeholder = ImportRow.Outcome.REFUSED, {}, None
        return made

    def knows(self, entry: Entry) -> bool:
        """Whether this stakeholder is registered, or an earlier row makes it."""
        key = (entry.province_id, folded(entry.name))
        return key in self.earlier or self.existing.find(entry.province_id, entry.name) is not None

    def _refuse_identity_numbers(self, row: Row) -> None:
        for name, cell in row.cells.items():
            # A telephone cell of two numbers has as many digits, but not in one piece.
            shape = ONE_PIECE if FIELD[name].key in {"phone", "mobile"} else IDENTITY_NUMBER
            if shape.search(text(cell)):
                row.refuse(
                    name,
                    f"“{FIELD[name].label}” looks like an identity number of 13 digits. Identity numbers are not kept "
                    "here: take it out of the list.",
                )

    def _decide(self, made: ImportRow, row: Row, entry: Entry) -> None:
        key = (entry.province_id, folded(entry.name))
        earlier = self.earlier.get(key)
        stored = self.existing.find(entry.province_id, entry.name)
        if earlier is not None:
            self._join(made, row, entry, earlier)
            return
        values: dict[str, Any] = {}
        if stored is None:
            values["stakeholder"] = entry.to_create()
            made.outcome = ImportRow.Outcome.CREATE
            self._warn_of_likeness(row, entry)
        else:
            entry.pk = stored.pk
            made.stakeholder = stored
            values["stakeholder"] = entry.changes_to(stored, row, self.references)
        values["contacts"] = read_contacts(row, entry, self)
        values["structure"] = read_structure(row, entry, self)
        values["engagement"] = read_engagement(row, entry, self)
        if stored is not None:
            changes = any(values.values())
            made.outcome = ImportRow.Outcome.UPDATE if changes else ImportRow.Outcome.UNCHANGED
        made.values = values
        if not row.is_refused:
            self.earlier[key] = entry

    def _join(self, made: ImportRow, row: Row, entry: Entry, earlier: Entry) -> None:
        """The same stakeholder stands in an earlier row: what this one adds goes to that one."""
        entry.pk = earlier.pk
        for label in earlier.differs_from(entry):
            row.warn(
                "stakeholder.name",
                f"Row {earlier.number} says something else for “{label}” of the same stakeholder: that is kept.",
            )
        values = {
            "same_as": earlier.number,
            "stakeholder": {},
            "contacts": read_contacts(row, earlier, self),
            "structure": read_structure(row, earlier, self),
            "engagement": read_engagement(row, earlier, self),
        }
        if values["contacts"] or values["structure"] or values["engagement"]:
            made.outcome, made.values = ImportRow.Outcome.UPDATE, values
            row.warn(
                "stakeholder.name",
                f"Row {earlier.number} names the same stakeholder: what this row adds goes to that one.",
            )
        else:
            made.outcome, made.values = ImportRow.Outcome.LEFT_OUT, {"same_as": earlier.number}
            row.warn("stakeholder.name", f"Row {earlier.number} says the same already: this row is left out.")
        if earlier.pk:
            made.stakeholder_id = earlier.pk  # type: ignore[misc]

    def _warn_of_likeness(self, row: Row, entry: Entry) -> None:
        if (entry.province_id, folded(entry.name)) in self.existing.archived:
            row.warn(
                "stakeholder.name",
                "An archived entry bears this name. Restore that one instead if it is the same organisation.",
            )
        addresses = [entry.given.get("website", ""), *row.addresses()]
        for sentence in self.existing.resembling(
            entry.name,
            entry.given.get("short_name", ""),
            entry.given.get("registration_number", ""),
            [address for address in addresses if address],
        ):
            row.warn("stakeholder.name", sentence)


def _kept(cell: Any) -> Any:
    """What the preview shows of a cell: no identity number, days as people read them."""
    if isinstance(cell, date):
        return date_long(cell)
    if isinstance(cell, bool | int | float) or cell is None:
        cell = text(cell)
    return IDENTITY_NUMBER.sub(TAKEN_OUT, str(cell)[:2000])
