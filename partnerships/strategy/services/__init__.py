from partnerships.strategy.services.adopting import put_in_force
from partnerships.strategy.services.parts import against_writing, leave_out, write
from partnerships.strategy.services.targets import Place, set_targets, targets_version
from partnerships.strategy.services.versions import (
    CERTIFIED,
    adopt_version,
    against_signing,
    begin_version,
    return_version,
    send_version,
    sign_version,
)

__all__ = [
    "CERTIFIED",
    "Place",
    "adopt_version",
    "against_signing",
    "against_writing",
    "begin_version",
    "leave_out",
    "put_in_force",
    "return_version",
    "send_version",
    "set_targets",
    "sign_version",
    "targets_version",
    "write",
]
