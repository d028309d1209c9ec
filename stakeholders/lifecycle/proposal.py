"""A round of forming: open → decided, or set aside; a review of a partner: open → concluded, or set aside."""

from __future__ import annotations

from django.urls import reverse

from partnerships import roles
from partnerships.core.lifecycle import Lifecycle, Missing, Transition
from partnerships.core.models import User
from stakeholders.models import FitAssessment, PartnershipProposal
from stakeholders.models.proposal import ASSESSORS, PROPOSAL_TONES
from stakeholders.proposing import ASSESS, DECIDE, WRITE, unwritten
from stakeholders.weighing import round_of, scores_of

OPEN, DECIDED, CONCLUDED, SET_ASIDE = PartnershipProposal.Status


def against_proposal(proposal: PartnershipProposal) -> str:
    """Why nothing can be done with a round now, or nothing."""
    if proposal.stakeholder.archived_on:
        return "This record is archived. Restore it first."
    if not proposal.is_open:
        return f"This round is closed: “{proposal.get_status_display()}”. It stays as it was."
    return ""


def is_registered(proposal: PartnershipProposal, by: User) -> str:
    return "This record is archived. Restore it first." if proposal.stakeholder.archived_on else ""


def is_no_review(proposal: PartnershipProposal, by: User) -> str:
    return (
        "This is a review of a partner: it is concluded, and nothing is decided anew."
        if proposal.is_review
        else ""
    )


def is_a_review(proposal: PartnershipProposal, by: User) -> str:
    return "" if proposal.is_review else "This round ends with a decision: only a review is concluded."


def every_step_is_written(proposal: PartnershipProposal, by: User) -> str:
    # A page has read the lines with the proposal; a service reads them now.
    row = proposal if hasattr(proposal, "objective_rows") else _row(proposal)
    lacking = unwritten(row)
    if not lacking:
        return ""
    return Missing(
        f"Not complete yet: {', '.join(step.title.lower() for step in lacking)}.",
        who=roles.holding(WRITE),
        url=reverse("stakeholders:proposal_step", args=[proposal.pk, lacking[0].name]),
    )


def _row(proposal: PartnershipProposal) -> PartnershipProposal:
    found: PartnershipProposal = PartnershipProposal._default_manager.for_list().get(pk=proposal.pk)
    return found


def _assessors(proposal: PartnershipProposal) -> list[int]:
    """Who handed in; a page has read that with the proposal, a service looks now."""
    if hasattr(proposal, "assessor_ids"):
        return list(proposal.assessor_ids)
    handed_in = FitAssessment._base_manager.filter(proposal=proposal)
    return list(handed_in.values_list("assessed_by", flat=True))


def two_have_assessed(proposal: PartnershipProposal, by: User) -> str:
    count = len(_assessors(proposal))
    if count >= ASSESSORS:
        return ""
    return Missing(
        "Two people must have assessed the strategic fit, each for themselves: "
        f"{'nobody has yet' if count == 0 else 'one has'}.",
        who=roles.holding(ASSESS),
        url=reverse("stakeholders:assess", args=[proposal.pk]),
    )


def spread_has_a_word(proposal: PartnershipProposal, by: User) -> str:
    if proposal.spread_note or len(_assessors(proposal)) < ASSESSORS:
        return ""
    found = round_of(proposal, scores_of(proposal))
    if found is None or not found.needs_a_word:
        return ""
    where = ", ".join(f"“{line.name}”" for line in found.wide) or "the fit as a whole"
    return Missing(
        f"The assessors lie far apart on {where}. Write a word on why before it is decided.",
        who=roles.holding(ASSESS),
        url=reverse("stakeholders:proposal_spread", args=[proposal.pk]),
    )


def is_no_assessor(proposal: PartnershipProposal, by: User) -> str:
    if by.pk not in _assessors(proposal):
        return ""
    return Missing(
        "You are one of its two assessors. Somebody else who may decide takes the decision.",
        who=roles.holding(DECIDE),
    )


WEIGHED = [two_have_assessed, spread_has_a_word, is_no_assessor]

PROPOSAL_LIFECYCLE = Lifecycle(
    PartnershipProposal,
    "stakeholders:proposal_move",
    PROPOSAL_TONES,
    Transition(
        "decide",
        "Record the decision",
        {OPEN},
        DECIDED,
        DECIDE,
        [is_registered, is_no_review, every_step_is_written, *WEIGHED],
        page="stakeholders:decide",
    ),
    Transition(
        "conclude",
        "Conclude the review",
        {OPEN},
        CONCLUDED,
        DECIDE,
        [is_registered, is_a_review, *WEIGHED],
        page="stakeholders:conclude_review",
    ),
    Transition("set-aside", "Set aside", {OPEN}, SET_ASIDE, WRITE, [is_registered], needs_reason=True),
    Transition(
        "end-with-partnership",
        "Closed with the partnership",
        {OPEN},
        SET_ASIDE,
        DECIDE,
        needs_reason=True,
        is_internal=True,
    ),
)
