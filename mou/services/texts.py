"""Writing the text of an agreement with the other parties: whose turn it is, and who accepted it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from mou.lifecycle import WRITTEN
from mou.models import MoU, MoUParty, text_digest
from mou.services.acts import day_of, hold, require
from partnerships.core import history
from partnerships.core.models import User


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
