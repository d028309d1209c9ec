"""The warning while an entry is written down, the list of pairs, and what is told across provinces."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stakeholders.duplicates import KnownNames, compare, lookalikes
from stakeholders.models import Merge, NotADuplicate, Resemblance, Stakeholder
from stakeholders.services.pairs import compare_anew, compare_register
from tests.factories import ContactFactory, ProvinceFactory, StakeholderFactory, StakeholderGroupFactory
from tests.people import gift, lindiwe, nomsa

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def register() -> dict[str, Stakeholder]:
    gauteng, limpopo = ProvinceFactory(code="GP"), ProvinceFactory(code="LP")
    own = StakeholderFactory(
        name="Diepkloof Community Police Forum",
        province=gauteng,
        registration_number="012-345 NPO",
        website="https://www.diepkloof-forum.org.za/",
    )
    other = StakeholderFactory(name="Secret Thohoyandou Shelter", short_name="STSH", province=limpopo)
    ContactFactory(stakeholder=other, email="info@stsh.org.za")
    return {"own": own, "other": other}


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"name": "DIEPKLOOF CPF"}, "The name is the same."),
        ({"name": "Diepklof Community Forum"}, "The names are alike."),
        ({"name": "Another", "registration_number": "NPO 012345"}, "The registration number is the same."),
        (
            {"name": "Another", "website": "http://diepkloof-forum.org.za/about"},
            "The e-mail or web address is at the same domain.",
        ),
    ],
)
def test_an_entry_that_exists_is_named_with_the_reason(typed: dict[str, str], why: str) -> None:
    own = register()["own"]

    matches = lookalikes(by=gift(), **typed)

    assert [(match.pk, match.holder, match.why) for match in matches] == [(own.pk, "Gauteng", why)]


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Secret Thohoyandou Shelter"},
        {"name": "Another", "short_name": "S.T.S.H."},
        {"name": "Another", "emails": ["post@stsh.org.za"]},
    ],
)
def test_of_an_entry_of_another_province_only_the_holder_is_told(typed: Any) -> None:
    register()

    (match,) = lookalikes(by=gift(), **typed)

    assert (match.holder, match.pk, match.name, match.why, match.state) == ("Limpopo", None, "", "", "")


def test_nothing_is_told_where_nothing_resembles_it_or_it_is_the_entry_itself() -> None:
    own = register()["own"]

    assert lookalikes(by=nomsa(), name="Rustenburg Taxi Association") == []
    assert lookalikes(by=nomsa(), name=own.name, exclude=own.pk) == []


def test_a_domain_that_many_share_tells_nothing() -> None:
    for number in range(6):
        stakeholder = StakeholderFactory(name=f"Station {number}")
        ContactFactory(stakeholder=stakeholder, email=f"a{number}@saps.gov.za")

    assert lookalikes(by=nomsa(), name="Another", emails=["b@saps.gov.za"]) == []
    assert KnownNames().find("Another", "", "", ["saps.gov.za"]) == []


def test_the_whole_register_in_memory_finds_the_same_with_one_query(django_assert_num_queries: Any) -> None:
    entries = register()
    with django_assert_num_queries(1):
        known = KnownNames()
        found = [
            known.find("DIEPKLOOF CPF", "", "", []),
            known.find("Another", "STSH", "", []),
            known.find("Another", "", "", ["stsh.org.za"]),
            known.find("Another", "", "", []),
        ]

    own, other = entries["own"].pk, entries["other"].pk
    assert [[like[:2] for like in likes] for likes in found] == [
        [(own, 100)],
        [(other, 88)],
        [(other, 80)],
        [],
    ]


def test_the_piece_of_page_for_the_script_warns_without_telling_of_other_provinces(client: Client) -> None:
    register()
    client.force_login(gift())

    page = client.get(reverse("stakeholders:lookalikes"), {"name": "Secret Thohoyandou Shelter"})

    assert "A match exists, held by Limpopo. Ask there before you register it again." in text(page)
    assert "Secret" not in text(page)
    assert text(client.get(reverse("stakeholders:lookalikes"), {"name": "Se"})) == ""


def test_saving_warns_until_the_person_says_that_it_is_another_organisation(client: Client) -> None:
    entries, officer = register(), gift()
    client.force_login(officer)
    typed = {
        "name": "Diepkloof CPF",
        "group": StakeholderGroupFactory().pk,
        "level": "local",
        "relationship_manager": officer.pk,
    }

    page = client.post(reverse("stakeholders:add"), typed)

    assert "The register may hold this organisation already." in text(page)
    assert "This is another organisation: save it all the same" in text(page)
    assert Stakeholder.objects.count() == 2

    client.post(reverse("stakeholders:add"), typed | {"save_anyway": "on"})

    saved = Stakeholder.objects.get(name="Diepkloof CPF")
    pair = Resemblance.objects.get()
    assert (pair.first_id, pair.second_id, pair.score) == (entries["own"].pk, saved.pk, 100)


def test_the_list_shows_pairs_of_the_own_scope_and_of_others_only_who_holds_them(client: Client) -> None:
    entries = register()
    twin = StakeholderFactory(name="Diepkloof C.P.F.", province=entries["own"].province)
    far = StakeholderFactory(
        name="Diepkloof Police Forum Far", short_name="X", province=entries["other"].province
    )
    Stakeholder.objects.filter(pk=far.pk).update(name="Diepkloof Police Forum")
    assert compare_register() == 3

    client.force_login(gift())
    page = client.get(reverse("stakeholders:duplicates"))
    assert [(row["other"], row["holder"], row["may_settle"]) for row in page.context["rows"]] == [
        (twin, "Gauteng", True),
        (None, "Limpopo", False),
        (None, "Limpopo", False),
    ]
    assert "Diepkloof Police Forum" not in text(page).replace("Diepkloof Community Police Forum", "")

    client.force_login(lindiwe())
    page = client.get(reverse("stakeholders:duplicates"))
    assert [(row["one"].name, row["holder"]) for row in page.context["rows"]] == [
        ("Diepkloof Police Forum", "Gauteng")
    ] * 2
    assert "C.P.F." not in text(page)


def test_two_organisations_are_not_shown_again(client: Client) -> None:
    entries = register()
    twin = StakeholderFactory(name="Diepkloof C.P.F.", province=entries["own"].province)
    compare_anew(twin)
    client.force_login(gift())
    list_page = reverse("stakeholders:duplicates")
    assert len(client.get(list_page).context["rows"]) == 1

    client.post(reverse("stakeholders:two_organisations", args=[twin.pk, entries["own"].pk]))

    assert NotADuplicate.objects.get().first == entries["own"]
    assert client.get(list_page).context["rows"] == []


def test_the_page_of_a_merge_chooses_field_by_field_and_the_old_address_says_where_it_went(
    client: Client,
) -> None:
    kept = register()["own"]
    merged = StakeholderFactory(name="Diepkloof C.P.F.", seat="Zone 6", province=kept.province)
    client.force_login(gift())
    address = reverse("stakeholders:merge", args=[kept.pk, merged.pk])
    form = client.get(address).context["form"]
    # What the kept entry does not say is proposed from the other one.
    assert form.fields["take_seat"].initial == "other"
    chosen = {name: form.fields[name].initial for name in form.fields if name.startswith("take_")}
    posted = chosen | {"reason": "The secretary says so.", "kept_version": 1, "merged_version": 1}

    Stakeholder.objects.filter(pk=merged.pk).update(version=2)
    page = client.post(address, posted)
    assert "Somebody changed “Diepkloof C.P.F.” since you opened this page." in text(page)

    client.post(address, posted | {"merged_version": 2})

    kept.refresh_from_db()
    assert (kept.name, kept.seat) == ("Diepkloof Community Police Forum", "Zone 6")
    page = text(client.get(merged.get_absolute_url()))
    assert "Go to Diepkloof Community Police Forum" in page

    merge = Merge.objects.get()
    client.post(reverse("stakeholders:merge_undo", args=[merge.pk]), {"note": "Two after all."})
    merged.refresh_from_db()
    assert merged.archived_on is None


def test_no_entry_that_resembles_is_passed_over_for_speed() -> None:
    """Every two of many names that share words, letters and errors, scored one by one and found through the index."""
    places = [
        "Diepkloof",
        "Diepklof",
        "Diep Kloof",
        "Alexandra North",
        "Alexandra",
        "Thusa Thusa",
        "Vaal Oos",
    ]
    bodies = [
        "Community Police Forum",
        "CPF",
        "Trust",
        "Neighbourhood Watch",
        "Thusong Youth Desk",
        "Bophelo",
    ]
    names = [f"{place} {body}" for place in places for body in bodies] + places + bodies
    for name in names:
        StakeholderFactory(name=name, province=None)
    known = KnownNames()
    for entry in known.entries.values():
        one_by_one = {
            like
            for other in known.entries.values()
            if other.pk != entry.pk and (like := compare(entry, other, telling=()))
        }
        assert set(known.find_entry(entry)) == one_by_one
