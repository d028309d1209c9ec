"""What was promised by us and to us: what fell due in the quarter, what of it was done, and what is overdue."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from reporting.reports.base import Figure, Frame
from reporting.reports.document import PromiseLine, Promises
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
