"""Business acts on stakeholders: each atomic, within right and scope, and recorded in its doer's name."""

from stakeholders.services.action_items import complete_action_item
from stakeholders.services.engagements import change_engagement, record_engagement
from stakeholders.services.partnership import assess_fit, begin_assessment, decide_on_partner, end_partnership
from stakeholders.services.register import (
    archive_stakeholder,
    record_contact_access,
    register_stakeholder,
    restore_stakeholder,
)

__all__ = [
    "archive_stakeholder",
    "assess_fit",
    "begin_assessment",
    "change_engagement",
    "complete_action_item",
    "decide_on_partner",
    "end_partnership",
    "record_contact_access",
    "record_engagement",
    "register_stakeholder",
    "restore_stakeholder",
]
