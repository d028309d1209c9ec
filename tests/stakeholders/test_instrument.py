"""The functionality instrument: its versions, and assessments that keep the questions they were made with."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from partnerships.core.models import Document
from stakeholders.lifecycle import INSTRUMENT_LIFECYCLE
from stakeholders.models import FunctionalityAssessment, InstrumentVersion, Structure
from stakeholders.models.functionality import instrument_on
from stakeholders.services.functionality import assess_functionality, withdraw_functionality
from stakeholders.services.instrument import adopt_version, begin_version, change_version
from tests.factories import FunctionalityAssessmentFactory, InstrumentVersionFactory, StructureFactory
from tests.people import gift, lindiwe, nomsa, person
from tests.rules.chain import PDF

pytestmark = pytest.mark.django_db

BANDS = {"functional": 80, "partly": 40, "not_functional": 0}
TODAY = date(2026, 11, 23)


def question(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "help_text": "", "weight": 1, "is_essential": False} | more


def rewritten(draft: InstrumentVersion, *questions: dict[str, Any], **more: Any) -> InstrumentVersion:
    given = {
        "introduction": "",
        "questions": questions or [question("Asked?")],
        "bands": BANDS,
        "version": draft.version,
    }
    return change_version(draft, by=nomsa(), **given | more)


def next_version(*questions: dict[str, Any]) -> InstrumentVersion:
    """Version 2, adopted today."""
    draft = rewritten(begin_version(by=nomsa(), family="cpf"), *questions)
    return adopt_version(draft, by=person("chief_director"))


# --- versions ---------------------------------------------------------------------


def test_the_next_version_begins_as_a_copy_of_the_adopted_one() -> None:
    adopted = InstrumentVersionFactory(
        asks=[{"text": "Are minutes kept?", "weight": 3, "is_essential": True, "help_text": "See them."}],
        introduction="Look, then ask.",
    )

    draft = begin_version(by=nomsa(), family="cpf")

    assert (draft.number, draft.status, draft.introduction) == (2, "draft", "Look, then ask.")
    copied = ("position", "text", "help_text", "weight", "is_essential")
    assert [*draft.questions.values(*copied)] == [*adopted.questions.values(*copied)]
    assert draft.starts() == adopted.starts() == {"functional": 75, "partly": 50, "not_functional": 0}
    assert adopted.questions.count() == 1


def test_a_family_has_one_draft_at_a_time_and_the_other_family_its_own() -> None:
    InstrumentVersionFactory()
    begin_version(by=nomsa(), family="cpf")

    with pytest.raises(ValidationError, match="A draft of the next version exists already"):
        begin_version(by=nomsa(), family="cpf")
    assert begin_version(by=nomsa(), family="csf").number == 1


def test_adopting_supersedes_the_version_before_and_says_who_and_when() -> None:
    first = InstrumentVersionFactory()
    chief = person("chief_director")
    draft = begin_version(by=nomsa(), family="cpf")

    adopt_version(draft, by=chief)

    first.refresh_from_db()
    assert (first.status, draft.status, draft.adopted_on, draft.adopted_by) == (
        "superseded",
        "adopted",
        TODAY,
        chief,
    )


def test_the_unit_officer_writes_and_somebody_else_adopts() -> None:
    InstrumentVersionFactory()
    draft = begin_version(by=nomsa(), family="cpf")

    with pytest.raises(PermissionDenied):
        adopt_version(draft, by=nomsa())
    with pytest.raises(PermissionDenied):
        begin_version(by=gift(), family="csf")
    with pytest.raises(PermissionDenied):
        change_version(draft, by=gift(), version=1, introduction="", questions=[], bands=BANDS)
    assert InstrumentVersion.objects.get(number=1).status == "adopted"


def test_a_version_without_questions_or_with_bands_out_of_order_is_not_adopted() -> None:
    first = InstrumentVersionFactory()
    draft = begin_version(by=nomsa(), family="cpf")
    draft.questions.all().delete()

    with pytest.raises(ValidationError, match="Write at least one question first"):
        adopt_version(draft, by=person("chief_director"))
    first.refresh_from_db()
    assert first.status == "adopted"
    for wrong in (
        {"functional": 40, "partly": 40},
        {"partly": 0},
        {"not_functional": 10},
        {"functional": 101},
    ):
        with pytest.raises(ValidationError, match="The bands must rise"):
            rewritten(InstrumentVersion.objects.get(pk=draft.pk), bands=BANDS | wrong)


def test_a_draft_is_written_anew_in_the_order_given() -> None:
    InstrumentVersionFactory()
    draft = begin_version(by=nomsa(), family="cpf")

    rewritten(draft, question("Second thoughts?", weight=4), question("Are minutes kept?"))

    stored = InstrumentVersion.objects.get(pk=draft.pk)
    assert [*stored.questions.values_list("position", "text", "weight")] == [
        (1, "Second thoughts?", 4),
        (2, "Are minutes kept?", 1),
    ]
    assert (stored.starts(), stored.version) == (BANDS, 2)


def test_the_second_of_two_writers_is_told() -> None:
    InstrumentVersionFactory()
    draft = begin_version(by=nomsa(), family="cpf")
    rewritten(draft)

    with pytest.raises(ValidationError, match="Somebody else saved this record"):
        rewritten(draft, question("Lost?"))


def test_an_adopted_version_changes_neither_by_the_service_nor_in_the_database() -> None:
    adopted = InstrumentVersionFactory()

    with pytest.raises(ValidationError, match="An adopted version does not change"):
        rewritten(adopted)
    for change in (
        lambda: adopted.questions.update(weight=9),
        lambda: adopted.bands.all().delete(),
        lambda: adopted.questions.create(position=9, text="One more?"),
    ):
        with pytest.raises(DatabaseError, match="do not change"), transaction.atomic():
            change()
    assert adopted.questions.count() == 2


def test_a_superseded_version_never_comes_back() -> None:
    first = InstrumentVersionFactory()
    next_version()
    first.refresh_from_db()

    assert INSTRUMENT_LIFECYCLE.actions(first, person("chief_director")) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        InstrumentVersion.objects.filter(pk=first.pk).update(status="draft")


def test_a_visit_is_assessed_with_the_version_that_held_on_its_day() -> None:
    first = InstrumentVersionFactory(adopted=date(2026, 4, 1))
    second = next_version()

    assert instrument_on(date(2026, 11, 22), "cpf") == first
    assert instrument_on(TODAY, "cpf") == second
    # Before the first was adopted there was none: the first is the nearest.
    assert instrument_on(date(2026, 3, 31), "cpf") == first
    assert instrument_on(TODAY, "csf") is None


# --- assessing ----------------------------------------------------------------------


def visit(structure: Structure, *answers: str, version: InstrumentVersion | None = None, **more: Any) -> Any:
    version = version or InstrumentVersionFactory()
    given = dict(zip(version.questions.all(), [(answer, "Seen.") for answer in answers], strict=False))
    return assess_functionality(
        structure, **{"by": gift(), "version": version, "assessed_on": TODAY, "answers": given} | more
    )


def test_score_and_result_follow_from_the_answers() -> None:
    structure = StructureFactory()

    found = visit(structure, "yes", "no", remarks=" A good year. ", support_needed="Minutes book")

    assert (found.score, found.result, found.remarks) == (50, "partly", "A good year.")
    assert [*found.answers.values_list("answer", "note")] == [("yes", "Seen."), ("no", "Seen.")]
    assert visit(structure, "yes", "partly", assessed_on=date(2026, 11, 1)).result == "functional"


def test_an_essential_no_decides_alone() -> None:
    version = InstrumentVersionFactory(
        asks=[{"text": "Elected?", "is_essential": True}, {"text": "Minutes?", "weight": 9}]
    )

    found = visit(StructureFactory(), "no", "yes", version=version)

    assert (found.score, found.result) == (90, "not_functional")


def test_every_question_is_answered_and_at_least_one_applies() -> None:
    structure = StructureFactory()

    with pytest.raises(ValidationError, match="“Is there a plan\\?” has no answer yet"):
        visit(structure, "yes")
    with pytest.raises(ValidationError, match="No question is said to apply"):
        visit(structure, "na", "na")
    with pytest.raises(ValidationError, match="choose one of the answers"):
        visit(structure, "yes", "perhaps")
    assert not FunctionalityAssessment.objects.exists()


def test_a_visit_lies_neither_in_the_future_nor_before_the_structure_was_established() -> None:
    structure = StructureFactory(launched_on=date(2026, 10, 1))

    for day, words in (
        (date(2026, 11, 24), "lies in the future"),
        (date(2026, 9, 30), "no visit came before"),
    ):
        with pytest.raises(ValidationError, match=words):
            visit(structure, "yes", "yes", assessed_on=day)


def test_the_same_form_sent_twice_records_one_assessment() -> None:
    structure, by = StructureFactory(), gift()
    evidence = [ContentFile(PDF, name="minutes.pdf")]

    first = visit(structure, "yes", "no", by=by, documents=evidence)
    again = visit(structure, "yes", "no", by=by, documents=[ContentFile(PDF, name="minutes.pdf")])

    assert first == again
    assert (FunctionalityAssessment.objects.count(), Document.objects.count()) == (1, 1)


def test_another_assessment_of_the_same_day_is_refused_until_the_first_is_withdrawn() -> None:
    structure = StructureFactory()
    first = visit(structure, "yes", "no")

    with pytest.raises(ValidationError, match="on this day is recorded already"):
        visit(structure, "yes", "yes")
    withdraw_functionality(first, by=gift(), reason="The wrong forum.")

    assert visit(structure, "yes", "yes").result == "functional"


def test_an_assessment_made_with_a_version_keeps_it_when_the_next_is_adopted() -> None:
    structure = StructureFactory()
    old = visit(structure, "yes", "no", assessed_on=date(2026, 11, 1))

    new = next_version(question("Is the executive complete?"))
    found = visit(structure, "yes", version=new)

    old.refresh_from_db()
    assert (old.version.number, old.score, old.result) == (1, 50, "partly")
    assert [answer.question.text for answer in old.answers.all()] == ["Are minutes kept?", "Is there a plan?"]
    assert [answer.question.text for answer in found.answers.all()] == ["Is the executive complete?"]


def test_a_version_that_does_not_hold_on_the_day_of_the_visit_is_refused() -> None:
    first = InstrumentVersionFactory()
    second = next_version()

    for version, day in ((first, TODAY), (second, date(2026, 11, 22))):
        with pytest.raises(ValidationError, match="Another version of the instrument holds"):
            visit(StructureFactory(), "yes", "yes", version=version, assessed_on=day)
    assert (
        visit(StructureFactory(), "yes", "yes", version=first, assessed_on=date(2026, 11, 22)).version
        == first
    )


def test_only_who_may_write_in_the_province_assesses_and_withdraws() -> None:
    structure = StructureFactory()
    found = FunctionalityAssessmentFactory(structure=structure)

    for by in (lindiwe(), person("auditor"), person("provincial_head", province="GP")):
        with pytest.raises(PermissionDenied):
            visit(structure, "yes", "yes", by=by)
        with pytest.raises(PermissionDenied):
            withdraw_functionality(found, by=by, reason="Because.")
    assert FunctionalityAssessment.objects.standing().count() == 1


def test_withdrawing_needs_a_reason_keeps_the_record_and_happens_once() -> None:
    found, by = FunctionalityAssessmentFactory(), gift()

    with pytest.raises(ValidationError, match="Give the reason"):
        withdraw_functionality(found, by=by, reason="  ")
    withdrawn = withdraw_functionality(found, by=by, reason="The wrong forum.")

    assert (withdrawn.withdrawn_on, withdrawn.withdrawn_by, withdrawn.withdrawal_reason) == (
        TODAY,
        by,
        "The wrong forum.",
    )
    assert FunctionalityAssessment.objects.standing().count() == 0
    with pytest.raises(ValidationError, match="withdrawn already"):
        withdraw_functionality(found, by=by, reason="Again.")
