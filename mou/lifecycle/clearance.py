"""One step of clearance: waiting → cleared or returned; the rest of a returned round is closed."""

from __future__ import annotations

from mou.models import Clearance
from partnerships import roles
from partnerships.core.lifecycle import Lifecycle, Missing, Transition
from partnerships.core.models import User


def earlier_steps_are_cleared(clearance: Clearance, by: User) -> str:
    earlier = clearance.mou.clearances.filter(
        amendment=clearance.amendment_id,
        round=clearance.round,
        position__lt=clearance.position,
        status="waiting",
    ).select_related("step")
    steps = [c.step for c in earlier]
    if not steps:
        return ""
    who = dict.fromkeys(roles.holding(step.permission) for step in steps)
    record = clearance.amendment or clearance.mou
    return Missing(
        f"First: {', '.join(map(str, steps))}.",
        who="; ".join(who),
        url=f"{record.get_absolute_url()}#clearance",
    )


def may_decide_step(clearance: Clearance, by: User) -> str:
    if by.has_perm(clearance.step.permission) or by.pk == clearance.delegated_to_id:
        return ""
    return Missing(
        f"“{clearance.step}” is for somebody with that right to decide.",
        who=roles.holding(clearance.step.permission),
    )


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
        "Return",
        {WAITING},
        RETURNED,
        "mou.view_clearance",
        [may_decide_step, earlier_steps_are_cleared],
        needs_reason=True,
    ),
    Transition("close", "Close", {WAITING}, CLOSED, "mou.view_clearance", is_internal=True),
)
