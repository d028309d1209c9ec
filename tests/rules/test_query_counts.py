"""Every page runs the same number of queries with one row of everything and with four."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import STATIC_FILES
from tests.data.conftest import kept_database  # noqa: F401 -- a fixture
from tests.factories import ProvinceFactory
from tests.people import everything, person
from tests.rules.chain import Chain, build_chain, thicken
from tests.rules.conftest import ReadingClient
from tests.rules.routes import ROUTES, Reach

pytestmark = pytest.mark.django_db

MOST_FOR_A_LIST = 8
LISTS = (
    "stakeholders:list",
    "stakeholders:directory",
    "stakeholders:engagements",
    "stakeholders:action_items",
    "stakeholders:contacts",
    "stakeholders:requests",
    "stakeholders:decisions",
    "stakeholders:proposals",
    "stakeholders:matrix",
    "stakeholders:load",
    "stakeholders:verification",
    "stakeholders:structures",
    "mou:list",
    "mou:directory",
    "mou:obligations",
    "mou:activities",
    "mou:planned_quarters",
    "mou:clearances",
    "mou:committees",
    "strategy:indicators",
    "strategy:library",
    "strategy:target_changes",
    "reporting:actuals",
    "exports",
    "log_runs",
    "log_messages",
    "log_put_off",
)
WALKED = [
    name for name, route in ROUTES.items() if route.reach is not Reach.PUBLIC and name != "account_logout"
]
Counts = dict[str, int]


@pytest.fixture(scope="module")
def counts(kept_database: None, tmp_path_factory: Any) -> Iterator[tuple[Counts, Counts]]:  # noqa: F811
    """The queries of every page, with one row of everything and with four; each page as if it were the first."""
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": STATIC_FILES}}
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"), STORAGES=storages):
        province, officer = ProvinceFactory(code="GP"), person("unit_officer")
        chain, reader = build_chain(province, by=officer), person(may=everything(), province=province)
        client = ReadingClient()
        client.force_login(reader)
        with_one = {name: queries(client, name, chain) for name in WALKED}
        for _ in range(3):
            thicken(chain, by=officer)
        yield with_one, {name: queries(client, name, chain) for name in WALKED}


def queries(client: Client, name: str, chain: Chain) -> int:
    address = reverse(name, args=ROUTES[name].args(chain))
    with transaction.atomic():
        client.get(address)  # content types and sessions are remembered after the first look
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        transaction.set_rollback(True)
    return len(captured)


@pytest.mark.parametrize("name", WALKED)
def test_the_number_of_queries_does_not_grow_with_the_rows(counts: tuple[Counts, Counts], name: str) -> None:
    with_one, with_four = (count[name] for count in counts)

    assert with_four == with_one
    if name in LISTS:
        assert with_one <= MOST_FOR_A_LIST
