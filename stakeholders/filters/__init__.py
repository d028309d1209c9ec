"""What the lists of the register can be chosen by."""

from stakeholders.filters.analysis import DEFAULT_LOAD_DAYS, LoadFilter, MatrixFilter
from stakeholders.filters.engagements import ActionItemFilter, EngagementFilter
from stakeholders.filters.partnership import DecisionFilter, ProposalFilter
from stakeholders.filters.people import ContactFilter, RequestFilter
from stakeholders.filters.register import DirectoryFilter, StakeholderFilter, VerificationFilter
from stakeholders.filters.structures import StructureFilter

__all__ = [
    "DEFAULT_LOAD_DAYS",
    "ActionItemFilter",
    "ContactFilter",
    "DecisionFilter",
    "DirectoryFilter",
    "EngagementFilter",
    "LoadFilter",
    "MatrixFilter",
    "ProposalFilter",
    "RequestFilter",
    "StakeholderFilter",
    "StructureFilter",
    "VerificationFilter",
]
