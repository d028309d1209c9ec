"""The columns of the lists as files: what is shown, and a contact person in the file of contacts alone."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from partnerships.core import numbers
from partnerships.core.exports import Column
from stakeholders.models import Stakeholder
from stakeholders.models.structure_standing import result_state
from stakeholders.proposing import done_count, next_of


def _state(stakeholder: Any) -> str:
    return stakeholder.state_on(timezone.localdate()).label


def _languages(engagement: Any) -> str:
    return ", ".join(language.name for language in engagement.languages.all())


STAKEHOLDER_COLUMNS = (
    Column("Name", "name", 44),
    Column("Short name", "short_name", 16),
    Column("Group", "group__name", 28),
    Column("Type", "type__name", 28),
    Column("Level", "get_level_display", 14),
    Column("Province", "scope_label", 18),
    Column("District", "district__name", 24),
    Column("Seat", "seat", 22),
    Column("Partner status", _state, 20),
    Column("Class", "stakeholder_class__name", 18),
    Column("Relationship manager", "relationship_manager__name", 24),
    Column("Last contact", "last_engaged_on", 14),
    Column("Next contact due", "contact_due_on", 16),
    Column("Last verified", "verified_on", 14),
)
VERIFICATION_COLUMNS = (
    Column("Name", "name", 44),
    Column("Group", "group__name", 28),
    Column("Province", "scope_label", 18),
    Column("Class", "stakeholder_class__name", 18),
    Column("Relationship manager", "relationship_manager__name", 24),
    Column("Registered", lambda row: timezone.localdate(row.created_at), 14),
    Column("Last verified", "verified_on", 14),
    Column("Verification due", "verification_due_on", 16),
)
DIRECTORY_COLUMNS = (
    Column("Name", lambda row: row["name"], 44),
    Column("Short name", lambda row: row["short_name"], 16),
    Column("Group", lambda row: row["group__name"], 28),
    Column("Province", lambda row: row["province__name"] or "National", 18),
    Column("Partner status", lambda row: Stakeholder.Status(row["status"]).label, 20),
)
ENGAGEMENT_COLUMNS = (
    Column("Date", "held_on", 14),
    Column("Date as recorded", "date_note", 34),
    Column("Kind", "kind__name", 18),
    Column("How", "mode__name", 14),
    Column("With whom", "stakeholder__name", 44),
    Column("Group", "stakeholder__group__name", 28),
    Column("Province", "scope_label", 18),
    Column("Place", "place", 24),
    Column("Purpose", "purpose", 50),
    Column("Number present", "attendance", 12),
    Column("Languages used", _languages, 24),
    Column("Minutes due on", "minutes_due_on", 14),
    Column("Minutes complete on", "minutes_on", 14),
    Column("Follow-up planned for", "follow_up_on", 14),
    Column("Purpose of the follow-up", "follow_up_purpose", 40),
    Column("Open next steps", "open_action_count", 12),
)
CONTACT_COLUMNS = (
    Column("Name", "name", 28),
    Column("Post", "post", 28),
    Column("Stakeholder", "stakeholder__name", 40),
    Column("Province", "stakeholder__scope_label", 18),
    Column("Do not contact", "do_not_contact", 12),
    Column("Main contact", "is_main", 10),
    Column("Back-up contact", "is_backup", 10),
    Column("Work e-mail", "email", 32),
    Column("Work telephone", lambda row: numbers.phone(row.phone.as_e164) if row.phone else "", 18),
    Column("Preferred channel", "get_preferred_channel_display", 16),
    Column("Preferred language", "language__name", 16),
    Column("In the post since", "began_on", 14),
    Column("Left on", "left_on", 14),
    Column("Last verified on", "verified_on", 14),
    Column("Where the details come from", "source", 30),
    Column("Notified on", "notified_on", 14),
    Column("Lawful ground", "get_lawful_ground_display", 40),
)
ACTION_ITEM_COLUMNS = (
    Column("What", "what", 50),
    Column("Promised", "get_direction_display", 16),
    Column("With whom", "stakeholder__name", 44),
    Column("Province", "scope_label", 18),
    Column("Who of us", "owner__name", 24),
    Column("Office elsewhere", "owner_elsewhere", 30),
    Column("Due on", "due_on", 14),
    Column("State", _state, 18),
    Column("Important", "is_important", 10),
    Column("Done on", "done_on", 14),
    Column("What was done", "outcome", 50),
    Column("Verified on", "verified_on", 14),
    Column("Engagement", "engagement__purpose", 40),
    Column("Held on", "engagement__held_on", 14),
)
DECISION_COLUMNS = (
    Column("Stakeholder", "stakeholder__name", 44),
    Column("Province", "stakeholder__scope_label", 18),
    Column("Outcome", "get_outcome_display", 12),
    Column("Decided on", "decided_on", 14),
    Column("Decided by", "decided_by__name", 24),
    Column("Post", "decided_by__post", 30),
    Column("Strategic fit, of 100", "fit", 14),
    Column("Kind of reason", "reason_category__name", 30),
    Column("Reason", "reason", 60),
    Column("Form of collaboration", "form_of_collaboration__name", 26),
    Column("Level", "get_level_display", 14),
    Column("Conditions", "conditions", 40),
    Column("Look again on", "look_again_on", 14),
    Column("Ended on", "ended_on", 14),
    Column("Reason of the end", "get_end_reason_display", 26),
    Column("Explanation of the end", "end_note", 40),
)
PROPOSAL_COLUMNS = (
    Column("Stakeholder", "stakeholder__name", 44),
    Column("Province", "stakeholder__scope_label", 18),
    Column("What for", "get_kind_display", 24),
    Column("State", "get_status_display", 12),
    Column("Begun on", "begun_on", 14),
    Column("Begun by", "begun_by__name", 24),
    Column("Steps done", done_count, 10),
    Column("Assessments handed in", "assessment_count", 12),
    Column("Waits for", lambda row: found.what if (found := next_of(row)) else "", 40),
    Column("Our champion", "champion__name", 24),
    Column("Closed on", "closed_on", 14),
)
STRUCTURE_COLUMNS = (
    Column("Name", "stakeholder__name", 44),
    Column("Kind", "kind__name", 30),
    Column("Family", "kind__get_family_display", 24),
    Column("Province", "stakeholder__scope_label", 18),
    Column("District", "district__name", 24),
    Column("Belongs to", "belongs_to", 28),
    Column("Host", "host__name", 30),
    Column("Functionality", lambda row: result_state(row.result).label, 20),
    Column("Score, per cent", "score", 12),
    Column("Last assessed on", "assessed_last_on", 16),
    Column("Support needed", "support_needed", 50),
    Column("Needs support", "needs_support", 12),
    Column("Assessment overdue", "is_overdue", 12),
    Column("Executive complete", lambda row: not row.has_vacancy, 12),
    Column("Established on", "launched_on", 16),
)
REQUEST_COLUMNS = (
    Column("Person", "contact__name", 28),
    Column("Stakeholder", "contact__stakeholder__name", 40),
    Column("Province", "contact__stakeholder__scope_label", 18),
    Column("What is asked", "get_kind_display", 36),
    Column("Received on", "received_on", 14),
    Column("Received by", "received_by__name", 24),
    Column("Answer by", "due_on", 14),
    Column("State", lambda row: row.state_on(timezone.localdate()).label, 18),
    Column("Answered on", "answered_on", 14),
    Column("Outcome", "get_outcome_display", 16),
)
LOAD_COLUMNS = (
    Column("Organisation", "name", 44),
    Column("Group", "group", 28),
    Column("Province", "province", 18),
    Column("Engagements", lambda row: row.count, 14),
    Column("By how many offices", "offices", 14),
)
