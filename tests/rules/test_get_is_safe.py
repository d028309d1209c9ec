"""Looking changes nothing: no GET writes a row, but for the log of who saw contact details."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from tests.factories import ProvinceFactory
from tests.people import everything, person
from tests.rules.chain import build_chain
from tests.rules.routes import ROUTES, Reach

pytestmark = pytest.mark.django_db

# Sessions come and go; views of contact details must be logged (POPIA s23, product rule 7).
WRITTEN_BY_LOOKING = {"sessions.Session", "stakeholders.ContactAccess"}


def snapshot() -> dict[str, list[str]]:
    return {
        model._meta.label: sorted(map(str, model._base_manager.values_list()))
        for model in apps.get_models()
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.label not in WRITTEN_BY_LOOKING
        and issubclass(model, models.Model)
    }


def test_get_on_every_address_changes_no_row(client: Client) -> None:
    chain = build_chain(ProvinceFactory(code="GP"), by=person("unit_officer"))
    client.force_login(person(may=everything()))
    before = snapshot()

    for name, route in ROUTES.items():
        if route.reach is not Reach.PUBLIC and name != "account_logout":
            client.get(reverse(name, args=route.args(chain)))
            assert snapshot() == before, name
