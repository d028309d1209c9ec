"""Evidence of the two latest closed quarters, graded: most of it suffices, some does not, some changed since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from partnerships.demo.documents import document
from partnerships.demo.returns import SENT_BACK
from partnerships.demo.stage import Stage
from reporting.models import Actual
from reporting.services import correct_actual, grade_evidence, looked_at

YES: dict[str, Any] = {"validity": "yes", "accuracy": "yes", "completeness": "yes"}
IN_PART = YES | {
    "completeness": "partly",
    "completeness_remark": "The registers of two months are there; the third is still missing (demo).",
}
INSUFFICIENT = YES | {
    "validity": "no",
    "validity_remark": "The register is of another quarter (demo).",
    "accuracy": "partly",
    "accuracy_remark": "Two meetings are counted twice (demo).",
}
# What came of ten figures with a document, in the order of the register; None: nobody has looked yet.
RESULTS = (YES, YES, IN_PART, YES, None, YES, INSUFFICIENT, YES, None, YES)


def build(stage: Stage) -> None:
    grader, changed = stage.people["manager"], False
    for quarter in stage.closed_quarters[-2:]:
        rows = Actual.objects.editable_by(grader).of_quarter(quarter).measured().with_grade()
        found = rows.filter(newest_document__isnull=False).select_related(
            "province", "definition", "indicator"
        )
        for place, actual in enumerate(found.order_by("indicator__order", "province__order")):
            if (result := RESULTS[place % len(RESULTS)]) is None:
                continue
            day = min(actual.captured_on + timedelta(days=9), stage.today)
            grade_evidence(actual, by=grader, seen=looked_at(actual), graded_on=day, **result)
            # Where the return was sent back, a document may still be added; elsewhere it is locked.
            if not changed and quarter == stage.closed_quarters[-1] and _is_sent_back(actual):
                _add_document(stage, actual)
                changed = True


def _is_sent_back(actual: Actual) -> bool:
    return actual.province is not None and actual.province.code == SENT_BACK


def _add_document(stage: Stage, actual: Actual) -> None:
    figures = {name: getattr(actual, name) for name in ("words", "reason_for_deviation", "corrective_action")}
    parts = ("numerator", "denominator") if actual.definition.is_percentage else ("value",)
    correct_actual(
        actual,
        by=stage.officer(actual.province),
        version=actual.version,
        documents=[document("Minutes that were found later")],
        **figures,
        **{name: getattr(actual, name) for name in parts},
    )
