"""Assessing whether a structure is functional, and withdrawing an assessment that was mistaken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import files, history
from partnerships.core.models import Document, User
from partnerships.core.numbers import date_long
from stakeholders.functionality import NOT_APPLICABLE, Answered, result_of
from stakeholders.models import (
    FunctionalityAnswer,
    FunctionalityAssessment,
    InstrumentQuestion,
    InstrumentVersion,
    Structure,
)
from stakeholders.models.functionality import instrument_on
from stakeholders.services.checks import check_not_in_the_future, need, said

# Question → answer and what was seen.
Answers = Mapping[InstrumentQuestion, tuple[str, str]]


@transaction.atomic
def assess_functionality(
    structure: Structure,
    *,
    by: User,
    version: InstrumentVersion,
    assessed_on: date,
    answers: Answers,
    remarks: str = "",
    support_needed: str = "",
    documents: Sequence[files.Sent] = (),
) -> FunctionalityAssessment:
    """Record a visit: an answer to every question of the version in force on its day; score and result follow.

    What is sent twice is recorded once: the same visit again gives the assessment that stands.
    """
    need(by, "stakeholders.add_functionalityassessment")
    # One after the other: the second of two tabs finds what the first has recorded.
    rows = Structure.objects.editable_by(by).select_for_update(of=("self",))
    locked = rows.select_related("stakeholder", "kind").filter(pk=structure.pk).first()
    if locked is None:
        raise PermissionDenied
    if locked.stakeholder.archived_on:
        raise ValidationError("This structure is archived. Restore it first.")
    check_not_in_the_future(assessed_on, "assessed_on", "A visit is recorded once it was made")
    if locked.launched_on and assessed_on < locked.launched_on:
        raise ValidationError(
            {"assessed_on": f"It was established on {date_long(locked.launched_on)}: no visit came before."}
        )
    if version != instrument_on(assessed_on, locked.kind.family):
        raise ValidationError(
            "Another version of the instrument holds on the day of the visit. Open the form again."
        )
    _check_answers(version, answers)
    score, result = result_of(
        [Answered(answer, q.weight, q.is_essential) for q, (answer, _) in answers.items()], version.starts()
    )
    assessment = FunctionalityAssessment(
        structure=locked,
        version=version,
        assessed_on=assessed_on,
        assessed_by=by,
        score=score,
        result=result,
        remarks=remarks.strip(),
        support_needed=support_needed.strip(),
    )
    if standing := _same(assessment, answers):
        return standing
    for upload in documents:
        files.validate_upload(upload)
    assessment.full_clean()
    with history.acting(by):
        assessment.save()
        for question, (answer, note) in answers.items():
            line = FunctionalityAnswer(
                assessment=assessment, question=question, answer=answer, note=note.strip()
            )
            line.full_clean()
            line.save()
        # Last, so that no file is kept for a record that was refused.
        for upload in documents:
            files.store(upload, record=assessment, kind=Document.Kind.EVIDENCE, by=by)
    return assessment


def _check_answers(version: InstrumentVersion, answers: Answers) -> None:
    questions = list(version.questions.all())
    if any(question.version_id != version.pk for question in answers):
        raise ValidationError("A question of another version was answered. Open the form again.")
    errors = [f"“{question}” has no answer yet." for question in questions if question not in answers]
    known = FunctionalityAnswer.Answer.values
    errors += [
        f"“{question}”: choose one of the answers." for question, (a, _) in answers.items() if a not in known
    ]
    if not errors and all(answer == NOT_APPLICABLE for answer, _ in answers.values()):
        errors = [
            "No question is said to apply, so there is no score. Answer at least one with yes, partly or no."
        ]
    if errors:
        raise ValidationError(errors)


def _same(new: FunctionalityAssessment, answers: Answers) -> FunctionalityAssessment | None:
    """The standing assessment that says exactly this, by the same person."""
    standing = (
        FunctionalityAssessment.objects.standing()
        .visible_to(new.assessed_by)
        .filter(
            structure=new.structure,
            version=new.version,
            assessed_on=new.assessed_on,
            assessed_by=new.assessed_by,
            remarks=new.remarks,
            support_needed=new.support_needed,
        )
        .first()
    )
    if standing is None:
        return None
    before = {(row.question_id, row.answer, row.note) for row in standing.answers.all()}
    given = {(question.pk, answer, note.strip()) for question, (answer, note) in answers.items()}
    return standing if before == given else None


@transaction.atomic
def withdraw_functionality(
    assessment: FunctionalityAssessment, *, by: User, reason: str
) -> FunctionalityAssessment:
    """Take a mistaken assessment out of every figure from today on; it stays readable with the reason."""
    need(by, "stakeholders.change_functionalityassessment")
    rows = FunctionalityAssessment.objects.editable_by(by).select_for_update(of=("self",))
    current = rows.filter(pk=assessment.pk).first()
    if current is None:
        raise PermissionDenied
    if reason_against := against_withdrawing(current):
        raise ValidationError(reason_against)
    current.withdrawal_reason = said(reason, "reason", "Give the reason: it is kept with the assessment.")
    current.withdrawn_on = timezone.localdate()
    current.withdrawn_by = by
    current.full_clean()
    with history.acting(by, reason.strip()):
        current.save()
    return current


def against_withdrawing(assessment: FunctionalityAssessment) -> str:
    return "This assessment was withdrawn already." if assessment.withdrawn_on else ""
