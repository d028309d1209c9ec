"""Grading the evidence of an actual: whether it is valid, accurate and complete, found by a second person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from partnerships.core.timeline import documents_of
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
    if not gradable([actual], by):
        return [
            "You captured or corrected this figure, or handed in one of its documents. "
            "Somebody else grades the evidence."
        ]
    return []


def gradable(actuals: Collection[Actual], by: User) -> set[int]:
    """Which rows of ``with_grade`` have evidence of a figure in which this person had no hand: from two queries."""
    found = {one.pk for one in actuals if one.measured is not None and one.newest_document is not None}
    if not found:
        return found
    wrote = Actual.events.rel.related_model._base_manager.filter(pgh_obj__in=found)  # type: ignore[attr-defined]
    sent = documents_of(Actual._base_manager.filter(pk__in=found)).filter(uploaded_by=by)
    own = {one.pk for one in actuals if one.captured_by_id == by.pk}
    own |= {*wrote.filter(pgh_context__user=by.pk).values_list("pgh_obj_id", flat=True)}
    own |= {*sent.values_list("object_id", flat=True)}
    return found - own
