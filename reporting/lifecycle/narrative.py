"""A section of the report of the country: being written → ready, or nothing to report; its owner says which."""

from __future__ import annotations

from partnerships.core.lifecycle import Lifecycle, Missing, Transition
from partnerships.core.models import User
from reporting.models import NationalReport, ReportSection

WRITING, READY, NOTHING = ReportSection.Status
SECTION_TONES: dict[str, str] = {WRITING: "draft", READY: "good", NOTHING: "none"}
WRITE = "reporting.change_reportsection"


def is_not_compiled_any_more(section: ReportSection, by: User) -> str:
    if section.report.status == NationalReport.Status.COMPILING:
        return ""
    return Missing("The report was reviewed as it stands. It is sent back before a section changes.")


def is_not_the_owner(section: ReportSection, by: User) -> str:
    if section.owner_id == by.pk:
        return ""
    return Missing("Only the owner of the section says so.", who=section.owner.name)


def has_no_text(section: ReportSection, by: User) -> str:
    if section.text.strip():
        return ""
    return Missing("The section has no text yet. Write it, or say why there is nothing to report.")


OWN = (is_not_compiled_any_more, is_not_the_owner)
SECTION_LIFECYCLE = Lifecycle(
    ReportSection,
    "reporting:section_move",
    SECTION_TONES,
    Transition("ready", "Ready", {WRITING}, READY, WRITE, [*OWN, has_no_text]),
    Transition("nothing", "Nothing to report", {WRITING}, NOTHING, WRITE, OWN, needs_reason=True),
    Transition("reopen", "Write on", {READY, NOTHING}, WRITING, WRITE, OWN),
)
