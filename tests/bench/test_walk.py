"""Every list is walked, by whoever may open it, and its yardsticks show what it shows: bench/walk.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from mou.models import Obligation
from partnerships import urls as product
from partnerships.bench import saving, walk, yardsticks
from partnerships.bench import settings as of_the_benchmark
from partnerships.bench.data import EVIDENCE
from partnerships.bench.data.people import ACCOUNTS
from partnerships.bench.sending import pdf_of
from partnerships.core.files import validate_upload
from partnerships.core.models import User
from partnerships.core.views import ScopedListView
from tests.data.conftest import kept_database  # noqa: F401 -- a fixture
from tests.mou import scenes

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("loaded"),
    pytest.mark.urls("partnerships.bench.urls"),
]


@pytest.fixture(autouse=True)
def templates_of_the_benchmark(settings: Any) -> None:
    settings.TEMPLATES = of_the_benchmark.TEMPLATES


def addresses(patterns: Any, space: str = "") -> Iterator[tuple[str, Any]]:
    """Name and view of every address of the product that takes no parameter."""
    for pattern in patterns:
        if "<" in str(pattern.pattern):
            continue
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern.callback
        elif pattern.app_name != "admin":
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern.url_patterns, f"{space}{inner}")


def officer() -> User:
    return User.objects.get(email=next(iter(ACCOUNTS)))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_every_list_of_the_product_is_walked() -> None:
    """Whoever adds a list adds it to ``YARDSTICKS``, and its filters to the variants of the walk."""
    get_resolver()
    lists = {
        name
        for name, view in addresses(product.urlpatterns)
        if issubclass(getattr(view, "view_class", object), ScopedListView)
    }

    assert lists - {*yardsticks.lists(), *walk.OVERVIEWS} == set()


def test_every_other_role_that_acts_opens_its_start_page() -> None:
    others = walk.others()

    assert [user.post for user in others] == [
        "Partnership manager",
        "Business owner",
        "Chief Director",
        "Provincial head",
    ]
    for user in others:
        assert signed_in(user).get(walk.home().path).status_code == 200


def test_saving_one_obligation_asks_twelve_queries_at_most_and_leaves_nothing() -> None:
    scenes.agreement()  # so little data may hold no draft
    before = Obligation.objects.count()

    assert saving.measured()["queries"] <= 12
    assert Obligation.objects.count() == before


def test_the_officer_walks_every_list_plain_and_deep() -> None:
    pages = [*walk.pages(officer(), timezone.localdate())]

    for name in yardsticks.lists():
        mine = [page.name for page in pages if page.list_name == name]
        assert mine[0] == name
        assert re.search(r", page \d+$", mine[-1])
    assert walk.FULLEST_STAKEHOLDER in [page.name for page in pages]


def test_nobody_walks_to_a_page_that_is_closed_to_them() -> None:
    for user in walk.people():
        client = signed_in(user)
        opened = {page.path for page in walk.pages(user, timezone.localdate()) if not page.list_name}

        assert {path: client.get(path).status_code for path in opened} == dict.fromkeys(opened, 200)


@pytest.mark.parametrize("name", ["stakeholders:list", "stakeholders:directory", "mou:obligations"])
def test_the_yardsticks_show_the_rows_of_the_list(name: str) -> None:
    """The number that the list says is the number that the administration says."""
    user = officer()
    client = signed_in(user)
    page = next(page for page in walk.pages(user, timezone.localdate()) if page.name == name)
    shown = client.get(page.path).context["page_obj"]

    admin = client.get(page.admin)
    bare = client.get(page.bare).content.decode()

    assert admin.context["cl"].result_count == shown.paginator.count
    assert len(admin.context["cl"].result_list) == len(shown.object_list)
    assert bare.count("<tr>") == len(shown.object_list) + 1


def test_the_bare_view_counts_a_search_and_nothing_else() -> None:
    user = officer()
    client = signed_in(user)
    pages = {page.name: page for page in walk.pages(user, timezone.localdate())}

    assert " found</title>" in client.get(pages["stakeholders:list, search for many"].bare).content.decode()
    assert " found</title>" not in client.get(pages["stakeholders:list"].bare).content.decode()


@pytest.mark.parametrize("size", [len(EVIDENCE) + 2, 20_000, 20_001, 300_000])
def test_the_file_that_is_sent_has_its_size_and_is_accepted(size: int) -> None:
    content = pdf_of(size)

    assert len(content) == size
    validate_upload(SimpleUploadedFile("report.pdf", content))
