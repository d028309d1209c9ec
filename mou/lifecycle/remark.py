"""A remark on a clause: open → settled in words by whoever drafts; opened again while the text is written."""

from __future__ import annotations

from mou.models import ClauseRemark, MoU
from mou.models.remark import REMARK_TONES
from partnerships.core.lifecycle import Lifecycle, Transition
from partnerships.core.models import User

# While a text is in one of these, the parties talk about it.
WRITTEN = (MoU.Status.DRAFT, MoU.Status.CONSULTATION)


def against_remarking(mou: MoU) -> str:
    """Why nothing can be said about the text now; empty when it can."""
    if mou.status in WRITTEN:
        return ""
    return f"The agreement is “{mou.get_status_display()}”. Remarks are made while the text is written."


def text_is_written(remark: ClauseRemark, by: User) -> str:
    return against_remarking(remark.clause.mou)


OPEN, SETTLED = ClauseRemark.Status
REMARK_LIFECYCLE = Lifecycle(
    ClauseRemark,
    "mou:move_remark",
    REMARK_TONES,
    Transition("settle", "Settle", {OPEN}, SETTLED, "mou.change_clause", needs_reason=True),
    Transition(
        "reopen", "Open again", {SETTLED}, OPEN, "mou.add_clauseremark", [text_is_written], needs_reason=True
    ),
)
