"""The rounds of clearance as a page shows them, and what a person can do with the steps that stand open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from mou.lifecycle import CLEARANCE_LIFECYCLE
from mou.lifecycle.clearance import may_decide_step
from mou.models import Amendment, Clearance, MoU
from mou.standing import since
from partnerships.core.lifecycle import Action, Lifecycle
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from partnerships.core.states import State


def latest_round(clearances: list[Clearance]) -> list[Clearance]:
    last = max((clearance.round for clearance in clearances), default=0)
    return [clearance for clearance in clearances if clearance.round == last]


def rounds_of(
    clearances: list[Clearance], user: User, may_change: bool
) -> list[tuple[int, list[dict[str, Any]]]]:
    """Each round of clearance with its steps, the newest first; a step says since when it waits."""
    rounds: dict[int, list[dict[str, Any]]] = {}
    day = timezone.localdate()
    open_now = _open_steps(clearances)
    for clearance in clearances:
        is_open = clearance in open_now
        waits = clearance.status == Clearance.Status.WAITING
        may_decide = is_open and may_change and may_decide_step(clearance, user) == ""
        may_delegate = is_open and may_change and user.has_perm(clearance.step.permission)
        rounds.setdefault(clearance.round, []).append(
            {
                "name": clearance.step.name,
                "state": CLEARANCE_LIFECYCLE.state(clearance)
                if is_open or not waits
                else State("Not begun", "draft"),
                "detail": _detail(clearance, _opened_on(clearance, clearances) if is_open else None, day),
                "delegation": _delegation(clearance),
                "reason": f"“{clearance.reason}”" if clearance.reason else "",
                "url": reverse("mou:decide_clearance", args=[clearance.pk, "clear"]) if may_decide else "",
                "url_label": "Decide this step",
                "delegate_url": reverse("mou:delegate_clearance", args=[clearance.pk])
                if may_delegate
                else "",
            }
        )
    return sorted(rounds.items(), reverse=True)


def _opened_on(clearance: Clearance, clearances: list[Clearance]) -> date:
    """A step stands open from the day on which the last one before it was decided."""
    before = [
        c.decided_on
        for c in clearances
        if c.round == clearance.round and c.position < clearance.position and c.decided_on
    ]
    return max([clearance.opened_on, *before])


def _detail(clearance: Clearance, opened_on: date | None, day: date) -> str:
    if clearance.decided_by and clearance.decided_on:
        return f"{clearance.decided_by}, {clearance.decided_by.post}, {date_long(clearance.decided_on)}"
    if clearance.status == Clearance.Status.WAITING:
        return f"Waits {since(opened_on, day)}" if opened_on else "Opens when the step before is done"
    return ""


def _delegation(clearance: Clearance) -> str:
    if not (clearance.delegated_to and clearance.delegated_on):
        return ""
    return (
        f"Delegated by {clearance.delegated_by} to {clearance.delegated_to} on "
        f"{date_long(clearance.delegated_on)}: {clearance.delegation}"
    )


def _open_steps(clearances: list[Clearance]) -> list[Clearance]:
    """The steps that stand open now: several, where they run side by side."""
    waiting = [c for c in clearances if c.status == Clearance.Status.WAITING]
    first = min((c.position for c in waiting), default=0)
    return [c for c in waiting if c.position == first]


def _to_decide(clearances: list[Clearance], user: User) -> list[Clearance]:
    return [c for c in _open_steps(clearances) if may_decide_step(c, user) == ""]


def decide_url(clearances: list[Clearance], user: User) -> str:
    for clearance in _to_decide(clearances, user):
        return reverse("mou:decide_clearance", args=[clearance.pk, "clear"])
    return ""


# The moves that take an agreement on; the others take it back or end it.
FORWARD = ("clear", "consult", "send-for-clearance", "send-for-signature")


def actions_with_clearance(
    lifecycle: Lifecycle, record: MoU | Amendment, clearances: list[Clearance], user: User
) -> list[Action]:
    """What can be done with the record, and with the steps of clearance that it waits for."""
    mine = [c for c in clearances if c.status == Clearance.Status.WAITING and may_decide_step(c, user) == ""]
    # A step of one's own that is not open yet says what it waits for; who has none sees whose word is awaited.
    steps_open = mine or _open_steps(clearances)
    decisions = [(step, a) for step in steps_open for a in CLEARANCE_LIFECYCLE.actions(step, user)]
    return [
        # Both are pages: the day belongs to the decision, and a word may go with it.
        *[_primary(replace(a, label=f"{a.label}: {step.step}", page=True)) for step, a in decisions],
        *[_primary(action) for action in lifecycle.actions(record, user)],
    ]


def _primary(action: Action) -> Action:
    return replace(action, primary=action.name in FORWARD)
