"""More time for an obligation by somebody's authority, and disputes: who disputes what, and how it is settled."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from mou.lifecycle import OBLIGATION_LIFECYCLE
from mou.models import Dispute, Extension, MoUParty, Obligation
from mou.services.acts import day_of
from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.numbers import date_long


@transaction.atomic
def extend_obligation(
    obligation: Obligation,
    *,
    by: User,
    due_on: date,
    authority: str,
    reason: str,
    decided_on: date | None = None,
    on: date | None = None,
) -> Extension:
    """Put the due date off. The date of before stays on record: what was overdue on a past day stays told so.

    ``on`` is the day on which it is written down, today unless another is given.
    """
    if not authority.strip():
        raise ValidationError({"authority": "Name the authority: who decided it, where and when."})
    _hold(obligation)
    before = obligation.due_on
    _check_new_date(due_on, before, on or timezone.localdate())
    last = obligation.extensions.aggregate(last=models.Max("decided_on"))["last"]
    day = day_of(
        decided_on,
        "The decision",
        not_before=last or obligation.mou.signed_on,
        since="the extension before" if last else "the last signature",
    )
    OBLIGATION_LIFECYCLE.apply(obligation, "extend", by=by, note=reason, due_on=due_on)
    extension = Extension(
        obligation=obligation,
        due_before=before,
        due_on=due_on,
        decided_on=day,
        authority=authority.strip(),
        reason=reason.strip(),
        recorded_by=by,
    )
    with history.acting(by, reason):
        extension.full_clean()
        extension.save()
    return extension


def _hold(obligation: Obligation) -> None:
    """Two people who give more time at once do so one after the other, each from the date that holds then."""
    obligation.refresh_from_db(from_queryset=Obligation._base_manager.select_for_update())


def _check_new_date(due_on: date, before: date, today: date) -> None:
    if due_on <= before:
        raise ValidationError(
            {"due_on": f"It is due on {date_long(before)} already. More time is given to a later day."}
        )
    if due_on < today:
        raise ValidationError(
            {"due_on": f"{date_long(due_on)} has passed. Give a day on which it can still be done."}
        )


@transaction.atomic
def dispute_obligation(
    obligation: Obligation, *, by: User, party: MoUParty, about: str, disputed_on: date | None = None
) -> Dispute:
    """Write down that a party says it does not owe this, or not so."""
    if party.mou_id != obligation.mou_id:
        raise ValidationError({"party": "Choose one of the parties of this agreement."})
    day = day_of(disputed_on, "The dispute", not_before=obligation.mou.signed_on, since="the last signature")
    OBLIGATION_LIFECYCLE.apply(obligation, "dispute", by=by, note=about)
    dispute = Dispute(
        obligation=obligation, party=party, about=about.strip(), disputed_on=day, recorded_by=by
    )
    with history.acting(by, about):
        dispute.full_clean()
        dispute.save()
    return dispute


@transaction.atomic
def settle_dispute(
    obligation: Obligation, *, by: User, settlement: str, settled_on: date | None = None
) -> Obligation:
    """Say how it was settled; the obligation stands again where it stood. Waiving or amending it is another act."""
    _hold(obligation)
    dispute = obligation.disputes.filter(settled_on=None).first()
    day = day_of(
        settled_on,
        "The settlement",
        not_before=dispute.disputed_on if dispute else obligation.mou.signed_on,
        since="the dispute" if dispute else "the last signature",
    )
    OBLIGATION_LIFECYCLE.apply(obligation, _way_back(obligation), by=by, note=settlement)
    if dispute:
        dispute.settled_on, dispute.settled_by, dispute.settlement = day, by, settlement.strip()
        with history.acting(by, settlement):
            dispute.full_clean()
            dispute.save()
    return obligation


def _way_back(obligation: Obligation) -> str:
    """What was submitted before the dispute still waits for somebody to verify it, or to submit it again."""
    if obligation.verified_on:
        return "settle-returned"
    return "settle-submitted" if obligation.submitted_on else "settle"
