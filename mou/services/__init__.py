"""The business acts on agreements: each is whole or not at all, and says in sentences why it is refused."""

from mou.services.agreements import (
    add_party,
    complete_mou,
    draft_mou,
    record_signature,
    resume_mou,
    suspend_mou,
    terminate_mou,
)
from mou.services.clearances import decide_clearance, send_for_clearance
from mou.services.obligations import (
    add_obligation,
    lapse_obligation,
    submit_obligation,
    verify_obligation,
    waive_obligation,
)
from mou.services.people import may_answer_for, may_manage
from mou.services.workplans import add_activity, change_activity, report_activity

__all__ = [
    "add_activity",
    "add_obligation",
    "add_party",
    "change_activity",
    "complete_mou",
    "decide_clearance",
    "draft_mou",
    "lapse_obligation",
    "may_answer_for",
    "may_manage",
    "record_signature",
    "report_activity",
    "resume_mou",
    "send_for_clearance",
    "submit_obligation",
    "suspend_mou",
    "terminate_mou",
    "verify_obligation",
    "waive_obligation",
]
