"""The life cycles of an MoU, its amendments, clearances, handovers, obligations and planned quarters: six tables."""

from mou.lifecycle.agreement import MOU_LIFECYCLE
from mou.lifecycle.amendment import AMENDMENT_LIFECYCLE, against_amending, version_of
from mou.lifecycle.clearance import CLEARANCE_LIFECYCLE
from mou.lifecycle.handover import HANDOVER_LIFECYCLE
from mou.lifecycle.obligation import OBLIGATION_LIFECYCLE
from mou.lifecycle.workplan import ACTIVITY_LIFECYCLE

__all__ = [
    "ACTIVITY_LIFECYCLE",
    "AMENDMENT_LIFECYCLE",
    "CLEARANCE_LIFECYCLE",
    "HANDOVER_LIFECYCLE",
    "MOU_LIFECYCLE",
    "OBLIGATION_LIFECYCLE",
    "against_amending",
    "version_of",
]
