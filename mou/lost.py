"""Parties that are no partners any more (seed 4.4): which, since when and why, and what is to be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from mou.lifecycle import MOU_LIFECYCLE, against_amending
from mou.models import MoU
from partnerships import roles
from partnerships.core.models import User
from partnerships.core.scoping import may_write_for, sees_in_full
from stakeholders.models import PartnerDecision, Stakeholder

WRITTEN_HERE = {MoU.Status.DRAFT, MoU.Status.CONSULTATION, MoU.Status.CLEARANCE, MoU.Status.SIGNATURE}


@dataclass(frozen=True)
class LostParty:
    """``why`` stays empty for readers who know of the organisation by headline only."""

    name: str
    url: str
    ended_on: date
    why: str


@dataclass(frozen=True)
class Lost:
    """The parties of one agreement that are no partners any more, and the ways out of it."""

    parties: tuple[LostParty, ...]
    advice: str
    who: str
    # (what it is called, its address): the ways that this person may take.
    ways: tuple[tuple[str, str], ...]


def lost_parties(mou: Any, user: User) -> Lost | None:
    """For a row of ``MoU.objects.for_page()``; None where all is well or the agreement is at its end anyway."""
    is_over = mou.status in MoU.ENDED or (mou.ends_on and mou.ends_on < timezone.localdate())
    if not mou.lost_rows or is_over:
        return None
    stakeholders = {party.stakeholder_id: party.stakeholder for party in mou.parties.all()}
    parties = tuple(_lost(stakeholders[row["party"]], row, user) for row in mou.lost_rows)
    may_change = may_write_for(user, mou.province_id)
    if mou.status in WRITTEN_HERE:
        return Lost(
            parties,
            "It goes no further like this: take it back to draft where it has left it, and take the party out.",
            roles.holding("mou.change_mouparty"),
            (),
        )
    ways = []
    if may_change and user.has_perm(MOU_LIFECYCLE.transitions["terminate"].permission):
        ways.append(("Terminate it", reverse("mou:terminate", args=[mou.pk])))
    if may_change and user.has_perm("mou.send_mou") and not against_amending(mou):
        ways.append(("Amend it", reverse("mou:amend", args=[mou.pk])))
    return Lost(
        parties,
        "An agreement is made between partners. Terminate it; where the other parties carry on, take out by an "
        "amendment what this party owes and is owed.",
        roles.holding(MOU_LIFECYCLE.transitions["terminate"].permission),
        tuple(ways),
    )


def _lost(stakeholder: Stakeholder, row: dict[str, Any], user: User) -> LostParty:
    knows = user.has_perm("stakeholders.view_partnerdecision") and (
        stakeholder.province_id is None or sees_in_full(user, stakeholder.province_id)
    )
    reason = PartnerDecision.EndReason(row["end_reason"])
    return LostParty(
        name=stakeholder.name,
        url=stakeholder.get_absolute_url()
        if knows and user.has_perm("stakeholders.view_stakeholder")
        else "",
        ended_on=date.fromisoformat(row["ended_on"]),
        why=". ".join(filter(None, (str(reason.label), row["note"]))) if knows else "",
    )
