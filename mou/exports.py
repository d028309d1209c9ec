"""The columns of the lists as files: what is shown, in the same words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from mou.models import MoU
from mou.models.living import living
from mou.standing import committee_state, in_words, mou_waits_for, promise_waits_for, step_waits_with
from partnerships.core.exports import Column
from partnerships.core.numbers import date_long
from partnerships.core.states import State


def _state(record: Any) -> str:
    return str(record.state_on(timezone.localdate()))


def _parties(mou: Any) -> str:
    return "; ".join(party.name for party in mou.parties.all() if not party.is_ours)


def _life(mou: Any) -> str:
    found = living(mou, timezone.localdate())
    return str(found.life.label) if found else ""


def _said(mou: Any) -> str:
    found = living(mou, timezone.localdate())
    return f"{found.said[0].words} By {date_long(found.said[0].by_on)}." if found and found.said else ""


def _counted(name: str) -> Any:
    return lambda mou: (mou.counts or {}).get(name, 0)


MOU_COLUMNS = (
    Column("Reference", "reference", 16),
    Column("Title", "title", 44),
    Column("Kind", "kind__name", 28),
    Column("Parties", _parties, 48),
    Column("Province", "scope_label", 18),
    Column("State", _state, 24),
    Column("Signed", "signed_on", 14),
    Column("Starts", "starts_on", 14),
    Column("Ends", "ends_on", 14),
    Column("Obligations", _counted("total"), 12),
    Column("Met", _counted("met"), 10),
    Column("Overdue", _counted("overdue"), 10),
    Column("Business owner", "business_owner__name", 24),
    Column("Partnership manager", "partnership_manager__name", 24),
    Column("Sign of life", _life, 14),
    Column("What will be done", _said, 44),
    Column("Last sign of life", lambda mou: mou.last_sign_on if mou.is_running else None, 16),
    Column("Waiting for", lambda mou: in_words(mou_waits_for(mou, timezone.localdate())), 44),
)
DIRECTORY_COLUMNS = (
    Column("Reference", lambda row: row["reference"], 16),
    Column("Title", lambda row: row["title"], 44),
    Column("Kind", lambda row: row["kind__name"], 28),
    Column("Province", lambda row: row["province__name"] or "National", 18),
    Column("Parties", lambda row: "; ".join(row["party_names"]), 48),
    Column("Focus areas", lambda row: "; ".join(row["focus_area_names"]), 48),
    Column("Status", lambda row: MoU.Status(row["status"]).label, 18),
)


def _of_obligation(told: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A cell that only obligations have: what was only said names no clause."""
    return lambda promise: told(promise.obligation) if promise.obligation else ""


def _outcome(promise: Any) -> Any:
    return promise.obligation.verification if promise.obligation else promise.action_item.outcome


PROMISE_COLUMNS = (
    Column("Due", "due_on", 14),
    Column("Agreed or said", "mark", 16),
    Column("Clause", _of_obligation(lambda o: o.clause), 10),
    Column("What is owed", "what", 56),
    Column("Measure of done", _of_obligation(lambda o: o.measure), 40),
    Column("Who owes", "owing_name", 40),
    Column("To or with whom", "other_name", 40),
    Column("Agreement", _of_obligation(lambda o: o.mou.reference), 16),
    Column("Title of the agreement", _of_obligation(lambda o: o.mou.title), 40),
    Column("Province", "scope_label", 18),
    Column("Thrust", _of_obligation(lambda o: o.thrust), 36),
    Column("Indicator", _of_obligation(lambda o: o.indicator), 36),
    Column("Accountable", "accountable_name", 24),
    Column("How often", _of_obligation(lambda o: o.recurring.rule.in_words if o.recurring else "Once"), 40),
    Column("State", _state, 20),
    Column("Submitted or done", "done_on", 14),
    Column("Verified", lambda promise: promise.record.verified_on, 14),
    Column("Finding or outcome", _outcome, 44),
    Column("Released", "released_on", 14),
    Column("Waiting for", lambda p: in_words(promise_waits_for(p, timezone.localdate())), 44),
)


