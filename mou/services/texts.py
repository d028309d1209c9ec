"""Writing the text of an agreement with the other parties: remarks, whose turn it is, and who accepted it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mou.models import Clause, ClauseRemark, MoU, MoUParty, text_digest
from mou.services.acts import day_of, hold, require
from partnerships.core import history
from partnerships.core.models import User

WRITTEN = (MoU.Status.DRAFT, MoU.Status.CONSULTATION)


@transaction.atomic
def remark_on(clause: Clause, *, by: User, text: str, party: MoUParty | None = None) -> ClauseRemark:
    """Say something about a clause while the text is written, in one's own name or in that of a party that told it."""
    require(by, "mou.add_clauseremark")
    mou = hold(clause.mou)
    if reason := against_remarking(mou):
        raise ValidationError(reason)
    if party and party.mou_id != mou.pk:
        raise ValidationError({"party": "Choose one of the parties of this agreement."})
    remark = ClauseRemark(clause=clause, text=text.strip(), party=party, written_by=by)
    with history.acting(by):
        remark.full_clean()
        remark.save()
    return remark


def against_remarking(mou: MoU) -> str:
    if mou.status in WRITTEN:
        return ""
    return f"The agreement is “{mou.get_status_display()}”. Remarks are made while the text is written."


@transaction.atomic
def answer_remark(remark: ClauseRemark, *, by: User, answer: str) -> ClauseRemark:
    """Say what became of a remark: once, and in words."""
    require(by, "mou.change_clause")
    hold(remark.clause.mou)
    remark.refresh_from_db()
    if not remark.is_open:
        raise ValidationError(f"{remark.answered_by} answered this remark already.")
    if not answer.strip():
        raise ValidationError({"answer": "Say what became of the remark."})
    remark.answer, remark.answered_by, remark.answered_at = answer.strip(), by, timezone.now()
    remark.version += 1
    with history.acting(by):
        remark.full_clean()
        remark.save()
    return remark


def against_accepting(party: MoUParty) -> list[str]:
    """Why the acceptance of this party cannot be recorded now; empty when it can."""
    mou = party.mou
    if mou.status not in WRITTEN:
        return [
            f"The agreement is “{mou.get_status_display()}”. A text is accepted before it is sent for clearance."
        ]
    if not mou.clauses.exists():
        return ["The text has no clause yet. Write it first."]
    if party.accepts(text_digest(mou)):
        return [f"{party.name} accepted this text already."]
    return []


@transaction.atomic
def accept_text(party: MoUParty, *, by: User, accepted_on: date, how: str) -> MoUParty:
    """Record that a party accepts the text as it stands now. Whatever is changed in it later makes this void."""
    require(by, "mou.send_mou")
    mou = hold(party.mou)
    party.refresh_from_db()
    party.mou = mou
    if reasons := against_accepting(party):
        raise ValidationError(reasons)
    if not how.strip():
        raise ValidationError({"how": "Say how the party let us know, such as: letter of 3 March 2026."})
    party.accepted_on = day_of(accepted_on, "The acceptance")
    party.accepted_how, party.accepted_digest = how.strip(), text_digest(mou)
    party.version += 1
    with history.acting(by, how):
        party.full_clean()
        party.save()
    return party


def against_passing(mou: MoU) -> list[str]:
    """Why the draft cannot be handed to anybody now; empty when it can."""
    if mou.status in WRITTEN:
        return []
    return [f"The agreement is “{mou.get_status_display()}”. Only a draft goes from one party to the other."]


@transaction.atomic
def pass_turn(mou: MoU, *, by: User, party: MoUParty, on: date | None = None, note: str = "") -> MoU:
    """Say which party has the draft before it from that day on."""
    require(by, "mou.send_mou")
    hold(mou)
    if reasons := against_passing(mou):
        raise ValidationError(reasons)
    if party.mou_id != mou.pk:
        raise ValidationError({"party": "Choose one of the parties of this agreement."})
    if mou.turn_id == party.pk:
        raise ValidationError({"party": f"{party.name} has the draft before it already."})
    mou.turn, mou.turn_since = party, day_of(on, "The handing over")
    mou.version += 1
    with history.acting(by, note):
        mou.full_clean()
        mou.save()
    return mou
