"""What a change changes, as a red line: the words that go, the words that come, and those that stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from mou.models import TermsChange
from partnerships.core.calendar import FinancialYear
from partnerships.core.numbers import date_long

STAYS, GOES, COMES = "stays", "goes", "comes"
# Words with the space behind them, so that the pieces joined are the text again.
WORDS = re.compile(r"\s*\S+\s*?(?=\s|$)|\s+")
LABELS = {
    "title": "Title",
    "purpose": "Purpose",
    "ends_on": "End date",
    "notice_days": "Notice of termination, in days",
    "heading": "Heading",
    "text": "Text",
    "clause": "Clause",
    "owing_party": "Who owes it",
    "due_on": "Due date",
    "year": "Financial year",
    "output": "Output",
    "responsible_party": "Responsible party",
    "quarters": "Planned in",
}
DAYS, PARTIES = {"ends_on", "due_on"}, {"owing_party", "responsible_party"}


@dataclass(frozen=True)
class Row:
    """One field that changes: its label and the pieces of its red line, each with what becomes of it."""

    label: str
    pieces: list[tuple[str, str]]


def red_line(before: str, after: str) -> list[tuple[str, str]]:
    """Pieces of both texts in order; without those that come it is the old text, without those that go the new."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    pieces: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append((STAYS, "".join(old[i1:i2])))
            continue
        pieces += [
            (kind, "".join(words)) for kind, words in ((GOES, old[i1:i2]), (COMES, new[j1:j2])) if words
        ]
    return pieces


def rows_of(change: TermsChange, parties: Mapping[int, str]) -> list[Row]:
    """The fields that a change touches; ``parties`` gives their names by number."""
    return list(_rows(change, parties))


def _rows(change: TermsChange, parties: Mapping[int, str]) -> Iterator[Row]:
    before, after = change.before or {}, change.after or {}
    for name, label in LABELS.items():
        if name not in before and name not in after:
            continue
        old, new = (_said(name, values.get(name), parties) for values in (before, after))
        if old != new:
            yield Row(label, red_line(old, new))


def _said(name: str, value: Any, parties: Mapping[int, str]) -> str:
    if value in (None, "", []):
        return ""
    if name in DAYS:
        return date_long(date.fromisoformat(value))
    if name in PARTIES:
        return parties.get(value, "")
    if name == "quarters":
        return ", ".join(f"Q{number}" for number in value)
    return str(FinancialYear(value)) if name == "year" else str(value)
