"""The life cycles of an MoU, its clearances, obligations and planned quarters: four tables."""

from __future__ import annotations

from django.utils import timezone

from mou.models import ActivityQuarter, Clearance, MoU, Obligation
from mou.models import mou as mou_models
from mou.models import obligation as obligation_models
from mou.models import workplan as workplan_models
from partnerships.core.lifecycle import Lifecycle, Transition
from partnerships.core.models import User

DRAFT, CONSULTATION, CLEARANCE, SIGNATURE, SIGNED, SUSPENDED, TERMINATED, COMPLETED = MoU.Status


def needs_obligations(mou: MoU, by: User) -> str:
    return "" if mou.obligations.exists() else "Add at least one obligation first."


def needs_two_parties(mou: MoU, by: User) -> str:
    return "" if mou.parties.count() >= 2 else "Add the other party first: an agreement needs two."


def needs_focus_area(mou: MoU, by: User) -> str:
    return "" if mou.focus_areas.exists() else "Name at least one focus area of the strategy."


def parties_are_partners(mou: MoU, by: User) -> str:
    """A service provider is no partner (seed 4.4): an agreement goes out only to partners of that day."""
    missing = [str(stakeholder) for stakeholder in mou.parties_not_partners_on(timezone.localdate())]
    if not missing:
        return ""
    return f"Not a partner today: {', '.join(missing)}. Record the decision on the stakeholder's page first."


def all_cleared(mou: MoU, by: User) -> str:
    waiting = [str(c.step) for c in mou.clearances.filter(status="waiting").select_related("step")]
    return f"Not yet cleared: {', '.join(waiting)}." if waiting else ""


def all_signed(mou: MoU, by: User) -> str:
    missing = [party.name for party in mou.parties.all() if party.signed_on is None]
    return f"Not yet signed: {', '.join(missing)}." if missing else ""


def nobody_has_signed(mou: MoU, by: User) -> str:
    signed = [party.name for party in mou.parties.all() if party.signed_on]
    return f"Signed already: {', '.join(signed)}. The text is locked; a change is an amendment." if signed else ""


def nothing_unsettled(mou: MoU, by: User) -> str:
    count = mou.obligations.unsettled().count()
    return f"{count} obligations are still open. Settle, waive or let them lapse first." if count else ""


MOU_LIFECYCLE = Lifecycle(
    MoU,
    "mou:move",
    mou_models.STATUS_TONES,
    Transition(
        "consult",
        "Send for consultation",
        {DRAFT},
        CONSULTATION,
        "mou.send_mou",
        [needs_two_parties, needs_focus_area],
    ),
    Transition(
        "withdraw", "Take back to draft", {CONSULTATION}, DRAFT, "mou.send_mou", needs_reason=True
    ),
    Transition(
        "send-for-clearance",
        "Send for clearance",
        {CONSULTATION},
        CLEARANCE,
        "mou.send_mou",
        [needs_obligations, needs_two_parties, parties_are_partners],
    ),
    # Clearing and returning are acts on a clearance step; the services make these two moves.
    Transition("return", "Return to draft", {CLEARANCE}, DRAFT, "mou.view_mou", is_internal=True),
    Transition(
        "send-for-signature",
        "Send out for signature",
        {CLEARANCE},
        SIGNATURE,
        "mou.send_mou",
        [all_cleared, parties_are_partners],
    ),
    Transition(
        "recall",
        "Call back from signature",
        {SIGNATURE},
        DRAFT,
        "mou.send_mou",
        [nobody_has_signed],
        needs_reason=True,
    ),
    Transition("sign", "Last signature", {SIGNATURE}, SIGNED, "mou.sign_mou", [all_signed], is_internal=True),
    Transition(
        "suspend", "Suspend", {SIGNED}, SUSPENDED, "mou.end_mou", needs_reason=True, page="mou:suspend"
    ),
    Transition("resume", "Resume", {SUSPENDED}, SIGNED, "mou.end_mou", needs_reason=True, page="mou:resume"),
    Transition(
        "terminate",
        "Terminate",
        {SIGNED, SUSPENDED},
        TERMINATED,
        "mou.end_mou",
        needs_reason=True,
        page="mou:terminate",
    ),
    Transition(
        "complete", "Complete", {SIGNED}, COMPLETED, "mou.end_mou", [nothing_unsettled], page="mou:complete"
    ),
)


def earlier_steps_are_cleared(clearance: Clearance, by: User) -> str:
    earlier = clearance.mou.clearances.filter(
        round=clearance.round, position__lt=clearance.position, status="waiting"
    ).select_related("step")
    return f"First: {', '.join(str(c.step) for c in earlier)}." if earlier else ""


def may_decide_step(clearance: Clearance, by: User) -> str:
    if by.has_perm(clearance.step.permission):
        return ""
    return f"“{clearance.step}” is for somebody with that right to decide."


