"""What was promised by us and to us: what fell due in the quarter, what of it was done, and what is overdue.

What was only said with a party of an agreement is no obligation: it is counted apart from those.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, Window

from mou.models import Promise
from mou.models.promise import kept_by
from reporting.reports.base import Column, Figure, Frame, Linked, Table, addresses, counted
from reporting.reports.document import Gap, PromiseLine, Promises
from stakeholders.models import ActionItem
from stakeholders.models.action_item import overdue_on, owed_on

NAMES = {direction.value: direction.label for direction in ActionItem.Direction}


def promises(frame: Frame) -> Promises:
    """One query. An item that was dropped by the day of the report is not due any more."""
    due = Q(due_on__range=(frame.quarter.start, frame.quarter.end)) & owed_on(frame.as_of)
    rows = (
        frame.records(ActionItem)
        .filter(due_on__lte=frame.quarter.end)
        .order_by()
        .values("direction")
        .annotate(
            due=Count("pk", filter=due),
            done=Count("pk", filter=due & Q(done_on__lte=frame.as_of)),
            overdue=Count("pk", filter=overdue_on(frame.overdue_day)),
        )
    )
    counts = {row["direction"]: row for row in rows}
    return Promises(
        by_us=_line(frame, [counts.get("by_us")], NAMES["by_us"], direction="by_us"),
        to_us=_line(frame, [counts.get("to_us")], NAMES["to_us"], direction="to_us"),
        total=_line(frame, list(counts.values()), "All"),
    )


def _line(frame: Frame, counts: list[Any], name: str, **chosen: Any) -> PromiseLine:
    period = {
        "due_on_after": frame.quarter.start,
        "due_on_before": frame.quarter.end,
        "owed_on": frame.as_of,
    }

    def figure(field: str, **parameters: Any) -> Figure:
        value = sum(count[field] for count in counts if count)
        return Figure(value, frame.address("stakeholders:action_items", **parameters, **chosen))

    return PromiseLine(
        name=name,
        due=figure("due", **period),
        done=figure("done", **period, done_by=frame.as_of),
        overdue=figure("overdue", overdue_on=frame.overdue_day),
    )


def not_in_the_mou(frame: Frame, limit: int | None) -> Gap:
    """One query: due in the quarter, of organisations that had an agreement on the day of the report."""
    day = frame.as_of
    due = (
        _records(frame)
        .marked(Promise.Mark.NOT_IN_MOU, frame.viewer, day)
        .owed_on(day)
        .filter(due_on__range=(frame.quarter.start, frame.quarter.end))
        .annotate(kept=ExpressionWrapper(kept_by(day), BooleanField()))
        .annotate(of=Window(Count("pk")), of_kept=Window(Count("pk", filter=kept_by(day))))
        .order_by("due_on", "pk")
        .values_list("pk", "what", "stakeholder__name", "direction", "due_on", "kept", "of", "of_kept")
    )
    listed = list(due[:limit])
    count, kept = listed[0][-2:] if listed else (0, 0)
    address = addresses("mou:promise")
    return Gap(
        "Promises not in the MoU",
        Figure(
            count,
            frame.address(
                "mou:obligations",
                mark=Promise.Mark.NOT_IN_MOU,
                due_on_after=frame.quarter.start,
                due_on_before=frame.quarter.end,
                owed_on=day,
            ),
        ),
        f"Due in the quarter, said in engagements with a party of an agreement and not part of it; {kept} of them "
        f"{counted(kept, 'was', 'were')} done. They are counted apart from the obligations.",
        Table(
            "not_in_the_mou",
            "Said with a party of an agreement, and not in it",
            (
                Column("Promise", 70),
                Column("Partner", 36),
                Column("Promised", 22),
                Column("Due on", 24, "date"),
                Column("Done", 14),
            ),
            tuple(
                (Linked(what, address(-pk)), partner, NAMES[direction], due_on, "Yes" if done else "No")
                for pk, what, partner, direction, due_on, done, *_ in listed
            ),
            of=count,
        ),
    )


def _records(frame: Frame) -> Any:
    """The rows of the register that this report counts."""
    seen = Promise.objects.visible_to(frame.viewer)
    return seen.of_province(frame.province) if frame.province else seen
