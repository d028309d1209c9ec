"""The pages of the register: who gets which, what they show, and what happens to what is typed into them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stakeholders.models import (
    Contact,
    ContactAccess,
    PartnerDecision,
    Stakeholder,
)
from tests.factories import (
    ActionItemFactory,
    ContactFactory,
    EngagementFactory,
    ProposalFactory,
    ProvinceFactory,
    StakeholderFactory,
    StakeholderGroupFactory,
    weighed,
)
from tests.people import everything, gift, nomsa, person

pytestmark = pytest.mark.django_db

MOST_FOR_A_LIST = 8


def text(response: Any) -> str:
    """The page with its spaces made plain."""
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


@pytest.fixture
def gauteng(client: Client) -> Client:
    client.force_login(gift())
    return client


@pytest.fixture
def national(client: Client) -> Client:
    client.force_login(nomsa())
    return client


# Lists


def test_the_list_shows_what_may_be_seen_and_counts_it(gauteng: Client) -> None:
    StakeholderFactory(name="Ours (demo)", province=ProvinceFactory(code="GP"), seat="Soweto")
    StakeholderFactory(name="National (demo)")
    StakeholderFactory(name="Theirs (demo)", province=ProvinceFactory(code="LP"))

    page = text(gauteng.get(reverse("stakeholders:list")))

    assert "Ours (demo)" in page
    assert "Gauteng, Soweto" in page
    assert "National (demo)" in page
    assert "Theirs (demo)" not in page
    assert '<span class="page-header__count">2</span>' in page


def test_an_unknown_filter_value_shows_an_error_and_no_rows(national: Client) -> None:
    StakeholderFactory(name="Khanya (demo)")
    page = text(national.get(reverse("stakeholders:list"), {"level": "galactic"}))

    assert "The list cannot be shown: the filter needs a correction" in page
    assert "Level: choose one of the entries that are offered." in page
    assert "Khanya (demo)" not in page
    assert "page-header__count" not in page


def test_an_empty_list_says_what_to_do(national: Client) -> None:
    page = text(national.get(reverse("stakeholders:list"), {"search": "nobody"}))

    assert "No stakeholder matches" in page
    assert reverse("stakeholders:add") in page


def test_a_ready_made_view_knows_that_it_is_shown(national: Client) -> None:
    StakeholderFactory(partner=True)
    page = text(national.get(reverse("stakeholders:list"), {"status": "partner", "sort": "name"}))

    assert re.findall(r'class="views__link" href="([^"]+)" aria-current="true"', page) == ["?status=partner"]


def test_the_list_goes_on_over_pages_and_keeps_the_filter(national: Client) -> None:
    for n in range(30):
        StakeholderFactory(name=f"Number {n:02}")
    page = text(national.get(reverse("stakeholders:list"), {"page": 2, "level": "provincial"}))

    assert "Number 25" in page
    assert "Number 24" not in page
    assert "?page=1&amp;level=provincial" in page
    assert "Number 00" in text(national.get(reverse("stakeholders:list"), {"page": "no number"}))


def test_the_directory_names_every_organisation_and_links_those_that_may_be_opened(gauteng: Client) -> None:
    ours = StakeholderFactory(name="Ours (demo)", province=ProvinceFactory(code="GP"))
    theirs = StakeholderFactory(
        name="Theirs (demo)", province=ProvinceFactory(code="LP"), seat="Polokwane", mandate="Secret plan"
    )
    StakeholderFactory(name="Archived (demo)", archived_on=date(2026, 1, 1), archive_reason="Twice.")

    page = text(gauteng.get(reverse("stakeholders:directory")))

    assert f'<a href="{ours.get_absolute_url()}">Ours (demo)</a>' in page
    assert "Theirs (demo)" in page
    assert theirs.get_absolute_url() not in page
    assert "Polokwane" not in page
    assert "Secret plan" not in page
    assert "Archived (demo)" not in page


def test_the_list_of_engagements_says_what_must_be_known_of_a_date(national: Client) -> None:
    EngagementFactory(held_on=date(2019, 8, 22), date_basis="inferred", date_as_printed="22/8")
    EngagementFactory(held_on=None, date_basis="unknown")

    page = text(national.get(reverse("stakeholders:engagements")))

    assert "22 Aug 2019" in page
    assert "Year inferred: the source prints 22/8" in page
    assert "Not dated in the source" in page


def test_the_register_of_decisions_says_who_when_why_and_how_it_ended(national: Client) -> None:
    partner = StakeholderFactory(name="Khanya (demo)", partner=True)
    PartnerDecision.objects.update(
        ended_on=date(2026, 9, 30), end_reason="service_provider", ended_by=nomsa()
    )
    page = text(national.get(reverse("stakeholders:decisions")))

    for shown in (
        partner.get_absolute_url(),
        "1 Apr 2025",
        "Shared purpose and a concrete plan.",
        "Partnership ended",
        "30 Sep 2026",
        "Became a service provider",
    ):
        assert shown in page


def fill() -> None:
    for _ in range(3):
        engagement = EngagementFactory(stakeholder=StakeholderFactory(partner=True))
        ActionItemFactory(engagement=engagement)


@pytest.mark.parametrize("by", [nomsa, gift])
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("list", ""),
        ("list", "?status=partner&search=stake&sort=-last_engaged_on"),
        ("directory", ""),
        ("engagements", ""),
        ("engagements", "?search=safer&sort=held_on"),
        ("decisions", ""),
    ],
)
def test_a_list_asks_the_same_few_queries_for_one_row_and_for_four(
    client: Client, by: Any, name: str, query: str
) -> None:
    EngagementFactory(stakeholder=StakeholderFactory(partner=True))
    client.force_login(by())
    address = reverse(f"stakeholders:{name}") + query

    counts = []
    for _ in range(2):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
        fill()
    assert counts[0] == counts[1] <= MOST_FOR_A_LIST


# One stakeholder


@pytest.mark.parametrize(("code", "seen", "changed"), [("GP", 200, 200), (None, 200, 404), ("LP", 404, 404)])
def test_a_province_reads_its_own_and_national_records_and_changes_its_own(
    gauteng: Client, code: str | None, seen: int, changed: int
) -> None:
    stakeholder = StakeholderFactory(province=ProvinceFactory(code=code) if code else None)

    assert gauteng.get(stakeholder.get_absolute_url()).status_code == seen
    assert gauteng.get(reverse("stakeholders:edit", args=[stakeholder.pk])).status_code == changed


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("edit", "stakeholders.change_stakeholder"),
        ("archive", "stakeholders.archive_stakeholder"),
        ("contact_add", "stakeholders.add_contact"),
        ("end_partnership", "stakeholders.decide_partner"),
    ],
)
def test_without_the_right_a_page_is_refused_and_posting_too(client: Client, name: str, right: str) -> None:
    stakeholder = StakeholderFactory()
    client.force_login(person(may=everything() - {right}))
    address = reverse(f"stakeholders:{name}", args=[stakeholder.pk])

    assert client.get(address).status_code == 403
    assert client.post(address, {}).status_code == 403


def test_the_page_of_a_partner_tells_why_it_is_one(national: Client) -> None:
    partner = StakeholderFactory(partner=True)
    weighed(ProposalFactory(stakeholder=partner, decided=True))
    EngagementFactory.create_batch(7, stakeholder=partner)

    page = text(national.get(partner.get_absolute_url()))

    assert "Why it is a partner" in page
    assert "Shared purpose and a concrete plan." in page
    assert "75 of 100" in page
    assert "All 7" in page
    assert (
        page.partition('id="timeline"')[0].count(
            '<li class="timeline__item"><div class="timeline__head"><h3 class="timeline__title"><a href="/stak'
        )
        == 5
    )
    assert f"/stakeholders/engagements/?stakeholder={partner.pk}" in page
    assert f"/mous/?partner={partner.pk}" in page


def test_a_province_does_not_see_what_another_one_did_with_a_national_body(gauteng: Client) -> None:
    stakeholder = StakeholderFactory(province=None)
    EngagementFactory(
        stakeholder=stakeholder, purpose="Limpopo's meeting", province=ProvinceFactory(code="LP")
    )
    EngagementFactory(
        stakeholder=stakeholder, purpose="Gauteng's meeting", province=ProvinceFactory(code="GP")
    )

    page = text(gauteng.get(stakeholder.get_absolute_url()))

    assert "Gauteng&#x27;s meeting" in page
    assert "Limpopo&#x27;s meeting" not in page
    assert "All 1" in page


def test_what_cannot_be_done_yet_says_why(client: Client) -> None:
    stakeholder = ProposalFactory(written=True).stakeholder
    client.force_login(person(may=everything()))

    page = text(client.get(stakeholder.get_absolute_url()))
    assert "Not yet, and why" in page
    assert "Two people must have assessed the strategic fit, each for themselves: nobody has yet." in page

    partner = StakeholderFactory(partner=True)
    page = text(client.get(partner.get_absolute_url()))
    assert "This stakeholder is a partner. End the partnership first, then archive the record." in page


def test_a_reader_is_offered_nothing_to_do(client: Client) -> None:
    client.force_login(person("auditor"))
    page = text(client.get(StakeholderFactory(partner=True).get_absolute_url()))

    assert "What can be done now" not in page
    assert "Edit" not in page
    assert "Record an engagement" not in page


def test_who_opens_the_contacts_is_logged_and_nobody_else(client: Client) -> None:
    stakeholder = StakeholderFactory()
    ContactFactory(stakeholder=stakeholder)
    officer = gift()
    client.force_login(officer)

    page = text(client.get(stakeholder.get_absolute_url()))
    assert "011 123 4567" in page
    assert 'href="tel:+27-11-123-4567"' in page
    assert [(a.seen_by, a.act) for a in ContactAccess.objects.all()] == [(officer, "view")]

    client.force_login(person(may=everything() - {"stakeholders.view_contact"}))
    page = text(client.get(stakeholder.get_absolute_url()))
    assert "Thandi" not in page
    assert ContactAccess.objects.count() == 1


def test_a_page_without_contacts_logs_nothing(national: Client) -> None:
    national.get(StakeholderFactory().get_absolute_url())

    assert not ContactAccess.objects.exists()


# Writing in the register


def test_a_stakeholder_is_added_by_a_province_as_its_own(gauteng: Client) -> None:
    typed = {"name": "Khanya (demo)", "group": StakeholderGroupFactory().pk, "level": "local"}
    typed |= {"relationship_manager": gauteng.session["_auth_user_id"]}
    typed |= {"province": ProvinceFactory(code="LP").pk}  # not asked for, and not listened to
    response = gauteng.post(reverse("stakeholders:add"), typed)

    stakeholder = Stakeholder.objects.get()
    assert stakeholder.province is not None
    assert stakeholder.province.code == "GP"
    assert response["Location"] == stakeholder.get_absolute_url()
    assert "Khanya (demo) is in the register now, as identified." in text(gauteng.get(response["Location"]))


def test_what_is_refused_comes_back_with_everything_typed(national: Client) -> None:
    StakeholderFactory(name="Taken (demo)")
    typed = {
        "name": "TAKEN (demo)",
        "group": StakeholderGroupFactory().pk,
        "level": "local",
        "seat": "Soweto",
        "relationship_manager": national.session["_auth_user_id"],
    }
    response = national.post(reverse("stakeholders:add"), typed)

    page = text(response)
    assert response.status_code == 200
    assert "Two things need your attention" in page
    assert (
        "A stakeholder of this name is already registered for this province. Open that record instead."
        in page
    )
    assert 'value="TAKEN (demo)"' in page
    assert 'value="Soweto"' in page
    assert Stakeholder.objects.count() == 1


def test_two_editors_are_told_with_both_versions(national: Client) -> None:
    stakeholder = StakeholderFactory(seat="Soweto")
    address = reverse("stakeholders:edit", args=[stakeholder.pk])
    typed = {"name": stakeholder.name, "group": stakeholder.group_id, "level": "provincial", "version": 1}
    typed |= {"relationship_manager": national.session["_auth_user_id"]}
    assert national.post(address, typed | {"seat": "Tembisa"}).status_code == 302

    page = text(national.post(address, typed | {"seat": "Diepsloot"}))

    assert "Somebody else saved this record while you were editing" in page
    assert "Tembisa" in page
    assert 'value="Diepsloot"' in page
    assert Stakeholder.objects.get().seat == "Tembisa"
    assert national.post(address, typed | {"seat": "Diepsloot", "version": 2}).status_code == 302
    assert Stakeholder.objects.get().seat == "Diepsloot"


def test_a_record_is_archived_and_restored_with_a_reason(national: Client) -> None:
    stakeholder = StakeholderFactory()
    archive, restore = (
        reverse(f"stakeholders:{act}", args=[stakeholder.pk]) for act in ("archive", "restore")
    )

    assert "cannot stay empty" in text(national.post(archive, {"note": " "}))
    assert "This record is not archived." in text(national.get(restore))
    national.post(archive, {"note": "Entered twice."})
    page = text(national.get(stakeholder.get_absolute_url()))
    assert "Archived on 23 November 2026: Entered twice." in page
    assert "Record an engagement" not in page
    national.post(restore, {"note": "It was the right one."})
    assert Stakeholder.objects.get().archived_on is None


def test_a_partner_cannot_be_archived_and_the_page_says_why(national: Client) -> None:
    partner = StakeholderFactory(partner=True)
    address = reverse("stakeholders:archive", args=[partner.pk])

    for response in (national.get(address), national.post(address, {"note": "Gone."})):
        assert "End the partnership first" in text(response)
    assert Stakeholder.objects.get().archived_on is None


def test_contact_people_are_added_and_changed_with_work_details_alone(gauteng: Client) -> None:
    stakeholder = StakeholderFactory(province=ProvinceFactory(code="GP"))
    add = reverse("stakeholders:contact_add", args=[stakeholder.pk])
    gauteng.post(add, {"name": "Thandi Example", "post": "Chair", "phone": "011 123 4567"})

    contact = Contact.objects.get()
    assert (contact.stakeholder, str(contact.phone)) == (stakeholder, "011 123 4567")
    edit = reverse("stakeholders:contact_edit", args=[contact.pk])
    gauteng.get(edit)
    assert ContactAccess.objects.count() == 1
    assert (
        gauteng.post(edit, {"name": "Thandi Example", "post": "Secretary", "version": 1}).status_code == 302
    )
    assert Contact.objects.get().post == "Secretary"
