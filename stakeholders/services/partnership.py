"""The decision on a partner, standing on both assessments of a round, and the end of a partnership."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from stakeholders.lifecycle import PROPOSAL_LIFECYCLE, STAKEHOLDER_LIFECYCLE
from stakeholders.models import (
    CollaborationForm,
    DecisionReason,
    PartnerDecision,
    PartnershipProposal,
    Stakeholder,
)
from stakeholders.services.checks import check_not_in_the_future, lock, said
from stakeholders.services.proposals import check_follows, check_seen, hold
from stakeholders.weighing import round_of, scores_of

# Outcome of a decision → the move of the life cycle that it makes.
MOVES = {
    PartnerDecision.Outcome.PARTNER: "accept",
    PartnerDecision.Outcome.NOT_NOW: "not-now",
    PartnerDecision.Outcome.DECLINED: "decline",
}


@transaction.atomic
def decide_on_partner(
    proposal: PartnershipProposal,
    *,
    by: User,
    outcome: str,
    decided_on: date,
    reason_category: DecisionReason,
    reason: str,
    form_of_collaboration: CollaborationForm | None = None,
    level: str = "",
    conditions: str = "",
    look_again_on: date | None = None,
    version: int | None = None,
) -> PartnerDecision:
    """Record who decided what, when and why, on the strength of both assessments; the fit of that day stays with it.

    A partner needs its form of collaboration and its level (seed 4.2), “not now” the day to look again. ``version`` is
    the proposal's as the person who decides read it.
    """
    if outcome not in MOVES:
        raise ValidationError({"outcome": "Choose one of the outcomes that are offered."})
    stakeholder = proposal.stakeholder
    lock(stakeholder, by)
    proposal = hold(proposal, by)
    reason = said(reason, "reason", "Give the reason for the decision: it is kept with the record.")
    check_not_in_the_future(decided_on, "decided_on", "A decision is recorded once it was taken")
    check_follows(proposal, decided_on, "decided_on")
    _check_order(stakeholder, decided_on)
    _check_outcome(outcome, reason_category, form_of_collaboration, level, look_again_on)
    if look_again_on and look_again_on <= decided_on:
        raise ValidationError({"look_again_on": "The day to look again must come after the decision."})
    check_seen(proposal, version)
    PROPOSAL_LIFECYCLE.apply(proposal, "decide", by=by, note=reason, closed_on=decided_on, closed_by=by)
    weighed = round_of(proposal, scores_of(proposal))
    STAKEHOLDER_LIFECYCLE.apply(stakeholder, MOVES[PartnerDecision.Outcome(outcome)], by=by, note=reason)
    decision = PartnerDecision(
        stakeholder=stakeholder,
        proposal=proposal,
        fit=weighed.fit if weighed else None,
        outcome=outcome,
        decided_on=decided_on,
        decided_by=by,
        reason_category=reason_category,
        reason=reason,
        form_of_collaboration=form_of_collaboration,
        level=level,
        conditions=conditions.strip(),
        look_again_on=look_again_on,
    )
    decision.full_clean()
    with history.acting(by, reason):
        decision.save()
    return decision


def _check_outcome(
    outcome: str,
    reason_category: DecisionReason,
    form_of_collaboration: CollaborationForm | None,
    level: str,
    look_again_on: date | None,
) -> None:
    """What each outcome needs, all of it said at once."""
    errors = {}
    if reason_category.outcome != outcome:
        errors["reason_category"] = (
            "This kind of reason belongs to another outcome. Choose one of this outcome."
        )
    if outcome == PartnerDecision.Outcome.PARTNER:
        if form_of_collaboration is None:
            errors["form_of_collaboration"] = "Say which form of collaboration the partnership takes."
        if not level:
            errors["level"] = "Say at which level the partnership works."
    if outcome == PartnerDecision.Outcome.NOT_NOW and look_again_on is None:
        errors["look_again_on"] = "Give the day on which it is looked at again: “not now” needs one."
    if errors:
        raise ValidationError(errors)


def _check_order(stakeholder: Stakeholder, decided_on: date) -> None:
    """A decision follows the decisions before it."""
    for earlier in stakeholder.decisions.all():
        last = earlier.ended_on or earlier.decided_on
        if decided_on < last:
            what = "partnership ended" if earlier.ended_on else "decision was taken"
            raise ValidationError(
                {"decided_on": f"An earlier {what} on {date_long(last)}. Give that day or a later one."}
            )


@transaction.atomic
def end_partnership(
    stakeholder: Stakeholder, *, by: User, ended_on: date, end_reason: str, note: str
) -> PartnerDecision:
    """End the running partnership, also because the partner became a service provider (seed 4.4)."""
    lock(stakeholder, by)
    check_not_in_the_future(ended_on, "ended_on", "An end is recorded once it has come")
    if end_reason == PartnerDecision.EndReason.OTHER:
        said(note, "note", "Say why the partnership ended: the reason “Other” needs its explanation.")
    if end_reason not in PartnerDecision.EndReason.values:
        raise ValidationError({"end_reason": "Choose one of the reasons that are offered."})
    decision = (
        PartnerDecision.objects.editable_by(by)
        .select_for_update(of=("self",))
        .filter(stakeholder=stakeholder, outcome=PartnerDecision.Outcome.PARTNER, ended_on=None)
        .first()
    )
    label = PartnerDecision.EndReason(end_reason).label
    explanation = f"{label}. {note.strip()}" if note.strip() else f"{label}."
    STAKEHOLDER_LIFECYCLE.apply(stakeholder, "end", by=by, note=explanation)
    if decision is None:
        raise ValidationError(
            "No running decision to end was found. Reload the page to see what was recorded."
        )
    decision.ended_on = ended_on
    decision.end_reason = end_reason
    decision.end_note = note.strip()
    decision.ended_by = by
    decision.full_clean()
    with history.acting(by, explanation):
        decision.save()
    if review := stakeholder.proposals.filter(status=PartnershipProposal.Status.OPEN).first():
        PROPOSAL_LIFECYCLE.apply(
            review,
            "end-with-partnership",
            by=by,
            note=f"The partnership ended: {explanation}",
            # It may have been begun after the day on which the partnership had ended.
            closed_on=max(ended_on, review.begun_on),
            closed_by=by,
            closing_note="The partnership ended.",
        )
    return decision
