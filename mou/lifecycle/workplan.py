"""One planned quarter of an activity: what each report, and carrying the activity over, makes of it."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from mou.models import Activity, ActivityQuarter
from mou.models.workplan import STATUS_TONES
from partnerships.core.lifecycle import Guard, Lifecycle, Missing, Transition
from partnerships.core.models import User
from partnerships.core.numbers import date_long


def answers_for_activity(quarter: ActivityQuarter, by: User) -> str:
    return against_reporting(quarter.activity, by)


def against_reporting(activity: Activity, by: User) -> str:
    """Why this person does not report on the activity; empty for whoever does."""
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


def quarter_has_begun(quarter: ActivityQuarter, by: User) -> str:
    period = quarter.period
    if period.start <= timezone.localdate():
        return ""
    return Missing(
        f"{period} begins on {date_long(period.start)}: progress is reported from then on. "
        "What is done earlier is planned into the quarter in which it is done.",
        url=quarter.activity.get_absolute_url(),
    )


PLANNED, UNDER_WAY, CONSTRAINED, NO_PROGRESS, DONE, NOT_DONE, CARRIED = ActivityQuarter.Status
OPEN = set(ActivityQuarter.OPEN)
REPORT = "mou.report_activity"
MAY_REPORT = [activity_mou_is_signed, answers_for_activity]
# Giving up can be said of a quarter to come; progress cannot.
PROGRESS = [*MAY_REPORT, quarter_has_begun]


def report(name: str, label: str, target: str, guards: Collection[Guard] = PROGRESS) -> Transition:
    """A move that follows from a report. What is not finished can be reported again: how far it has come changes."""
    return Transition(name, label, OPEN, target, REPORT, guards, is_internal=True)


ACTIVITY_LIFECYCLE = Lifecycle(
    ActivityQuarter,
    "mou:move_activity",
    STATUS_TONES,
    report("begin", "Report it on track", UNDER_WAY),
    report("constrain", "Report it constrained", CONSTRAINED),
    report("stall", "Report no progress", NO_PROGRESS),
    report("finish", "Report it done", DONE),
    report("give-up", "Give it up", NOT_DONE, MAY_REPORT),
    # With the whole activity, into the next financial year.
    Transition("carry", "Carried over", OPEN, CARRIED, "mou.change_activity", is_internal=True),
    # By the last signature of an amendment that takes the activity out of the workplan.
    Transition("strike", "Taken out by an amendment", OPEN, NOT_DONE, "mou.sign_mou", is_internal=True),
    # A report made by mistake, or something given up that is taken up again.
    Transition("reopen", "Reopen", {DONE, NOT_DONE}, PLANNED, "mou.change_activity", needs_reason=True),
)
