"""Writing an amendment: what it changes, and bringing it up to what was agreed meanwhile."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from mou.lifecycle import AMENDMENT_LIFECYCLE, against_amending, version_of
from mou.models import Amendment, Clearance, MoU, Obligation, TermsChange
from mou.services.acts import day_of, hold, require
from mou.services.clearances import close_waiting, open_round
from mou.terms import Part, terms_of
from partnerships.core import history
from partnerships.core.models import User
from stakeholders.models import ActionItem

NOT_A_DRAFT = (
    "The amendment is no longer a draft, so what it changes is settled. Call it back to draft first."
)


@transaction.atomic
def begin_amendment(mou: MoU, *, by: User, title: str, reason: str, on: date | None = None) -> Amendment:
    """An empty amendment of a signed agreement, written against its present version."""
    require(by, "mou.send_mou")
    if against := against_amending(hold(mou)):
        raise ValidationError(against)
    last = mou.amendments.aggregate(last=models.Max("number"))["last"] or 0
    amendment = Amendment(
        mou=mou,
        number=last + 1,
        title=title.strip(),
        reason=reason.strip(),
        based_on=version_of(mou),
        drafted_by=by,
        drafted_on=day_of(on, "The drafting", not_before=mou.signed_on, since="the last signature"),
    )
    with history.acting(by, reason):
        amendment.full_clean()
        amendment.save()
    return amendment


@transaction.atomic
def propose_change(
    amendment: Amendment,
    *,
    by: User,
    part: str,
    after: dict[str, Any] | None,
    field: str = "",
    item: int | None = None,
    ours: dict[str, Any] | None = None,
    promise: ActionItem | None = None,
) -> TermsChange | None:
    """Put one change into a draft; ``after`` None takes a line out, ``item`` None adds one.

    A second change of the same line replaces the first; a change back to what stands now takes it out.
    """
    _hold_draft(amendment, by)
    known = None
    if field or item:
        known = amendment.changes.filter(part=part, field=field, item=item).first()
    change = known or TermsChange(mou=amendment.mou, amendment=amendment, part=part, field=field, item=item)
    change.before, change.after = terms_of(amendment.mou).value(change), after
    if change.before is None and item:
        raise ValidationError("This line is no longer part of the agreement. Reload the page.")
    if part == Part.OBLIGATION and item:
        _check_unsettled(item)
    change.ours = ours or {}
    change.promise = promise or change.promise
    with history.acting(by):
        if change.before == after:
            if known:
                known.delete()
            return None
        change.full_clean()
        change.save()
    return change


def _check_unsettled(item: int) -> None:
    obligation = Obligation._base_manager.get(pk=item)
    if obligation.is_settled:
        raise ValidationError(
            f"The obligation is “{obligation.get_status_display()}” already. What is settled stays as it was agreed."
        )


@transaction.atomic
def drop_change(change: TermsChange, *, by: User) -> None:
    """Take a proposed change out of a draft; what it said stays in the history."""
    if change.amendment is None:
        raise ValidationError("A change that took effect is not taken back. Amend the agreement again.")
    _hold_draft(change.amendment, by)
    with history.acting(by):
        change.delete()


@transaction.atomic
def take_present_over(amendment: Amendment, *, by: User) -> list[str]:
    """Write the draft against the agreement as it is now; returns sentences about what that changed in it."""
    _hold_draft(amendment, by)
    terms, told = terms_of(amendment.mou), []
    with history.acting(by):
        for change in amendment.changes.all():
            now = terms.value(change)
            if now == change.before:
                continue
            if now is None or now == change.after:
                told.append(
                    f"{change.get_part_display()}: the amendment of before did this already; taken out."
                )
                change.delete()
                continue
            told.append(f"{change.get_part_display()}: compared with the present wording from now on.")
            change.before = now
            change.save()
        amendment.based_on = version_of(amendment.mou)
        amendment.version += 1
        amendment.save()
    return told


def _hold_draft(amendment: Amendment, by: User) -> None:
    require(by, "mou.send_mou")
    mou = hold(amendment.mou)
    amendment.refresh_from_db()
    amendment.mou = mou
    if amendment.status != Amendment.Status.DRAFT:
        raise ValidationError(NOT_A_DRAFT)


@transaction.atomic
def move_amendment(
    amendment: Amendment, *, by: User, move: str, note: str = "", on: date | None = None
) -> Amendment:
    """Send it for clearance (a round of its own opens), out for signature, call it back or withdraw it."""
    mou = hold(amendment.mou)
    AMENDMENT_LIFECYCLE.apply(amendment, move, by=by, note=note)
    if move == "send-for-clearance":
        open_round(mou, by=by, amendment=amendment, day=day_of(on, "The sending"))
    if move == "withdraw":
        close_waiting(amendment.clearances.filter(status=Clearance.Status.WAITING), by=by)
    return amendment
