from mou.models.mou import AgreementKind, Clearance, ClearanceStep, MoU, MoUParty, in_force_on
from mou.models.obligation import Obligation, fulfilled_by, overdue_on
from mou.models.workplan import Activity, ActivityQuarter

__all__ = [
    "Activity",
    "ActivityQuarter",
    "AgreementKind",
    "Clearance",
    "ClearanceStep",
    "MoU",
    "MoUParty",
    "Obligation",
    "fulfilled_by",
    "in_force_on",
    "overdue_on",
]
