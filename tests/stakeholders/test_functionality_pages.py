"""Pages of functionality and of the instrument: a visit, a mistake, the next version, as a person uses them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from stakeholders.models import (
    FunctionalityAssessment,
    InstrumentVersion,
    Structure,
)
from stakeholders.services.instrument import adopt_version, begin_version, change_version
from tests.factories import (
    FunctionalityAssessmentFactory,
    InstrumentVersionFactory,
    ProvinceFactory,
    StakeholderFactory,
    StructureFactory,
)
from tests.people import gift, nomsa, person
from tests.rules.chain import PDF

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"stakeholders:{name}", args=args)


def structure(name: str = "Kagiso CPF", code: str = "GP", **fields: Any) -> Structure:
    stakeholder = StakeholderFactory(
        name=name, province=ProvinceFactory(code=code), group__code="community-structures"
    )
    return StructureFactory(stakeholder=stakeholder, **fields)


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


# --- assessing ------------------------------------------------------------------------


def answers(version: InstrumentVersion, *given: str, **more: str) -> dict[str, Any]:
    data: dict[str, Any] = {"instrument": version.pk, "assessed_on": "2026-11-23"}
    for asked, answer in zip(version.questions.all(), given, strict=False):
        data |= {f"answer_{asked.pk}": answer, f"note_{asked.pk}": f"Seen {asked.position}"}
    return data | more


def next_version(*texts: str) -> InstrumentVersion:
    draft = begin_version(by=nomsa(), family="cpf")
    questions = [{"text": one, "help_text": "", "weight": 1, "is_essential": False} for one in texts]
    bands = {"functional": 75, "partly": 50, "not_functional": 0}
    change_version(draft, by=nomsa(), version=1, introduction="", questions=questions, bands=bands)
    return adopt_version(draft, by=person("chief_director"))


def test_a_visit_is_recorded_with_its_evidence(client: Client) -> None:
    forum, version = structure(), InstrumentVersionFactory()
    client.force_login(gift())
    page = text(client.get(url("assess_functionality", forum.pk)))
    assert "Question 1 of 2" in page
    evidence = SimpleUploadedFile("minutes.pdf", PDF, "application/pdf")

    response = client.post(
        url("assess_functionality", forum.pk),
        answers(version, "yes", "partly", support_needed="A room") | {"uploads": evidence},
        follow=True,
    )

    found = FunctionalityAssessment.objects.get()
    assert (found.score, found.result, found.support_needed) == (75, "functional", "A room")
    assert [document.original_name for document in found.documents.all()] == ["minutes.pdf"]
    assert "The assessment is recorded: functional, 75 %." in text(response)
    assert response.request["PATH_INFO"] == found.get_absolute_url()
    assert "3 of 4 points" in text(response)


def test_a_question_without_an_answer_is_named_and_the_rest_is_kept(client: Client) -> None:
    forum, version = structure(), InstrumentVersionFactory()
    client.force_login(gift())

    response = client.post(url("assess_functionality", forum.pk), answers(version, "yes"))

    last = version.questions.last()
    assert response.context["form"].errors == {
        f"answer_{last.pk}": ["Choose yes, partly, no or does not apply."]
    }
    assert "Seen 1" in text(response)
    assert not FunctionalityAssessment.objects.exists()


def test_an_instrument_changed_meanwhile_loses_nothing_that_was_answered(client: Client) -> None:
    forum, version = structure(), InstrumentVersionFactory()
    client.force_login(gift())
    new = next_version("Is there a plan?", "Is the executive complete?")
    sent = answers(version, "no", "yes", remarks="A cold day.")
    evidence = SimpleUploadedFile("minutes.pdf", PDF, "application/pdf")

    back = client.post(url("assess_functionality", forum.pk), sent | {"uploads": evidence})

    assert not FunctionalityAssessment.objects.exists()
    form = back.context["form"]
    assert form.version == new
    same, asked_now = new.questions.all()
    assert form[f"answer_{same.pk}"].value() == "yes"
    assert form[f"note_{same.pk}"].value() == "Seen 2"
    assert {*form.errors} == {"__all__", f"answer_{asked_now.pk}"}
    assert form["remarks"].value() == "A cold day.\nNot asked any more: Are minutes kept? No. Seen 1"
    assert "Version 2 of the instrument, adopted on 23 November 2026, holds on the day of the visit" in text(
        back
    )
    assert "your answers to questions that are the same, 1 of 2, are kept" in text(back)

    data = {name: form.data.getlist(name) for name in form.data}
    client.post(url("assess_functionality", forum.pk), data | {f"answer_{asked_now.pk}": "partly"})

    found = FunctionalityAssessment.objects.get()
    assert (found.version, found.score) == (new, 75)
    assert [document.original_name for document in found.documents.all()] == ["minutes.pdf"]


def test_a_visit_before_the_change_keeps_the_questions_of_its_day(client: Client) -> None:
    forum, version = structure(), InstrumentVersionFactory()
    client.force_login(gift())
    new = next_version("Is there a plan?")
    sent = answers(version, "yes", "yes", assessed_on="2026-11-20")

    client.post(url("assess_functionality", forum.pk), sent)

    assert FunctionalityAssessment.objects.get().version == version
    # And the other way round: today's questions for a visit of last week come back as those of last week.
    back = client.post(url("assess_functionality", forum.pk), answers(new, "yes", assessed_on="2026-11-19"))
    assert back.context["form"].version == version


def test_two_tabs_record_one_assessment(client: Client) -> None:
    forum, version = structure(), InstrumentVersionFactory()
    client.force_login(gift())
    sent = answers(version, "yes", "yes")

    first = client.post(url("assess_functionality", forum.pk), sent)
    again = client.post(url("assess_functionality", forum.pk), sent)
    other = client.post(url("assess_functionality", forum.pk), answers(version, "no", "no"))

    assert (first.status_code, again.url) == (302, first.url)
    assert "on this day is recorded already" in text(other)
    assert FunctionalityAssessment.objects.count() == 1


def test_without_an_adopted_version_the_page_says_so(client: Client) -> None:
    forum = structure()
    client.force_login(gift())

    for response in (
        client.get(url("assess_functionality", forum.pk)),
        client.post(url("assess_functionality", forum.pk), {"instrument": "7", "assessed_on": "2026-11-23"}),
    ):
        assert response.status_code == 200
        assert "No version of the instrument for this family of structures is adopted yet." in text(response)


def test_an_old_assessment_is_read_with_its_own_questions(client: Client) -> None:
    forum, version = structure(), InstrumentVersionFactory()
    client.force_login(gift())
    client.post(
        url("assess_functionality", forum.pk), answers(version, "no", "yes", assessed_on="2026-11-01")
    )
    next_version("Is the executive complete?")

    page = text(client.get(FunctionalityAssessment.objects.get().get_absolute_url()))

    assert "Are minutes kept?" in page
    assert "Is the executive complete?" not in page


def test_a_mistaken_assessment_is_withdrawn_with_a_reason(client: Client) -> None:
    forum = structure()
    found = FunctionalityAssessmentFactory(structure=forum)
    client.force_login(gift())

    refused = client.post(url("functionality_withdraw", found.pk), {"note": " "})
    client.post(url("functionality_withdraw", found.pk), {"note": "The wrong forum."})

    assert [*refused.context["form"].errors] == ["note"]
    found.refresh_from_db()
    assert found.withdrawal_reason == "The wrong forum."
    assert "withdrew this assessment on 23 November 2026: The wrong forum." in text(
        client.get(found.get_absolute_url())
    )
    page = client.get(forum.get_absolute_url())
    assert page.context["state"].label == "Not assessed"
    assert "Withdrawn on 23 November 2026" in text(page)


def test_the_page_tells_the_trend_and_the_half_years(client: Client) -> None:
    forum = structure(launched_on=date(2025, 10, 1))
    FunctionalityAssessmentFactory(structure=forum, assessed_on=date(2026, 2, 1), score=60, result="partly")
    FunctionalityAssessmentFactory(structure=forum, assessed_on=date(2026, 11, 2), score=81)
    client.force_login(gift())

    context = client.get(forum.get_absolute_url()).context

    assert context["trend"].replace("\u00a0", " ") == "Up 21 points since 1 February 2026."
    assert [(str(half), state.label) for half, state, _ in context["halves"]] == [
        ("October 2026 to March 2027", "Assessed"),
        ("April to September 2026", "Missed"),
        ("October 2025 to March 2026", "Assessed"),
    ]


# --- the instrument ----------------------------------------------------------------------


def rows(draft: InstrumentVersion, *questions: dict[str, str], **more: str) -> dict[str, str]:
    data = {
        "version": str(draft.version),
        "introduction": "Look first.",
        "functional_from": "80",
        "partly_from": "40",
        "questions-TOTAL_FORMS": str(len(questions)),
        "questions-INITIAL_FORMS": "0",
    }
    for n, asked in enumerate(questions):
        data |= {f"questions-{n}-{name}": value for name, value in ({"weight": "1"} | asked).items()}
    return data | more


def test_the_next_version_is_begun_written_and_adopted(client: Client) -> None:
    InstrumentVersionFactory()
    client.force_login(nomsa())

    client.post(url("instrument_draft"), {"family": "cpf"})
    draft = InstrumentVersion.objects.get(status="draft")
    client.post(
        url("instrument_edit", draft.pk),
        rows(
            draft,
            {"position": "2", "text": "Is there a plan?"},
            {"position": "1,5", "text": "Is it complete?", "weight": "3", "is_essential": "on"},
            {"position": "1", "text": "Are minutes kept?", "is_removed": "on"},
            {"text": "", "weight": ""},
        ),
    )
    assert client.post(url("instrument_adopt", draft.pk)).status_code == 403
    client.force_login(person("chief_director"))
    page = text(client.get(url("instrument_adopt", draft.pk)))
    assert "Version 1 is superseded; the assessments made with it stay as they are." in page
    client.post(url("instrument_adopt", draft.pk))

    draft.refresh_from_db()
    assert (draft.status, draft.introduction, draft.starts()["functional"]) == ("adopted", "Look first.", 80)
    assert [*draft.questions.values_list("text", "weight", "is_essential")] == [
        ("Is it complete?", 3, True),
        ("Is there a plan?", 1, False),
    ]


def test_one_more_row_keeps_what_was_written_without_judging_it(client: Client) -> None:
    draft = InstrumentVersionFactory(adopted=False)
    client.force_login(nomsa())

    response = client.post(
        url("instrument_edit", draft.pk),
        rows(draft, {"text": "Half a question", "weight": "99"}, partly_from="", add_line="1"),
    )

    assert len(response.context["lines"].forms) == 2
    assert "Half a question" in text(response)
    assert not response.context["form"].errors
    assert draft.questions.count() == 2


@pytest.mark.parametrize(
    ("questions", "more", "sentence"),
    [
        ([{"text": "Asked?", "weight": ""}], {}, "Say how much the question weighs, from 1 to 10."),
        ([{"text": "Asked?", "weight": "11"}], {}, "less than or equal to 10"),
        ([{"help_text": "Look here.", "weight": ""}], {}, "Write the question, or empty the whole line."),
        ([{"text": "Asked?"}, {"text": "asked? "}], {}, "is asked twice"),
        ([{"text": "Asked?"}], {"partly_from": "80"}, "must be higher than where"),
        ([{"text": "Asked?"}], {"functional_from": "101"}, "less than or equal to 100"),
    ],
)
def test_what_cannot_be_an_instrument_is_refused(
    client: Client, questions: list[dict[str, str]], more: dict[str, str], sentence: str
) -> None:
    draft = InstrumentVersionFactory(adopted=False)
    client.force_login(nomsa())

    response = client.post(url("instrument_edit", draft.pk), rows(draft, *questions, **more))

    assert response.status_code == 200
    assert sentence in text(response)
    assert [*draft.questions.values_list("text", flat=True)] == ["Are minutes kept?", "Is there a plan?"]


def test_an_adopted_version_is_read_not_edited(client: Client) -> None:
    adopted = InstrumentVersionFactory()
    client.force_login(nomsa())

    page = text(client.get(url("instrument_edit", adopted.pk)))
    assert "An adopted version does not change" in page
    assert "Save the draft" not in page
    response = client.post(url("instrument_edit", adopted.pk), rows(adopted, {"text": "Changed?"}))
    assert "An adopted version does not change" in text(response)
    assert adopted.questions.count() == 2
    assert url("instrument_edit", adopted.pk) not in text(client.get(adopted.get_absolute_url()))


def test_a_second_draft_is_refused_with_a_sentence(client: Client) -> None:
    InstrumentVersionFactory()
    client.force_login(nomsa())
    client.post(url("instrument_draft"), {"family": "cpf"})

    page = text(client.post(url("instrument_draft"), {"family": "cpf"}, follow=True))

    assert "A draft of the next version exists already. Go on with that one." in page
    assert InstrumentVersion.objects.count() == 2
