"""Every address of the application: the right it needs, how far it reaches, and the record it is asked for.

A new address must be entered here; the tests of this folder then walk it as every role, on own, foreign and national
records, with GET only, with one row and with several.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from tests.rules.chain import Chain


class Reach(Enum):
    PUBLIC = "open without signing in"
    SIGNED_IN = "for everybody with an account"
    LIST = "shows what the person may see"
    READ = "one record that the person may see"
    WRITE = "one record that the person may change"
    PERSONAL = "one record of its sender alone, and of national users"
    OWN = "one record of whoever asked for it, and of nobody else"
    NATIONAL = "figures of all provinces side by side"


@dataclass(frozen=True)
class Route:
    reach: Reach
    right: str = ""
    args: Callable[[Chain], list[Any]] = lambda chain: []
    # An address that only takes POST answers GET with 405.
    get: bool = True


def of(name: str, *more: Any) -> Callable[[Chain], list[Any]]:
    return lambda chain: [getattr(chain, name).pk, *more]


QUARTER = "2026-27-q2"
READ, WRITE, LIST, NATIONAL = Reach.READ, Reach.WRITE, Reach.LIST, Reach.NATIONAL

ROUTES: dict[str, Route] = {
    # the door
    "account_login": Route(Reach.PUBLIC),
    "account_reset_password": Route(Reach.PUBLIC),
    "account_reset_password_done": Route(Reach.PUBLIC),
    "help": Route(Reach.PUBLIC),
    "accessibility": Route(Reach.PUBLIC),
    "privacy": Route(Reach.PUBLIC),
    "healthz": Route(Reach.PUBLIC),
    "account_logout": Route(Reach.SIGNED_IN),
    "account_change_password": Route(Reach.SIGNED_IN),
    "search": Route(Reach.SIGNED_IN),
    # files
    "document": Route(READ, "", of("document")),
    "print_job": Route(Reach.OWN, "", lambda chain: [chain.print_job.token]),
    "print_file": Route(Reach.OWN, "", lambda chain: [chain.print_job.token]),
    "paper": Route(Reach.SIGNED_IN),
    "paper_sheet": Route(LIST, "stakeholders.add_engagement", lambda chain: [chain.sheet.number]),
    "document_about": Route(READ, "", of("document")),
    "document_edit": Route(WRITE, "stakeholders.change_stakeholder", of("filed")),
    "document_version": Route(WRITE, "stakeholders.change_stakeholder", of("filed")),
    "stakeholders:document_add": Route(WRITE, "stakeholders.change_stakeholder", of("stakeholder")),
    "stakeholders:engagement_document_add": Route(WRITE, "stakeholders.change_engagement", of("engagement")),
    # the calendar, reminders: the own ones, and the log
    "calendar": Route(Reach.SIGNED_IN),
    "calendar_address": Route(Reach.SIGNED_IN, get=False),
    "calendar_address_end": Route(Reach.SIGNED_IN, get=False),
    "reminders": Route(Reach.SIGNED_IN),
    "reminder_settings": Route(Reach.SIGNED_IN),
    "log_runs": Route(LIST, "core.view_reminderrun"),
    "log_messages": Route(LIST, "core.view_remindermessage"),
    "log_put_off": Route(LIST, "core.view_snooze"),
    # views that people keep, files that they took out
    "saved_views": Route(Reach.SIGNED_IN),
    "exports": Route(Reach.SIGNED_IN),
    # stakeholders
    "stakeholders:list": Route(LIST, "stakeholders.view_stakeholder"),
    "stakeholders:bulk": Route(LIST, "stakeholders.view_stakeholder"),
    "stakeholders:contacts_bulk": Route(LIST, "stakeholders.view_contact"),
    "stakeholders:action_bulk": Route(LIST, "stakeholders.view_actionitem"),
    "stakeholders:directory": Route(LIST, "stakeholders.view_stakeholder"),
    "stakeholders:engagements": Route(LIST, "stakeholders.view_engagement"),
    "stakeholders:decisions": Route(LIST, "stakeholders.view_partnerdecision"),
    "stakeholders:add": Route(LIST, "stakeholders.add_stakeholder"),
    "stakeholders:engagement_add": Route(LIST, "stakeholders.add_engagement"),
    "stakeholders:detail": Route(READ, "stakeholders.view_stakeholder", of("stakeholder")),
    "stakeholders:edit": Route(WRITE, "stakeholders.change_stakeholder", of("stakeholder")),
    "stakeholders:verification": Route(LIST, "stakeholders.view_stakeholder"),
    "stakeholders:lookalikes": Route(LIST, "stakeholders.add_stakeholder"),
    "stakeholders:duplicates": Route(LIST, "stakeholders.merge_stakeholder"),
    "stakeholders:merge": Route(
        WRITE, "stakeholders.merge_stakeholder", lambda chain: [chain.stakeholder.pk, chain.resembling.pk]
    ),
    "stakeholders:two_organisations": Route(
        WRITE,
        "stakeholders.merge_stakeholder",
        lambda chain: [chain.stakeholder.pk, chain.resembling.pk],
        get=False,
    ),
    "stakeholders:merged": Route(READ, "stakeholders.merge_stakeholder", of("merge")),
    "stakeholders:merge_undo": Route(WRITE, "stakeholders.merge_stakeholder", of("merge")),
    "stakeholders:verify": Route(WRITE, "stakeholders.verify_stakeholder", of("stakeholder")),
    "stakeholders:timeline": Route(READ, "stakeholders.view_stakeholder", of("stakeholder")),
    "stakeholders:matrix": Route(LIST, "stakeholders.view_stakeholderanalysis"),
    "stakeholders:analyse": Route(WRITE, "stakeholders.add_stakeholderanalysis", of("stakeholder")),
    "stakeholders:take_class": Route(WRITE, "stakeholders.change_stakeholder", of("stakeholder")),
    "stakeholders:load": Route(LIST, "stakeholders.view_engagement"),
    "stakeholders:relationship_add": Route(WRITE, "stakeholders.add_relationship", of("stakeholder")),
    "stakeholders:relationship_edit": Route(WRITE, "stakeholders.change_relationship", of("relationship")),
    "stakeholders:tree": Route(READ, "stakeholders.view_relationship", of("stakeholder")),
    "stakeholders:archive": Route(WRITE, "stakeholders.archive_stakeholder", of("stakeholder")),
    "stakeholders:restore": Route(WRITE, "stakeholders.archive_stakeholder", of("stakeholder")),
    "stakeholders:contact_add": Route(WRITE, "stakeholders.add_contact", of("stakeholder")),
    "stakeholders:contact_edit": Route(WRITE, "stakeholders.change_contact", of("contact")),
    "stakeholders:contacts": Route(LIST, "stakeholders.view_contact"),
    "stakeholders:contact": Route(READ, "stakeholders.view_contact", of("contact")),
    "stakeholders:contact_moved": Route(WRITE, "stakeholders.change_contact", of("contact")),
    "stakeholders:contact_verify": Route(WRITE, "stakeholders.change_contact", of("contact")),
    "stakeholders:contact_redact": Route(WRITE, "stakeholders.redact_contact", of("contact")),
    "stakeholders:contact_held": Route(READ, "stakeholders.view_personalinformationrequest", of("contact")),
    "stakeholders:requests": Route(LIST, "stakeholders.view_personalinformationrequest"),
    "stakeholders:request_add": Route(WRITE, "stakeholders.add_personalinformationrequest", of("contact")),
    "stakeholders:request_answer": Route(
        WRITE, "stakeholders.change_personalinformationrequest", of("information_request")
    ),
    "stakeholders:engagement": Route(READ, "stakeholders.view_engagement", of("engagement")),
    "stakeholders:engagement_edit": Route(WRITE, "stakeholders.change_engagement", of("engagement")),
    "stakeholders:engagement_drafts": Route(LIST, "stakeholders.add_engagement"),
    "stakeholders:follow_up_points": Route(WRITE, "stakeholders.add_actionitem", of("engagement")),
    "stakeholders:interview": Route(WRITE, "stakeholders.change_engagement", of("engagement")),
    "stakeholders:minutes": Route(WRITE, "stakeholders.change_engagement", of("engagement")),
    "stakeholders:action_items": Route(LIST, "stakeholders.view_actionitem"),
    "stakeholders:action_item": Route(READ, "stakeholders.view_actionitem", of("action_item")),
    # A province writes down what a national body promised it.
    "stakeholders:action_add": Route(READ, "stakeholders.add_actionitem", of("stakeholder")),
    "stakeholders:action_edit": Route(WRITE, "stakeholders.change_actionitem", of("action_item")),
    "stakeholders:action_verify": Route(WRITE, "stakeholders.verify_actionitem", of("action_item")),
    "stakeholders:action_move": Route(WRITE, "stakeholders.change_actionitem", of("action_item", "drop")),
    "stakeholders:action_done": Route(WRITE, "stakeholders.change_actionitem", of("action_item")),
    "stakeholders:proposals": Route(LIST, "stakeholders.view_partnershipproposal"),
    "stakeholders:proposal": Route(READ, "stakeholders.view_partnershipproposal", of("proposal")),
    "stakeholders:proposal_step": Route(
        WRITE, "stakeholders.change_partnershipproposal", of("proposal", "objectives")
    ),
    "stakeholders:proposal_fit": Route(READ, "stakeholders.view_fitassessment", of("proposal")),
    "stakeholders:proposal_spread": Route(WRITE, "stakeholders.assess_stakeholder", of("proposal")),
    "stakeholders:proposal_move": Route(
        WRITE, "stakeholders.change_partnershipproposal", of("proposal", "set-aside")
    ),
    "stakeholders:conclude_review": Route(WRITE, "stakeholders.decide_partner", of("review")),
    "stakeholders:assess": Route(WRITE, "stakeholders.assess_stakeholder", of("review")),
    "stakeholders:assessment": Route(READ, "stakeholders.view_fitassessment", of("assessment")),
    "stakeholders:decide": Route(WRITE, "stakeholders.decide_partner", of("proposal")),
    # the criteria are the same for everybody who may read them
    "stakeholders:fit_criteria": Route(LIST, "stakeholders.view_fitcriteriaversion"),
    "stakeholders:fit_criteria_version": Route(
        LIST, "stakeholders.view_fitcriteriaversion", of("criteria_draft")
    ),
    "stakeholders:fit_criteria_draft": Route(LIST, "stakeholders.add_fitcriteriaversion", get=False),
    "stakeholders:fit_criteria_edit": Route(
        LIST, "stakeholders.change_fitcriteriaversion", of("criteria_draft")
    ),
    "stakeholders:fit_criteria_adopt": Route(
        LIST, "stakeholders.adopt_fitcriteriaversion", of("criteria_draft")
    ),
    "stakeholders:end_partnership": Route(WRITE, "stakeholders.decide_partner", of("partner")),
    "stakeholders:move": Route(WRITE, "stakeholders.add_partnershipproposal", of("stakeholder", "assess")),
    # imports: a list names people, so it is its sender's
    "stakeholders:imports": Route(LIST, "stakeholders.import_stakeholder"),
    "stakeholders:import_add": Route(LIST, "stakeholders.import_stakeholder"),
    "stakeholders:import_template": Route(Reach.SIGNED_IN, "stakeholders.import_stakeholder"),
    "stakeholders:import": Route(Reach.PERSONAL, "stakeholders.import_stakeholder", of("import_batch")),
    "stakeholders:import_columns": Route(
        Reach.PERSONAL, "stakeholders.import_stakeholder", of("import_batch")
    ),
    "stakeholders:import_commit": Route(
        Reach.PERSONAL, "stakeholders.import_stakeholder", of("import_batch")
    ),
    "stakeholders:import_undo": Route(Reach.PERSONAL, "stakeholders.import_stakeholder", of("import_batch")),
    "stakeholders:import_drop": Route(Reach.PERSONAL, "stakeholders.import_stakeholder", of("import_batch")),
    "stakeholders:import_refused": Route(
        Reach.PERSONAL, "stakeholders.import_stakeholder", of("import_batch")
    ),
    # community structures and the instrument; the instrument is the same for everybody who may read it
    "stakeholders:structures": Route(LIST, "stakeholders.view_structure"),
    "stakeholders:structure": Route(READ, "stakeholders.view_structure", of("structure")),
    "stakeholders:structure_new": Route(LIST, "stakeholders.add_structure"),
    "stakeholders:structure_add": Route(WRITE, "stakeholders.add_structure", of("stakeholder")),
    "stakeholders:structure_edit": Route(WRITE, "stakeholders.change_structure", of("structure")),
    "stakeholders:term_add": Route(WRITE, "stakeholders.add_executiveterm", of("structure")),
    "stakeholders:term_edit": Route(WRITE, "stakeholders.change_executiveterm", of("term")),
    "stakeholders:assess_functionality": Route(
        WRITE, "stakeholders.add_functionalityassessment", of("structure")
    ),
    "stakeholders:functionality": Route(
        READ, "stakeholders.view_functionalityassessment", of("functionality")
    ),
    "stakeholders:functionality_withdraw": Route(
        WRITE, "stakeholders.change_functionalityassessment", of("functionality")
    ),
    "stakeholders:instruments": Route(LIST, "stakeholders.view_instrumentversion"),
    "stakeholders:instrument": Route(LIST, "stakeholders.view_instrumentversion", of("instrument_draft")),
    "stakeholders:instrument_draft": Route(LIST, "stakeholders.add_instrumentversion", get=False),
    "stakeholders:instrument_edit": Route(
        LIST, "stakeholders.change_instrumentversion", of("instrument_draft")
    ),
    "stakeholders:instrument_adopt": Route(
        LIST, "stakeholders.adopt_instrumentversion", of("instrument_draft")
    ),
    # agreements
    "mou:list": Route(LIST, "mou.view_mou"),
    "mou:directory": Route(LIST, "mou.view_mou"),
    "mou:add": Route(LIST, "mou.add_mou"),
    "mou:detail": Route(READ, "mou.view_mou", of("signed")),
    "mou:edit": Route(WRITE, "mou.change_mou", of("draft")),
    "mou:text": Route(READ, "mou.view_mou", of("draft")),
    "mou:turn": Route(WRITE, "mou.send_mou", of("draft")),
    "mou:accept": Route(WRITE, "mou.send_mou", of("draft_party")),
    "mou:clause_add": Route(WRITE, "mou.add_clause", of("draft")),
    "mou:clause_edit": Route(WRITE, "mou.change_clause", of("clause")),
    "mou:clause_remove": Route(WRITE, "mou.change_clause", of("clause")),
    "mou:clause_move": Route(WRITE, "mou.change_clause", of("clause", "up"), get=False),
    "mou:section_add": Route(WRITE, "mou.add_clause", of("draft")),
    "mou:section_edit": Route(WRITE, "mou.change_clause", of("section")),
    "mou:section_remove": Route(WRITE, "mou.change_clause", of("section")),
    "mou:section_move": Route(WRITE, "mou.change_clause", of("section", "up"), get=False),
    "mou:clause_remark": Route(WRITE, "mou.add_clauseremark", of("clause")),
    "mou:remark_reply": Route(WRITE, "mou.add_clauseremark", of("clause_remark")),
    "mou:move_remark": Route(WRITE, "mou.change_clause", of("clause_remark", "settle")),
    "mou:party_add": Route(WRITE, "mou.add_mouparty", of("draft")),
    "mou:party_edit": Route(WRITE, "mou.change_mouparty", of("draft_party")),
    "mou:party_remove": Route(WRITE, "mou.change_mouparty", of("draft_party")),
    "mou:sign": Route(WRITE, "mou.sign_mou", of("signing_party")),
    "mou:decide_clearance": Route(WRITE, "mou.view_clearance", of("clearance", "clear")),
    "mou:amend": Route(WRITE, "mou.send_mou", of("signed")),
    "mou:as_on": Route(READ, "mou.view_mou", of("signed")),
    "mou:amendment": Route(READ, "mou.view_mou", of("amendment")),
    "mou:amend_terms": Route(WRITE, "mou.send_mou", of("amendment")),
    "mou:amend_add": Route(WRITE, "mou.send_mou", of("amendment", "clause")),
    "mou:amend_line": Route(
        WRITE, "mou.send_mou", lambda chain: [chain.amendment.pk, "obligation", chain.obligation.pk]
    ),
    "mou:amend_remove": Route(
        WRITE, "mou.send_mou", lambda chain: [chain.amendment.pk, "obligation", chain.obligation.pk]
    ),
    "mou:amend_take_over": Route(WRITE, "mou.send_mou", of("amendment")),
    "mou:sign_amendment": Route(
        WRITE, "mou.sign_mou", lambda chain: [chain.amendment.pk, chain.signed.parties.first().pk]
    ),
    "mou:move_amendment": Route(WRITE, "mou.send_mou", of("amendment", "withdraw")),
    "mou:drop_change": Route(WRITE, "mou.send_mou", of("terms_change")),
    "mou:review": Route(WRITE, "mou.end_mou", of("signed")),
    "mou:renew": Route(WRITE, "mou.add_mou", of("signed")),
    "mou:delegate_clearance": Route(WRITE, "mou.view_clearance", of("clearance")),
    "mou:hand_over": Route(WRITE, "mou.hand_over_mou", of("signed")),
    "mou:answer_handover": Route(WRITE, "mou.hand_over_mou", of("handover", "decline")),
    "mou:suspend": Route(WRITE, "mou.end_mou", of("signed")),
    "mou:resume": Route(WRITE, "mou.end_mou", of("signed")),
    "mou:terminate": Route(WRITE, "mou.end_mou", of("signed")),
    "mou:complete": Route(WRITE, "mou.end_mou", of("signed")),
    "mou:signed_copy": Route(WRITE, "mou.sign_mou", of("signed")),
    "mou:amendment_copy": Route(WRITE, "mou.sign_mou", of("amendment")),
    "mou:close_out": Route(READ, "mou.view_mou", of("completed")),
    "mou:move": Route(WRITE, "mou.send_mou", of("draft", "consult")),
    # obligations
    "mou:obligations": Route(LIST, "mou.view_obligation"),
    "mou:obligation": Route(READ, "mou.view_obligation", of("obligation")),
    "mou:obligation_add": Route(WRITE, "mou.add_obligation", of("draft")),
    "mou:obligation_edit": Route(WRITE, "mou.change_obligation", of("draft_obligation")),
    "mou:obligation_remove": Route(WRITE, "mou.change_obligation", of("draft_obligation")),
    "mou:submit_obligation": Route(WRITE, "mou.submit_obligation", of("obligation")),
    "mou:verify_obligation": Route(WRITE, "mou.verify_obligation", of("submitted")),
    "mou:extend_obligation": Route(WRITE, "mou.extend_obligation", of("obligation")),
    "mou:dispute_obligation": Route(WRITE, "mou.verify_obligation", of("obligation")),
    "mou:settle_obligation": Route(WRITE, "mou.verify_obligation", of("obligation")),
    "mou:waive_obligation": Route(WRITE, "mou.waive_obligation", of("obligation")),
    "mou:lapse_obligation": Route(WRITE, "mou.waive_obligation", of("obligation")),
    "mou:promise": Route(READ, "mou.view_obligation", of("action_item")),
    "mou:propose": Route(WRITE, "mou.send_mou", of("action_item")),
    "mou:recurring": Route(READ, "mou.view_obligation", of("recurring")),
    "mou:recurring_add": Route(WRITE, "mou.add_obligation", of("draft")),
    "mou:recurring_edit": Route(WRITE, "mou.change_obligation", of("recurring")),
    "mou:recurring_remove": Route(WRITE, "mou.change_obligation", of("recurring")),
    # workplans
    "mou:activities": Route(LIST, "mou.view_activity"),
    "mou:planned_quarters": Route(LIST, "mou.view_activity"),
    "mou:clearances": Route(LIST, "mou.view_clearance"),
    "mou:activity": Route(READ, "mou.view_activity", of("activity")),
    "mou:activity_add": Route(WRITE, "mou.add_activity", of("signed")),
    "mou:activity_edit": Route(WRITE, "mou.change_activity", of("activity")),
    "mou:report_activity": Route(WRITE, "mou.report_activity", of("quarter")),
    "mou:move_activity": Route(WRITE, "mou.change_activity", of("quarter", "reopen")),
    "mou:activity_carry": Route(WRITE, "mou.change_activity", of("activity")),
    "mou:resource_add": Route(WRITE, "mou.change_activity", of("activity")),
    "mou:resource_edit": Route(WRITE, "mou.change_activity", of("resource")),
    "mou:resource_remove": Route(WRITE, "mou.change_activity", of("resource")),
    "mou:visit_add": Route(WRITE, "mou.change_activity", of("activity")),
    "mou:visit_record": Route(WRITE, "stakeholders.add_engagement", of("visit")),
    "mou:visit_made": Route(WRITE, "mou.report_activity", of("visit")),
    "mou:visit_drop": Route(WRITE, "mou.report_activity", of("visit")),
    "mou:revive": Route(WRITE, "mou.add_revival", of("signed")),
    "mou:slip_add": Route(WRITE, "mou.add_confirmationslip", of("signed")),
    "mou:slip": Route(READ, "mou.view_confirmationslip", of("slip")),
    "mou:slip_revoke": Route(WRITE, "mou.change_confirmationslip", of("slip")),
    "mou:settle_line": Route(WRITE, "mou.settle_contestedline", of("contested", "stand")),
    "mou:committees": Route(LIST, "mou.view_steeringcommittee"),
    "mou:committee": Route(READ, "mou.view_steeringcommittee", of("committee")),
    "mou:committee_add": Route(WRITE, "mou.add_steeringcommittee", of("signed")),
    "mou:committee_edit": Route(WRITE, "mou.change_steeringcommittee", of("committee")),
    "mou:member_add": Route(WRITE, "mou.change_steeringcommittee", of("committee")),
    "mou:member_edit": Route(WRITE, "mou.change_steeringcommittee", of("member")),
    "mou:meeting_record": Route(WRITE, "stakeholders.add_engagement", of("committee")),
    "mou:meeting_link": Route(WRITE, "mou.convene_steeringcommittee", of("committee")),
    "mou:meeting_present": Route(WRITE, "mou.convene_steeringcommittee", of("meeting")),
    "mou:workplan": Route(READ, "mou.view_activity", of("signed", 2026)),
    "mou:workplan_quarter": Route(READ, "mou.view_activity", of("signed", 2026, 2)),
    "mou:workplan_copy": Route(WRITE, "mou.add_activity", of("signed", 2027)),
    "mou:workplan_template": Route(WRITE, "mou.add_activity", of("signed", 2026)),
    "mou:output_add": Route(WRITE, "mou.add_activity", of("signed", 2026)),
    "mou:output_edit": Route(WRITE, "mou.change_activity", of("output")),
    "mou:output_remove": Route(WRITE, "mou.change_activity", of("output")),
    # strategy: the same text for everybody who may read it
    "strategy:overview": Route(LIST, "strategy.view_strategyversion"),
    "strategy:focus_area": Route(
        LIST, "strategy.view_focusarea", lambda chain: [chain.indicator.thrust.focus_area_id]
    ),
    "strategy:thrust": Route(
        LIST, "strategy.view_strategicthrust", lambda chain: [chain.indicator.thrust_id]
    ),
    "strategy:issue": Route(LIST, "strategy.view_strategicissue", of("issue")),
    "strategy:versions": Route(LIST, "strategy.view_strategyversion"),
    "strategy:version_begin": Route(LIST, "strategy.add_strategyversion", get=False),
    "strategy:version": Route(LIST, "strategy.view_strategyversion", of("strategy_draft")),
    "strategy:version_read": Route(LIST, "strategy.view_strategyversion", of("strategy_draft")),
    "strategy:version_changes": Route(LIST, "strategy.view_strategyversion", of("strategy_draft")),
    "strategy:version_edit": Route(LIST, "strategy.change_strategyversion", of("strategy_draft")),
    "strategy:version_send": Route(LIST, "strategy.change_strategyversion", of("strategy_draft")),
    "strategy:version_sign": Route(
        LIST, "strategy.certify_strategyversion", of("strategy_draft", "certified")
    ),
    "strategy:version_adopt": Route(LIST, "strategy.adopt_strategyversion", of("strategy_draft")),
    "strategy:version_move": Route(LIST, "strategy.certify_strategyversion", of("strategy_draft", "return")),
    "strategy:area_add": Route(LIST, "strategy.change_strategyversion", of("strategy_draft")),
    "strategy:area_edit": Route(LIST, "strategy.change_strategyversion", of("area_wording")),
    "strategy:area_leave_out": Route(LIST, "strategy.change_strategyversion", of("area_wording")),
    "strategy:thrust_add": Route(LIST, "strategy.change_strategyversion", of("area_wording")),
    "strategy:thrust_edit": Route(LIST, "strategy.change_strategyversion", of("thrust_wording")),
    "strategy:thrust_leave_out": Route(LIST, "strategy.change_strategyversion", of("thrust_wording")),
    "strategy:issue_add": Route(LIST, "strategy.change_strategyversion", of("thrust_wording")),
    "strategy:issue_edit": Route(LIST, "strategy.change_strategyversion", of("issue_wording")),
    "strategy:issue_leave_out": Route(LIST, "strategy.change_strategyversion", of("issue_wording")),
    "strategy:library": Route(LIST, "strategy.view_librarydocument"),
    "strategy:library_add": Route(LIST, "strategy.add_librarydocument"),
    "strategy:library_document": Route(LIST, "strategy.view_librarydocument", of("library_document")),
    "strategy:library_edit": Route(LIST, "strategy.change_librarydocument", of("library_document")),
    "strategy:library_file_add": Route(LIST, "strategy.change_librarydocument", of("library_document")),
    "strategy:indicators": Route(LIST, "strategy.view_indicator"),
    "strategy:indicator": Route(LIST, "strategy.view_indicator", of("indicator")),
    "strategy:indicator_add": Route(LIST, "strategy.add_indicator"),
    "strategy:indicator_version_begin": Route(LIST, "strategy.change_indicator", of("indicator"), get=False),
    "strategy:indicator_version": Route(LIST, "strategy.view_indicator", of("indicator_draft")),
    "strategy:indicator_version_edit": Route(LIST, "strategy.change_indicator", of("indicator_draft")),
    "strategy:indicator_version_approve": Route(
        LIST, "strategy.approve_indicatorversion", of("indicator_draft")
    ),
    "strategy:indicator_version_move": Route(
        LIST, "strategy.approve_indicatorversion", of("indicator_draft", "return")
    ),
    # Targets of all provinces are proposed and decided on together, nationally.
    "strategy:targets": Route(LIST, "strategy.add_targetchangeset", of("indicator", 2026)),
    "strategy:target_table": Route(LIST, "strategy.view_target", lambda chain: [2026]),
    "strategy:target_workbook": Route(LIST, "strategy.add_targetchangeset", lambda chain: [2026]),
    "strategy:target_upload": Route(LIST, "strategy.add_targetchangeset", lambda chain: [2026]),
    "strategy:target_changes": Route(LIST, "strategy.view_targetchangeset"),
    "strategy:target_change": Route(READ, "strategy.view_targetchangeset", of("target_change")),
    "strategy:target_change_again": Route(WRITE, "strategy.add_targetchangeset", of("target_change")),
    "strategy:target_change_move": Route(
        WRITE, "strategy.approve_targetchangeset", of("target_change", "return")
    ),
    # figures and reports
    "reporting:home": Route(Reach.SIGNED_IN),
    "reporting:dashboard": Route(LIST, "reporting.view_actual"),
    "reporting:dashboard_indicators": Route(LIST, "reporting.view_actual"),
    "reporting:forecast": Route(LIST, "reporting.view_actual"),
    "reporting:actuals": Route(LIST, "reporting.view_actual"),
    "reporting:actuals_to_capture": Route(LIST, "reporting.add_actual"),
    "reporting:actual": Route(READ, "reporting.view_actual", of("actual")),
    "reporting:actual_grade": Route(WRITE, "reporting.add_evidencegrade", of("actual")),
    "reporting:actual_edit": Route(WRITE, "reporting.change_actual", of("actual")),
    # Each kind has the right of its record (tests/reporting/test_chain.py); the agreement's has the most links.
    "reporting:chain": Route(READ, "mou.view_mou", lambda chain: ["mou", chain.signed.pk]),
    # The days of all provinces are kept together, nationally.
    "reporting:periods": Route(LIST, "reporting.view_reportingperiod"),
    "reporting:periods_lay_out": Route(LIST, "reporting.add_reportingperiod", get=False),
    "reporting:period_edit": Route(WRITE, "reporting.change_reportingperiod", of("reporting_period")),
    # The ledger and the check are for all; the figures of all provinces side by side are not.
    "reporting:national_reports": Route(LIST, "reporting.view_nationalreport"),
    "reporting:national_verify": Route(LIST, "reporting.view_nationalreport"),
    "reporting:national_report": Route(LIST, "reporting.view_nationalreport", of("issued")),
    "reporting:national_begin": Route(NATIONAL, "reporting.add_nationalreport", get=False),
    "reporting:national_compile": Route(NATIONAL, "reporting.add_nationalreport", of("issued"), get=False),
    "reporting:national_read": Route(NATIONAL, "reporting.view_national_report", of("issued")),
    "reporting:national_file": Route(NATIONAL, "reporting.view_national_report", of("issued", "pdf")),
    "reporting:national_move": Route(NATIONAL, "reporting.return_nationalreport", of("issued", "return")),
    "reporting:erratum_add": Route(NATIONAL, "reporting.issue_nationalreport", of("issued")),
    "reporting:redacted_copy": Route(NATIONAL, "reporting.redact_nationalreport", of("issued")),
    "reporting:section": Route(NATIONAL, "reporting.view_national_report", of("report_section")),
    "reporting:section_edit": Route(NATIONAL, "reporting.change_reportsection", of("report_section")),
    "reporting:section_move": Route(
        NATIONAL, "reporting.change_reportsection", of("report_section", "nothing")
    ),
    "reporting:section_owner": Route(NATIONAL, "reporting.add_nationalreport", of("report_section")),
    "reporting:open_late": Route(WRITE, "reporting.reopen_provincialreturn", of("reporting_period")),
    # returns: a province writes its own
    "reporting:returns": Route(LIST, "reporting.view_provincialreturn"),
    "reporting:return_begin": Route(WRITE, "reporting.change_actual", of("reporting_period"), get=False),
    "reporting:return": Route(READ, "reporting.view_provincialreturn", of("provincial_return")),
    "reporting:return_indicators": Route(READ, "reporting.view_provincialreturn", of("provincial_return")),
    "reporting:return_records": Route(READ, "reporting.view_provincialreturn", of("provincial_return")),
    "reporting:return_words": Route(READ, "reporting.view_provincialreturn", of("provincial_return")),
    "reporting:return_workbook": Route(WRITE, "reporting.change_actual", of("provincial_return")),
    "reporting:return_paper": Route(WRITE, "reporting.change_actual", of("provincial_return"), get=False),
    "reporting:return_upload": Route(WRITE, "reporting.change_actual", of("provincial_return")),
    "reporting:return_accept": Route(WRITE, "reporting.accept_provincialreturn", of("provincial_return")),
    "reporting:return_back": Route(WRITE, "reporting.accept_provincialreturn", of("provincial_return")),
    "reporting:return_reopen": Route(WRITE, "reporting.reopen_provincialreturn", of("provincial_return")),
    "reporting:return_move": Route(
        WRITE, "reporting.submit_provincialreturn", of("provincial_return", "submit")
    ),
    "reporting:annual": Route(NATIONAL, "reporting.view_national_report"),
    "reporting:audited_enter": Route(
        NATIONAL, "reporting.add_auditedfigure", lambda chain: ["2025-26", chain.indicator.pk]
    ),
    "reporting:audit_packs": Route(NATIONAL, "reporting.take_auditpack"),
    "reporting:audit_pack_make": Route(NATIONAL, "reporting.take_auditpack", get=False),
    "reporting:audit_pack": Route(NATIONAL, "reporting.take_auditpack", of("audit_pack")),
    "reporting:audit_pack_file": Route(NATIONAL, "reporting.take_auditpack", of("audit_pack")),
    "reporting:reports": Route(LIST, "reporting.view_actual"),
    "reporting:quarterly": Route(NATIONAL, "reporting.view_national_report", lambda chain: [QUARTER]),
}
