"""Saved views: core/saved_views.py and their pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from partnerships.core.models import SavedView
from partnerships.core.saved_views import TOO_LONG, kept, views_bar
from tests.factories import ProvinceFactory, StakeholderFactory
from tests.people import gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db

LIST = "stakeholders:list"


def add_url(list_name: str = LIST, query: str = "status=partner") -> str:
    return f"{reverse('saved_view_add')}?{urlencode({'list': list_name, 'query': query})}"


def view_of(owner: Any, **fields: Any) -> SavedView:
    given = {"list_name": LIST, "name": "Mine", "query": "status=partner"} | fields
    if given.get("shared_with") == "province":
        given["province"] = owner.province
    return SavedView.objects.create(owner=owner, **given)


def names(user: Any, list_name: str = LIST) -> list[str]:
    return [view.name for view in views_bar(list_name, user, QueryDict()).saved]


def test_a_view_keeps_choices_and_order_without_page_file_and_blanks() -> None:
    query = QueryDict("status=partner&page=3&format=csv&search=&sort=-name&group=1&group=2&chosen=4")

    assert kept(query) == "status=partner&sort=-name&group=1&group=2"


def test_saving_a_list_as_it_is_chosen_offers_it_above_the_list(client: Client) -> None:
    StakeholderFactory(name="Khanya (demo)", partner=True)
    StakeholderFactory(name="Nobody yet (demo)")
    client.force_login(gift())
    page = client.get(f"{reverse(LIST)}?status=partner&page=1")
    assert page.context["views_bar"].save_url == add_url()

    answer = client.post(add_url(), {"name": "Our partners", "shared_with": "private"}, follow=True)

    assert answer.redirect_chain == [(f"{reverse(LIST)}?status=partner", 302)]
    assert "The view “Our partners” is saved." in answer.content.decode()
    bar = answer.context["views_bar"]
    assert [(one.name, one.address, one.is_current) for one in bar.saved] == [
        ("Our partners", "?status=partner", True)
    ]
    assert bar.save_url == ""
    assert [row[0].name for row in answer.context["rows"]] == ["Khanya (demo)"]


def test_a_list_that_chooses_nothing_offers_nothing_to_save(client: Client) -> None:
    client.force_login(nomsa())

    assert client.get(reverse(LIST)).context["views_bar"].save_url == ""


def test_a_private_view_is_its_owners_alone() -> None:
    view_of(owner := gift())

    assert names(owner) == ["Mine"]
    assert names(person("provincial_head", province=owner.province)) == []
    assert names(nomsa()) == []


def test_a_view_shared_with_a_province_is_offered_there_and_nowhere_else() -> None:
    view_of(owner := gift(), shared_with="province")

    assert names(person("provincial_head", province=owner.province)) == ["Mine"]
    assert (names(lindiwe()), names(nomsa())) == ([], [])


def test_a_view_shared_with_the_national_office_is_offered_there_alone() -> None:
    view_of(nomsa(), shared_with="unit")

    assert (names(person("auditor")), names(gift())) == (["Mine"], [])


def test_a_shared_view_shows_each_reader_what_that_reader_may_see(client: Client) -> None:
    view_of(nomsa(), shared_with="unit")
    StakeholderFactory(name="Elsewhere (demo)", province=ProvinceFactory(code="LP"), partner=True)
    client.force_login(gift())

    answer = client.get(f"{reverse(LIST)}?status=partner")

    assert "Elsewhere (demo)" not in answer.content.decode()


def test_a_province_can_share_with_itself_and_the_national_office_with_itself(client: Client) -> None:
    for user, choices in ((gift(), ["private", "province"]), (nomsa(), ["private", "unit"])):
        client.force_login(user)
        form = client.get(add_url()).context["form"]
        assert [value for value, _ in form.fields["shared_with"].choices] == choices
        refused = client.post(add_url(), {"name": "X", "shared_with": "everybody"})
        assert refused.status_code == 200
    assert SavedView.objects.count() == 0


def test_the_same_name_twice_on_one_list_is_refused_in_words(client: Client) -> None:
    view_of(user := gift())
    client.force_login(user)

    answer = client.post(add_url(query="status=ended"), {"name": "Mine", "shared_with": "private"})

    assert (
        "You have a view of this name on this list already. Choose another name." in answer.content.decode()
    )
    assert SavedView.objects.count() == 1


def test_an_address_too_long_to_keep_is_refused_in_words(client: Client) -> None:
    client.force_login(nomsa())

    answer = client.post(add_url(query=f"search={'x' * 2000}"), {"name": "Long", "shared_with": "private"})

    assert TOO_LONG in answer.content.decode()
    assert SavedView.objects.count() == 0


@pytest.mark.parametrize("name", ["", "nothing:there", "stakeholders:add", "account_login"])
def test_only_lists_have_views(client: Client, name: str) -> None:
    client.force_login(nomsa())

    assert client.get(add_url(name)).status_code == 404


def test_a_view_of_a_list_needs_the_right_to_see_the_list(client: Client) -> None:
    client.force_login(person(may=()))

    assert client.get(add_url()).status_code == 403


def test_a_view_is_renamed_shared_and_removed_by_its_owner(client: Client) -> None:
    view = view_of(user := gift())
    client.force_login(user)

    client.post(reverse("saved_view_edit", args=[view.pk]), {"name": "Ours", "shared_with": "province"})
    view.refresh_from_db()
    assert (view.name, view.shared_with, view.province) == ("Ours", "province", user.province)

    answer = client.post(reverse("saved_view_remove", args=[view.pk]), follow=True)
    assert "The view “Ours” is removed. The records it showed are untouched." in answer.content.decode()
    assert SavedView.objects.count() == 0


def test_nobody_else_changes_or_removes_a_view_not_even_one_that_is_shared(client: Client) -> None:
    view = view_of(owner := gift(), shared_with="province")
    for other in (person("provincial_head", province=owner.province), nomsa()):
        client.force_login(other)
        assert client.get(reverse("saved_view_edit", args=[view.pk])).status_code == 404
        assert client.post(reverse("saved_view_remove", args=[view.pk])).status_code == 404
    assert SavedView.objects.get().name == "Mine"


def test_looking_at_the_address_that_removes_removes_nothing(client: Client) -> None:
    view = view_of(user := gift())
    client.force_login(user)

    assert client.get(reverse("saved_view_remove", args=[view.pk])).status_code == 405


def test_the_page_of_saved_views_names_list_owner_and_sharing(client: Client) -> None:
    owner = gift()
    view_of(owner, shared_with="province")
    view_of(lindiwe(), name="Foreign")
    view_of(owner, list_name="gone:away", name="Lost")
    client.force_login(person("provincial_head", province=owner.province))

    rows = client.get(reverse("saved_views")).context["rows"]

    assert [(str(view), title, address, own) for view, title, address, own in rows] == [
        ("Mine", "Stakeholders", f"{reverse(LIST)}?status=partner", False)
    ]
