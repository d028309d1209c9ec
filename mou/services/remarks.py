"""Talking about a clause while it is written: a remark, replies, and settling it in words."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from mou.lifecycle import REMARK_LIFECYCLE, against_remarking
from mou.models import Clause, ClauseRemark, MoU, MoUParty, RemarkReply
from mou.services.acts import hold, require
from partnerships.core import history
from partnerships.core.models import User


@transaction.atomic
def remark_on(clause: Clause, *, by: User, text: str, party: MoUParty | None = None) -> ClauseRemark:
    """Begin a thread on a clause while the text is written, in one's own name or in that of a party that told it."""
    _check(clause.mou, by, party)
    remark = ClauseRemark(clause=clause, text=text.strip(), party=party, written_by=by)
    with history.acting(by):
        remark.full_clean()
        remark.save()
    return remark


@transaction.atomic
def reply_to(remark: ClauseRemark, *, by: User, text: str, party: MoUParty | None = None) -> RemarkReply:
    """Say something more in an open thread, in one's own name or in that of a party that told it."""
    _check(remark.clause.mou, by, party)
    remark.refresh_from_db()
    if reasons := against_replying(remark):
        raise ValidationError(reasons)
    reply = RemarkReply(remark=remark, text=text.strip(), party=party, written_by=by)
    with history.acting(by):
        reply.full_clean()
        reply.save()
    return reply


def against_replying(remark: ClauseRemark) -> list[str]:
    """Why nothing can be added to the thread now; empty when it can."""
    if reason := against_remarking(remark.clause.mou):
        return [reason]
    return [] if remark.is_open else ["The remark is settled. Open it again with a reason first."]


def _check(mou: MoU, by: User, party: MoUParty | None) -> None:
    require(by, "mou.add_clauseremark")
    if reason := against_remarking(hold(mou)):
        raise ValidationError(reason)
    if party and party.mou_id != mou.pk:
        raise ValidationError({"party": "Choose one of the parties of this agreement."})


@transaction.atomic
def move_remark(remark: ClauseRemark, *, by: User, move: str, note: str) -> ClauseRemark:
    """“settle” says what became of a remark, “reopen” why it is taken up again; both are kept in the thread."""
    hold(remark.clause.mou)
    REMARK_LIFECYCLE.apply(remark, move, by=by, note=note)
    return remark
