"""Data that takes a while to load is loaded once for a module, and undone when its tests have run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

from partnerships.core.calendar import Quarter
from stakeholders.models import Stakeholder
from tests.conftest import TODAY


@pytest.fixture(scope="module")
def kept_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database for a whole module, in one transaction; what a single test changes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(TODAY, tick=False):
        yield
        transaction.set_rollback(True)


def told(command: str, *arguments: str, **options: Any) -> list[str]:
    """The lines that a command prints."""
    out = StringIO()
    call_command(command, *arguments, stdout=out, **options)
    return out.getvalue().splitlines()


# --- the demonstration ------------------------------------------------------------

DAY = date(2026, 11, 23)
CLOSED = [
    Quarter(2025, 1),
    Quarter(2025, 2),
    Quarter(2025, 3),
    Quarter(2025, 4),
    Quarter(2026, 1),
    Quarter(2026, 2),
]


def invented(model: Any) -> Any:
    """Without what follows from Annexure A, which is real."""
    rows = model.objects.all()
    if model is Stakeholder:
        return rows.filter(source="Invented for the demonstration")
    return rows.filter(annexure_number=None)
