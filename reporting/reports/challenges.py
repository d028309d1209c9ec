"""What stood in the way of the work planned for a quarter, counted by category."""

from __future__ import annotations

from django.db.models import Count

from mou.models import ProgressReport
from reporting.reports.base import Column, Figure, Frame, Table
from reporting.reports.work import planned_in


def challenges(frame: Frame) -> Table:
    """One query. An activity counts once for each category that any report on its quarter named, whenever made."""
    found = (
        frame.records(ProgressReport)
        .filter(quarter__in=planned_in(frame).order_by().values("pk"), challenges__isnull=False)
        .order_by()
        .values("challenges", "challenges__name", "challenges__order")
        .annotate(count=Count("quarter", distinct=True))
        .order_by("-count", "challenges__order", "challenges__name")
    )
    period = {"year": frame.quarter.year, "quarter": frame.quarter.number, "as_at": frame.as_of}
    return Table(
        "challenges",
        "Challenges",
        (Column("What stands in the way", 100), Column("Activities", 20, "number")),
        tuple(
            (
                row["challenges__name"],
                Figure(row["count"], frame.address("mou:activities", **period, challenge=row["challenges"])),
            )
            for row in found
        ),
        empty="No report on an activity of the quarter named a challenge.",
    )
