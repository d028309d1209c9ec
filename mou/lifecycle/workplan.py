"""One planned quarter of an activity: planned → under way → done or given up."""

from __future__ import annotations

from mou.models import ActivityQuarter
from mou.models.workplan import STATUS_TONES
from partnerships.core.lifecycle import Lifecycle, Missing, Transition
from partnerships.core.models import User


def answers_for_activity(quarter: ActivityQuarter, by: User) -> str:
    activity = quarter.activity
    if by.has_perm("mou.change_activity") or by.pk in {
        activity.responsible_person_id,
        activity.mou.business_owner_id,
        activity.mou.partnership_manager_id,
    }:
        return ""
    return Missing(
        "Only the responsible person, the business owner or the Partnerships Unit reports on this.",
        who=str(activity.responsible_person),
    )


def activity_mou_is_signed(quarter: ActivityQuarter, by: User) -> str:
    if quarter.activity.mou.signed_on:
        return ""
    return Missing(
        "The agreement is not signed yet: its workplan has not begun.",
        url=quarter.activity.mou.get_absolute_url(),
    )


PLANNED, UNDER_WAY, DONE, NOT_DONE = ActivityQuarter.Status
REPORT = "mou.report_activity"
REPORT_GUARDS = [activity_mou_is_signed, answers_for_activity]
ACTIVITY_LIFECYCLE = Lifecycle(
    ActivityQuarter,
    "mou:move_activity",
    STATUS_TONES,
    # Under way can be reported again: how far it has come changes.
    Transition(
        "begin",
        "Report it under way",
        {PLANNED, UNDER_WAY},
        UNDER_WAY,
        REPORT,
        REPORT_GUARDS,
        is_internal=True,
    ),
    Transition(
        "finish", "Report it done", {PLANNED, UNDER_WAY}, DONE, REPORT, REPORT_GUARDS, is_internal=True
    ),
    Transition(
        "give-up", "Give it up", {PLANNED, UNDER_WAY}, NOT_DONE, REPORT, REPORT_GUARDS, is_internal=True
    ),
    # By the last signature of an amendment that takes the activity out of the workplan.
    Transition(
        "strike",
        "Taken out by an amendment",
        {PLANNED, UNDER_WAY},
        NOT_DONE,
        "mou.sign_mou",
        is_internal=True,
    ),
    # A report made by mistake, or something given up that is taken up again.
    Transition("reopen", "Reopen", {DONE, NOT_DONE}, UNDER_WAY, "mou.change_activity", needs_reason=True),
)
