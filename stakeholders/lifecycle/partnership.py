"""Identified → under assessment → partner, not now or declined → ended. Each outcome can be looked at again."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from partnerships import roles
from partnerships.core.lifecycle import Lifecycle, Missing, Transition
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from partnerships.core.states import Step
from stakeholders.models import FitAssessment, PartnerDecision, Stakeholder
from stakeholders.models.stakeholder import STATUS_TONES

IDENTIFIED, UNDER_ASSESSMENT, PARTNER, NOT_NOW, DECLINED, ENDED = Stakeholder.Status


def is_registered(stakeholder: Stakeholder, by: User) -> str:
    return against_assessing(stakeholder)


def has_assessment(stakeholder: Stakeholder, by: User) -> str:
    """A decision stands on an assessment that is not older than the decision before it."""
    earlier = stakeholder.decisions.first()
    assessments = stakeholder.assessments.all()
    if earlier:
        assessments = assessments.filter(assessed_on__gte=earlier.ended_on or earlier.decided_on)
    if assessments.exists():
        return ""
    return Missing(
        "Record an assessment of strategic fit first: a decision needs one to stand on.",
        who=roles.holding("stakeholders.assess_stakeholder"),
        url=reverse("stakeholders:assess", args=[stakeholder.pk]),
    )


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
        "Begin assessment",
        {IDENTIFIED, NOT_NOW, DECLINED, ENDED},
        UNDER_ASSESSMENT,
        "stakeholders.assess_stakeholder",
        [is_registered],
    ),
    Transition(
        "set-aside",
        "Set the assessment aside",
        {UNDER_ASSESSMENT},
        IDENTIFIED,
        "stakeholders.assess_stakeholder",
        needs_reason=True,
    ),
    Transition(
        "accept",
        "Record a decision",
        {UNDER_ASSESSMENT},
        PARTNER,
        "stakeholders.decide_partner",
        [is_registered, has_assessment],
        page="stakeholders:decide",
    ),
    Transition(
        "not-now",
        "Decide: not now",
        {UNDER_ASSESSMENT},
        NOT_NOW,
        "stakeholders.decide_partner",
        [is_registered, has_assessment],
        is_internal=True,
    ),
    Transition(
        "decline",
        "Decide: decline",
        {UNDER_ASSESSMENT},
        DECLINED,
        "stakeholders.decide_partner",
        [is_registered, has_assessment],
        is_internal=True,
    ),
    Transition(
        "end",
        "End the partnership",
        {PARTNER},
        ENDED,
        "stakeholders.decide_partner",
        page="stakeholders:end_partnership",
    ),
)


def steps(
    stakeholder: Stakeholder, decision: PartnerDecision | None, assessment: FitAssessment | None
) -> list[Step]:
    """The life cycle as a strip; ``decision`` and ``assessment`` are the newest of each."""
    status = stakeholder.status
    assessed = date_long(assessment.assessed_on) if assessment else ""
    if status == IDENTIFIED:
        return [Step("Identified", "now"), *_ahead("Under assessment", "Decision", "Partner")]
    if status == UNDER_ASSESSMENT:
        # An assessment that an earlier decision stood on says nothing about this round.
        is_new = assessment and (decision is None or assessment.assessed_on >= _last_day(decision))
        when = f"assessed on {assessed}" if is_new else "not assessed yet"
        return [
            Step("Identified", "done"),
            Step("Under assessment", "now", when),
            *_ahead("Decision", "Partner"),
        ]
    if decision and assessment and assessment.assessed_on > decision.decided_on:
        assessed = ""  # a re-assessment: the decision stood on an earlier one
    done = [Step("Identified", "done"), Step("Under assessment", "done", assessed)]
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


def _last_day(decision: PartnerDecision) -> date:
    return decision.ended_on or decision.decided_on
