"""The life cycles of an MoU, its clearances, obligations and planned quarters: four tables."""

from mou.lifecycle.agreement import MOU_LIFECYCLE
from mou.lifecycle.clearance import CLEARANCE_LIFECYCLE
from mou.lifecycle.obligation import OBLIGATION_LIFECYCLE
from mou.lifecycle.workplan import ACTIVITY_LIFECYCLE

__all__ = ["ACTIVITY_LIFECYCLE", "CLEARANCE_LIFECYCLE", "MOU_LIFECYCLE", "OBLIGATION_LIFECYCLE"]
