"""Sending an agreement for clearance, and deciding each step of a round."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models, transaction

from mou.lifecycle import CLEARANCE_LIFECYCLE, MOU_LIFECYCLE
from mou.models import Clearance, MoU
from mou.services.acts import day_of, hold, require
from partnerships.core import history
from partnerships.core.models import User


@transaction.atomic
def send_for_clearance(mou: MoU, *, by: User, note: str = "", on: date | None = None) -> MoU:
    """Move the agreement and open a new round: one row for each step that its kind asks for."""
    require(by, "mou.send_mou")
    day = day_of(on, "The sending")
    steps = list(mou.kind.clearance_steps.in_use())
    if not steps:
        raise ValidationError(
            f"No clearance steps are set up for “{mou.kind}”. Ask an administrator to enter them first."
        )
    MOU_LIFECYCLE.apply(mou, "send-for-clearance", by=by, note=note)
    last = mou.clearances.aggregate(last=models.Max("round"))["last"] or 0
    with history.acting(by, note):
        for position, step in enumerate(steps, start=1):
            Clearance(mou=mou, round=last + 1, step=step, position=position, opened_on=day).save()
    return mou


@transaction.atomic
def decide_clearance(
    clearance: Clearance, *, by: User, move: str, reason: str = "", on: date | None = None
) -> Clearance:
    """``move`` is “clear” or “return”. A return ends the round: the agreement is a draft again."""
    # Two people deciding two steps at once would otherwise leave a returned agreement with a waiting step.
    mou = hold(clearance.mou)
    day = day_of(
        on, "The decision", not_before=clearance.opened_on, since="the day it was sent for clearance"
    )
    fields = {"decided_on": day, "decided_by": by, "reason": reason.strip()}
    CLEARANCE_LIFECYCLE.apply(clearance, move, by=by, note=reason, **fields)
    if move == "return":
        for other in mou.clearances.filter(round=clearance.round, status=Clearance.Status.WAITING):
            CLEARANCE_LIFECYCLE.apply(other, "close", by=by)
        MOU_LIFECYCLE.apply(mou, "return", by=by, note=f"{clearance.step}: {reason.strip()}")
    return clearance
