"""Documents of the figures that were measured, and the grades of the last two years; some were changed since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from partnerships.bench.data.plan import Plan, content_type, noon
from partnerships.core.models import Document
from reporting.models import Actual, EvidenceGrade
from reporting.models.grade import FIGURE

Row = dict[str, Any]
SHARE_WITH_PAPER, SHARE_GRADED, SHARE_SUFFICIENT, SHARE_CHANGED = 0.7, 0.8, 0.85, 0.05
YEARS = 2
REMARK = "The attendance registers of one month are missing."


def load(plan: Plan, file: Row) -> None:
    """Each figure has at most one document; what was changed since was graded with another figure."""
    rows = Actual._base_manager.filter(not_measured_because="").annotate(said=FIGURE).order_by("pk")
    chosen = [
        row
        for row in rows.values_list("pk", "province_id", "captured_on", "captured_by_id", "said", "year")
        if plan.happens(SHARE_WITH_PAPER)
    ]
    papers = list(zip(plan.copier.reserve(Document, len(chosen)), chosen, strict=True))
    kind = {"content_type_id": content_type(Actual), "kind": Document.Kind.EVIDENCE}
    plan.copier.write(
        Document,
        (
            file
            | kind
            | {"id": pk, "object_id": actual, "uploaded_by_id": by, "uploaded_at": noon(captured_on)}
            for pk, (actual, _, captured_on, by, _, _) in papers
        ),
    )
    grader = plan.official(None)
    plan.copier.write(
        EvidenceGrade,
        (
            _grade(plan, pk, actual, grader, captured_on + timedelta(days=7), figure)
            for pk, (actual, _, captured_on, _, figure, year) in papers
            if year > plan.today.year - YEARS and plan.happens(SHARE_GRADED)
        ),
    )


def _grade(plan: Plan, document: int, actual: int, by: int, day: Any, figure: str) -> Row:
    is_sufficient = plan.happens(SHARE_SUFFICIENT)
    return {
        "actual_id": actual,
        "validity": "yes",
        "accuracy": "yes",
        "completeness": "yes" if is_sufficient else "partly",
        "completeness_remark": "" if is_sufficient else REMARK,
        "figure": "0" if plan.happens(SHARE_CHANGED) else figure,
        "newest_document_id": document,
        "graded_on": min(day, plan.today),
        "graded_by_id": by,
    }
