"""Where a record stands, in words: the steps of an agreement's life, and whom each record waits for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from mou.models import Activity, Clearance, MoU, Obligation, Promise, due_state
from mou.models.mou import ENDING_SOON_DAYS
from mou.models.obligation import DUE_SOON_DAYS
from partnerships import roles
from partnerships.core.models import User
from partnerships.core.numbers import date_long, number
from partnerships.core.states import State, Step, Waiting

NOBODY = Waiting(what="", kind="nobody")
Status = MoU.Status


def days(count: int) -> str:
    return f"{number(count)} day{'' if count == 1 else 's'}"


def count_of(count: int, noun: str) -> str:
    """1 obligation, 2 obligations; “party” and “activity” become parties and activities."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number(count)} {noun if count == 1 else plural}"


def since(start: date, day: date) -> str:
    return f"since {date_long(start)}, {days((day - start).days)}"


# Agreements


def mou_waits_for(mou: Any, day: date) -> Waiting:
    """For a row of ``MoU.objects.for_list()``: the one thing that moves it on."""
    who, what, start = mou.partnership_manager.name, "", None
    counts = mou.counts or {}
    match mou.status:
        case Status.DRAFT | Status.CONSULTATION if holder := _other_party_with_the_draft(mou):
            who, what, start = holder.short_name, "the draft is before them", mou.turn_since
        case Status.DRAFT:
            what = "complete the draft" if counts.get("total") else "add the obligations"
        case Status.CONSULTATION:
            what = "gather the comments and send it for clearance"
        case Status.CLEARANCE if mou.waiting_step:
            who, what, start = mou.waiting_step, "clearance", mou.waiting_since
        case Status.CLEARANCE:
            what = "send it out for signature"
        case Status.SIGNATURE:
            missing = [party.short_name for party in mou.parties.all() if not party.signed_on]
            who, what = ", ".join(missing), "signature"
        case Status.SUSPENDED:
            what, start = "resume or terminate it", mou.suspended_on
        case Status.TERMINATED if mou.terminated_on > day:
            return _signed_waits_for(mou, counts, day)
        case Status.TERMINATED | Status.COMPLETED:
            left = counts.get("unsettled", 0)
            what = f"settle {count_of(left, 'obligation')} left open" if left else ""
        case _:
            return _signed_waits_for(mou, counts, day)
    return Waiting(what=what, who=who, since=since(start, day) if start else "") if what and who else NOBODY


def _other_party_with_the_draft(mou: Any) -> Any:
    return next((p for p in mou.parties.all() if p.pk == mou.turn_id and not p.is_ours), None)


def _signed_waits_for(mou: Any, counts: dict[str, int], day: date) -> Waiting:
    manager = mou.partnership_manager.name
    if submitted := counts.get("submitted"):
        return Waiting(what=f"verify {count_of(submitted, 'obligation')}", who=manager)
    if overdue := counts.get("overdue"):
        return Waiting(what=f"{count_of(overdue, 'obligation')} overdue", who=mou.business_owner.name)
    if mou.terminated_on:
        return NOBODY
    if mou.ends_on and mou.ends_on < day:
        return Waiting(what="close it out", who=manager, since=since(mou.ends_on, day))
    if mou.ends_on and mou.ends_on <= day + timedelta(days=ENDING_SOON_DAYS):
        return Waiting(what="decide what follows its end", who=manager)
    return NOBODY


def in_words(waiting: Waiting) -> str:
    """For a cell of a table: “Nomsa Dlamini: verify 2 obligations”."""
    if waiting.kind == "nobody":
        return "Nobody"
    return f"{waiting.who}: {waiting.what}" if waiting.what else waiting.who


STEPS = ("Draft", "Consultation", "Clearance", "Signature")
PLACE = {Status.DRAFT: 0, Status.CONSULTATION: 1, Status.CLEARANCE: 2, Status.SIGNATURE: 3}


