"""Role → rights, one table. ``sync_roles`` makes the groups of the database equal to it.

What a person may see and change is decided by sphere and province (``core.scoping``); this table says which acts
the person may do there. Source: docs/permissions.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Role:
    name: str
    explanation: str
    rights: frozenset[str]


def _models(app: str, *models: str) -> frozenset[str]:
    """All three rights (view, add, change) on these models; nothing in this system is deleted."""
    return frozenset(f"{app}.{act}_{model}" for act in ("view", "add", "change") for model in models)


VIEW = frozenset(
    f"{app}.view_{model}"
    for app, models in {
        "stakeholders": (
            "stakeholder",
            "contact",
            "personalinformationrequest",
            "structure",
            "executiveterm",
            "functionalityassessment",
            "instrumentversion",
            "engagement",
            "actionitem",
            "relationship",
            "stakeholderanalysis",
            "fitcriteriaversion",
            "partnershipproposal",
            "fitassessment",
            "partnerdecision",
        ),
        "mou": (
            "mou",
            "mouparty",
            "clause",
            "clauseremark",
            "clearance",
            "handover",
            "obligation",
            "activity",
            "steeringcommittee",
            "confirmationslip",
            "revival",
        ),
        "strategy": (
            "strategyversion",
            "focusarea",
            "strategicthrust",
            "strategicissue",
            "librarydocument",
            "indicator",
            "target",
            "targetchangeset",
        ),
        "reporting": ("actual", "evidencegrade", "reportingperiod", "nationalreport", "provincialreturn"),
    }.items()
    for model in models
)
# The figures of all provinces side by side; a province reads its own report.
NATIONAL_REPORT = frozenset({"reporting.view_national_report"})
REGISTER = _models(
    "stakeholders",
    "stakeholder",
    "contact",
    "personalinformationrequest",
    "structure",
    "executiveterm",
    "functionalityassessment",
    "engagement",
    "actionitem",
    "relationship",
    "stakeholderanalysis",
    "partnershipproposal",
) | {
    "stakeholders.archive_stakeholder",
    "stakeholders.assess_stakeholder",
    "stakeholders.verify_stakeholder",
    "stakeholders.import_stakeholder",
    "stakeholders.merge_stakeholder",
    "stakeholders.verify_actionitem",
    "stakeholders.export_contact",
    "stakeholders.redact_contact",
}
# The questions and bands of the functionality instrument, and the fit criteria with their marks, are the Unit's.
INSTRUMENT = _models("stakeholders", "instrumentversion", "fitcriteriaversion")
# Whoever adopts a version did not write at it.
ADOPTING = frozenset({"stakeholders.adopt_instrumentversion", "stakeholders.adopt_fitcriteriaversion"})
# What anybody took on, that person reports, or puts off being reminded of; an auditor takes nothing on.
OWN_ITEMS = frozenset({"stakeholders.complete_actionitem", "core.add_snooze"})
# Whether reminders went out, and to whom; what stands in them is their readers' alone.
REMINDER_LOG = frozenset({"core.view_reminderrun", "core.view_remindermessage"})
WATCHING_REMINDERS = REMINDER_LOG | {"core.view_snooze", "core.resend_remindermessage"}
# Told when what is due stays undone though others were told.
HEAD = frozenset({"core.be_told_last", "core.view_snooze"})
# Whoever answers for an agreement or clears it may say something about a clause while the text is written.
REMARKING = frozenset({"mou.add_clauseremark"})
DRAFTING = (
    _models("mou", "mou", "mouparty", "clause", "obligation", "activity", "steeringcommittee")
    | _models("mou", "confirmationslip")
    | REMARKING
    | {"mou.send_mou", "mou.sign_mou"}
)
PROGRESS = frozenset(
    {
        "mou.submit_obligation",
        "mou.report_activity",
        "mou.convene_steeringcommittee",
        "mou.hand_over_mou",
        "mou.add_revival",
    }
)
# What a partner contests is settled by whoever verifies, never by the person who sent the slip.
VERIFYING = frozenset({"mou.verify_obligation", "mou.settle_contestedline", "mou.hand_over_mou"})
# More time, or none needed any more: by authority and for a reason, never by the person who must see to it.
RELEASING = frozenset({"mou.extend_obligation", "mou.waive_obligation"})
# The parts of the strategy have no right of their own: they change with an adopted version and in no other way.
# Targets change with an approved change and in no other way: it is proposed here, and decided on by somebody else.
STRATEGY = _models("strategy", "strategyversion", "librarydocument", "indicator") | {
    "strategy.add_targetchangeset"
}
# What becomes the plan: versions of the strategy, descriptions of indicators, targets.
PLAN = frozenset(
    {
        "strategy.adopt_strategyversion",
        "strategy.approve_indicatorversion",
        "strategy.approve_targetchangeset",
    }
)
CAPTURE = _models("reporting", "actual") | {"reporting.submit_provincialreturn"}
# Whether the evidence of a figure suffices is found by somebody who neither captures nor corrects any.
GRADING = frozenset({"reporting.add_evidencegrade"})
# Whoever accepts a return neither submitted nor signed it, nor typed a line of it.
ACCEPTING = frozenset({"reporting.accept_provincialreturn"})
REOPENING = frozenset({"reporting.reopen_provincialreturn"})
# The days of all provinces are laid out and changed together, nationally.
PERIODS = _models("reporting", "reportingperiod")
# The report of the country is compiled and issued by the Unit; others review and approve it (product rules).
COMPILING = frozenset(
    {
        "reporting.add_nationalreport",
        "reporting.issue_nationalreport",
        "reporting.redact_nationalreport",
    }
)
# Everything of a quarter in one file, evidence included: to look into it, or to hand it to whoever audits.
PACKS = frozenset({"reporting.take_auditpack"})
# What the audit accepted is entered by one role, from the paper in which it stands.
AUDITED = frozenset({"reporting.add_auditedfigure"})

# A section of that report is written, and called ready, by the national colleague who owns it.
WRITING_SECTIONS = frozenset({"reporting.change_reportsection"})

ROLES: dict[str, Role] = {
    "unit_officer": Role(
        "Partnerships Unit officer",
        "Keeps the register, drafts MoUs, records engagements, enters the strategy; every province.",
        VIEW
        | NATIONAL_REPORT
        | REGISTER
        | INSTRUMENT
        | OWN_ITEMS
        | DRAFTING
        | PROGRESS
        | STRATEGY
        | CAPTURE
        | ACCEPTING
        | PERIODS
        | COMPILING
        | WRITING_SECTIONS
        | PACKS
        | WATCHING_REMINDERS,
    ),
    "partnership_manager": Role(
        "Partnership manager",
        "Monitors every MoU's obligations and workplan, verifies evidence; every province.",
        VIEW
        | NATIONAL_REPORT
        | REGISTER
        | INSTRUMENT
        | OWN_ITEMS
        | DRAFTING
        | PROGRESS
        | VERIFYING
        | ADOPTING
        | GRADING
        | COMPILING
        | WRITING_SECTIONS
        | ACCEPTING
        | REOPENING
        | PACKS
        | AUDITED
        | WATCHING_REMINDERS
        | {"mou.end_mou", "mou.extend_obligation", "strategy.certify_strategyversion"},
    ),
    "business_owner": Role(
        "Business owner",
        "Answers for one or more MoUs: reports progress and gives reasons on those.",
        VIEW | NATIONAL_REPORT | OWN_ITEMS | PROGRESS | REMARKING | WRITING_SECTIONS,
    ),
    "provincial_officer": Role(
        "Provincial officer",
        "Keeps the own province's stakeholders, engagements and agreements; fills and submits its returns.",
        VIEW | REGISTER | OWN_ITEMS | DRAFTING | PROGRESS | CAPTURE,
    ),
    "provincial_head": Role(
        "Provincial head",
        "Decides on partners, clears and ends agreements, verifies obligations, signs returns of the own province.",
        VIEW
        | OWN_ITEMS
        | VERIFYING
        | REMARKING
        | HEAD
        | {"stakeholders.verify_actionitem"}
        | {"stakeholders.decide_partner", "mou.clear_provincial_head", "mou.end_mou"}
        | {"reporting.sign_provincialreturn"}
        | RELEASING,
    ),
    "director": Role(
        "Director",
        "Reads reports, decides on partners, records the opinion of Legal Services on agreements.",
        VIEW
        | NATIONAL_REPORT
        | OWN_ITEMS
        | REMARKING
        | WRITING_SECTIONS
        | {"stakeholders.decide_partner", "mou.clear_legal"},
    ),
    "chief_director": Role(
        "Chief Director",
        "Decides on partners, clears agreements, certifies and approves the plan, waives and ends.",
        VIEW
        | NATIONAL_REPORT
        | OWN_ITEMS
        | VERIFYING
        | REMARKING
        | ADOPTING
        | GRADING
        | HEAD
        | PLAN
        | REOPENING
        | {
            "stakeholders.decide_partner",
            "stakeholders.verify_actionitem",
            "strategy.certify_strategyversion",
            "reporting.review_nationalreport",
            "reporting.return_nationalreport",
            "mou.clear_chief_director",
            "mou.clear_minister",
            "mou.end_mou",
        }
        | RELEASING,
    ),
    "secretary": Role(
        "Secretary for Police Service",
        "Gives the last clearance, approves the plan, decides on partners, waives obligations and ends agreements.",
        VIEW
        | NATIONAL_REPORT
        | OWN_ITEMS
        | REMARKING
        | PLAN
        | {
            "stakeholders.decide_partner",
            "reporting.approve_nationalreport",
            "reporting.return_nationalreport",
            "mou.clear_minister",
            "mou.clear_secretary",
            "mou.end_mou",
        }
        | RELEASING,
    ),
    "auditor": Role(
        "Auditor",
        "Reads everything, changes nothing.",
        VIEW | NATIONAL_REPORT | REMINDER_LOG | PACKS | {"core.view_snooze"},
    ),
    "administrator": Role(
        "Administrator",
        "Users, roles and reference lists; no programme data.",
        _models("core", "user", "province", "district", "language", "documentkind")
        | _models("core", "reminderladder", "digestday")
        | REMINDER_LOG
        | {"core.resend_remindermessage"}
        | {"auth.view_group"}
        | _models(
            "stakeholders", "stakeholdergroup", "stakeholdertype", "collaborationform", "engagementkind"
        )
        | _models("stakeholders", "interviewguide", "guidetopic", "decisionreason", "engagementmode")
        | _models("stakeholders", "stakeholderclass", "relationshipkind", "structurekind", "executivepost")
        | _models("mou", "agreementkind", "clearancestep", "signingdelegation", "standardclause")
        | _models("mou", "standardsection", "requiredfact", "resourcekind", "challengecategory")
        | _models("mou", "workplantemplate", "templateactivity")
        | _models("strategy", "pillar", "partnergroup", "librarykind")
        | _models("reporting", "periodrule", "narrativepart", "returnrule"),
    ),
}


@cache
def holding(right: str) -> str:
    """The names of the roles that hold a right, joined for a sentence: “Partnership manager, Provincial head”."""
    return ", ".join(role.name for role in ROLES.values() if right in role.rights)
