"""A change of targets: proposed → approved or returned by somebody else; or withdrawn by who proposed it."""

from __future__ import annotations

from partnerships.core.lifecycle import Lifecycle, Transition
from partnerships.core.models import User
from partnerships.strategy.models import TargetChangeSet

PROPOSED, APPROVED, RETURNED, WITHDRAWN = TargetChangeSet.Status
TONES: dict[str, str] = {PROPOSED: "waiting", APPROVED: "good", RETURNED: "behind", WITHDRAWN: "stopped"}


def is_somebody_else(changes: TargetChangeSet, by: User) -> str:
    if changes.proposed_by_id != by.pk:
        return ""
    return "You proposed these targets. Somebody else decides: two people answer for every change."


def is_its_own(changes: TargetChangeSet, by: User) -> str:
    return "" if changes.proposed_by_id == by.pk else "Only who proposed these targets withdraws them."


TARGETS_LIFECYCLE = Lifecycle(
    TargetChangeSet,
    "strategy:target_change_move",
    TONES,
    Transition(
        "approve",
        "Approve these targets",
        {PROPOSED},
        APPROVED,
        "strategy.approve_targetchangeset",
        [is_somebody_else],
    ),
    Transition(
        "return",
        "Return",
        {PROPOSED},
        RETURNED,
        "strategy.approve_targetchangeset",
        [is_somebody_else],
        needs_reason=True,
    ),
    Transition(
        "withdraw",
        "Withdraw",
        {PROPOSED},
        WITHDRAWN,
        "strategy.add_targetchangeset",
        [is_its_own],
        needs_reason=True,
    ),
)
