"""Whether the server can work: core/health.py."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.urls import reverse


@pytest.mark.django_db
def test_without_an_account_it_answers_ok_and_nothing_else(client):
    response = client.get(reverse("healthz"))

    assert (response.status_code, response.content, response["Content-Type"]) == (200, b"ok\n", "text/plain")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_it_asks_the_database_one_question(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(reverse("healthz"))


@pytest.mark.django_db
def test_without_a_database_it_says_so_without_details(client, monkeypatch):
    def unreachable(*args, **kwargs):
        raise OperationalError("connection to server at 10.1.2.3 as app failed")

    monkeypatch.setattr(connection, "cursor", unreachable)

    response = client.get(reverse("healthz"))

    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_looked_at(client, method):
    assert getattr(client, method)(reverse("healthz")).status_code == 405
