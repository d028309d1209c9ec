"""Identified → under assessment → partner, not now or declined → ended. Each outcome can be looked at again."""

from __future__ import annotations

from partnerships.core.lifecycle import Lifecycle, Transition
from partnerships.core.models import User
from stakeholders.models import Stakeholder
from stakeholders.models.stakeholder import STATUS_TONES

IDENTIFIED, UNDER_ASSESSMENT, PARTNER, NOT_NOW, DECLINED, ENDED = Stakeholder.Status


def is_registered(stakeholder: Stakeholder, by: User) -> str:
    return "This record is archived. Restore it first." if stakeholder.archived_on else ""


def has_assessment(stakeholder: Stakeholder, by: User) -> str:
    """A decision stands on an assessment that is not older than the decision before it."""
    earlier = stakeholder.decisions.first()
    assessments = stakeholder.assessments.all()
    if earlier:
        assessments = assessments.filter(assessed_on__gte=earlier.ended_on or earlier.decided_on)
    if assessments.exists():
        return ""
    return "Record an assessment of strategic fit first: a decision needs one to stand on."


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
