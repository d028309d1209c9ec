"""Sending an agreement for clearance, and deciding each step of a round."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models import Q

from mou.lifecycle import AMENDMENT_LIFECYCLE, CLEARANCE_LIFECYCLE, MOU_LIFECYCLE
from mou.models import Amendment, Clearance, ClearanceStep, MoU
from mou.services.acts import accept, day_of, hold, keep, require
from partnerships.core import history
from partnerships.core.models import Document, User


@transaction.atomic
def send_for_clearance(mou: MoU, *, by: User, note: str = "", on: date | None = None) -> MoU:
    """Move the agreement and open a new round: one row for each step that its kind asks for."""
    require(by, "mou.send_mou")
    day = day_of(on, "The sending")
    _steps_of(mou)
    MOU_LIFECYCLE.apply(mou, "send-for-clearance", by=by, note=note)
    open_round(mou, by=by, day=day)
    return mou


def open_round(mou: MoU, *, by: User, day: date, amendment: Amendment | None = None) -> None:
    """One waiting row for each step that the kind asks for, of the agreement or of one of its amendments."""
    steps = _steps_of(mou)
    rounds = mou.clearances.filter(amendment=amendment)
    last = rounds.aggregate(last=models.Max("round"))["last"] or 0
    places = sorted({step.order for step in steps})
    with history.acting(by):
        for step in steps:
            # Steps with the same number run side by side.
            position = places.index(step.order) + 1
            row = {"round": last + 1, "step": step, "position": position, "opened_on": day}
            Clearance(mou=mou, amendment=amendment, **row).save()


def _steps_of(mou: MoU) -> list[ClearanceStep]:
    steps = list(mou.kind.clearance_steps.in_use())
    if not steps:
        raise ValidationError(
            f"No clearance steps are set up for “{mou.kind}”. Ask an administrator to enter them first."
        )
    return steps


def close_waiting(clearances: Iterable[Clearance], *, by: User) -> None:
    """The rest of a round that ended early."""
    for clearance in clearances:
        CLEARANCE_LIFECYCLE.apply(clearance, "close", by=by)


def against_delegating(clearance: Clearance, by: User) -> list[str]:
    """Why this person cannot let somebody else decide the step; empty when it can be done."""
    if clearance.status != Clearance.Status.WAITING:
        return [f"The step is decided: {clearance.get_status_display().lower()}."]
    if not by.has_perm(clearance.step.permission):
        return [f"“{clearance.step}” is delegated by somebody with the right to decide it."]
    return []


def may_be_delegated_to(clearance: Clearance, by: User) -> models.QuerySet[User]:
    """Active colleagues who may see the agreement, except who delegates and the two who answer for the agreement."""
    mou = clearance.mou
    place = Q(sphere=User.Sphere.NATIONAL) | (Q(province=mou.province) if mou.province_id else Q(pk__in=()))
    mine = {by.pk, mou.business_owner_id, mou.partnership_manager_id}
    return User.objects.filter(place, is_active=True).exclude(pk__in=mine).order_by("name")


@transaction.atomic
def delegate_clearance(
    clearance: Clearance,
    *,
    by: User,
    to_person: User,
    delegation: str,
    on: date | None = None,
    document: UploadedFile | None = None,
) -> Clearance:
    """Let somebody else decide one step, by a paper that is named. Whoever holds the right may still decide it.

    The paper itself is kept with the agreement, or with the amendment, whose step it is.
    """
    hold(clearance.mou)
    clearance.refresh_from_db()
    if reasons := against_delegating(clearance, by):
        raise ValidationError(reasons)
    if not may_be_delegated_to(clearance, by).filter(pk=to_person.pk).exists():
        raise ValidationError(
            {
                "to_person": f"{to_person} cannot decide this. Choose an active colleague who may see the agreement "
                "and does not answer for it."
            }
        )
    clearance.delegated_to, clearance.delegated_by = to_person, by
    clearance.delegated_on = day_of(
        on, "The delegation", not_before=clearance.opened_on, since="the day it was sent for clearance"
    )
    clearance.delegation = delegation.strip()
    clearance.version += 1
    uploads = accept([document] if document else [])
    with history.acting(by, delegation):
        clearance.full_clean()
        clearance.save()
        record = clearance.amendment or clearance.mou
        title = f"Delegation of “{clearance.step}”"
        keep(uploads, record=record, by=by, kind=Document.Kind.ATTACHMENT, title=title)
    return clearance


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
        waiting = Clearance.Status.WAITING
        same = mou.clearances.filter(amendment=clearance.amendment_id, round=clearance.round, status=waiting)
        close_waiting(same, by=by)
        note = f"{clearance.step}: {reason.strip()}"
        if clearance.amendment:
            AMENDMENT_LIFECYCLE.apply(clearance.amendment, "return", by=by, note=note)
        else:
            MOU_LIFECYCLE.apply(mou, "return", by=by, note=note)
    return clearance
