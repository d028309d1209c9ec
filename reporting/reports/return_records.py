"""What the records know of a province and a quarter, for its return: counted as the quarterly report counts."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from partnerships.core.models import User
from reporting.models import ProvincialReturn
from reporting.reports import movements
from reporting.reports.base import Figure, Frame
from reporting.reports.structures import structures
from reporting.reports.work import Work


@dataclass(frozen=True, slots=True)
class RecordGroup:
    heading: str
    figures: tuple[tuple[str, Figure], ...]


def records_of(found: ProvincialReturn, *, viewer: User) -> list[RecordGroup]:
    """Engagements, obligations, activities and community structures, each figure with its list."""
    frame = Frame(found.quarter, found.province, viewer, timezone.localdate())
    work = Work(frame)
    owed, planned = work.obligations(), work.activities()
    held, standing = movements.engagements(frame), structures(frame)
    return [
        RecordGroup(
            "Engagements",
            (
                ("Held", held.total.held),
                ("People present, where they were counted", Figure(held.total.present or 0)),
            ),
        ),
        RecordGroup(
            "Obligations under agreements of the province",
            (
                ("Due in the quarter", owed.due),
                ("Met", owed.met),
                ("Partly met", owed.partly_met),
                ("Overdue, whenever due", owed.overdue),
            ),
        ),
        RecordGroup(
            "Activities of workplans",
            (
                ("Planned for the quarter", planned.planned),
                ("Done", planned.done),
                ("Late", planned.late),
                ("Given up", planned.given_up),
            ),
        ),
        *(
            RecordGroup(
                part.name,
                (
                    ("In all", part.total.total),
                    ("Functional", part.total.functional),
                    ("Partly functional", part.total.partly),
                    ("Not functional", part.total.not_functional),
                    ("Not assessed in the last year", part.total.not_assessed),
                ),
            )
            for part in standing.families
        ),
    ]
