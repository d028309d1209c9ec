"""The pages about people: who gets which, what they show, what they log, and what happens to what is typed."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from partnerships.core.models import User
from stakeholders.forms.contacts import NO_IDENTITY_NUMBER
from stakeholders.models import Contact, ContactAccess, Stakeholder
from stakeholders.services import record_contacts_access, redact_contact
from tests.factories import (
    ContactFactory,
    ExecutiveTermFactory,
    InformationRequestFactory,
    ProvinceFactory,
    StakeholderFactory,
    StructureFactory,
)
from tests.people import everything, gift, nomsa, person

pytestmark = pytest.mark.django_db

MOST_FOR_A_LIST = 8
MOST_FOR_THE_STAKEHOLDER = 15


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def address(name: str, *args: Any) -> str:
    return reverse(f"stakeholders:{name}", args=args)


def accesses() -> list[tuple[str | None, str]]:
    rows = ContactAccess.objects.select_related("contact").order_by("pk")
    return [(row.contact.name if row.contact else None, row.act) for row in rows]


@pytest.fixture
def officer() -> User:
    return gift()


@pytest.fixture
def gauteng(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


@pytest.fixture
def forum(officer: User) -> Stakeholder:
    return StakeholderFactory(name="Forum (demo)", province=officer.province)


# The list


def people(forum: Stakeholder) -> None:
    given: dict[str, dict[str, Any]] = {
        "Ayanda": {"is_main": True, "verified_on": date(2026, 11, 1), "post": "Chairperson"},
        "Bheki": {"is_backup": True, "verified_on": date(2025, 1, 1), "email": "bheki@forum.example"},
        "Cara": {"left_on": date(2026, 10, 1)},
        "Dumi": {"do_not_contact": True, "verified_on": date(2026, 11, 1)},
    }
    for name, fields in given.items():
        ContactFactory(stakeholder=forum, name=f"{name} Demo", **fields)
    ContactFactory(name="Farai Demo", stakeholder__name="University (demo)", verified_on=date(2026, 11, 1))
    ContactFactory(name="Elsewhere Demo", stakeholder__province=ProvinceFactory(code="LP"))
    gone = ContactFactory(stakeholder=forum, name="Zodwa Demo", email="zodwa@forum.example")
    redact_contact(gone, by=nomsa(), reason="Asked for.")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, "Ayanda Bheki Cara Dumi Farai"),
        ({"search": "bheki@"}, "Bheki"),
        ({"search": "chairp"}, "Ayanda"),
        ({"search": "univers"}, "Farai"),
        ({"search": "dumi"}, "Dumi"),
        ({"role": "main"}, "Ayanda"),
        ({"role": "backup"}, "Bheki"),
        ({"in_post": "yes"}, "Ayanda Bheki Dumi Farai"),
        ({"in_post": "no"}, "Cara"),
        ({"unverified": "yes"}, "Bheki"),
        ({"do_not_contact": "yes"}, "Dumi"),
        ({"do_not_contact": "no"}, "Ayanda Bheki Cara Farai"),
        ({"province": "null"}, "Farai"),
        ({"redacted": "yes"}, "Redacted"),
    ],
)
def test_the_list_shows_the_people_who_are_chosen_and_logs_them(
    gauteng: Client, forum: Stakeholder, query: dict[str, str], names: str
) -> None:
    people(forum)

    page = text(gauteng.get(address("contacts"), query))

    found = [
        n
        for n in ("Ayanda", "Bheki", "Cara", "Dumi", "Elsewhere", "Farai", "Zodwa")
        if f"{n} Demo</a>" in page
    ]
    found += ["Redacted"] if "Redacted person</a>" in page else []
    assert found == names.split()
    assert accesses() == [(f"{name} Demo", "view") for name in names.split() if name != "Redacted"]


def test_the_list_is_chosen_by_stakeholder_and_says_what_to_know_first(
    gauteng: Client, forum: Stakeholder
) -> None:
    people(forum)
    page = text(gauteng.get(address("contacts"), {"stakeholder": forum.pk}))

    assert "Farai Demo" not in page
    for words in (
        "Do not contact",
        "Left",
        "on 1 October 2026",
        "To be verified",
        "011 123 4567",
        "Main contact",
    ):
        assert words in page


def test_the_list_takes_at_most_eight_queries(gauteng: Client, forum: Stakeholder) -> None:
    people(forum)
    gauteng.get(address("contacts"))
    with CaptureQueriesContext(connection) as captured:
        gauteng.get(address("contacts"), {"search": "demo", "in_post": "yes"})
    assert len(captured) <= MOST_FOR_A_LIST


def test_an_export_needs_its_right_holds_the_rows_shown_and_is_logged(
    client: Client, forum: Stakeholder, officer: User
) -> None:
    people(forum)
    client.force_login(person("auditor"))
    page = text(client.get(address("contacts")))
    assert "format=csv" not in page
    for kind in ("csv", "xlsx"):
        assert client.get(address("contacts"), {"format": kind}).status_code == 403
    assert "export" not in {act for _, act in accesses()}

    client.force_login(officer)
    query = {"in_post": "yes", "format": "csv"}
    body = b"".join(client.get(address("contacts"), query)).decode("utf-8-sig").replace("\u00a0", " ")
    rows = [line.split(",") for line in body.splitlines()]
    assert rows[0][:5] == ["Name", "Post", "Stakeholder", "Province", "Do not contact"]
    assert [(row[0], row[4]) for row in rows[1:]] == [
        ("Ayanda Demo", "No"),
        ("Bheki Demo", "No"),
        ("Dumi Demo", "Yes"),
        ("Farai Demo", "No"),
    ]
    assert "011 123 4567" in body
    exported = [name for name, act in accesses() if act == "export"]
    assert sorted(exported, key=str) == ["Ayanda Demo", "Bheki Demo", "Dumi Demo", "Farai Demo"]
    book = load_workbook(BytesIO(client.get(address("contacts"), {"format": "xlsx"}).getvalue()))
    assert [row[0] for row in book.active.values][1:] == [
        f"{n} Demo" for n in ("Ayanda", "Bheki", "Cara", "Dumi", "Farai")
    ]


# The stakeholder's page


def test_the_stakeholder_shows_main_and_back_up_first_and_folds_those_who_left(
    gauteng: Client, forum: Stakeholder
) -> None:
    people(forum)
    ContactFactory(stakeholder=forum, name="Aaron Demo")

    page = (
        text(gauteng.get(forum.get_absolute_url()))
        .split('aria-labelledby="contacts"')[1]
        .split("</section>")[0]
    )

    present, left = page.split("<details")
    order = sorted(("Ayanda", "Bheki", "Aaron", "Dumi"), key=lambda name: present.index(f"{name} Demo</a>"))
    assert order == ["Ayanda", "Bheki", "Aaron", "Dumi"]
    assert "Cara" in left
    assert "Cara" not in present
    assert "1 who left" in left
    assert "1 redacted" in left
    assert "zodwa" not in page
    assert accesses() == [(None, "view")]


def test_thirty_people_cost_the_stakeholder_no_more_queries_than_one(
    gauteng: Client, forum: Stakeholder
) -> None:
    def queries() -> int:
        gauteng.get(forum.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            gauteng.get(forum.get_absolute_url())
        return len([query for query in captured if "stakeholders_contact" in query["sql"]])

    ContactFactory(stakeholder=forum)
    with_one = queries()
    for _ in range(29):
        ContactFactory(stakeholder=forum)
    assert queries() == with_one


# One person


def test_a_person_shows_every_post_and_who_saw_it(gauteng: Client, forum: Stakeholder) -> None:
    first = ContactFactory(stakeholder=forum, name="Thandi Demo", post="Secretary", left_on=date(2026, 5, 1))
    now = ContactFactory(
        stakeholder__name="University (demo)",
        name="Thandi Demo",
        post="Director",
        earlier=first,
        do_not_contact=True,
    )
    ContactFactory(
        stakeholder__province=ProvinceFactory(code="LP"), name="Thandi Demo", post="Hidden post", earlier=now
    )

    for contact in (first, now):
        page = text(gauteng.get(contact.get_absolute_url()))
        assert "Secretary, Forum (demo)" in page
        assert "Director, University (demo)" in page
        assert "Hidden post" not in page
        assert "One more post in a province that you do not see in full." in page
        assert "011 123 4567" in page
        assert "Gift Mahlangu: viewed" in page
    assert "Do not contact this person" in page
    assert accesses() == [("Thandi Demo", "view")] * 2


def test_a_person_of_another_province_does_not_exist(gauteng: Client) -> None:
    other = ContactFactory(stakeholder__province=ProvinceFactory(code="LP"))
    for name in (
        "contact",
        "contact_held",
        "contact_edit",
        "contact_moved",
        "contact_verify",
        "contact_redact",
    ):
        assert gauteng.get(address(name, other.pk)).status_code == 404, name
    assert accesses() == []


def test_a_reader_is_offered_nothing_to_change(client: Client, forum: Stakeholder) -> None:
    contact = ContactFactory(stakeholder=forum)
    client.force_login(person("auditor"))
    page = text(client.get(contact.get_absolute_url()))

    for words in (">Edit<", "This person moved", "Still correct", "Redact", "Record a request"):
        assert words not in page


def test_one_button_confirms_the_details(gauteng: Client, forum: Stakeholder) -> None:
    contact = ContactFactory(stakeholder=forum)
    verify = address("contact_verify", contact.pk)
    assert f'action="{verify}"' in text(gauteng.get(forum.get_absolute_url()))
    assert "Still correct" in text(gauteng.get(verify))
    assert Contact.objects.get().verified_on is None

    assert gauteng.post(verify)["Location"] == contact.get_absolute_url()
    assert Contact.objects.get().verified_on == date(2026, 11, 23)
    back = gauteng.post(verify, {"back": "stakeholder"})
    assert back["Location"] == f"{forum.get_absolute_url()}#contacts"


def test_a_move_is_filled_in_with_what_is_known_and_recorded(gauteng: Client, forum: Stakeholder) -> None:
    contact = ContactFactory(stakeholder=forum, name="Thandi Demo", post="Secretary", is_main=True)
    other = StakeholderFactory(name="Board (demo)", province=forum.province)
    StakeholderFactory(name="University (demo)")
    moved = address("contact_moved", contact.pk)

    page = text(gauteng.get(moved))
    assert 'value="011 123 4567"' in page
    assert 'value="Thandi Demo"' in page
    assert 'value="Forum (demo), Gauteng"' in page
    assert "Secretary" not in page.split('<form class="form-layout"')[1]

    given = {"name": "Thandi Demo", "post": "Chairperson", "last_day": "2026-11-20", "phone": "012 345 6789"}
    for wrong in ("University", "Nowhere"):
        refused = text(gauteng.post(moved, given | {"stakeholder": wrong}))
        assert f"Nothing called “{wrong}” was found" in refused
    refused = text(gauteng.post(moved, given | {"stakeholder": "Board", "post": "8001015009087"}))
    assert NO_IDENTITY_NUMBER.split(":")[0] in refused
    assert Contact.objects.count() == 1

    response = gauteng.post(moved, given | {"stakeholder": "Board (demo)", "began_on": "2026-11-21"})
    later = Contact.objects.get(earlier=contact)
    assert response["Location"] == later.get_absolute_url()
    assert (later.stakeholder, later.post, str(later.phone)) == (other, "Chairperson", "012 345 6789")
    contact.refresh_from_db()
    assert contact.left_on == date(2026, 11, 20)
    assert "A later post of this person is recorded already" in text(gauteng.get(moved))


def test_two_people_editing_the_same_person_are_told(gauteng: Client, forum: Stakeholder) -> None:
    contact = ContactFactory(stakeholder=forum)
    edit = address("contact_edit", contact.pk)
    gauteng.post(edit, {"name": "First Demo", "version": 1})

    page = text(gauteng.post(edit, {"name": "Second Demo", "version": 1}))

    assert "Somebody else saved this record while you were editing" in page
    assert Contact.objects.get().name == "First Demo"


# Everything held


def test_the_page_for_an_access_request_holds_everything_about_the_person(
    gauteng: Client, forum: Stakeholder, officer: User
) -> None:
    first = ContactFactory(
        stakeholder=forum, name="Thandi Old-Demo", email="old@forum.example", source="A letter"
    )
    structure = StructureFactory(
        stakeholder=StakeholderFactory(name="Station CPF (demo)", province=forum.province)
    )
    ExecutiveTermFactory(structure=structure, contact=first, vetted_on=date(2024, 3, 1))
    now = ContactFactory(stakeholder=forum, name="Thandi Demo", earlier=first, notified_on=date(2026, 2, 3))
    Contact.objects.filter(pk=now.pk).update(post="Typed wrongly")
    Contact.objects.filter(pk=now.pk).update(post="Chairperson")
    InformationRequestFactory(contact=first, asked="What do you hold?")

    page = text(gauteng.get(address("contact_held", now.pk)))

    for words in (
        "Thandi Old-Demo",
        "old@forum.example",
        "A letter",
        "3 February 2026",
        "Performance of a public law duty, s11(1)(e)",
        "Typed wrongly",
        "Station CPF (demo)",
        "vetted on 1 March 2024",
        "What do you hold?",
        "To be answered by 2 December 2026",
        "Gift Mahlangu",
    ):
        assert words in page, words
    assert accesses() == [("Thandi Demo", "view")]


def test_all_lines_of_who_had_access_are_there_in_pages(gauteng: Client, forum: Stakeholder) -> None:
    contact = ContactFactory(stakeholder=forum)
    record_contacts_access([(contact.pk, forum.pk)] * 120, by=nomsa(name="Reader Demo"), act="export")
    held = address("contact_held", contact.pk)

    assert "1 to 50 of 121" in text(gauteng.get(held))
    last = text(gauteng.get(held, {"page": 3}))
    assert last.count("Reader Demo") == 22
    assert "101 to 122 of 122" in last


def test_the_answer_is_printed_and_the_printing_is_logged(gauteng: Client, forum: Stakeholder) -> None:
    contact = ContactFactory(stakeholder=forum, name="Ṱhandi Ḓemo", source="By letter")

    response = gauteng.get(address("contact_held", contact.pk), {"format": "pdf"})

    assert response["Content-Type"] == "application/pdf"
    assert "Ṱhandi" not in response["Content-Disposition"]
    pages = " ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    printed = " ".join(pages.replace("\u00a0", " ").split())
    for words in ("Ṱhandi Ḓemo", "011 123 4567", "By letter", "Gift Mahlangu", "Printed"):
        assert words in printed, words
    assert accesses() == [("Ṱhandi Ḓemo", "print")]


def test_who_may_not_see_requests_gets_no_answer_to_one(client: Client, forum: Stakeholder) -> None:
    contact = ContactFactory(stakeholder=forum)
    for missing in ("stakeholders.view_contact", "stakeholders.view_personalinformationrequest"):
        client.force_login(person(may=everything() - {missing}))
        assert client.get(address("contact_held", contact.pk)).status_code == 403
    assert accesses() == []