WAITING, CLEARED, RETURNED, CLOSED = Clearance.Status
CLEARANCE_LIFECYCLE = Lifecycle(
    Clearance,
    "mou:decide_clearance",
    {WAITING: "waiting", CLEARED: "good", RETURNED: "behind", CLOSED: "none"},
    Transition(
        "clear",
        "Clear",
        {WAITING},
        CLEARED,
        "mou.view_clearance",
        [may_decide_step, earlier_steps_are_cleared],
    ),
    Transition(
        "return",
        "Return with a reason",
        {WAITING},
        RETURNED,
        "mou.view_clearance",
        [may_decide_step, earlier_steps_are_cleared],
        needs_reason=True,
    ),
    Transition("close", "Close", {WAITING}, CLOSED, "mou.view_clearance", is_internal=True),
)


def is_signed(obligation: Obligation, by: User) -> str:
    return "" if obligation.mou.signed_on else "The agreement is not signed yet: nothing is owed before."


def has_evidence(obligation: Obligation, by: User) -> str:
    return "" if obligation.documents.exists() else "Add at least one document as evidence."


def answers_for_it(obligation: Obligation, by: User) -> str:
    if by.has_perm("mou.change_obligation") or by.pk in {
        obligation.accountable_id,
        obligation.mou.business_owner_id,
        obligation.mou.partnership_manager_id,
    }:
        return ""
    return "Only the accountable person, the business owner or the Partnerships Unit submits this."


def is_second_person(obligation: Obligation, by: User) -> str:
    if obligation.submitted_by_id != by.pk:
        return ""
    return "You submitted this yourself: somebody else must verify it."


OPEN, SUBMITTED, O_RETURNED, MET, PARTLY_MET, DISPUTED, WAIVED, LAPSED = Obligation.Status
SUBMIT, VERIFY, WAIVE = "mou.submit_obligation", "mou.verify_obligation", "mou.waive_obligation"
OBLIGATION_LIFECYCLE = Lifecycle(
    Obligation,
    "mou:move_obligation",
    obligation_models.STATUS_TONES,
    Transition(
        "submit",
        "Submit with evidence",
        {OPEN, O_RETURNED},
        SUBMITTED,
        SUBMIT,
        [is_signed, answers_for_it],
        page="mou:submit_obligation",
    ),
    Transition(
        "meet",
        "Verify",
        {SUBMITTED},
        MET,
        VERIFY,
        [is_second_person, has_evidence],
        page="mou:verify_obligation",
    ),
    Transition(
        "meet-partly", "Partly met", {SUBMITTED}, PARTLY_MET, VERIFY, [is_second_person], is_internal=True
    ),
    Transition(
        "return",
        "Return",
        {SUBMITTED},
        O_RETURNED,
        VERIFY,
        [is_second_person],
        needs_reason=True,
        is_internal=True,
    ),
    Transition(
        "dispute", "Record a dispute", {OPEN, SUBMITTED, O_RETURNED}, DISPUTED, VERIFY, needs_reason=True
    ),
    Transition("settle", "Settle the dispute", {DISPUTED}, OPEN, VERIFY, needs_reason=True),
    Transition(
        "waive",
        "Waive",
        {OPEN, O_RETURNED, DISPUTED},
        WAIVED,
        WAIVE,
        needs_reason=True,
        page="mou:waive_obligation",
    ),
    Transition(
        "lapse",
        "Let lapse",
        {OPEN, O_RETURNED, DISPUTED},
        LAPSED,
        WAIVE,
        needs_reason=True,
        page="mou:lapse_obligation",
    ),
)


def answers_for_activity(quarter: ActivityQuarter, by: User) -> str:
    activity = quarter.activity
    if by.has_perm("mou.change_activity") or by.pk in {
        activity.responsible_person_id,
        activity.mou.business_owner_id,
        activity.mou.partnership_manager_id,
    }:
        return ""
    return "Only the responsible person, the business owner or the Partnerships Unit reports on this."


def activity_mou_is_signed(quarter: ActivityQuarter, by: User) -> str:
    if quarter.activity.mou.signed_on:
        return ""
    return "The agreement is not signed yet: its workplan has not begun."


PLANNED, UNDER_WAY, DONE, NOT_DONE = ActivityQuarter.Status
REPORT = "mou.report_activity"
REPORT_GUARDS = [activity_mou_is_signed, answers_for_activity]
ACTIVITY_LIFECYCLE = Lifecycle(
    ActivityQuarter,
    "mou:move_activity",
    workplan_models.STATUS_TONES,
    Transition("begin", "Report it under way", {PLANNED}, UNDER_WAY, REPORT, REPORT_GUARDS, is_internal=True),
    Transition(
        "finish", "Report it done", {PLANNED, UNDER_WAY}, DONE, REPORT, REPORT_GUARDS, is_internal=True
    ),
    Transition(
        "give-up", "Give it up", {PLANNED, UNDER_WAY}, NOT_DONE, REPORT, REPORT_GUARDS, is_internal=True
    ),
)
