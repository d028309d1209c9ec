"""The life cycles of the register: of a stakeholder, an action item, a version of the functionality instrument."""

from stakeholders.lifecycle.action_item import ACTION_LIFECYCLE
from stakeholders.lifecycle.importing import IMPORT_LIFECYCLE
from stakeholders.lifecycle.instrument import INSTRUMENT_LIFECYCLE
from stakeholders.lifecycle.partnership import (
    STAKEHOLDER_LIFECYCLE,
    against_archiving,
    against_assessing,
    against_restoring,
    steps,
)

__all__ = [
    "ACTION_LIFECYCLE",
    "IMPORT_LIFECYCLE",
    "INSTRUMENT_LIFECYCLE",
    "STAKEHOLDER_LIFECYCLE",
    "against_archiving",
    "against_assessing",
    "against_restoring",
    "steps",
]
