"""What happened to an agreement: its own history, and the moves of everything that belongs to it, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mou.models import Activity, ActivityQuarter, Clearance, ConfirmationSlip, MoU, Obligation
from partnerships.core import history

# Each part tells its own whole history on its own page.
SHOWN = 20


@dataclass(frozen=True)
class PartEntry(history.Entry):
    """A line about a part of the agreement, which has a page of its own."""

    url: str = ""


def chronicle(
    mou: MoU,
    clearances: Iterable[Clearance],
    obligations: Iterable[Obligation],
    activities: Iterable[Activity],
) -> list[history.Entry]:
    quarters = [quarter for activity in activities for quarter in activity.quarters.all()]
    parts = [*clearances, *obligations, *quarters]
    entries = [*_newest(mou, parts), *_of_slips(mou)]
    return sorted(entries, key=lambda entry: entry.when, reverse=True)[:SHOWN]


def _of_slips(mou: Any) -> Iterator[PartEntry]:
    """When a slip was made and when it was answered, from what the page has read."""
    for row in mou.slip_rows:
        slip = ConfirmationSlip(pk=row["pk"], year=row["year"], number=row["number"])
        url, party = slip.get_absolute_url(), row["party"]
        made_at = datetime.fromisoformat(row["made_at"])
        yield PartEntry(made_at, row["made_by"], f"{party}: asked to confirm {slip.quarter}", url=url)
        if row["answered_at"]:
            answered_at = datetime.fromisoformat(row["answered_at"])
            yield PartEntry(answered_at, row["answered_by"], f"{party}: answered on {slip.quarter}", url=url)


def of_activity(activity: Activity) -> list[history.Entry]:
    return _newest(activity, activity.quarters.all())


def _newest(record: Any, parts: Iterable[Any]) -> list[history.Entry]:
    # The moves of the record and of its parts in one query.
    found = history.moves([record, *parts])
    own = [move for part, move in found if part is record]
    entries = [
        *history.timeline(record, known_moves=own),
        *(_entry(part, move) for part, move in found if part is not record),
    ]
    return sorted(entries, key=lambda entry: entry.when, reverse=True)[: history.LATEST]


def _entry(part: Any, move: Any) -> PartEntry:
    match part:
        case Clearance():
            name, url = part.step.name, ""
        case Obligation():
            name, url = f"Clause {part.clause}", part.get_absolute_url()
        case ActivityQuarter():
            name, url = f"{part.activity.title}, {part.period}", part.get_absolute_url()
    title = f"{name}: {move.label[:1].lower()}{move.label[1:]}"
    return PartEntry(move.changed_at, move.changed_by.name, title, move.note, url=url)
