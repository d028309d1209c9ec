"""Identified → under assessment → partner, not now or declined → ended. Each outcome can be looked at again."""

from __future__ import annotations

from partnerships.core.lifecycle import Lifecycle, Missing, Transition
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from partnerships.core.states import Step
from stakeholders.models import PartnerDecision, PartnershipProposal, Stakeholder
from stakeholders.models.stakeholder import STATUS_TONES
from stakeholders.proposing import DECIDE, WRITE

IDENTIFIED, UNDER_ASSESSMENT, PARTNER, NOT_NOW, DECLINED, ENDED = Stakeholder.Status


def is_registered(stakeholder: Stakeholder, by: User) -> str:
    return against_assessing(stakeholder)


def has_no_open_round(stakeholder: Stakeholder, by: User) -> str:
    # A page that shows the rounds has read them already.
    proposal = next((one for one in stakeholder.proposals.all() if one.is_open), None)
    if proposal is None:
        return ""
    return Missing("A review is open already. Go on with that one.", url=proposal.get_absolute_url())


def against_archiving(stakeholder: Stakeholder) -> str:
    """Why the record cannot be archived now, or nothing."""
    if stakeholder.archived_on:
        return "This record is archived already."
    if stakeholder.status == PARTNER:
        return "This stakeholder is a partner. End the partnership first, then archive the record."
    return ""


def against_restoring(stakeholder: Stakeholder) -> str:
    """Why the record cannot be brought back now, or nothing."""
    if not stakeholder.archived_on:
        return "This record is not archived."
    if merge := stakeholder.merged_into.filter(undone_at=None).select_related("kept").first():
        return f"This entry was merged into “{merge.kept}”. Undo that merge instead."
    return ""


def against_assessing(stakeholder: Stakeholder) -> str:
    return "This record is archived. Restore it first." if stakeholder.archived_on else ""


STAKEHOLDER_LIFECYCLE = Lifecycle(
    Stakeholder,
    "stakeholders:move",
    STATUS_TONES,
    Transition(
        "assess",
        "Propose a partnership",
        {IDENTIFIED, NOT_NOW, DECLINED, ENDED},
        UNDER_ASSESSMENT,
        "stakeholders.add_partnershipproposal",
        [is_registered],
    ),
    # These come with an act on the proposal, whose life cycle says what must be met.
    Transition(
        "set-aside",
        "Set the proposal aside",
        {UNDER_ASSESSMENT},
        IDENTIFIED,
        WRITE,
        needs_reason=True,
        is_internal=True,
    ),
    Transition(
        "accept", "Decide: partner", {UNDER_ASSESSMENT}, PARTNER, DECIDE, [is_registered], is_internal=True
    ),
    Transition(
        "not-now", "Decide: not now", {UNDER_ASSESSMENT}, NOT_NOW, DECIDE, [is_registered], is_internal=True
    ),
    Transition(
        "decline", "Decide: decline", {UNDER_ASSESSMENT}, DECLINED, DECIDE, [is_registered], is_internal=True
    ),
    Transition(
        "review",
        "Begin a review",
        {PARTNER},
        PARTNER,
        "stakeholders.add_partnershipproposal",
        [is_registered, has_no_open_round],
    ),
    Transition(
        "end",
        "End the partnership",
        {PARTNER},
        ENDED,
        DECIDE,
        page="stakeholders:end_partnership",
    ),
)


def steps(
    stakeholder: Stakeholder, decision: PartnerDecision | None, proposal: PartnershipProposal | None
) -> list[Step]:
    """The life cycle as a strip: ``decision`` is the newest (with its proposal), ``proposal`` the open round."""
    status = stakeholder.status
    if status == IDENTIFIED:
        return [Step("Identified", "now"), *_ahead("Under assessment", "Decision", "Partner")]
    if status == UNDER_ASSESSMENT:
        since = f"since {date_long(proposal.begun_on)}" if proposal else ""
        return [
            Step("Identified", "done"),
            Step("Under assessment", "now", since),
            *_ahead("Decision", "Partner"),
        ]
    begun = date_long(decision.proposal.begun_on) if decision and decision.proposal else ""
    done = [Step("Identified", "done"), Step("Under assessment", "done", f"from {begun}" if begun else "")]
    decided = date_long(decision.decided_on) if decision else ""
    if status in {NOT_NOW, DECLINED}:
        return [*done, Step(stakeholder.get_status_display(), "stopped", decided), Step("Partner", "skipped")]
    done.append(Step("Decision", "done", decided))
    if status == PARTNER:
        return [*done, Step("Partner", "now", f"since {decided}" if decided else ""), *_ahead("Ended")]
    ended = date_long(decision.ended_on) if decision and decision.ended_on else ""
    return [
        *done,
        Step("Partner", "done", f"since {decided}" if decided else ""),
        Step("Ended", "stopped", ended),
    ]


def _ahead(*names: str) -> list[Step]:
    return [Step(name, "next") for name in names]