def steps(mou: MoU, clearances: Sequence[Clearance], day: date) -> list[Step]:
    """The life of an agreement as its page draws it, with the days that are on record."""
    place = PLACE.get(Status(mou.status), len(STEPS))
    opened = max((c.opened_on for c in clearances), default=None)
    cleared = max((c.decided_on for c in clearances if c.status == "cleared" and c.decided_on), default=None)
    ends = (None, opened, cleared, mou.signed_on)
    drawn = []
    for number_, (name, end) in enumerate(zip(STEPS, ends, strict=True)):
        phase = "done" if number_ < place else "now" if number_ == place else "next"
        when = date_long(end) if end and phase == "done" else ""
        drawn.append(Step(name, phase, when))
    if mou.status == Status.CLEARANCE and opened:
        drawn[2] = Step("Clearance", "now", f"since {date_long(opened)}")
    return drawn + _running_steps(mou, day)


def _running_steps(mou: MoU, day: date) -> list[Step]:
    begin = max(filter(None, (mou.starts_on, mou.signed_on)))
    last = Step("Expires", "next", f"on {date_long(mou.ends_on)}" if mou.ends_on else "open-ended")
    if mou.signed_on is None:
        return [Step("In force", "next"), last]
    if begin > day:
        return [Step("In force", "now", f"from {date_long(begin)}"), last]
    if ended := _ended(mou, day):
        return [Step("In force", "done", f"from {date_long(begin)}"), ended]
    if mou.status == Status.SUSPENDED and mou.suspended_on:
        last_in_force = Step("In force", "done", f"from {date_long(begin)}")
        return [last_in_force, Step("Suspended", "stopped", f"since {date_long(mou.suspended_on)}"), last]
    if mou.terminated_on:
        last = Step("Ends by notice", "next", date_long(mou.terminated_on))
    return [Step("In force", "now", f"since {date_long(begin)}"), last]


def _ended(mou: MoU, day: date) -> Step | None:
    if mou.completed_on:
        return Step("Completed", "done", date_long(mou.completed_on))
    if mou.terminated_on and mou.terminated_on <= day:
        return Step("Terminated", "stopped", date_long(mou.terminated_on))
    if mou.ends_on and mou.ends_on < day:
        return Step("Expired", "stopped", date_long(mou.ends_on))
    return None


# Obligations


def obligation_waits_for(obligation: Obligation, day: date) -> Waiting:
    """For a row of ``Obligation.objects.for_list()``."""
    mou, accountable = obligation.mou, obligation.accountable.name
    who, what, start = accountable, "", None
    if mou.signed_on is not None:
        match obligation.status:
            case Obligation.Status.SUBMITTED:
                is_own = obligation.submitted_by_id == mou.partnership_manager_id
                who = "A second person" if is_own else mou.partnership_manager.name
                what, start = "verify", obligation.submitted_on
            case Obligation.Status.DISPUTED:
                who, what = mou.partnership_manager.name, "settle the dispute"
            case Obligation.Status.RETURNED:
                what = "submit it again"
            case Obligation.Status.OPEN if obligation.due_on <= day + timedelta(days=DUE_SOON_DAYS):
                what = "submit evidence"
                if not obligation.owing_party.is_ours:
                    who, what = obligation.owing_party.short_name, f"evidence, through {accountable}"
    return Waiting(what=what, who=who, since=since(start, day) if start else "") if what else NOBODY


def promise_waits_for(promise: Promise, day: date) -> Waiting:
    """For a row of ``Promise.objects.for_list()``."""
    if promise.obligation:
        return obligation_waits_for(promise.obligation, day)
    item: Any = promise.action_item
    if item.awaits_verification:
        return Waiting(what="verify that it was done", who="A second person")
    if item.status == "open" and item.due_on and item.due_on <= day + timedelta(days=DUE_SOON_DAYS):
        return Waiting(what="do it, or say what became of it", who=item.owner_label)
    return NOBODY


# What an agreement's own page says at its top


def waiting_on(
    mou: Any,
    obligations: Iterable[Obligation],
    activities: Iterable[Activity],
    *,
    user: User,
    day: date,
    decide_url: str = "",
) -> list[Waiting]:
    """The markers of an agreement's page: its own next step, what awaits a second person, who is late.

    ``decide_url`` leads to the step of clearance that waits for this very person.
    """
    has_ended = mou.status == Status.COMPLETED or (mou.terminated_on is not None and mou.terminated_on <= day)
    if mou.signed_on is None or has_ended or mou.status == Status.SUSPENDED:
        return [_own_step(mou, user, day, decide_url)]
    markers = [
        *_to_verify(mou, obligations, user, day),
        *_late(obligations, user, day),
        *_late_quarters(activities, user, day),
    ]
    return markers or [_own_step(mou, user, day, decide_url)]


