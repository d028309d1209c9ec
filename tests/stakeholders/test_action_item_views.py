"""The pages of action items: the list and its ready-made views, one item, and each act on it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from partnerships.core.models import User
from stakeholders.models import ActionItem
from stakeholders.services import complete_action_item
from tests.factories import (
    ActionItemFactory,
    EngagementFactory,
    EngagementPointFactory,
    ProvinceFactory,
    StakeholderFactory,
)
from tests.people import gift, lindiwe, nomsa, person
from tests.rules.chain import PDF

pytestmark = pytest.mark.django_db

LIST = "stakeholders:action_items"


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def listed(client: Client, **query: Any) -> list[str]:
    return [item.what for item, _ in client.get(reverse(LIST), query).context["rows"]]


def of(name: str, item: ActionItem, *more: str) -> str:
    return reverse(f"stakeholders:{name}", args=[item.pk, *more])


@pytest.fixture
def officer(client: Client) -> User:
    user = gift()
    client.force_login(user)
    return user


@pytest.fixture
def items(officer: User) -> None:
    """One of every state in Gauteng, a national one, and one of Limpopo that nobody here may see."""
    here = {"engagement__stakeholder__province": officer.province}
    done: dict[str, Any] = {"due_on": date(2026, 8, 31), "done_on": date(2026, 9, 1), "outcome": "Sent."}
    ActionItemFactory(what="Late", due_on=date(2026, 11, 22), owner=officer, direction="by_us", **here)
    ActionItemFactory(what="Soon", due_on=date(2026, 11, 30), **here)
    ActionItemFactory(what="Later", due_on=date(2027, 1, 1), **here)
    ActionItemFactory(what="Undated", due_on=None, **here)
    ActionItemFactory(what="Done", **done, **here)
    ActionItemFactory(what="Unverified", is_important=True, **done, **here)
    ActionItemFactory(what="Dropped", status="dropped", dropped_on=date(2026, 9, 1), **here)
    ActionItemFactory(what="National", due_on=date(2027, 2, 1))
    ActionItemFactory(what="Foreign", engagement__stakeholder__province=ProvinceFactory(code="LP"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Unverified", "Late", "Soon", "Later", "National", "Undated"]),
        ({"mine": "yes"}, ["Late"]),
        ({"province": "null"}, ["National"]),
        ({"state": "overdue"}, ["Late"]),
        ({"state": "due_soon"}, ["Soon"]),
        ({"state": "to_verify"}, ["Unverified"]),
        ({"state": "done"}, ["Done", "Unverified"]),
        ({"state": "dropped"}, ["Dropped"]),
        ({"state": "open", "direction": "by_us"}, ["Late"]),
        ({"important": "yes"}, ["Unverified"]),
        ({"due_on_after": "2026-11-22", "due_on_before": "2026-11-30"}, ["Late", "Soon"]),
        ({"overdue_on": "2026-09-01"}, ["Done", "Unverified", "Dropped"]),
        ({"search": "LATE"}, ["Late", "Later"]),
        ({"sort": "-due_on"}, ["National", "Later", "Soon", "Late", "Unverified", "Undated"]),
    ],
    ids=str,
)
def test_the_list_shows_what_is_asked_for_within_the_scope(
    client: Client, items: None, query: dict[str, str], found: list[str]
) -> None:
    assert listed(client, **query) == found


def test_the_ready_made_views_are_those_of_the_reader(client: Client, items: None, officer: User) -> None:
    page = client.get(reverse(LIST), {"province": officer.province_id})
    assert [label for label, _, is_current in page.context["ready_made"] if is_current] == ["My province’s"]
    assert "National" not in [item.what for item, _ in page.context["rows"]]

    client.force_login(nomsa())
    assert [label for label, *_ in client.get(reverse(LIST)).context["ready_made"]] == [
        "Not settled",
        "Mine",
        "National",
        "Overdue",
        "To verify",
        "Promised to us",
        "Done",
    ]


def test_a_list_is_chosen_by_person_stakeholder_and_engagement(
    client: Client, items: None, officer: User
) -> None:
    late = ActionItem.objects.get(what="Late")

    assert listed(client, owner=officer.name) == ["Late"]
    assert listed(client, stakeholder=late.stakeholder_id) == ["Late"]
    assert listed(client, engagement=late.engagement_id) == ["Late"]
    foreign = ActionItem.objects.get(what="Foreign")
    page = text(client.get(reverse(LIST), {"stakeholder": foreign.stakeholder_id}))
    assert "The list cannot be shown" in page
    assert foreign.stakeholder.name not in page


def test_the_export_has_every_column_of_the_rows_shown(client: Client, items: None) -> None:
    exported = b"".join(client.get(reverse(LIST), {"format": "csv", "state": "to_verify"})).decode()

    header, row = exported.strip().splitlines()
    assert header.startswith("\ufeffWhat,Promised,With whom,Province,Who of us,Office elsewhere,Due on,State")
    assert row.startswith("Unverified,Promised to us,")
    assert "Foreign" not in exported


def test_the_page_tells_where_an_item_comes_from_and_what_became_of_it(client: Client, officer: User) -> None:
    point = EngagementPointFactory(
        kind="commitment", text="We pay.", engagement__stakeholder__province=officer.province
    )
    item = ActionItemFactory(engagement=point.engagement, point=point, is_important=True)
    upload = SimpleUploadedFile("letter.pdf", PDF)
    client.post(of("action_done", item), {"outcome": "Paid 🎉", "done_on": "2026-11-20", "documents": upload})

    page = text(client.get(item.get_absolute_url()))
    for shown in (str(point.engagement), "Commitment: We pay.", "Paid 🎉", "letter.pdf", "Record as done"):
        assert shown in page
    assert "You recorded that this was done, so somebody else must verify it." in page


def test_an_item_is_done_returned_done_again_and_verified(client: Client, officer: User) -> None:
    item = ActionItemFactory(is_important=True, engagement__stakeholder__province=officer.province)
    done = {"outcome": "Sent.", "done_on": "2026-11-20"}
    head = person("provincial_head", province=officer.province)

    client.post(of("action_done", item), done)
    client.force_login(head)
    assert "Reason: write an answer here" in text(
        client.post(of("action_move", item, "return"), {"note": ""})
    )
    client.post(of("action_move", item, "return"), {"note": "Not signed."})
    client.force_login(officer)
    client.post(of("action_done", item), done)
    client.force_login(head)
    assert client.post(of("action_verify", item), {"note": "Seen."})["Location"] == item.get_absolute_url()
    page = text(client.get(item.get_absolute_url()))

    item.refresh_from_db()
    assert (item.status, item.verified_by) == ("verified", head)
    for shown in ("Not signed.", "Seen.", "Verified"):
        assert shown in page


def test_an_item_is_recorded_for_a_stakeholder(client: Client, officer: User) -> None:
    stakeholder = StakeholderFactory(province=None)
    add = reverse("stakeholders:action_add", args=[stakeholder.pk])

    page = text(client.post(add, {"what": "", "due_on": "2026-12-01"}))
    assert "What: write an answer here" in page
    assert "Say who will do it: one of us, or an office elsewhere." in page
    stranger = lindiwe()
    page = text(client.post(add, {"what": "Send", "owner": stranger.pk}))
    assert stranger.name not in page
    assert not ActionItem.objects.exists()
    response = client.post(add, {"what": "Send the plan", "owner": officer.pk, "due_on": "2026-12-01"})

    item = ActionItem.objects.get()
    assert response["Location"] == item.get_absolute_url()
    assert (item.province, item.owner, item.direction) == (officer.province, officer, "by_us")
    assert "It was recorded by itself, not in an engagement." in text(client.get(item.get_absolute_url()))


def test_an_item_is_changed_while_it_is_open(client: Client, officer: User) -> None:
    item = ActionItemFactory(engagement__stakeholder__province=officer.province)
    edit = of("action_edit", item)
    fields = {"what": "Send two", "owner_elsewhere": "Chair", "direction": "to_us", "version": 1}

    assert item.what in text(client.get(edit))
    assert client.post(edit, fields).status_code == 302
    page = text(client.post(edit, fields | {"what": "Send three"}))
    assert "Somebody else saved this record while you were editing" in page
    item.refresh_from_db()
    assert (item.what, item.due_on) == ("Send two", None)
    complete_action_item(item, by=officer, outcome="Sent.", done_on=date(2026, 11, 20))
    assert "only an open action item is changed" in text(client.get(edit))
    client.post(edit, fields | {"what": "Send three", "version": 3})
    item.refresh_from_db()
    assert item.what == "Send two"


def test_what_is_no_longer_needed_says_why(client: Client, officer: User) -> None:
    item = ActionItemFactory(engagement__stakeholder__province=officer.province)

    client.post(of("action_move", item, "drop"), {"note": "The forum has merged."})
    item.refresh_from_db()
    assert item.status == "dropped"
    assert "The forum has merged." in text(client.get(item.get_absolute_url()))
    client.post(of("action_move", item, "reopen"), {"note": "It has not."})
    item.refresh_from_db()
    assert (item.status, item.dropped_on) == ("open", None)


def test_an_owner_without_further_rights_is_offered_nothing_else(client: Client) -> None:
    director = person("director")
    item = ActionItemFactory(owner=director, is_important=True)
    client.force_login(director)

    offered = client.get(item.get_absolute_url()).context["actions"]
    assert [action.name for action in offered] == ["complete"]
    client.force_login(person("auditor"))
    assert client.get(item.get_absolute_url()).context["actions"] == []


def test_the_engagement_names_the_items_of_its_points(client: Client, officer: User) -> None:
    engagement = EngagementFactory(stakeholder__province=officer.province)
    point = EngagementPointFactory(engagement=engagement, kind="request", text="Vests.")
    item = ActionItemFactory(engagement=engagement, point=point, owner_elsewhere="Quartermaster")

    page = text(client.get(engagement.get_absolute_url()))

    assert f'<a href="{item.get_absolute_url()}">Quartermaster, by 31 Aug 2026</a>' in page
    assert "Nothing was agreed." in page
