"""Agreements on their way, what is owed by age, and how long each has waited; as at today."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    DateField,
    F,
    Max,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, TruncDate

from mou.models import Clearance, MoU, Obligation, in_force_on
from mou.models.obligation import DUE_SOON_DAYS
from partnerships.core import charts
from reporting.reports.base import Figure, Frame
from reporting.reports.dashboard.document import Age, Stage

IN_FORCE = "in_force"
# In the order of an agreement's life: what is in force by its dates is told apart from what is only signed.
STAGES: dict[str, str] = {
    MoU.Status.DRAFT: "Draft",
    MoU.Status.CONSULTATION: "Consultation",
    MoU.Status.CLEARANCE: "Clearance",
    MoU.Status.SIGNATURE: "Out for signature",
    IN_FORCE: "In force",
    MoU.Status.SIGNED: "Signed, not begun or expired",
    MoU.Status.SUSPENDED: "Suspended",
    MoU.Status.TERMINATED: "Terminated",
    MoU.Status.COMPLETED: "Completed",
}
ON_THEIR_WAY = {MoU.Status.DRAFT, MoU.Status.CONSULTATION, MoU.Status.CLEARANCE, MoU.Status.SIGNATURE}
AGES = (
    "Not due",
    f"Due within {DUE_SOON_DAYS} days",
    "Late up to 30 days",
    "31 to 90 days late",
    "More than 90 days late",
)


class Middle(Aggregate):
    """The day in the middle; of an even number the earlier of the two."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DateField()


def stages(frame: Frame) -> tuple[Stage, ...]:
    """Every agreement stands in exactly one; one query."""
    rows = (
        frame.records(MoU)
        .order_by()
        .annotate(
            stage=Case(
                When(in_force_on(frame.today), then=Value(IN_FORCE)),
                default=F("status"),
                output_field=CharField(),
            ),
            # Asked of those alone that are on their way: of the others nobody wants to know.
            since=Case(When(status__in=ON_THEIR_WAY, then=_last_step(frame)), output_field=DateField()),
        )
        .values("stage")
        .annotate(count=Count("pk"), middle=Middle("since"))
    )
    found = {row["stage"]: row for row in rows}
    return tuple(_stage(frame, key, name, found.get(key)) for key, name in STAGES.items())


def _last_step(frame: Frame) -> Any:
    """The last dated step towards the signature: a clearance, the turn of a party, or the beginning of the draft."""
    steps = frame.records(Clearance).filter(mou=OuterRef("pk"), amendment=None).order_by().values("mou")
    opened = steps.annotate(last=Max("opened_on")).values("last")
    decided = steps.annotate(last=Max("decided_on")).values("last")
    dated = Greatest(Subquery(opened), Subquery(decided), "turn_since")
    return Coalesce(dated, TruncDate("created_at"), output_field=DateField())


def _stage(frame: Frame, key: str, name: str, row: dict[str, Any] | None) -> Stage:
    today = frame.today
    if key == IN_FORCE:
        url = frame.address("mou:list", in_force_on=today)
    elif key in ON_THEIR_WAY:
        url = frame.address("mou:list", status=key)
    else:
        url = frame.address("mou:list", status=key, not_in_force_on=today)
    middle: date | None = row["middle"] if row and key in ON_THEIR_WAY else None
    days = (today - middle).days if middle else None
    return Stage(name, Figure(row["count"] if row else 0, url), days)


def ages(frame: Frame) -> tuple[Age, ...]:
    """Obligations that are not settled, as the register counts them; one query."""
    ours, theirs = frame.records(Obligation).ages(frame.today)

    def figure(count: int, side: str, age: str) -> Figure:
        url = frame.address(
            "mou:obligations", mark="in_mou", status="unsettled", side=side, age=age, owed_on=frame.today
        )
        return Figure(count, url)

    return tuple(
        Age(key, name, figure(our, "us", key), figure(their, "them", key))
        for key, name, our, their in zip(charts.AGES, AGES, ours, theirs, strict=True)
    )
