from stakeholders.models.action_item import (
    ActionItem,
)
from stakeholders.models.analysis import (
    StakeholderAnalysis,
)
from stakeholders.models.assessment import (
    FitAssessment,
    FitScore,
)
from stakeholders.models.contact import (
    Contact,
    ContactAccess,
    PersonalInformationRequest,
)
from stakeholders.models.decision import (
    CollaborationForm,
    DecisionReason,
    PartnerDecision,
)
from stakeholders.models.duplicate import (
    Merge,
    NotADuplicate,
    Resemblance,
)
from stakeholders.models.edition import (
    Edition,
)
from stakeholders.models.engagement import (
    Engagement,
    EngagementKind,
    EngagementLanguage,
    EngagementMode,
    EngagementParticipant,
    EngagementPoint,
    GuideTopic,
    InterviewAnswer,
    InterviewGuide,
)
from stakeholders.models.fit_criteria import (
    FitCriteriaVersion,
    FitCriterion,
)
from stakeholders.models.functionality import (
    Functionality,
    FunctionalityAnswer,
    FunctionalityAssessment,
    FunctionalityBand,
    InstrumentQuestion,
    InstrumentVersion,
    latest_on,
    result_on,
)
from stakeholders.models.importing import (
    ImportBatch,
    ImportedRecord,
    ImportMapping,
    ImportRow,
)
from stakeholders.models.proposal import (
    PartnershipProposal,
    ProposalFocusArea,
    ProposalObjective,
    ProposalProvince,
    ProposalRisk,
    ProposalThrust,
)
from stakeholders.models.relationship import (
    Relationship,
    RelationshipKind,
)
from stakeholders.models.stakeholder import (
    Stakeholder,
    StakeholderClass,
    StakeholderGroup,
    StakeholderType,
    partner_no_more_on,
    partner_on,
)
from stakeholders.models.structure import (
    ExecutivePost,
    ExecutiveTerm,
    LocalMunicipality,
    PoliceStation,
    Structure,
    StructureKind,
)

__all__ = [
    "ActionItem",
    "CollaborationForm",
    "Contact",
    "ContactAccess",
    "DecisionReason",
    "Edition",
    "Engagement",
    "EngagementKind",
    "EngagementLanguage",
    "EngagementMode",
    "EngagementParticipant",
    "EngagementPoint",
    "ExecutivePost",
    "ExecutiveTerm",
    "FitAssessment",
    "FitCriteriaVersion",
    "FitCriterion",
    "FitScore",
    "Functionality",
    "FunctionalityAnswer",
    "FunctionalityAssessment",
    "FunctionalityBand",
    "GuideTopic",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "ImportedRecord",
    "InstrumentQuestion",
    "InstrumentVersion",
    "InterviewAnswer",
    "InterviewGuide",
    "LocalMunicipality",
    "Merge",
    "NotADuplicate",
    "PartnerDecision",
    "PartnershipProposal",
    "PersonalInformationRequest",
    "PoliceStation",
    "ProposalFocusArea",
    "ProposalObjective",
    "ProposalProvince",
    "ProposalRisk",
    "ProposalThrust",
    "Relationship",
    "RelationshipKind",
    "Resemblance",
    "Stakeholder",
    "StakeholderAnalysis",
    "StakeholderClass",
    "StakeholderGroup",
    "StakeholderType",
    "Structure",
    "StructureKind",
    "latest_on",
    "partner_no_more_on",
    "partner_on",
    "result_on",
]
