"""Requests about personal details: recorded, due within 30 days, answered once, and kept (POPIA s11(3), s23, s24)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from partnerships.core.models import ListExport
from stakeholders.models import Contact, ContactAccess, PersonalInformationRequest
from stakeholders.services import answer_information_request, record_information_request
from tests.factories import ContactFactory, InformationRequestFactory, ProvinceFactory, StakeholderFactory
from tests.people import gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def in_gauteng(**fields: Any) -> Contact:
    return ContactFactory(stakeholder__province=ProvinceFactory(code="GP"), **fields)


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def ask(contact: Contact, kind: str = "correction", **given: Any) -> PersonalInformationRequest:
    facts = {"by": gift(), "received_on": TODAY, "how": "By letter", "asked": "Correct my post."}
    return record_information_request(contact, kind=kind, **facts | given)


def test_a_request_is_due_thirty_days_after_receipt() -> None:
    request = ask(in_gauteng(), received_on=date(2026, 11, 2))

    assert request.due_on == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("received", "state"),
    [
        (date(2026, 11, 23), "Open, due in 30 days"),
        (date(2026, 10, 31), "Due soon, in 7 days"),
        (date(2026, 10, 24), "Due soon, today"),
        (date(2026, 10, 23), "Overdue, 1 day"),
        (date(2026, 10, 1), "Overdue, 23 days"),
    ],
)
def test_an_open_request_says_how_long_is_left(received: date, state: str) -> None:
    request = InformationRequestFactory(received_on=received)

    assert str(request.state_on(TODAY)) == state
    overdue = PersonalInformationRequest.objects.overdue_on(TODAY)
    assert overdue.exists() == state.startswith("Overdue")


def test_who_objects_is_not_contacted_any_more_in_any_post() -> None:
    contact, bystander = in_gauteng(), in_gauteng()
    later = ContactFactory(stakeholder=contact.stakeholder, earlier=contact)

    ask(contact, "objection", asked="Do not write to me.")

    assert set(Contact.objects.filter(do_not_contact=True)) == {contact, later}
    assert not Contact.objects.get(pk=bystander.pk).do_not_contact


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"asked": "  "}, "Write down what the person asked for."),
        ({"received_on": date(2026, 11, 24)}, "A request is recorded once it has come"),
    ],
)
def test_a_request_without_words_or_from_the_future_is_refused(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ask(in_gauteng(), **given)
    assert sentence in " ".join(refused.value.messages)
    assert not PersonalInformationRequest.objects.exists()


def test_a_request_for_access_needs_no_words() -> None:
    assert ask(in_gauteng(), "access", asked="").asked == ""


@pytest.mark.parametrize("who", [lindiwe, lambda: person("auditor"), lambda: person("director")])
def test_only_who_keeps_the_contact_records_and_answers(who: Any) -> None:
    contact, official = in_gauteng(), who()
    request = InformationRequestFactory(contact=contact)
    with pytest.raises(PermissionDenied):
        ask(contact, by=official)
    with pytest.raises(PermissionDenied):
        answer_information_request(request, by=official, answered_on=TODAY, outcome="granted", answer="Done.")
    assert PersonalInformationRequest.objects.open().count() == 1


def test_an_answer_is_recorded_once_with_its_words_and_not_before_the_request() -> None:
    request, officer = ask(in_gauteng(), received_on=date(2026, 11, 10)), nomsa()
    for wrong, sentence in (
        ({"answer": " "}, "Write what was done and told."),
        ({"answered_on": date(2026, 11, 9)}, "The answer cannot come before the request."),
        ({"answered_on": date(2026, 11, 24)}, "An answer is recorded once it was given"),
    ):
        given: dict[str, Any] = {"answered_on": TODAY, "outcome": "granted", "answer": "Corrected."} | wrong
        with pytest.raises(ValidationError) as refused:
            answer_information_request(request, by=officer, **given)
        assert sentence in " ".join(refused.value.messages)

    answer_information_request(request, by=officer, answered_on=TODAY, outcome="granted", answer="Corrected.")
    request.refresh_from_db()
    assert str(request.state_on(TODAY)) == "Granted"
    with pytest.raises(ValidationError, match="An answer is recorded once"):
        answer_information_request(request, by=officer, answered_on=TODAY, outcome="refused", answer="No.")


@pytest.mark.parametrize(("outcome", "noted"), [("refused", True), ("partly", True), ("granted", False)])
def test_a_correction_that_is_not_made_stays_with_the_details(
    client: Client, outcome: str, noted: bool
) -> None:
    contact, officer = in_gauteng(), gift()
    answer_information_request(
        ask(contact), by=officer, answered_on=TODAY, outcome=outcome, answer="The letter says otherwise."
    )
    client.force_login(officer)

    for address in (
        contact.get_absolute_url(),
        contact.stakeholder.get_absolute_url(),
        reverse("stakeholders:contacts"),
    ):
        page = text(client.get(address))
        assert (
            "orrection asked and not made" in page or "was asked and not, or not wholly, made" in page
        ) == noted


def test_the_list_shows_the_open_requests_of_the_province_and_logs_the_people(client: Client) -> None:
    officer = gift()
    overdue = InformationRequestFactory(
        contact=in_gauteng(name="Overdue Demo"), received_on=date(2026, 10, 1)
    )
    InformationRequestFactory(contact=in_gauteng(name="Open Demo"))
    answered = InformationRequestFactory(
        contact=in_gauteng(name="Answered Demo"), answered_on=TODAY, outcome="granted", answer="Done."
    )
    InformationRequestFactory(
        contact=ContactFactory(name="Elsewhere Demo", stakeholder__province=ProvinceFactory(code="LP"))
    )
    client.force_login(officer)
    address = reverse("stakeholders:requests")

    def people(**query: str) -> set[str]:
        page = text(client.get(address, query))
        return {name for name in ("Overdue", "Open", "Answered", "Elsewhere") if f"{name} Demo" in page}

    assert people() == {"Overdue", "Open", "Answered"}
    page = text(client.get(address))
    assert page.index("Overdue Demo") < page.index("Open Demo") < page.index("Answered Demo")
    assert people(state="open") == {"Overdue", "Open"}
    assert people(state="overdue") == {"Overdue"}
    assert people(state="answered") == {"Answered"}
    assert people(kind="objection") == set()
    assert ContactAccess.objects.filter(contact=overdue.contact).count() == 4
    assert ContactAccess.objects.filter(contact=answered.contact).count() == 3


def test_a_request_is_recorded_and_answered_on_its_pages(client: Client) -> None:
    contact = in_gauteng()
    client.force_login(gift())
    add = reverse("stakeholders:request_add", args=[contact.pk])
    assert client.get(add).status_code == 200
    given = {"kind": "objection", "received_on": "2026-11-20", "how": "Telephone", "asked": "No calls."}

    page = text(client.post(add, given, follow=True))

    assert "The person is marked “do not contact” from now on." in page
    request = PersonalInformationRequest.objects.get()
    answer = reverse("stakeholders:request_answer", args=[request.pk])
    assert "No calls." in text(client.get(answer))
    page = text(
        client.post(
            answer, {"outcome": "granted", "answered_on": "2026-11-21", "answer": "Marked."}, follow=True
        )
    )
    assert "Answered on 21 November 2026: Marked." in page
    assert "This request was answered on 21 November 2026." in text(client.get(answer))


def test_an_identity_number_sent_with_a_request_is_not_taken_over(client: Client) -> None:
    client.force_login(gift())
    add = reverse("stakeholders:request_add", args=[in_gauteng().pk])
    given = {"kind": "access", "received_on": "2026-11-20", "how": "Letter", "asked": "I am 8001015009087."}

    assert "Identity numbers are not kept here" in text(client.post(add, given))
    assert not PersonalInformationRequest.objects.exists()


def test_the_list_of_requests_is_taken_out_within_the_scope_and_noted_for_each_person(client: Client) -> None:
    ours = in_gauteng(name="Ayanda Demo", stakeholder__name="Forum (demo)")
    ask(ours, received_on=date(2026, 11, 2))
    limpopo = StakeholderFactory(province=ProvinceFactory(code="LP"))
    InformationRequestFactory(contact=ContactFactory(name="Hidden Demo", stakeholder=limpopo))
    client.force_login(gift())

    file = client.get(reverse("stakeholders:requests") + "?format=csv")

    heading, *rows = b"".join(file.streaming_content).decode().lstrip("\ufeff").splitlines()
    assert heading == (
        "Person,Stakeholder,Province,What is asked,Received on,Received by,Answer by,State,Answered on,Outcome"
    )
    assert rows == [
        "Ayanda Demo,Forum (demo),Gauteng,Correction or deletion (s24),"
        f"2026-11-02,{gift().name},2026-12-02,Open,,"
    ]
    assert [(noted.contact, noted.act) for noted in ContactAccess.objects.filter(act="export")] == [
        (ours, "export")
    ]
    noted = ListExport.objects.get()
    assert (noted.list_name, noted.format, noted.rows) == ("stakeholders:requests", "csv", 1)


def test_the_list_of_requests_is_not_taken_out_without_the_right(client: Client) -> None:
    ask(in_gauteng(name="Ayanda Demo"))
    client.force_login(person("unit_officer", may=["stakeholders.view_personalinformationrequest"]))

    assert client.get(reverse("stakeholders:requests") + "?format=csv").status_code == 403
    assert "?format=csv" not in text(client.get(reverse("stakeholders:requests")))
    assert not ListExport.objects.exists()
