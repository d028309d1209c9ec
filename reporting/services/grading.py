"""Grading the evidence of an actual: whether it is valid, accurate and complete, found by a second person."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from reporting.models import Actual, EvidenceGrade

RIGHT = "reporting.add_evidencegrade"
CHANGED = (
    "The figure or its documents changed while you were looking. Nothing of yours is lost: look at what stands now, "
    "and grade that."
)


@transaction.atomic
def grade_evidence(
    actual: Actual,
    *,
    by: User,
    seen: str,
    validity: str,
    accuracy: str,
    completeness: str,
    validity_remark: str = "",
    accuracy_remark: str = "",
    completeness_remark: str = "",
    graded_on: date | None = None,
) -> EvidenceGrade:
    """Record what somebody without a hand in the figure found of its evidence; the grades of before stay.

    ``seen`` is what the person looked at, as ``looked_at`` names it: of anything newer the grade would say nothing.
    """
    if not by.has_perm(RIGHT):
        raise PermissionDenied
    # Whoever corrects the figure waits here, or is waited for.
    rows = Actual.objects.editable_by(by)
    if not rows.select_for_update(of=("self",)).filter(pk=actual.pk).exists():
        raise PermissionDenied
    stored: Actual = rows.with_grade().get(pk=actual.pk)
    if reasons := grading_blockers(stored, by):
        raise ValidationError(reasons)
    if seen != looked_at(stored):
        raise ValidationError(CHANGED, code="changed")
    day = graded_on or timezone.localdate()
    if not stored.captured_on <= day <= timezone.localdate():
        raise ValidationError(
            f"Evidence is graded between the capture of the figure, {date_long(stored.captured_on)}, and today."
        )
    grade = EvidenceGrade(
        actual=stored,
        validity=validity,
        validity_remark=validity_remark.strip(),
        accuracy=accuracy,
        accuracy_remark=accuracy_remark.strip(),
        completeness=completeness,
        completeness_remark=completeness_remark.strip(),
        figure=stored.figure,
        newest_document_id=int(stored.newest_document or 0),
        graded_on=day,
        graded_by=by,
    )
    grade.full_clean()
    with history.acting(by):
        grade.save()
    return grade


def looked_at(actual: Actual) -> str:
    """The figure and the newest document of a row of ``with_grade``, in one word for a form to carry."""
    return f"{actual.figure}#{actual.newest_document}"


def grading_blockers(actual: Actual, by: User) -> list[str]:
    """Why this person cannot grade a row of ``with_grade`` now, in words."""
    if actual.measured is None:
        return ["Nothing was measured, so there is no evidence to grade."]
    if actual.newest_document is None:
        return ["No document is attached yet. Whoever captures the actual adds it with a correction."]
    if by.pk in _hands_in(actual):
        return [
            "You captured or corrected this figure, or handed in one of its documents. "
            "Somebody else grades the evidence."
        ]
    return []


def _hands_in(actual: Actual) -> set[int]:
    """Everybody who had a hand in the figure or its evidence."""
    wrote = (context or {} for context in actual.events.values_list("pgh_context", flat=True))  # type: ignore[attr-defined]
    sent = actual.documents.values_list("uploaded_by_id", flat=True)
    return {actual.captured_by_id, *sent, *(context.get("user") for context in wrote)}
