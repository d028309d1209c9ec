"""Still correct in one act, and the list of entries that should be looked at again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from stakeholders.models import Stakeholder
from stakeholders.services import verify_stakeholder
from tests.factories import ProvinceFactory, StakeholderClassFactory, StakeholderFactory
from tests.people import everything, gift, nomsa, person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def entry(name: str, *, verified_on: date | None = None, since: int = 2025, **fields: Any) -> Stakeholder:
    """An entry of a class that is verified every 180 days, in the register since the first day of a year."""
    fields = {"stakeholder_class": StakeholderClassFactory()} | fields
    stakeholder = StakeholderFactory(name=name, verified_on=verified_on, **fields)
    Stakeholder.objects.filter(pk=stakeholder.pk).update(created_at=datetime(since, 1, 1, 7, tzinfo=UTC))
    return stakeholder


def listed(client: Client, query: str = "") -> list[str]:
    response = client.get(reverse("stakeholders:verification") + query)
    return [row[0].name for row in response.context["rows"]]


def test_who_looked_and_when_is_recorded_with_its_history() -> None:
    stakeholder, officer = StakeholderFactory(), nomsa()

    verify_stakeholder(stakeholder, by=officer, version=1)

    stakeholder.refresh_from_db()
    assert (stakeholder.verified_on, stakeholder.verified_by, stakeholder.version) == (TODAY, officer, 2)
    assert stakeholder.events.order_by("-pgh_id")[0].pgh_context["reason"] == "Still correct"


def test_what_somebody_changed_since_is_not_confirmed(client: Client) -> None:
    stakeholder = StakeholderFactory(version=2, seat="Soweto")
    client.force_login(nomsa())
    address = reverse("stakeholders:verify", args=[stakeholder.pk])

    page = client.post(address, {"version": 1})

    stakeholder.refresh_from_db()
    assert stakeholder.verified_on is None
    assert "Somebody changed this entry since you opened it." in text(page)
    # It shows the entry as it stands, and the next press confirms that.
    assert "Soweto" in text(page)
    assert 'name="version" value="2"' in text(page)
    client.post(address, {"version": 2})
    stakeholder.refresh_from_db()
    assert stakeholder.verified_on == TODAY


def test_only_who_keeps_the_entry_and_has_the_right_verifies_it_and_never_an_archived_one() -> None:
    ours = StakeholderFactory(province=ProvinceFactory(code="GP"))
    theirs = StakeholderFactory(province=ProvinceFactory(code="LP"))
    archived = StakeholderFactory(archived_on=date(2026, 1, 1), archive_reason="Dissolved.")

    with pytest.raises(PermissionDenied):
        verify_stakeholder(theirs, by=gift())
    with pytest.raises(PermissionDenied):
        verify_stakeholder(ours, by=person(may=everything() - {"stakeholders.verify_stakeholder"}))
    with pytest.raises(ValidationError, match="archived"):
        verify_stakeholder(archived, by=nomsa())


def test_an_entry_is_overdue_the_day_after_its_frequency_has_run_out(client: Client) -> None:
    entry("Due yesterday", verified_on=date(2026, 5, 26))  # 180 days later: 22 November
    entry("Due today", verified_on=date(2026, 5, 27))
    entry("Never verified")
    entry("New", since=2026, verified_on=date(2026, 11, 1))
    entry("No class", stakeholder_class=None)
    entry("Archived", archived_on=date(2026, 1, 1), archive_reason="Dissolved.")
    client.force_login(nomsa())

    assert listed(client) == ["Never verified", "Due yesterday"]
    assert listed(client, "?sort=name") == ["Due yesterday", "Never verified"]
    stakeholders = client.get(reverse("stakeholders:list") + "?verification=overdue").context["rows"]
    assert [row[0].name for row in stakeholders] == ["Due yesterday", "Never verified"]


def test_the_list_is_told_per_province_within_the_scope(client: Client) -> None:
    gauteng = ProvinceFactory(code="GP")
    entry("Ours", province=gauteng)
    entry("National")
    entry("Theirs", province=ProvinceFactory(code="LP"))
    client.force_login(gift())

    response = client.get(reverse("stakeholders:verification"))

    assert listed(client) == ["Ours", "National"]
    assert [(row["province__name"], row["number"]) for row in response.context["provinces"]] == [
        (None, 1),
        ("Gauteng", 1),
    ]
    assert listed(client, f"?province={gauteng.pk}") == ["Ours"]
    assert listed(client, "?province=null") == ["National"]
    # A province reads the national entry, and verifies its own.
    assert text(response).count('<button class="btn btn-secondary nowrap"') == 1


def test_the_act_in_a_row_comes_back_to_the_list_as_it_was_chosen(client: Client) -> None:
    stakeholder = entry("Never verified")
    client.force_login(nomsa())
    back = reverse("stakeholders:verification") + "?province=null&sort=name"
    address = reverse("stakeholders:verify", args=[stakeholder.pk])

    response = client.post(address, {"version": 1, "back": back})
    assert response["Location"] == back
    stakeholder.refresh_from_db()
    assert stakeholder.verified_on == TODAY

    elsewhere = {"version": stakeholder.version, "back": "https://example.org/stakeholders/verification/"}
    assert client.post(address, elsewhere)["Location"] == stakeholder.get_absolute_url()


def test_the_export_holds_the_rows_that_the_list_shows(client: Client) -> None:
    entry("Never verified", relationship_manager=nomsa())
    entry("In time", verified_on=TODAY)
    client.force_login(person("unit_officer"))

    response = client.get(reverse("stakeholders:verification") + "?format=csv")

    lines = b"".join(response).decode("utf-8-sig").splitlines()
    assert lines == [
        "Name,Group,Province,Class,Relationship manager,Registered,Last verified,Verification due",
        "Never verified,Civil society,National,Key player,Nomsa Dlamini,2025-01-01,,2025-06-30",
    ]
