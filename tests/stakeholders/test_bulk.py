"""One act on several rows: core/bulk.py, core/bulk_pages.py and the acts of stakeholders/views/bulk_acts.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from partnerships.core import bulk, bulk_pages
from partnerships.core.bulk import Key, keys_of, numbers_of
from partnerships.core.models import ListExport
from stakeholders.models import ActionItem, Contact, ContactAccess, Stakeholder
from stakeholders.services import assign_manager
from tests.factories import (
    ActionItemFactory,
    ContactFactory,
    ProvinceFactory,
    StakeholderClassFactory,
    StakeholderFactory,
)
from tests.people import gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def chosen(records: Iterable[Any]) -> str:
    return ",".join(f"{record.pk}:{record.version}" for record in records)


def ask(client: Client, page: str, act: str, **query: Any) -> Any:
    return client.get(reverse(f"stakeholders:{page}"), {"act": act} | query)


def do(client: Client, page: str, act: str, records: Iterable[Any], **data: Any) -> dict[str, str]:
    """What the page says became of each row: nothing where it was done, otherwise why not."""
    response = client.post(reverse(f"stakeholders:{page}"), {"act": act, "chosen": chosen(records)} | data)
    return {one.label: one.why_not for one in response.context["outcomes"]}


def test_rows_are_read_from_what_our_pages_send_and_rubbish_is_passed_over() -> None:
    assert keys_of(["12:3,13:1", "12:4", "x:1", "5", "", "²:1", "9" * 30 + ":1"]) == [Key(12, 4), Key(13, 1)]
    assert numbers_of("12,x,,15") == [12, 15]


def test_ticked_rows_are_named_before_anything_is_done(client: Client) -> None:
    first, second = StakeholderFactory(name="A (demo)"), StakeholderFactory(name="B (demo)")
    StakeholderFactory(name="C (demo)")
    client.force_login(nomsa())

    page = ask(client, "bulk", "verify", rows="ticked", chosen=[chosen([first]), chosen([second])])

    assert [str(one) for one in page.context["named"]] == ["A (demo)", "B (demo)"]
    assert page.context["chosen"] == chosen([first, second])
    assert Stakeholder.objects.filter(verified_on__isnull=False).count() == 0


def test_all_of_the_page_and_all_that_match_are_what_the_list_shows(client: Client) -> None:
    local = StakeholderFactory.create_batch(30, level="local")
    StakeholderFactory(level="national")
    client.force_login(nomsa())
    listed = client.get(reverse("stakeholders:list"), {"level": "local"})
    on_page = [row[0] for row in listed.context["rows"]]
    assert f'name="on_page" value="{chosen(on_page)}"' in listed.content.decode()

    page = ask(client, "bulk", "verify", rows="page", on_page=chosen(on_page), query="level=local")
    every = ask(client, "bulk", "verify", rows="all", query="level=local&sort=name")

    assert page.context["count"] == 25
    assert every.context["chosen"] == chosen(sorted(local, key=lambda one: (one.name, one.pk)))
    assert (len(every.context["named"]), every.context["left_out"]) == (25, 5)


def test_each_row_is_verified_apart_and_what_is_refused_says_why(client: Client) -> None:
    mine, changed, theirs, archived = (
        StakeholderFactory(name=f"{name} (demo)", province=ProvinceFactory(code=code), **fields)
        for name, code, fields in (
            ("Mine", "GP", {}),
            ("Changed", "GP", {}),
            ("Theirs", "LP", {}),
            ("Gone", "GP", {"archived_on": TODAY, "archive_reason": "Closed."}),
        )
    )
    national = StakeholderFactory(name="National (demo)")
    seen = [mine, changed, theirs, archived, national]
    client.force_login(user := gift())
    sent = chosen(seen)
    Stakeholder.objects.filter(pk=changed.pk).update(version=9)

    response = client.post(reverse("stakeholders:bulk"), {"act": "verify", "chosen": sent})

    assert {one.label: one.why_not for one in response.context["outcomes"]} == {
        "Mine (demo)": "",
        "Changed (demo)": "Somebody changed this entry since you opened it. "
        "Look at it as it stands now, then decide again.",
        f"Record {theirs.pk}": bulk.GONE,
        "Gone (demo)": "This record is archived. Restore it first.",
        "National (demo)": bulk.NOT_OURS,
    }
    assert "1 verified, 4 not." in response.content.decode()
    assert "Theirs" not in response.content.decode()
    found = Stakeholder.objects.filter(verified_on=TODAY).values_list("name", "verified_by")
    assert list(found) == [("Mine (demo)", user.pk)]


def test_a_relationship_manager_is_assigned_to_all_who_may_have_one(client: Client) -> None:
    gauteng, limpopo = (StakeholderFactory(province=ProvinceFactory(code=code)) for code in ("GP", "LP"))
    manager = gift()
    client.force_login(nomsa())

    told = do(client, "bulk", "assign", [gauteng, limpopo], relationship_manager=manager.pk)

    assert told == {
        str(gauteng): "",
        str(limpopo): f"{manager} may not open records of Limpopo. "
        "Choose somebody of that province or of the national office.",
    }
    gauteng.refresh_from_db()
    assert (gauteng.relationship_manager, gauteng.version) == (manager, 2)
    assert do(client, "bulk", "assign", [gauteng], relationship_manager=manager.pk) == {
        str(gauteng): f"{manager} looks after it already."
    }


def test_an_act_without_its_answer_comes_back_with_the_rows_and_the_error(client: Client) -> None:
    row = StakeholderFactory()
    client.force_login(nomsa())

    page = client.post(
        reverse("stakeholders:bulk"), {"act": "archive", "chosen": chosen([row]), "reason": " "}
    )

    assert page.context["form"].errors == {"reason": ["This field is required."]}
    assert page.context["chosen"] == chosen([row])
    row.refresh_from_db()
    assert row.archived_on is None


def test_a_partner_is_not_archived_with_the_others(client: Client) -> None:
    plain, partner = StakeholderFactory(), StakeholderFactory(partner=True)
    client.force_login(nomsa())

    told = do(client, "bulk", "archive", [plain, partner], reason="Closed its doors.")

    assert told == {
        str(plain): "",
        str(partner): "This stakeholder is a partner. End the partnership first, then archive the record.",
    }
    plain.refresh_from_db()
    assert (plain.archived_on, plain.archive_reason) == (TODAY, "Closed its doors.")


def test_a_colleague_of_another_province_cannot_be_chosen(client: Client) -> None:
    row = StakeholderFactory(province=ProvinceFactory(code="GP"))
    stranger = lindiwe()
    client.force_login(gift())

    page = client.post(
        reverse("stakeholders:bulk"),
        {"act": "assign", "chosen": chosen([row]), "relationship_manager": stranger.pk},
    )

    assert "relationship_manager" in page.context["form"].errors


@pytest.mark.parametrize("act", ["verify", "assign", "archive"])
def test_an_act_needs_its_right_by_whatever_way_it_is_asked(client: Client, act: str) -> None:
    row = StakeholderFactory()
    client.force_login(person("auditor"))

    assert ask(client, "bulk", act, chosen=chosen([row])).status_code == 403
    assert client.post(reverse("stakeholders:bulk"), {"act": act, "chosen": chosen([row])}).status_code == 403
    listed = client.get(reverse("stakeholders:list")).context["bulk"]
    assert [name for name, _ in listed.acts] == ["csv", "xlsx"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"act": "verify"}, bulk_pages.NOTHING),
        ({"act": "csv"}, bulk_pages.NOTHING),
        ({"act": "burn", "chosen": "1:1"}, bulk_pages.NO_ACT),
        ({}, bulk_pages.NO_ACT),
    ],
)
def test_what_is_missing_is_said(client: Client, query: dict[str, str], told: str) -> None:
    client.force_login(nomsa())

    assert client.get(reverse("stakeholders:bulk"), query).context["problem"] == told


def test_more_rows_than_one_act_does_are_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_pages, "MOST", 2)
    rows = StakeholderFactory.create_batch(3)
    client.force_login(nomsa())
    sentence = "One act does at most 2 rows. Choose less with the filters."

    assert ask(client, "bulk", "verify", rows="all").context["problem"] == sentence
    posted = client.post(reverse("stakeholders:bulk"), {"act": "verify", "chosen": chosen(rows)})
    assert posted.context["problem"] == sentence
    assert Stakeholder.objects.filter(verified_on__isnull=False).count() == 0


def test_only_lists_that_lead_here_are_taken(client: Client) -> None:
    client.force_login(nomsa())

    assert ask(client, "bulk", "verify", list="stakeholders:contacts").status_code == 404


def test_a_file_of_the_ticked_rows_holds_these_rows_and_is_noted(client: Client) -> None:
    first, second = StakeholderFactory(name="A (demo)"), StakeholderFactory(name="B (demo)")
    StakeholderFactory(name="C (demo)")
    client.force_login(nomsa())

    response = client.get(
        reverse("stakeholders:bulk"),
        {"act": "csv", "query": "sort=-name&page=2", "chosen": [chosen([first]), chosen([second])]},
        follow=True,
    )

    lines = response.getvalue().decode().splitlines()[1:]  # type: ignore[attr-defined]
    assert [line.split(",")[0] for line in lines] == ["B (demo)", "A (demo)"]
    assert ListExport.objects.get().rows == 2


def test_a_file_of_all_that_match_is_the_file_of_the_list(client: Client) -> None:
    client.force_login(nomsa())

    response = ask(client, "bulk", "xlsx", rows="all", query="level=local")

    assert response["Location"] == f"{reverse('stakeholders:list')}?level=local&format=xlsx"


def test_contacts_are_verified_together_and_noted_as_seen(client: Client) -> None:
    rows = ContactFactory.create_batch(2)
    client.force_login(user := nomsa())

    ask(client, "contacts_bulk", "verify", rows="all")
    assert ContactAccess.objects.filter(seen_by=user).count() == 2

    assert set(do(client, "contacts_bulk", "verify", rows).values()) == {""}
    assert Contact.objects.filter(verified_on=TODAY).count() == 2


def test_a_file_of_contacts_needs_its_own_right(client: Client) -> None:
    row = ContactFactory()
    client.force_login(person("auditor"))

    assert client.get(reverse("stakeholders:contacts")).context["bulk"] is None
    response = client.get(
        reverse("stakeholders:contacts_bulk"), {"act": "csv", "chosen": chosen([row])}, follow=True
    )
    assert response.status_code == 403


def test_action_items_change_hands_and_keep_who_promised_them(client: Client) -> None:
    ours = ActionItemFactory()
    theirs = ActionItemFactory(direction="to_us", owner=None, owner_elsewhere="The municipality")
    client.force_login(user := nomsa())

    assert set(do(client, "action_bulk", "assign", [ours, theirs], owner=user.pk).values()) == {""}

    theirs.refresh_from_db()
    assert (theirs.owner, theirs.owner_elsewhere, theirs.direction) == (user, "", "to_us")


def test_action_items_are_dropped_with_one_reason_unless_settled(client: Client) -> None:
    still_open = ActionItemFactory(what="Open")
    done = ActionItemFactory(what="Done", status="done", done_on=TODAY, outcome="Sent.", done_by=nomsa())
    client.force_login(gift() if still_open.province_id else nomsa())

    told = do(client, "action_bulk", "drop", [still_open, done], reason="The forum was dissolved.")

    assert told["Open"] == ""
    assert told["Done"].startswith("“No longer needed” is not possible now")
    assert set(ActionItem.objects.values_list("what", "status")) == {("Open", "dropped"), ("Done", "done")}


def test_the_verification_list_verifies_together_what_is_overdue(client: Client) -> None:
    row = StakeholderFactory(stakeholder_class=StakeholderClassFactory(), province=ProvinceFactory(code="GP"))
    Stakeholder.objects.filter(pk=row.pk).update(created_at="2024-01-01T08:00+02:00")
    client.force_login(gift())
    acts = [name for name, _ in client.get(reverse("stakeholders:verification")).context["bulk"].acts]
    assert acts == ["verify", "assign", "csv", "xlsx"]

    page = ask(client, "bulk", "verify", rows="all", list="stakeholders:verification")
    assert page.context["chosen"] == chosen([row])
    told = do(client, "bulk", "verify", [row], list="stakeholders:verification")

    assert told == {str(row): ""}
    assert client.get(reverse("stakeholders:verification")).context["rows"] == []


def test_assigning_is_refused_without_the_right_and_for_an_archived_record() -> None:
    row = StakeholderFactory(archived_on=TODAY, archive_reason="Closed.")
    with pytest.raises(PermissionDenied):
        assign_manager(row, by=person("auditor"), relationship_manager=nomsa())
    with pytest.raises(ValidationError, match="archived"):
        assign_manager(row, by=person("unit_officer"), relationship_manager=nomsa(email="n2@x.example"))
