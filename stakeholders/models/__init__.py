from stakeholders.models.assessment import FitAssessment, FitCriterion, FitScore
from stakeholders.models.contact import Contact, ContactAccess
from stakeholders.models.decision import CollaborationForm, PartnerDecision
from stakeholders.models.engagement import (
    ActionItem,
    Engagement,
    EngagementKind,
    EngagementParticipant,
    EngagementPoint,
    GuideTopic,
    InterviewGuide,
)
from stakeholders.models.stakeholder import (
    Stakeholder,
    StakeholderGroup,
    StakeholderType,
    partner_on,
)

__all__ = [
    "ActionItem",
    "CollaborationForm",
    "Contact",
    "ContactAccess",
    "Engagement",
    "EngagementKind",
    "EngagementParticipant",
    "EngagementPoint",
    "FitAssessment",
    "FitCriterion",
    "FitScore",
    "GuideTopic",
    "InterviewGuide",
    "PartnerDecision",
    "Stakeholder",
    "StakeholderGroup",
    "StakeholderType",
    "partner_on",
]
