"""The life cycles of the register: of a stakeholder, a proposal, an action item, editions and imports."""

from stakeholders.lifecycle.action_item import ACTION_LIFECYCLE
from stakeholders.lifecycle.fit_criteria import FIT_CRITERIA_LIFECYCLE
from stakeholders.lifecycle.importing import IMPORT_LIFECYCLE
from stakeholders.lifecycle.instrument import INSTRUMENT_LIFECYCLE
from stakeholders.lifecycle.partnership import (
    STAKEHOLDER_LIFECYCLE,
    against_archiving,
    against_assessing,
    against_restoring,
    steps,
)
from stakeholders.lifecycle.proposal import PROPOSAL_LIFECYCLE, against_proposal

__all__ = [
    "ACTION_LIFECYCLE",
    "FIT_CRITERIA_LIFECYCLE",
    "IMPORT_LIFECYCLE",
    "INSTRUMENT_LIFECYCLE",
    "PROPOSAL_LIFECYCLE",
    "STAKEHOLDER_LIFECYCLE",
    "against_archiving",
    "against_assessing",
    "against_proposal",
    "against_restoring",
    "steps",
]
