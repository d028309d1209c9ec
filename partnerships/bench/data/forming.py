"""How some organisations became partners: rounds, each weighed by two people, and the decisions that closed them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from partnerships.bench.data import words
from partnerships.bench.data.plan import Plan
from stakeholders.fit import HIGHEST_SCORE, Scored, fit_per_cent
from stakeholders.lifecycle import PROPOSAL_LIFECYCLE, STAKEHOLDER_LIFECYCLE
from stakeholders.models import (
    CollaborationForm,
    DecisionReason,
    FitAssessment,
    FitCriteriaVersion,
    FitScore,
    PartnerDecision,
    PartnershipProposal,
    ProposalObjective,
    ProposalRisk,
    Stakeholder,
)

Status = Stakeholder.Status
Row = dict[str, Any]
# The move and the outcome that led to each status from “under assessment”.
DECIDED = {
    Status.PARTNER: ("accept", PartnerDecision.Outcome.PARTNER),
    Status.ENDED: ("accept", PartnerDecision.Outcome.PARTNER),
    Status.NOT_NOW: ("not-now", PartnerDecision.Outcome.NOT_NOW),
    Status.DECLINED: ("decline", PartnerDecision.Outcome.DECLINED),
}
RECOMMENDED = {
    PartnerDecision.Outcome.PARTNER: FitAssessment.Recommendation.PARTNER,
    PartnerDecision.Outcome.NOT_NOW: FitAssessment.Recommendation.NOT_NOW,
    PartnerDecision.Outcome.DECLINED: FitAssessment.Recommendation.DECLINE,
}


@dataclass(slots=True)
class RoundOfForming:
    """One round on its way: who weighed it and how, and the decision, if it came to one."""

    pk: int
    organisation: Any
    begun_on: date
    assessed_on: date
    assessors: list[int]
    scores: list[list[int]]
    decision: Row | None


def load(plan: Plan, organisations: list[Any]) -> None:
    """A round for each organisation that is more than identified."""
    version = FitCriteriaVersion.objects.get(status=FitCriteriaVersion.Status.ADOPTED)
    criteria = list(version.criteria.all())
    numbers = plan.copier.reserve(PartnershipProposal, len(organisations))
    forms = list(CollaborationForm.objects.values_list("pk", flat=True))
    reasons: dict[str, list[int]] = {}
    for pk, outcome in DecisionReason.objects.values_list("pk", "outcome"):
        reasons.setdefault(outcome, []).append(pk)
    rounds = [
        _round(plan, pk, organisation, criteria, forms, reasons)
        for pk, organisation in zip(numbers, organisations, strict=True)
    ]
    plan.copier.write(PartnershipProposal, (_proposal(plan, one, version.pk) for one in rounds))
    plan.copier.write(ProposalObjective, (_objective(plan, one, forms) for one in rounds))
    plan.copier.write(ProposalRisk, (_risk(one) for one in rounds))
    handed_in = [(one, place) for one in rounds for place in range(len(one.assessors))]
    assessments = plan.copier.reserve(FitAssessment, len(handed_in))
    plan.copier.write(
        FitAssessment,
        (_assessment(plan, pk, one, place) for pk, (one, place) in zip(assessments, handed_in, strict=True)),
    )
    plan.copier.write(FitScore, _scores(plan, assessments, handed_in, [one.pk for one in criteria]))
    plan.copier.write(PartnerDecision, (one.decision for one in rounds if one.decision))
    plan.write_moves()


def _round(
    plan: Plan,
    pk: int,
    organisation: Any,
    criteria: list[Any],
    forms: list[int],
    reasons: dict[str, list[int]],
) -> RoundOfForming:
    first = plan.official(organisation.province)
    assessors = [first, plan.official(organisation.province, other_than=first)]
    decision = None
    if organisation.status in DECIDED:
        decision = _decision(plan, organisation, forms, reasons)
        assessed_on = decision["decided_on"] - timedelta(days=plan.number(5, 60))
    else:
        assessed_on = plan.today - timedelta(days=plan.number(1, 90))
        assessors = assessors[: plan.number(0, 2)]
    begun_on = assessed_on - timedelta(days=plan.number(0, 30))
    scores = [[plan.number(1, HIGHEST_SCORE) for _ in criteria] for _ in assessors]
    plan.moved(
        STAKEHOLDER_LIFECYCLE, organisation.pk, "assess", source=Status.IDENTIFIED, by=first, on=begun_on
    )
    if decision:
        decision["proposal_id"] = pk
        decision["fit"] = fit_per_cent(
            Scored(criterion.weight, score)
            for given in scores
            for criterion, score in zip(criteria, given, strict=True)
        )
        plan.moved(
            PROPOSAL_LIFECYCLE,
            pk,
            "decide",
            source=PartnershipProposal.Status.OPEN,
            by=decision["decided_by_id"],
            on=decision["decided_on"],
            note=decision["reason"],
        )
        _moves_of_decision(plan, organisation, decision)
    return RoundOfForming(pk, organisation, begun_on, assessed_on, assessors, scores, decision)


def _proposal(plan: Plan, one: RoundOfForming, version: int) -> Row:
    subject = plan.one_of(words.SUBJECTS)
    begun_by = one.assessors[0] if one.assessors else plan.official(one.organisation.province)
    return {
        "id": one.pk,
        "stakeholder_id": one.organisation.pk,
        "kind": PartnershipProposal.Kind.FORMING,
        "status": "decided" if one.decision else "open",
        "criteria_id": version,
        "begun_on": one.begun_on,
        "begun_by_id": begun_by,
        "purpose": f"Work together on {subject}.",
        "gap": "Nobody of ours works there in the evenings.",
        "affected": f"Those who live with {subject} every day.",
        "level": Stakeholder.Level.LOCAL,
        "champion_id": begun_by,
        "summary": f"Two years of joint work on {subject}, without payment.",
        "closed_on": one.decision["decided_on"] if one.decision else None,
        "closed_by_id": one.decision["decided_by_id"] if one.decision else None,
    }


def _objective(plan: Plan, one: RoundOfForming, forms: list[int]) -> Row:
    text = f"Exchange what is known of {plan.one_of(words.SUBJECTS)} every month."
    return {"proposal_id": one.pk, "position": 1, "text": text, "form_id": plan.one_of(forms)}


def _risk(one: RoundOfForming) -> Row:
    return {
        "proposal_id": one.pk,
        "position": 1,
        "text": "Members expect that travel is refunded.",
        "met_by": "It is said at the beginning that each side bears its own costs.",
    }


def _assessment(plan: Plan, pk: int, one: RoundOfForming, place: int) -> Row:
    outcome = one.decision["outcome"] if one.decision else None
    return {
        "id": pk,
        "proposal_id": one.pk,
        "place": place + 1,
        "assessed_on": one.assessed_on,
        "assessed_by_id": one.assessors[place],
        "recommendation": RECOMMENDED[outcome] if outcome else plan.one_of(list(RECOMMENDED.values())),
        "recommendation_reason": plan.one_of(words.REASONS),
    }


def _scores(
    plan: Plan, assessments: range, handed_in: list[tuple[RoundOfForming, int]], criteria: list[int]
) -> Iterator[Row]:
    for assessment, (one, place) in zip(assessments, handed_in, strict=True):
        for criterion, score in zip(criteria, one.scores[place], strict=True):
            yield {
                "assessment_id": assessment,
                "criterion_id": criterion,
                "score": score,
                "reason": plan.one_of(words.REASONS),
            }


def _decision(plan: Plan, organisation: Any, forms: list[int], reasons: dict[str, list[int]]) -> Row:
    _, outcome = DECIDED[organisation.status]
    is_partner = outcome == PartnerDecision.Outcome.PARTNER
    decided_on = plan.day(plan.first_day, plan.today - timedelta(days=30))
    row: Row = {
        "stakeholder_id": organisation.pk,
        "outcome": outcome,
        "decided_on": decided_on,
        "decided_by_id": plan.official(organisation.province),
        "reason_category_id": plan.one_of(reasons[outcome]),
        "reason": plan.one_of(words.REASONS),
        "form_of_collaboration_id": plan.one_of(forms) if is_partner else None,
        "level": Stakeholder.Level.LOCAL if is_partner else "",
        "look_again_on": _look_again(plan, decided_on),
    }
    if is_partner:
        organisation.partner_from = decided_on
    if organisation.status == Status.ENDED:
        organisation.partner_until = plan.later(decided_on, 90, 1200)
        row |= {
            "ended_on": organisation.partner_until,
            "end_reason": plan.one_of(PartnerDecision.EndReason.values),
            "end_note": "The purpose was reviewed by both sides.",
            "ended_by_id": plan.official(organisation.province),
        }
    return row


def _moves_of_decision(plan: Plan, organisation: Any, decision: Row) -> None:
    name, _ = DECIDED[organisation.status]
    plan.moved(
        STAKEHOLDER_LIFECYCLE,
        organisation.pk,
        name,
        source=Status.UNDER_ASSESSMENT,
        by=decision["decided_by_id"],
        on=decision["decided_on"],
        note=decision["reason"],
    )
    if ended_on := decision.get("ended_on"):
        plan.moved(
            STAKEHOLDER_LIFECYCLE,
            organisation.pk,
            "end",
            source=Status.PARTNER,
            by=decision["ended_by_id"],
            on=ended_on,
            note=decision["end_note"],
        )


def _look_again(plan: Plan, decided_on: date) -> date:
    """Where the day has come, most were looked at since and have a later one."""
    day = decided_on + timedelta(days=plan.number(90, 900))
    if day <= plan.today and plan.happens(0.92):
        return plan.today + timedelta(days=plan.number(1, 600))
    return day
