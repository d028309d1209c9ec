"""The life cycles of an MoU and of what belongs to it, from remarks on its text to planned quarters: eight tables."""

from mou.lifecycle.agreement import MOU_LIFECYCLE
from mou.lifecycle.amendment import AMENDMENT_LIFECYCLE, against_amending, version_of
from mou.lifecycle.clearance import CLEARANCE_LIFECYCLE
from mou.lifecycle.handover import HANDOVER_LIFECYCLE
from mou.lifecycle.obligation import OBLIGATION_LIFECYCLE
from mou.lifecycle.remark import REMARK_LIFECYCLE, WRITTEN, against_remarking
from mou.lifecycle.slip import CONTESTED_LIFECYCLE
from mou.lifecycle.workplan import ACTIVITY_LIFECYCLE, against_reporting

__all__ = [
    "ACTIVITY_LIFECYCLE",
    "AMENDMENT_LIFECYCLE",
    "CLEARANCE_LIFECYCLE",
    "CONTESTED_LIFECYCLE",
    "HANDOVER_LIFECYCLE",
    "MOU_LIFECYCLE",
    "OBLIGATION_LIFECYCLE",
    "REMARK_LIFECYCLE",
    "WRITTEN",
    "against_amending",
    "against_remarking",
    "against_reporting",
    "version_of",
]
