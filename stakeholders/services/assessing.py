"""Weighing strategic fit: each of two people hands in an assessment of a round, without seeing the other's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from partnerships import roles
from partnerships.core import drafts, files, history
from partnerships.core.lifecycle import Missing
from partnerships.core.models import Document, FormDraft, User
from partnerships.core.numbers import date_long
from stakeholders.fit import HIGHEST_SCORE
from stakeholders.lifecycle import against_proposal
from stakeholders.models import FitAssessment, FitCriterion, FitScore, PartnershipProposal
from stakeholders.models.proposal import ASSESSORS
from stakeholders.services.checks import check_not_in_the_future, need, said
from stakeholders.services.proposals import hold


class Given(NamedTuple):
    """What an assessor says of one criterion; ``evidence`` may stay empty."""

    score: int
    reason: str
    evidence: str = ""


Scores = Mapping[FitCriterion, Given]


def against_handing_in(proposal: PartnershipProposal, by: User) -> str:
    """Why this person cannot assess this round now, or nothing."""
    if reason_against := against_proposal(proposal):
        return reason_against
    handed_in = [row["assessed_by"] for row in proposal.assessments.headlines()]
    if by.pk in handed_in:
        return "You handed your assessment in already. The other assessor is somebody else."
    if len(handed_in) >= ASSESSORS:
        return "Two people have assessed this round already."
    if not proposal.purpose.strip():
        return Missing(
            "Write down the purpose first: the fit is weighed against it.",
            who=roles.holding("stakeholders.change_partnershipproposal"),
            url=reverse("stakeholders:proposal_step", args=[proposal.pk, "purpose"]),
        )
    return ""


@transaction.atomic
def assess_fit(
    proposal: PartnershipProposal,
    *,
    by: User,
    assessed_on: date,
    scores: Scores,
    recommendation: str,
    recommendation_reason: str,
    documents: Sequence[files.Sent] = (),
    draft: FormDraft | None = None,
) -> FitAssessment:
    """Hand an assessment in: every criterion of the round's version, each with a reason. It does not change after.

    Nobody else sees it before the second one is in. A draft that it was typed in goes with it.
    """
    need(by, "stakeholders.assess_stakeholder")
    proposal = hold(proposal, by)
    if reason_against := against_handing_in(proposal, by):
        raise ValidationError(reason_against)
    check_not_in_the_future(assessed_on, "assessed_on", "An assessment is recorded once it was made")
    if assessed_on < proposal.begun_on:
        raise ValidationError(
            {
                "assessed_on": f"The round began on {date_long(proposal.begun_on)}: give that day or a later one."
            }
        )
    _check_scores(proposal, scores)
    reason = said(recommendation_reason, "recommendation_reason", "Give the reason for what you recommend.")
    for upload in documents:
        files.validate_upload(upload)
    assessment = FitAssessment(
        proposal=proposal,
        place=proposal.assessments.count() + 1,
        assessed_on=assessed_on,
        assessed_by=by,
        recommendation=recommendation,
        recommendation_reason=reason,
    )
    assessment.full_clean()
    with history.acting(by):
        assessment.save()
        for criterion, given in scores.items():
            line = FitScore(
                assessment=assessment,
                criterion=criterion,
                score=given.score,
                reason=given.reason.strip(),
                evidence=given.evidence.strip(),
            )
            line.full_clean()
            line.save()
        for upload in documents:
            files.store(upload, record=assessment, kind=Document.Kind.EVIDENCE, by=by)
    if draft is not None:
        drafts.discard(draft, by=by)
    return assessment


def _check_scores(proposal: PartnershipProposal, scores: Scores) -> None:
    criteria = list(proposal.criteria.criteria.all())
    if any(criterion.version_id != proposal.criteria_id for criterion in scores):
        raise ValidationError("A criterion of another version was weighed. Open the form again.")
    errors = [f"“{one}” has no score yet: weigh every criterion." for one in criteria if one not in scores]
    for criterion, given in scores.items():
        if not 0 <= given.score <= HIGHEST_SCORE:
            errors.append(f"“{criterion}”: give a score from 0 to {HIGHEST_SCORE}.")
        if not given.reason.strip():
            errors.append(f"“{criterion}”: give the reason for the score in one line.")
    if errors:
        raise ValidationError(errors)