def _own_step(mou: Any, user: User, day: date, decide_url: str) -> Waiting:
    own = mou_waits_for(mou, day)
    if decide_url:
        return Waiting(what=f"decide “{mou.waiting_step}”", kind="you", since=own.since, url=decide_url)
    # The step waits for one of the two who answer for the agreement, or for somebody outside the register.
    for person in (mou.partnership_manager, mou.business_owner):
        if own.who == person.name:
            return _for(person, user, what=own.what, since=own.since)
    return own


def _for(person: User, user: User, **marker: str) -> Waiting:
    if person.pk == user.pk:
        return Waiting(kind="you", **marker)
    return Waiting(who=person.name, **marker)


def _to_verify(mou: MoU, obligations: Iterable[Obligation], user: User, day: date) -> list[Waiting]:
    """A second person must verify: the manager, unless everything was submitted by the manager."""
    submitted = [o for o in obligations if o.status == Obligation.Status.SUBMITTED]
    if not submitted:
        return []
    first = min(submitted, key=lambda o: o.submitted_on or day)
    clauses = ", ".join(o.clause for o in submitted[:3]) + (" and others" if len(submitted) > 3 else "")
    marker = {
        "what": f"verify the evidence for {'clause' if len(submitted) == 1 else 'clauses'} {clauses}",
        "since": since(first.submitted_on or day, day),
        "url": first.get_absolute_url(),
    }
    if all(o.submitted_by_id == mou.partnership_manager_id for o in submitted):
        return [Waiting(who="a second person", **marker)]
    return [_for(mou.partnership_manager, user, **marker)]


def _late(obligations: Iterable[Obligation], user: User, day: date) -> list[Waiting]:
    """One marker for each owing party that is late; ours is said by the person who answers for it."""
    groups: dict[tuple[str, int], list[Obligation]] = {}
    for obligation in obligations:
        if obligation.status in {"open", "returned"} and obligation.due_on < day:
            party = obligation.owing_party
            key = ("ours", obligation.accountable_id) if party.is_ours else ("theirs", party.pk)
            groups.setdefault(key, []).append(obligation)
    markers = []
    for (side, _), late in groups.items():
        oldest = min(late, key=lambda o: o.due_on)
        marker = {
            "what": f"clause {oldest.clause}" + (f" and {len(late) - 1} more" if len(late) > 1 else ""),
            "since": f"overdue since {date_long(oldest.due_on)}, {days((day - oldest.due_on).days)}",
            "url": oldest.get_absolute_url(),
        }
        if side == "ours":
            markers.append(_for(oldest.accountable, user, **marker))
        else:
            markers.append(Waiting(who=oldest.owing_party.name, **marker))
    return markers[:3]


def _late_quarters(activities: Iterable[Activity], user: User, day: date) -> list[Waiting]:
    late = [
        (activity, quarter)
        for activity in activities
        for quarter in activity.quarters.all()
        if quarter.status in quarter.OPEN and quarter.period.is_closed_on(day)
    ]
    if not late:
        return []
    activity, quarter = min(late, key=lambda pair: pair[1].period)
    more = f" and {len(late) - 1} more" if len(late) > 1 else ""
    return [
        _for(
            activity.responsible_person,
            user,
            what=f"report “{activity.title}”, {quarter.period}{more}",
            since=f"late since {date_long(quarter.period.end)}",
            url=activity.get_absolute_url(),
        )
    ]


def overdue_state(count: int) -> State | None:
    return State(f"{count_of(count, 'obligation')} overdue", "overdue") if count else None


# Steering committees


def committee_state(committee: Any, day: date) -> State:
    """For a row of ``SteeringCommittee.objects.for_list()``: where the agreement does not run no meeting is owed."""
    if not committee.is_running:
        return State("Agreement not in force", "none")
    return due_state(committee.due_on, day)


# Steps of clearance


def step_waits_with(clearance: Clearance) -> str:
    """Whoever it was delegated to; otherwise the roles that hold the right of the step."""
    if clearance.delegated_to:
        return clearance.delegated_to.name
    return roles.holding(clearance.step.permission)
