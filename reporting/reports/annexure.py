"""The records behind the figures of each focus area: the annexure of the printed report and of the workbook."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from mou.models import ActivityQuarter, Obligation, carried_by, done_by, due_as_at, fulfilled_by, overdue_on
from partnerships.core.states import State
from reporting.reports.base import Column, Frame, Linked, Row, Table, addresses
from reporting.reports.categories import category_tables
from reporting.reports.document import AnnexurePart, FocusAreaPart
from reporting.reports.gaps import OUR_NAME
from reporting.reports.work import Contributions, due_in, obligations_of, planned_in

NO_AREA = None
MET, PARTLY_MET = State("Met", "good"), State("Partly met", "behind")
OVERDUE, NOT_YET_DUE, OPEN = State("Overdue", "overdue"), State("Not due yet", "draft"), State("Open", "open")
DONE, LATE, GIVEN_UP = State("Done", "good"), State("Late", "overdue"), State("Given up", "stopped")
CARRIED = State("Carried over", "stopped")


def annexure(
    frame: Frame, areas: tuple[FocusAreaPart, ...], pks: list[int], contributions: Contributions
) -> tuple[AnnexurePart, ...]:
    """One part for each focus area (``pks`` in the same order), and one for what is tied to none."""
    owed, planned = _obligations(frame), _activities(frame)
    by_category = category_tables(frame, areas, pks)
    parts = [
        AnnexurePart(
            f"Focus area {area.code}: {area.name}",
            (
                _mou_table(contributions, pk),
                _activity_table(planned.get(pk, [])),
                _obligation_table(owed.get(pk, [])),
                *([by_category[pk]] if pk in by_category else []),
            ),
        )
        for area, pk in zip(areas, pks, strict=True)
    ]
    if loose := owed.get(NO_AREA):
        parts.append(AnnexurePart("Obligations tied to no thrust", (_obligation_table(loose),)))
    return tuple(parts)


def _is(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def counted_obligations(frame: Frame) -> Any:
    """Every obligation that a figure of the report counts: due in the quarter, or overdue from before."""
    return (
        obligations_of(frame)
        .filter(due_in(frame) | overdue_on(frame.overdue_day))
        .annotate(
            fulfilled=_is(fulfilled_by(frame.as_of)),
            late=_is(overdue_on(frame.overdue_day)),
            due_then=due_as_at(frame.as_of),
        )
    )


def counted_activities(frame: Frame) -> Any:
    """Every planned quarter of an activity that a figure of the report counts."""
    return planned_in(frame).annotate(done=_is(done_by(frame.as_of)), carried=_is(carried_by(frame.as_of)))


def _obligations(frame: Frame) -> dict[int | None, list[Row]]:
    rows = (
        counted_obligations(frame)
        .order_by("due_then", "mou__reference", "clause", "pk")
        .values_list(
            "thrust__focus_area_id",
            "pk",
            "thrust__code",
            "mou__reference",
            "clause",
            "text",
            "owing_party__stakeholder__name",
            "due_then",
            "status",
            "fulfilled",
            "late",
        )
    )
    address = addresses("mou:obligation")
    found: dict[int | None, list[Row]] = defaultdict(list)
    for area, pk, thrust, reference, clause, text, owing, due_on, status, fulfilled, late in rows:
        state = obligation_state(status, fulfilled=fulfilled, late=late, closed=frame.is_closed)
        link = Linked(f"{reference}, {clause}: {text}", address(pk))
        found[area].append((link, thrust or "None", owing or OUR_NAME, due_on, state))
    return found


def obligation_state(status: str, *, fulfilled: bool, late: bool, closed: bool) -> State:
    if fulfilled:
        return MET if status == Obligation.Status.MET else PARTLY_MET
    if late:
        return OVERDUE
    return OPEN if closed else NOT_YET_DUE


def _activities(frame: Frame) -> dict[int, list[Row]]:
    rows = (
        counted_activities(frame)
        .order_by("activity__thrust__order", "activity__mou__reference", "activity_id")
        .values_list(
            "activity__thrust__focus_area_id",
            "activity_id",
            "activity__thrust__code",
            "activity__mou__reference",
            "activity__title",
            "activity__responsible_party__stakeholder__name",
            "status",
            "done",
            "carried",
        )
    )
    address = addresses("mou:activity")
    found: dict[int, list[Row]] = defaultdict(list)
    for area, pk, thrust, reference, title, party, status, done, carried in rows:
        state = CARRIED if carried else activity_state(status, done=done, closed=frame.is_closed)
        found[area].append((Linked(f"{reference}: {title}", address(pk)), thrust, party or OUR_NAME, state))
    return found


def activity_state(status: str, *, done: bool, closed: bool) -> State:
    if done:
        return DONE
    if status == ActivityQuarter.Status.NOT_DONE:
        return GIVEN_UP
    return LATE if closed else OPEN


def _mou_table(contributions: Contributions, area: int) -> Table:
    rows: Any = tuple(
        (
            Linked(f"{mou.reference} {mou.title}", mou.url),
            ", ".join(partner.text for partner in mou.parties.values()) or "No other party",
        )
        for mou in contributions.of(area)
    )
    return Table(
        "mous",
        "MoUs in force that contribute",
        (Column("MoU", 90), Column("Partners", 70)),
        rows,
        empty="No MoU in force contributes to this focus area.",
    )


def _activity_table(rows: list[Row]) -> Table:
    return Table(
        "activities",
        "Activities planned for the quarter",
        (
            Column("Activity", 88),
            Column("Thrust", 12),
            Column("Responsible", 40),
            Column("State", 22, "state"),
        ),
        tuple(rows),
        empty="No activity was planned for the quarter in this focus area.",
    )


def _obligation_table(rows: list[Row]) -> Table:
    return Table(
        "obligations",
        "Obligations due in the quarter, and those overdue from before",
        (
            Column("Obligation", 80),
            Column("Thrust", 12),
            Column("Owed by", 38),
            Column("Due on", 28, "date"),
            Column("State", 22, "state"),
        ),
        tuple(rows),
        empty="No obligation was due in this focus area.",
    )
