"""A duty offered to a successor: waiting → accepted or declined by that person, or withdrawn by who offered it."""

from __future__ import annotations

from mou.models import Handover
from mou.models.accountable import HANDOVER_TONES
from partnerships.core.lifecycle import Lifecycle, Missing, Transition
from partnerships.core.models import User


def is_the_successor(handover: Handover, by: User) -> str:
    if by.pk == handover.to_person_id:
        return ""
    return Missing("Only the person to whom it is offered answers the offer.", who=str(handover.to_person))


def offered_it(handover: Handover, by: User) -> str:
    if by.pk in {handover.asked_by_id, handover.from_person_id}:
        return ""
    return Missing("Only who offered it withdraws the offer.", who=str(handover.asked_by))


WAITING, ACCEPTED, DECLINED, WITHDRAWN = Handover.Status
RIGHT = "mou.hand_over_mou"
HANDOVER_LIFECYCLE = Lifecycle(
    Handover,
    "mou:answer_handover",
    HANDOVER_TONES,
    Transition("accept", "Accept the duty", {WAITING}, ACCEPTED, RIGHT, [is_the_successor]),
    Transition("decline", "Decline", {WAITING}, DECLINED, RIGHT, [is_the_successor], needs_reason=True),
    Transition("withdraw", "Withdraw the offer", {WAITING}, WITHDRAWN, RIGHT, [offered_it]),
)
