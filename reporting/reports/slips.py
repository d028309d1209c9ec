"""Where a partner says otherwise: contested lines of confirmation slips, and slips that were not answered.

A slip of a quarter is answered after it, so that both are counted as they stand on the day of reading.
"""

from __future__ import annotations

from django.db.models import Count, Window
from django.utils import timezone

from mou.models import ConfirmationSlip, ContestedLine
from reporting.reports.base import Column, Figure, Frame, Linked, Table, addresses
from reporting.reports.document import Gap

STATUS = {status.value: str(status.label) for status in ContestedLine.Status}


def contested_lines(frame: Frame, limit: int | None) -> Gap:
    """One query: what waits to be settled, and what stays as recorded against the word of the partner."""
    quarter = frame.quarter
    found = (
        frame.records(ContestedLine)
        .filter(line__slip__year=quarter.year, line__slip__number=quarter.number)
        .exclude(status=ContestedLine.Status.CORRECTED)
        .annotate(of=Window(Count("pk")))
        .order_by("line__slip__mou__reference", "line__slip_id", "line__position")
        .values_list(
            "line__slip_id",
            "line__slip__mou__reference",
            "line__title",
            "line__said",
            "line__slip__party__stakeholder__name",
            "words",
            "status",
            "of",
        )
    )
    listed = list(found[:limit])
    count, address = listed[0][-1] if listed else 0, addresses("mou:slip")
    return Gap(
        "Contested by partners",
        Figure(count),
        "Lines of our record of the quarter of which the partner says that they are not right. What was agreed and "
        "corrected since is not counted.",
        Table(
            "contested",
            "Contested lines",
            (
                Column("We recorded", 60),
                Column("Partner", 30),
                Column("The partner says", 46),
                Column("What became of it", 24),
            ),
            tuple(
                (Linked(f"{reference}, {title}: {said}", address(slip)), partner, words, STATUS[status])
                for slip, reference, title, said, partner, words, status, _ in listed
            ),
            of=count,
        ),
    )


def unanswered_slips(frame: Frame, limit: int | None) -> Gap:
    found = (
        frame.records(ConfirmationSlip)
        .in_use()
        .of_quarter(frame.quarter)
        .filter(answered_at__isnull=True)
        .annotate(of=Window(Count("pk")))
        .order_by("expires_at", "pk")
        .values_list("pk", "mou__reference", "mou__title", "party__stakeholder__name", "expires_at", "of")
    )
    listed = list(found[:limit])
    count, address = listed[0][-1] if listed else 0, addresses("mou:slip")
    return Gap(
        "Confirmation slips not answered",
        Figure(count),
        "Put before a partner, which has neither confirmed nor contested our record of the quarter.",
        Table(
            "unanswered_slips",
            "Slips without an answer",
            (Column("MoU", 70), Column("Partner", 50), Column("Link runs until", 28, "date")),
            tuple(
                (Linked(f"{reference} {title}", address(pk)), partner, timezone.localtime(until).date())
                for pk, reference, title, partner, until, _ in listed
            ),
            of=count,
        ),
    )
