"""What a change of an agreement changes, field by field, as a red line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from mou.models import TermsChange
from mou.recurrence import Every, YearKind
from partnerships.core.calendar import FinancialYear
from partnerships.core.numbers import date_long, figure, rands
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
    "quoted_text": "Quoted from the clause",
    "measure": "Measure of done",
    "owing_party": "Who owes it",
    "beneficiary": "To whom",
    "due_on": "Due date",
    "every": "How often",
    "year_kind": "Of which year",
    "days_after": "Days after the period",
    "first_period": "First period begins",
    "last_period": "Last period begins",
    "year": "Financial year",
    "output": "Output",
    "responsible_party": "Responsible party",
    "quarters": "Planned in",
    "planned": "Planned figures",
    "milestone": "Milestone",
    "milestone_on": "Milestone by",
    "provinces": "Provinces",
    "resources": "What each side brings",
}
# Of the workplan the same column says something else.
OF_ACTIVITIES = {"measure": "What is counted"}
DAYS = {"ends_on", "due_on", "first_period", "last_period", "milestone_on"}
PARTIES = {"owing_party", "beneficiary", "responsible_party"}
CHOICES = {"every": Every, "year_kind": YearKind}


def rows_of(change: TermsChange, parties: Mapping[int, str]) -> list[Row]:
    """The fields that a change touches; ``parties`` gives their names by number."""
    return list(_rows(change, parties))


def _rows(change: TermsChange, parties: Mapping[int, str]) -> Iterator[Row]:
    before, after = change.before or {}, change.after or {}
    labels = LABELS | OF_ACTIVITIES if change.part == TermsChange.Part.ACTIVITY else LABELS
    for name, label in labels.items():
        if name not in before and name not in after:
            continue
        old, new = (_said(name, values.get(name), parties) for values in (before, after))
        if old != new:
            yield Row(label, red_line(old, new))


def _said(name: str, value: Any, parties: Mapping[int, str]) -> str:
    if value in (None, "", [], {}):
        return ""
    if name in DAYS:
        return date_long(date.fromisoformat(value))
    if name in PARTIES:
        return parties.get(value, "")
    if name in CHOICES:
        return str(CHOICES[name](value).label)
    if name in SAID:
        return SAID[name](value, parties)
    return str(FinancialYear(value)) if name == "year" else str(value)


def planned_in_words(planned: Mapping[str, str]) -> str:
    """“Q1: 20, Q3: 12,5”."""
    return ", ".join(f"Q{number}: {figure(Decimal(value))}" for number, value in sorted(planned.items()))


def resources_in_words(resources: Iterable[Mapping[str, Any]], parties: Mapping[int, str]) -> str:
    """“Khanya Trust: Venue: a hall for two days, R 4 000”, one after the other."""
    said = []
    for row in resources:
        value = f", {rands(Decimal(row['value']))}" if row["value"] else ""
        said.append(f"{parties.get(row['party'], '')}: {row['what']}{value}")
    return "; ".join(said)


SAID: dict[str, Callable[[Any, Mapping[int, str]], str]] = {
    "quarters": lambda value, parties: ", ".join(f"Q{number}" for number in value),
    "planned": lambda value, parties: planned_in_words(value),
    "provinces": lambda value, parties: ", ".join(value),
    "resources": resources_in_words,
}
