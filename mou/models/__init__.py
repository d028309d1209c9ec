from mou.models.accountable import Handover
from mou.models.agreement_kind import AgreementKind, ClearanceStep, RequiredFact, SigningDelegation
from mou.models.amendment import Amendment, AmendmentSignature, TermsChange
from mou.models.closing import CloseOut
from mou.models.days import (
    carried_by,
    done_by,
    due_as_at,
    due_before,
    due_within,
    expired_on,
    fulfilled_by,
    in_force_on,
    late_at,
    open_at,
    overdue_on,
    released_by,
)
from mou.models.deferring import Dispute, Extension
from mou.models.mou import MoU
from mou.models.obligation import Obligation
from mou.models.output import Output
from mou.models.parts import Clearance, MoUParty, Suspension
from mou.models.plan_template import TemplateActivity, WorkplanTemplate
from mou.models.progress import ChallengeCategory, ProgressReport
from mou.models.promise import Promise
from mou.models.recurring import GOES_ON, RecurringObligation
from mou.models.remark import ClauseRemark, RemarkReply
from mou.models.resources import NO_PAYMENT, PlannedVisit, Resource, ResourceKind
from mou.models.review import Review
from mou.models.revival import Revival
from mou.models.slip import ConfirmationSlip, ContestedLine, SlipLine, SlipOpening
from mou.models.steering import (
    CommitteeMember,
    SteeringCommittee,
    SteeringMeeting,
    due_state,
    meeting_due,
    sits_on,
)
from mou.models.text import (
    Clause,
    Section,
    StandardClause,
    StandardSection,
    by_section,
    number_quoted,
    text_digest,
)
from mou.models.workplan import Activity, ActivityProvince, ActivityQuarter

__all__ = [
    "GOES_ON",
    "NO_PAYMENT",
    "Activity",
    "ActivityProvince",
    "ActivityQuarter",
    "AgreementKind",
    "Amendment",
    "AmendmentSignature",
    "ChallengeCategory",
    "Clause",
    "ClauseRemark",
    "Clearance",
    "ClearanceStep",
    "CloseOut",
    "CommitteeMember",
    "ConfirmationSlip",
    "ContestedLine",
    "Dispute",
    "Extension",
    "Handover",
    "MoU",
    "MoUParty",
    "Obligation",
    "Output",
    "PlannedVisit",
    "ProgressReport",
    "Promise",
    "RecurringObligation",
    "RemarkReply",
    "RequiredFact",
    "Resource",
    "ResourceKind",
    "Review",
    "Revival",
    "Section",
    "SigningDelegation",
    "SlipLine",
    "SlipOpening",
    "StandardClause",
    "StandardSection",
    "SteeringCommittee",
    "SteeringMeeting",
    "Suspension",
    "TemplateActivity",
    "TermsChange",
    "WorkplanTemplate",
    "by_section",
    "carried_by",
    "done_by",
    "due_as_at",
    "due_before",
    "due_state",
    "due_within",
    "expired_on",
    "fulfilled_by",
    "in_force_on",
    "late_at",
    "meeting_due",
    "number_quoted",
    "open_at",
    "overdue_on",
    "released_by",
    "sits_on",
    "text_digest",
]
