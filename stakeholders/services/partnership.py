"""From the assessment of strategic fit to the decision on a partner, and to its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from stakeholders.fit import HIGHEST_SCORE
from stakeholders.lifecycle import STAKEHOLDER_LIFECYCLE, against_assessing
from stakeholders.models import (
    CollaborationForm,
    FitAssessment,
    FitCriterion,
    FitScore,
    PartnerDecision,
    Stakeholder,
)
from stakeholders.services.checks import check_not_in_the_future, lock, need, said

# Outcome of a decision → the move of the life cycle that it makes.
MOVES = {
    PartnerDecision.Outcome.PARTNER: "accept",
    PartnerDecision.Outcome.NOT_NOW: "not-now",
    PartnerDecision.Outcome.DECLINED: "decline",
}
# Where a new assessment first has to bring the stakeholder back under assessment.
AT_REST = {
    Stakeholder.Status.IDENTIFIED,
    Stakeholder.Status.NOT_NOW,
    Stakeholder.Status.DECLINED,
    Stakeholder.Status.ENDED,
}


@transaction.atomic
def begin_assessment(stakeholder: Stakeholder, *, by: User) -> Stakeholder:
    """Bring the stakeholder under assessment."""
    lock(stakeholder, by)
    STAKEHOLDER_LIFECYCLE.apply(stakeholder, "assess", by=by)
    return stakeholder


@transaction.atomic
def assess_fit(
    stakeholder: Stakeholder,
    *,
    by: User,
    assessed_on: date,
    purpose: str,
    scores: Mapping[FitCriterion, tuple[int, str]],
    recommendation: str,
    recommendation_reason: str,
) -> FitAssessment:
    """Weigh every criterion in use (seed 4.2, 4.4), each with a reason; weights are those of today and stay.

    A stakeholder at rest comes under assessment with it; a partner stays one while it is weighed again.
    """
    need(by, "stakeholders.assess_stakeholder")
    lock(stakeholder, by)
    if reason_against := against_assessing(stakeholder):
        raise ValidationError(reason_against)
    check_not_in_the_future(assessed_on, "assessed_on", "An assessment is recorded once it was made")
    _check_scores(scores)
    if stakeholder.status in AT_REST:
        begin_assessment(stakeholder, by=by)
    assessment = FitAssessment(
        stakeholder=stakeholder,
        assessed_on=assessed_on,
        assessed_by=by,
        purpose=purpose.strip(),
        recommendation=recommendation,
        recommendation_reason=recommendation_reason.strip(),
    )
    assessment.full_clean()
    with history.acting(by):
        assessment.save()
        for criterion, (score, reason) in scores.items():
            line = FitScore(
                assessment=assessment,
                criterion=criterion,
                weight=criterion.weight,
                score=score,
                reason=reason.strip(),
            )
            line.full_clean()
            line.save()
    return assessment


def _check_scores(scores: Mapping[FitCriterion, tuple[int, str]]) -> None:
    missing = [str(criterion) for criterion in FitCriterion.objects.in_use() if criterion not in scores]
    errors = [f"“{name}” has no score yet: weigh every criterion." for name in missing]
    for criterion, (score, reason) in scores.items():
        if not 0 <= score <= HIGHEST_SCORE:
            errors.append(f"“{criterion}”: give a score from 0 to {HIGHEST_SCORE}.")
        if not reason.strip():
            errors.append(f"“{criterion}”: give the reason for the score in one line.")
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def decide_on_partner(
    stakeholder: Stakeholder,
    *,
    by: User,
    outcome: str,
    decided_on: date,
    reason: str,
    form_of_collaboration: CollaborationForm | None = None,
    conditions: str = "",
    look_again_on: date | None = None,
) -> PartnerDecision:
    """Record who decided what, when and why; a partner needs its form of collaboration (seed 4.2)."""
    if outcome not in MOVES:
        raise ValidationError({"outcome": "Choose one of the outcomes that are offered."})
    lock(stakeholder, by)
    reason = said(reason, "reason", "Give the reason for the decision: it is kept with the record.")
    check_not_in_the_future(decided_on, "decided_on", "A decision is recorded once it was taken")
    _check_order(stakeholder, decided_on)
    if look_again_on and look_again_on <= decided_on:
        raise ValidationError({"look_again_on": "The day to look again must come after the decision."})
    if outcome == PartnerDecision.Outcome.PARTNER and form_of_collaboration is None:
        raise ValidationError(
            {"form_of_collaboration": "Say which form of collaboration the partnership takes."}
        )
    STAKEHOLDER_LIFECYCLE.apply(stakeholder, MOVES[PartnerDecision.Outcome(outcome)], by=by, note=reason)
    decision = PartnerDecision(
        stakeholder=stakeholder,
        outcome=outcome,
        decided_on=decided_on,
        decided_by=by,
        reason=reason,
        form_of_collaboration=form_of_collaboration,
        conditions=conditions.strip(),
        look_again_on=look_again_on,
    )
    decision.full_clean()
    with history.acting(by, reason):
        decision.save()
    return decision


def _check_order(stakeholder: Stakeholder, decided_on: date) -> None:
    """A decision stands on an assessment and follows the decisions before it."""
    assessment = stakeholder.assessments.order_by("-assessed_on").first()
    if assessment and decided_on < assessment.assessed_on:
        raise ValidationError(
            {
                "decided_on": "The decision cannot be earlier than the assessment it stands on, "
                f"which was made on {date_long(assessment.assessed_on)}."
            }
        )
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
    return decision
