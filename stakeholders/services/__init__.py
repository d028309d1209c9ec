"""Business acts on stakeholders: each atomic, within right and scope, and recorded in its doer's name."""

from stakeholders.services.action_items import (
    change_action_item,
    complete_action_item,
    drop_action_item,
    follow_up_points,
    record_action_item,
    reopen_action_item,
    return_action_item,
    verify_action_item,
)
from stakeholders.services.analysis import analyse_stakeholder, take_class
from stakeholders.services.assessing import Given, assess_fit
from stakeholders.services.contacts import (
    answer_information_request,
    move_contact,
    record_contact_access,
    record_contacts_access,
    record_information_request,
    verify_contact,
)
from stakeholders.services.engagements import change_engagement, record_engagement
from stakeholders.services.interviews import (
    answer_interview,
    questions_of,
)
from stakeholders.services.minutes import (
    against_minutes,
    record_minutes,
)
from stakeholders.services.partnership import decide_on_partner, end_partnership
from stakeholders.services.proposals import (
    begin_proposal,
    conclude_review,
    explain_spread,
    set_aside_proposal,
    write_step,
)
from stakeholders.services.redaction import redact_contact
from stakeholders.services.register import (
    archive_stakeholder,
    assign_manager,
    register_stakeholder,
    restore_stakeholder,
)
from stakeholders.services.relationships import change_relationship, relate
from stakeholders.services.verification import verify_stakeholder

__all__ = [
    "Given",
    "against_minutes",
    "analyse_stakeholder",
    "answer_information_request",
    "answer_interview",
    "archive_stakeholder",
    "assess_fit",
    "assign_manager",
    "begin_proposal",
    "change_action_item",
    "change_engagement",
    "change_relationship",
    "complete_action_item",
    "conclude_review",
    "decide_on_partner",
    "drop_action_item",
    "end_partnership",
    "explain_spread",
    "follow_up_points",
    "move_contact",
    "questions_of",
    "record_action_item",
    "record_contact_access",
    "record_contacts_access",
    "record_engagement",
    "record_information_request",
    "record_minutes",
    "redact_contact",
    "register_stakeholder",
    "relate",
    "reopen_action_item",
    "restore_stakeholder",
    "return_action_item",
    "set_aside_proposal",
    "take_class",
    "verify_action_item",
    "verify_contact",
    "verify_stakeholder",
    "write_step",
]