COMMITTEE_COLUMNS = (
    Column("Agreement", "mou__reference", 16),
    Column("Title of the agreement", "mou__title", 44),
    Column("Province", "mou__scope_label", 18),
    Column("It meets", "rhythm", 18),
    Column("Established", "established_on", 14),
    Column("Last meeting", "last_met", 14),
    Column("Next by", lambda committee: committee.due_on if committee.is_running else None, 14),
    Column("State", lambda committee: str(committee_state(committee, timezone.localdate())), 24),
    Column("Members", "member_count", 10),
    Column("Quorum", "quorum", 10),
    Column("Business owner", "mou__business_owner__name", 24),
    Column("Partnership manager", "mou__partnership_manager__name", 24),
)


def _carried(activity: Any) -> str:
    if later := activity.later:
        return f"Into {later.financial_year}: {later.carry_reason}"
    earlier = activity.carried_from
    return f"From {earlier.financial_year}: {activity.carry_reason}" if earlier else ""


def activity_columns(judge: Callable[[Any], State]) -> tuple[Column, ...]:
    """``judge`` says how a planned quarter stands, as the page that is exported shows it."""

    def quarter(number: int) -> Callable[[Any], str]:
        def cell(activity: Any) -> str:
            found = next((q for q in activity.quarters.all() if q.number == number), None)
            return judge(found).label if found else ""

        return cell

    def figure(number: int, name: str) -> Callable[[Any], Any]:
        def cell(activity: Any) -> Any:
            found = next((q for q in activity.quarters.all() if q.number == number), None)
            return getattr(found, name) if found else None

        return cell

    return (
        Column("Financial year", "financial_year", 14),
        Column("Activity", "title", 48),
        Column("Output", "output", 40),
        Column("Agreement", "mou__reference", 16),
        Column("Province", "mou__scope_label", 18),
        Column("Responsible party", "responsible_party__name", 40),
        Column("Responsible person", "responsible_person__name", 24),
        Column("Thrust", "thrust", 36),
        Column("Indicator", "indicator", 40),
        Column("Provinces", lambda activity: ", ".join(activity.province_codes), 20),
        Column("Milestone", "milestone", 40),
        Column("Milestone by", "milestone_on", 14),
        Column("Measure", "measure", 30),
        *(Column(f"Planned in Q{number}", figure(number, "planned_value"), 12) for number in (1, 2, 3, 4)),
        *(Column(f"Reached in Q{number}", figure(number, "value"), 12) for number in (1, 2, 3, 4)),
        Column("Carried over", _carried, 28),
        *(Column(f"Q{number}", quarter(number), 12) for number in (1, 2, 3, 4)),
    )


def planned_quarter_columns(judge: Callable[[Any], State]) -> tuple[Column, ...]:
    """``judge`` says how a planned quarter stands, as the page that is exported shows it."""
    return (
        Column("Quarter", lambda quarter: str(quarter.period), 16),
        Column("Activity", "activity__title", 48),
        Column("Agreement", "activity__mou__reference", 16),
        Column("Province", "activity__mou__scope_label", 18),
        Column("Responsible party", "activity__responsible_party__name", 40),
        Column("Responsible person", "activity__responsible_person__name", 24),
        Column("Thrust", "activity__thrust", 36),
        Column("State", lambda quarter: judge(quarter).label, 20),
        Column("Planned", "planned_value", 12),
        Column("Reached", "value", 12),
    )


CLEARANCE_COLUMNS = (
    Column("Agreement", "mou__reference", 16),
    Column("Title of the agreement", "mou__title", 44),
    Column("Amendment", lambda one: one.amendment.title if one.amendment else "", 30),
    Column("Province", "mou__scope_label", 18),
    Column("Step", "step__name", 30),
    Column("Round", "round", 8),
    Column("With whom", step_waits_with, 44),
    Column("Open since", "opened_on", 14),
    Column("Days", lambda one: (timezone.localdate() - one.opened_on).days, 8),
    Column("Partnership manager", "mou__partnership_manager__name", 24),
)
