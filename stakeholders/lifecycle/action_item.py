"""Open → done → verified, where it is important; or no longer needed, or taken into an agreement.

What the dates say is computed.
"""

from __future__ import annotations

from partnerships.core.lifecycle import Lifecycle, Transition
from partnerships.core.models import User
from stakeholders.models import ActionItem
from stakeholders.models.action_item import ACTION_TONES

OPEN, DONE, VERIFIED, DROPPED, TAKEN = ActionItem.Status


def is_important(item: ActionItem, by: User) -> str:
    return "" if item.is_important else "Only items marked important are verified."


def is_another_person(item: ActionItem, by: User) -> str:
    """Product rule 2: what one person says is done, another verifies."""
    if item.done_by_id == by.pk:
        return "You recorded that this was done, so somebody else must verify it."
    return ""


ACTION_LIFECYCLE = Lifecycle(
    ActionItem,
    "stakeholders:action_move",
    ACTION_TONES,
    Transition(
        "complete",
        "Record as done",
        {OPEN},
        DONE,
        "stakeholders.complete_actionitem",
        page="stakeholders:action_done",
    ),
    Transition(
        "verify",
        "Verify that it was done",
        {DONE},
        VERIFIED,
        "stakeholders.verify_actionitem",
        [is_important, is_another_person],
        page="stakeholders:action_verify",
    ),
    Transition(
        "return",
        "Return it: not done",
        {DONE},
        OPEN,
        "stakeholders.verify_actionitem",
        [is_important, is_another_person],
        needs_reason=True,
    ),
    Transition(
        "drop",
        "No longer needed",
        {OPEN},
        DROPPED,
        "stakeholders.change_actionitem",
        needs_reason=True,
    ),
    # By the last signature of the amendment that it was proposed with.
    Transition(
        "take",
        "Taken into the MoU",
        {OPEN},
        TAKEN,
        "stakeholders.change_actionitem",
        is_internal=True,
    ),
    Transition(
        "reopen",
        "Open it again",
        {DROPPED},
        OPEN,
        "stakeholders.change_actionitem",
        needs_reason=True,
    ),
)
