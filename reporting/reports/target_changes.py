"""Targets that were set, changed or taken away after their quarter was over, and by whose authority."""

from __future__ import annotations

from partnerships.core.numbers import date_short
from partnerships.strategy.models import TargetChange
from partnerships.strategy.services import said
from partnerships.strategy.target_table import changed_after_closing
from reporting.reports.base import Column, Figure, Frame, Linked, Row, Table
from reporting.reports.document import Gap


def targets_after_closing(frame: Frame, limit: int | None) -> Gap:
    found = changed_after_closing(viewer=frame.viewer, quarter=frame.quarter, province=frame.province)
    rows: tuple[Row, ...] = tuple(_row(change) for change in found)
    return Gap(
        "Targets changed after closing",
        Figure(len(found)),
        "A target of this quarter, or of its year, was changed when it was over, as an exception.",
        Table(
            "targets_after_closing",
            "Changed when the quarter was over, and by whose authority",
            (
                Column("Target", 34),
                Column("Before", 12),
                Column("After", 12),
                Column("Authority", 46),
                Column("Decided", 36),
            ),
            rows[:limit],
            of=len(rows),
        ),
    )


def _row(change: TargetChange) -> Row:
    change_set = change.change_set
    day = date_short(change_set.decided_on) if change_set.decided_on else ""
    return (
        Linked(str(change), change_set.get_absolute_url()),
        said(change.before),
        said(change.after),
        f"{change_set.authority}. {change_set.exception}".strip(),
        f"{change_set.decided_by}, {day}, proposed by {change_set.proposed_by}",
    )
