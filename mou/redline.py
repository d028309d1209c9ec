"""What a change of an agreement changes, field by field, as a red line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from mou.models import TermsChange
from partnerships.core.calendar import FinancialYear
from partnerships.core.numbers import date_long
from partnerships.core.redline import Row, red_line

LABELS = {
    "title": "Title",
    "purpose": "Purpose",
    "ends_on": "End date",
    "notice_days": "Notice of termination, in days",
    "section": "Section",
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
