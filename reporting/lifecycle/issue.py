"""The report of the country: compiling → reviewed → approved → issued; by different people, back with a reason."""

from __future__ import annotations

from partnerships.core.lifecycle import Lifecycle, Missing, Transition
from partnerships.core.models import User
from partnerships.roles import holding
from reporting.models import NationalReport, ReportSection

COMPILING, REVIEWED, APPROVED, ISSUED = NationalReport.Status
NATIONAL_TONES: dict[str, str] = {
    COMPILING: "draft",
    REVIEWED: "waiting",
    APPROVED: "waiting",
    ISSUED: "good",
}
REVIEW, APPROVE, ISSUE = (f"reporting.{act}_nationalreport" for act in ("review", "approve", "issue"))


def did_not_compile(report: NationalReport, by: User) -> str:
    if by.pk not in {report.begun_by_id, report.latest.compiled_by_id}:
        return ""
    return Missing("You compiled this report. Somebody else judges it.", who=holding(REVIEW))


def did_not_review(report: NationalReport, by: User) -> str:
    if by.pk != report.reviewed_by_id:
        return ""
    return Missing("You reviewed this report. Somebody else approves it.", who=holding(APPROVE))


def did_not_approve(report: NationalReport, by: User) -> str:
    if by.pk != report.approved_by_id:
        return ""
    return Missing("You approved this report. Somebody else issues it.", who=holding(ISSUE))


def owns_a_section(report: NationalReport, by: User) -> str:
    if not ReportSection.objects.filter(report=report, owner=by).exists():
        return ""
    return Missing("A section of this report is yours. Somebody else judges it.", who=holding(REVIEW))


def sections_are_open(report: NationalReport, by: User) -> list[str]:
    """One sentence for each section that its owner has not settled."""
    return [
        Missing(
            f"“{section.title}” is not ready, nor marked as nothing to report.",
            who=section.owner.name,
            url=section.get_absolute_url(),
        )
        for section in ReportSection.objects.filter(report=report).waiting().select_related("owner")
    ]


NATIONAL_LIFECYCLE = Lifecycle(
    NationalReport,
    "reporting:national_move",
    NATIONAL_TONES,
    Transition(
        "review",
        "Reviewed",
        {COMPILING},
        REVIEWED,
        REVIEW,
        [did_not_compile, owns_a_section, sections_are_open],
    ),
    Transition(
        "approve", "Approve", {REVIEWED}, APPROVED, APPROVE, [did_not_compile, owns_a_section, did_not_review]
    ),
    Transition("issue", "Issue", {APPROVED}, ISSUED, ISSUE, [did_not_approve]),
    Transition(
        "return",
        "Send back",
        {REVIEWED, APPROVED},
        COMPILING,
        "reporting.return_nationalreport",
        needs_reason=True,
    ),
)
