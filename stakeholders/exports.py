"""The columns of the lists as files: what is shown, and never a contact person."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from partnerships.core.exports import Column
from stakeholders.models import Stakeholder


def _state(stakeholder: Any) -> str:
    return stakeholder.state_on(timezone.localdate()).label


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
    Column("Last engagement", "last_engaged_on", 16),
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
    Column("With whom", "stakeholder__name", 44),
    Column("Group", "stakeholder__group__name", 28),
    Column("Province", "scope_label", 18),
    Column("Place", "place", 24),
    Column("Purpose", "purpose", 50),
    Column("Number present", "attendance", 12),
    Column("Open next steps", "open_action_count", 12),
)
DECISION_COLUMNS = (
    Column("Stakeholder", "stakeholder__name", 44),
    Column("Province", "stakeholder__scope_label", 18),
    Column("Outcome", "get_outcome_display", 12),
    Column("Decided on", "decided_on", 14),
    Column("Decided by", "decided_by__name", 24),
    Column("Post", "decided_by__post", 30),
    Column("Reason", "reason", 60),
    Column("Form of collaboration", "form_of_collaboration__name", 26),
    Column("Conditions", "conditions", 40),
    Column("Look again on", "look_again_on", 14),
    Column("Ended on", "ended_on", 14),
    Column("Reason of the end", "get_end_reason_display", 26),
    Column("Explanation of the end", "end_note", 40),
)
