"""A line that a partner contests: waits → agreed and corrected, or stays as recorded; never settled by its sender."""

from __future__ import annotations

from mou.models import ContestedLine
from mou.models.slip import CONTESTED_TONES
from partnerships.core.lifecycle import Lifecycle, Missing, Transition
from partnerships.core.models import User

RIGHT = "mou.settle_contestedline"


def is_not_the_sender(contested: ContestedLine, by: User) -> str:
    """Who put our record before the partner does not judge what the partner says of it."""
    if contested.line.slip.made_by_id != by.pk:
        return ""
    return Missing("You sent this slip. Somebody else settles what is contested.", who="another person")


WAITING, CORRECTED, STANDS = ContestedLine.Status
CONTESTED_LIFECYCLE = Lifecycle(
    ContestedLine,
    "mou:settle_line",
    CONTESTED_TONES,
    Transition(
        "correct", "Agreed and corrected", {WAITING}, CORRECTED, RIGHT, [is_not_the_sender], needs_reason=True
    ),
    Transition(
        "stand", "Stays as recorded", {WAITING}, STANDS, RIGHT, [is_not_the_sender], needs_reason=True
    ),
)
