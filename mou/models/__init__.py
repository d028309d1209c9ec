from mou.models.accountable import Handover
from mou.models.agreement_kind import AgreementKind, ClearanceStep, RequiredFact, SigningDelegation
from mou.models.amendment import Amendment, AmendmentSignature, TermsChange
from mou.models.closing import CloseOut
from mou.models.days import (
    done_by,
    expired_on,
    fulfilled_by,
    in_force_on,
    late_at,
    open_at,
    overdue_on,
    released_by,
)
from mou.models.mou import MoU
from mou.models.obligation import Obligation
from mou.models.parts import Clearance, MoUParty, Suspension
from mou.models.remark import ClauseRemark, RemarkReply
from mou.models.review import Review
from mou.models.text import (
    Clause,
    Section,
    StandardClause,
    StandardSection,
    by_section,
    number_quoted,
    text_digest,
)
from mou.models.workplan import Activity, ActivityQuarter

__all__ = [
    "Activity",
    "ActivityQuarter",
    "AgreementKind",
    "Amendment",
    "AmendmentSignature",
    "Clause",
    "ClauseRemark",
    "Clearance",
    "ClearanceStep",
    "CloseOut",
    "Handover",
    "MoU",
    "MoUParty",
    "Obligation",
    "RemarkReply",
    "RequiredFact",
    "Review",
    "Section",
    "SigningDelegation",
    "StandardClause",
    "StandardSection",
    "Suspension",
    "TermsChange",
    "by_section",
    "done_by",
    "expired_on",
    "fulfilled_by",
    "in_force_on",
    "late_at",
    "number_quoted",
    "open_at",
    "overdue_on",
    "released_by",
    "text_digest",
]
