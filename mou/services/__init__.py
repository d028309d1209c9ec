"""The business acts on agreements: each is whole or not at all, and says in sentences why it is refused."""

from mou.services.agreements import (
    add_party,
    complete_mou,
    draft_mou,
    record_signature,
    remove_party,
    resume_mou,
    suspend_mou,
    terminate_mou,
    why_party_stays,
)
from mou.services.clearances import decide_clearance, send_for_clearance
from mou.services.obligations import (
    LOCKED,
    add_obligation,
    lapse_obligation,
    remove_obligation,
    submit_obligation,
    verify_obligation,
    waive_obligation,
)
from mou.services.people import check_answering, check_people, may_answer_for, may_manage
from mou.services.texts import (
    accept_text,
    add_clause,
    answer_remark,
    move_clause,
    pass_turn,
    remark_on,
    remove_clause,
)
from mou.services.workplans import (
    add_activity,
    check_quarters,
    plan_quarters,
    reopen_activity,
    report_activity,
)

__all__ = [
    "LOCKED",
    "accept_text",
    "add_activity",
    "add_clause",
    "add_obligation",
    "add_party",
    "answer_remark",
    "check_answering",
    "check_people",
    "check_quarters",
    "complete_mou",
    "decide_clearance",
    "draft_mou",
    "lapse_obligation",
    "may_answer_for",
    "may_manage",
    "move_clause",
    "pass_turn",
    "plan_quarters",
    "record_signature",
    "remark_on",
    "remove_clause",
    "remove_obligation",
    "remove_party",
    "reopen_activity",
    "report_activity",
    "resume_mou",
    "send_for_clearance",
    "submit_obligation",
    "suspend_mou",
    "terminate_mou",
    "verify_obligation",
    "waive_obligation",
    "why_party_stays",
]
