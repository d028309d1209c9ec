"""One obligation saved through its form by somebody who is signed in: the queries of that request, and its time.

``ALONE`` is the program of that process: it prints the figures as JSON. Nothing stays saved.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse

from mou.models import MoU, MoUParty
from partnerships.bench.client import PageError
from partnerships.bench.data.people import ACCOUNTS
from partnerships.core.models import User

ALONE = "import django; django.setup(); from partnerships.bench.saving import main; main()"
RUNS = 5


def main() -> None:
    # Otherwise the client would be sent to an encrypted address.
    setup_test_environment(debug=False)
    json.dump(measured(), sys.stdout)


def measured() -> dict[str, float]:
    officer = User.objects.get(
        email=next(mail for mail, (role, _) in ACCOUNTS.items() if role == "unit_officer")
    )
    draft = MoU.objects.filter(status=MoU.Status.DRAFT).order_by("pk").first()
    if draft is None:
        sys.exit("The benchmark data hold no draft of an agreement.")
    queries, seconds = [], []
    for _ in range(RUNS):
        with transaction.atomic():
            client = Client()
            client.force_login(officer)
            begun = time.perf_counter()
            queries.append(_save(client, draft, officer))
            seconds.append(time.perf_counter() - begun)
            transaction.set_rollback(True)
    return {"queries": max(queries), "seconds": statistics.median(seconds)}


def _save(client: Client, draft: MoU, officer: User) -> int:
    """The queries of the request that saves it, the reading of the session included."""
    sent = {
        "clause": "4.1",
        "text": "Hold a joint walk of the area",
        "due_on": draft.starts_on.isoformat(),
        "owing_party": MoUParty.objects.get(mou=draft, stakeholder=None).pk,
        "accountable": officer.pk,
    }
    asked = 0

    def count(execute: Callable[..., Any], statement: str, *args: Any) -> Any:
        nonlocal asked
        # Marks within the transaction that is taken back; a request by itself has none of them.
        asked += "SAVEPOINT" not in statement
        return execute(statement, *args)

    with connection.execute_wrapper(count):
        answer = client.post(reverse("mou:obligation_add", args=[draft.pk]), sent)
    if answer.status_code != HTTPStatus.FOUND:
        raise PageError(
            f"The form of an obligation answered {answer.status_code} instead of saving what was sent."
        )
    return asked
