"""Every page runs the same number of queries with one row of everything and with four."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import ProvinceFactory
from tests.people import everything, person
from tests.rules.chain import build_chain, thicken
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
    "stakeholders:matrix",
    "stakeholders:load",
    "stakeholders:verification",
    "stakeholders:structures",
    "mou:list",
    "mou:directory",
    "mou:obligations",
    "mou:activities",
    "strategy:indicators",
    "reporting:actuals",
)
WALKED = [
    name for name, route in ROUTES.items() if route.reach is not Reach.PUBLIC and name != "account_logout"
]


def queries(client: Client, address: str) -> int:
    client.get(address)  # content types and sessions are remembered after the first look
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


@pytest.mark.parametrize("name", WALKED)
def test_the_number_of_queries_does_not_grow_with_the_rows(client: Client, name: str) -> None:
    province, officer = ProvinceFactory(code="GP"), person("unit_officer")
    chain = build_chain(province, by=officer)
    client.force_login(person(may=everything(), province=province))
    address = reverse(name, args=ROUTES[name].args(chain))

    with_one = queries(client, address)
    for _ in range(3):
        thicken(chain, by=officer)

    assert queries(client, address) == with_one
    if name in LISTS:
        assert with_one <= MOST_FOR_A_LIST
