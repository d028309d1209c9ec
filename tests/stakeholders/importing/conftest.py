"""The reference lists as they ship, once for each module, and lists made in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

LISTS = (
    "provinces",
    "districts",
    "stakeholder_groups",
    "stakeholder_types",
    "stakeholder_classes",
    "structure_kinds",
    "engagement_kinds",
    "engagement_modes",
)


@pytest.fixture(scope="module")
def shipped(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", *LISTS, verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def lists(shipped: None, db: None) -> Sequence[str]:
    return LISTS
