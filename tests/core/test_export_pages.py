"""Every file that is taken out of a list is noted: core/views.py and core/export_pages.py."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from partnerships.core.models import ListExport
from tests.factories import ContactFactory, StakeholderFactory
from tests.people import gift, nomsa, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_noted_with_its_list_its_choice_and_its_rows(client: Client, kind: str) -> None:
    StakeholderFactory.create_batch(2, level="local")
    StakeholderFactory(level="national")
    client.force_login(user := nomsa())

    client.get(reverse("stakeholders:list"), {"level": "local", "format": kind}).getvalue()

    noted = ListExport.objects.get()
    assert (noted.list_name, noted.query, noted.format, noted.rows, noted.exported_by) == (
        "stakeholders:list",
        f"level=local&format={kind}",
        kind,
        2,
        user,
    )


def test_looking_at_a_list_is_no_export(client: Client) -> None:
    client.force_login(nomsa())
    client.get(reverse("stakeholders:list"))
    client.get(reverse("stakeholders:list"), {"format": "exe"})

    assert ListExport.objects.count() == 0


def test_a_file_that_was_refused_is_not_noted(client: Client) -> None:
    ContactFactory()
    client.force_login(person("auditor"))

    assert client.get(reverse("stakeholders:contacts"), {"format": "csv"}).status_code == 403
    assert ListExport.objects.count() == 0


def test_what_was_noted_stays() -> None:
    noted = ListExport.objects.create(list_name="x", format="csv", rows=1, exported_by=nomsa())

    for change in (lambda: ListExport.objects.update(rows=0), noted.delete):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            change()


def test_national_users_see_everybodys_files_others_their_own(client: Client) -> None:
    for user in (gauteng := gift(), national := nomsa()):
        ListExport.objects.create(
            list_name="stakeholders:list",
            query="status=partner&format=csv",
            format="csv",
            rows=3,
            exported_by=user,
        )
    seen = {}
    for reader in (gauteng, national):
        client.force_login(reader)
        rows = client.get(reverse("exports")).context["rows"]
        seen[reader] = {(one.exported_by, title, address) for one, title, address, _ in rows}

    address = f"{reverse('stakeholders:list')}?status=partner"
    assert seen[gauteng] == {(gauteng, "Stakeholders", address)}
    assert seen[national] == {(user, "Stakeholders", address) for user in (gauteng, national)}


def test_the_files_are_chosen_by_person_format_and_day(client: Client) -> None:
    first, second = gift(), nomsa()
    ListExport.objects.create(list_name="mou:list", format="csv", rows=1, exported_by=first)
    ListExport.objects.create(list_name="mou:list", format="xlsx", rows=2, exported_by=second)
    client.force_login(second)

    def found(**query: object) -> list[int]:
        return [one.rows for one, *_ in client.get(reverse("exports"), query).context["rows"]]

    assert found(exported_by=first.pk) == [1]
    assert found(kind="xlsx") == [2]
    assert sorted(found(exported_on_after="2026-11-23")) == [1, 2]
    assert found(exported_on_after="2026-11-24") == []
    assert found(sort="-rows") == [2, 1]
