"""Pages of the structures: the register of them, writing one down, its executive."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stakeholders.models import (
    ContactAccess,
    ExecutiveTerm,
    Structure,
)
from stakeholders.models.contact import REDACTED
from tests.factories import (
    ContactFactory,
    DistrictFactory,
    ExecutivePostFactory,
    ExecutiveTermFactory,
    FunctionalityAssessmentFactory,
    PoliceStationFactory,
    ProvinceFactory,
    StakeholderFactory,
    StakeholderGroupFactory,
    StructureFactory,
    StructureKindFactory,
)
from tests.people import gift, nomsa

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"stakeholders:{name}", args=args)


def structure(name: str = "Kagiso CPF", code: str = "GP", **fields: Any) -> Structure:
    stakeholder = StakeholderFactory(
        name=name, province=ProvinceFactory(code=code), group__code="community-structures"
    )
    return StructureFactory(stakeholder=stakeholder, **fields)


def shown(client: Client, query: str = "") -> list[str]:
    return [str(row) for row, *_ in client.get(f"{url('structures')}?{query}").context["rows"]]


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


# --- the register -----------------------------------------------------------------


@pytest.fixture
def forums() -> dict[str, Structure]:
    """Four structures, each unlike the others."""
    westrand = DistrictFactory()
    forums = {
        "Good CPF": structure("Good CPF", district=westrand, station=PoliceStationFactory(name="Kagiso")),
        "Weak CPF": structure("Weak CPF"),
        "New CSF": structure("New CSF", kind=StructureKindFactory(code="csf-local", seat="local")),
        "Far CPF": structure("Far CPF", "LP"),
    }
    ExecutiveTermFactory(structure=forums["Good CPF"])
    ExecutiveTermFactory(
        structure=forums["Weak CPF"],
        began_on=date(2020, 4, 1),
        ends_on=date(2025, 3, 31),
        contact__name="Old",
    )
    FunctionalityAssessmentFactory(structure=forums["Good CPF"])
    FunctionalityAssessmentFactory(
        structure=forums["Weak CPF"], assessed_on=date(2026, 3, 1), result="not_functional", score=20
    )
    FunctionalityAssessmentFactory(
        structure=forums["Far CPF"], result="partly", score=60, support_needed="A room"
    )
    return forums


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Far CPF", "Good CPF", "New CSF", "Weak CPF"]),
        ("family=csf", ["New CSF"]),
        ("result=functional", ["Good CPF"]),
        ("result=partly", ["Far CPF"]),
        ("result=not_functional", ["Weak CPF"]),
        ("result=not_assessed", ["New CSF"]),
        ("support=yes", ["Far CPF", "New CSF", "Weak CPF"]),
        ("overdue=yes", ["New CSF", "Weak CPF"]),
        ("executive=complete", ["Good CPF"]),
        ("executive=incomplete", ["Far CPF", "New CSF", "Weak CPF"]),
        ("executive=lapsed", ["Weak CPF"]),
        ("search=kagiso", ["Good CPF"]),
        ("search=csf", ["New CSF"]),
        ("sort=-score", ["Good CPF", "Far CPF", "Weak CPF", "New CSF"]),
        # In February nothing had been found yet.
        ("as_at=2026-02-28&result=not_assessed", ["Far CPF", "Good CPF", "New CSF", "Weak CPF"]),
    ],
)
def test_the_register_is_chosen_by_what_was_found(
    client: Client, forums: dict[str, Structure], query: str, names: list[str]
) -> None:
    client.force_login(nomsa())

    assert shown(client, query) == names


def test_the_register_is_chosen_by_place(client: Client, forums: dict[str, Structure]) -> None:
    client.force_login(nomsa())
    good = forums["Good CPF"]

    assert shown(client, f"province={forums['Far CPF'].stakeholder.province_id}") == ["Far CPF"]
    assert shown(client, f"district={good.district_id}") == ["Good CPF"]
    assert shown(client, f"kind={good.kind_id}") == ["Far CPF", "Good CPF", "Weak CPF"]


def test_a_province_sees_its_own_structures(client: Client, forums: dict[str, Structure]) -> None:
    client.force_login(gift())

    assert shown(client) == ["Good CPF", "New CSF", "Weak CPF"]


def test_a_day_that_is_none_is_refused_with_a_sentence(client: Client, forums: dict[str, Structure]) -> None:
    client.force_login(gift())

    for wrong in ("2026-02-31", "soon"):
        response = client.get(url("structures"), {"as_at": wrong})
        assert response.status_code == 200
        assert response.context["rows"] == []


def test_the_export_holds_what_the_list_shows(client: Client, forums: dict[str, Structure]) -> None:
    client.force_login(nomsa())
    rows = b"".join(client.get(url("structures"), {"support": "yes", "format": "csv"})).decode().splitlines()

    assert [row.split(",")[0] for row in rows[1:]] == ["Far CPF", "New CSF", "Weak CPF"]
    assert "Not functional,20,2026-03-01,,Yes,Yes,No" in rows[3]


def test_an_archived_structure_is_not_listed_but_its_page_stays(client: Client) -> None:
    gone = structure()
    gone.stakeholder.archived_on, gone.stakeholder.archive_reason = date(2026, 5, 1), "Dissolved"
    gone.stakeholder.save()
    client.force_login(gift())

    assert shown(client) == []
    page = client.get(gone.get_absolute_url())
    assert "Archived" in text(page)
    assert url("assess_functionality", gone.pk) not in text(page)


# --- writing down -------------------------------------------------------------------


def test_a_new_forum_is_added_in_one_form(client: Client) -> None:
    StakeholderGroupFactory(code="community-structures")
    PoliceStationFactory(name="Kagiso")
    PoliceStationFactory(name="Elsewhere", province=ProvinceFactory(code="LP"))
    client.force_login(gift())
    page = text(client.get(url("structure_new")))
    assert '<option value="Kagiso">' in page
    assert "Elsewhere" not in page

    response = client.post(
        url("structure_new"),
        {
            "name": "Kagiso CPF",
            "kind": StructureKindFactory().pk,
            "station_name": "kagiso",
            "term_years": "5",
        },
        follow=True,
    )

    created = Structure.objects.get()
    assert (str(created), created.station.name, created.term_years) == ("Kagiso CPF", "Kagiso", 5)
    assert response.request["PATH_INFO"] == created.get_absolute_url()


def test_a_missing_station_is_asked_for_at_its_field(client: Client) -> None:
    StakeholderGroupFactory(code="community-structures")
    client.force_login(gift())

    response = client.post(url("structure_new"), {"name": "Kagiso CPF", "kind": StructureKindFactory().pk})

    assert response.context["form"].errors == {
        "station_name": ["Write the name of the police station that this structure belongs to."]
    }
    assert not Structure.objects.exists()


def test_a_registered_stakeholder_is_described_and_the_description_corrected(client: Client) -> None:
    stakeholder = StakeholderFactory(province=ProvinceFactory(), group__code="community-structures")
    client.force_login(gift())
    data = {"kind": StructureKindFactory().pk, "station_name": "Kagiso"}

    client.post(url("structure_add", stakeholder.pk), data)
    created = Structure.objects.get()
    client.post(url("structure_edit", created.pk), data | {"station_name": "Munsieville", "version": 1})
    late = client.post(url("structure_edit", created.pk), data | {"station_name": "Third", "version": 1})

    created.refresh_from_db()
    assert (created.station.name, created.version) == ("Munsieville", 2)
    assert ("Police station", "Munsieville", "Third") in late.context["form"].conflict


def test_what_is_no_community_structure_shows_why_it_cannot_be_described(client: Client) -> None:
    trust = StakeholderFactory(province=ProvinceFactory())
    client.force_login(gift())

    assert "change its group first" in text(client.get(url("structure_add", trust.pk)))


# --- the executive --------------------------------------------------------------------


def test_a_member_is_chosen_or_written_but_not_both_nor_neither(client: Client) -> None:
    forum, post = structure(), ExecutivePostFactory()
    contact = ContactFactory(stakeholder=forum.stakeholder)
    client.force_login(gift())
    data = {"post": post.pk, "began_on": "2024-04-01", "ends_on": "2029-03-31"}

    for wrong in ({}, {"contact": contact.pk, "new_person": "Lerato"}):
        response = client.post(url("term_add", forum.pk), data | wrong)
        assert [*response.context["form"].errors] == ["contact"]
    client.post(url("term_add", forum.pk), data | {"contact": contact.pk})

    term = ExecutiveTerm.objects.get()
    assert (term.contact, term.is_police) == (contact, False)


def test_refusals_stand_at_their_fields(client: Client) -> None:
    forum, post = structure(), ExecutivePostFactory(is_closed_to_police=True)
    client.force_login(gift())
    data = {"post": post.pk, "new_person": "Lerato", "began_on": "2024-04-01", "ends_on": "2029-03-31"}

    police = client.post(url("term_add", forum.pk), data | {"is_police": "on"})
    backwards = client.post(url("term_add", forum.pk), data | {"ends_on": "2023-03-31"})

    assert [*police.context["form"].errors] == ["is_police"]
    assert "cannot end before it began" in text(backwards)
    assert not ExecutiveTerm.objects.exists()
    assert forum.stakeholder.contacts.count() == 0


def test_the_page_tells_who_serves_who_served_and_what_is_not_held(client: Client) -> None:
    forum = structure()
    ExecutivePostFactory(code="secretary")
    now = ContactFactory(stakeholder=forum.stakeholder, name="Lerato Now")
    ExecutiveTermFactory(structure=forum, contact=now, vetted_on=date(2024, 5, 1))
    past = ContactFactory(stakeholder=forum.stakeholder, name="Sipho Past")
    ExecutiveTermFactory(structure=forum, contact=past, began_on=date(2019, 4, 1), ends_on=date(2024, 3, 31))
    client.force_login(gift())

    response = client.get(forum.get_absolute_url())

    context = response.context
    assert [str(term.contact.name) for term in context["serving"]] == ["Lerato Now"]
    assert [str(term.contact.name) for term in context["past"]] == ["Sipho Past"]
    assert [post.code for post in context["vacant"]] == ["secretary"]
    assert "Incomplete: 1 of 2 posts needed is not held" in text(response)
    assert ContactAccess.objects.filter(stakeholder=forum.stakeholder).count() == 1


def test_a_redacted_person_stays_named_as_redacted_and_is_not_offered_again(client: Client) -> None:
    forum = structure()
    term = ExecutiveTermFactory(structure=forum)
    type(term.contact)._base_manager.filter(pk=term.contact_id).update(
        name=REDACTED, post="", email="", phone="", source="", redacted_on=date(2026, 6, 1),
        redacted_by=nomsa(), redaction_reason="Asked for.",
    )  # fmt: skip
    client.force_login(gift())

    assert "Redacted person" in text(client.get(forum.get_absolute_url()))
    assert "Redacted person" not in text(client.get(url("term_add", forum.pk)))
