"""The benchmark's data in a tenth of a district, loaded once for all tests that look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

import pytest
from django.db import connection, transaction
from django.test import override_settings

from partnerships.bench import data
from partnerships.bench.data.copying import Written

# The day that tests/conftest.py freezes.
TODAY = date(2026, 11, 23)
TINY = data.Scale(
    stakeholders=150,
    mous=12,
    obligations=80,
    activities=40,
    engagements=300,
    indicators=4,
    action_items=150,
    structures=12,
    quarters=6,
)
# What a reader would notice: words, days and states, without numbers that a sequence gives.
TOLD = (
    "SELECT name, status, verified_on FROM stakeholders_stakeholder ORDER BY id",
    "SELECT name, began_on, left_on FROM stakeholders_contact ORDER BY id",
    "SELECT held_on, purpose, minutes_on FROM stakeholders_engagement ORDER BY id",
    "SELECT what, status, due_on, done_on FROM stakeholders_actionitem ORDER BY id",
    "SELECT assessed_on, score, result FROM stakeholders_functionalityassessment ORDER BY id",
    "SELECT reference, title, status, signed_on FROM mou_mou ORDER BY id",
    "SELECT text, status, due_on, submitted_on FROM mou_obligation ORDER BY id",
    "SELECT title, year FROM mou_activity ORDER BY id",
    "SELECT year, quarter, value FROM reporting_actual ORDER BY id",
    "SELECT label, changed_at, note FROM core_statuschange ORDER BY id",
)


@dataclass
class Loaded:
    """Tables as they were told, a digest of what they hold, and those of loads that were undone before."""

    written: list[Written] = field(default_factory=list)
    digest: str = ""
    before: dict[int, str] = field(default_factory=dict)


def load(seed: int, written: list[Written]) -> str:
    data.load(TINY, seed=seed, today=TODAY, tell=written.append)
    found = sha256()
    with connection.cursor() as cursor:
        for statement in TOLD:
            cursor.execute(statement)
            found.update(repr(cursor.fetchall()).encode())
    return found.hexdigest()


@pytest.fixture(scope="module")
def loaded(
    kept_database: None, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Loaded]:
    """Seed 1; a module may name ``SEEDS_BEFORE`` that are loaded and undone first."""
    known = Loaded()
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"), PASSWORD_HASHERS=hashers):
        for seed in getattr(request.module, "SEEDS_BEFORE", ()):
            with transaction.atomic():
                known.before[seed] = load(seed, [])
                transaction.set_rollback(True)
        known.digest = load(1, known.written)
        yield known
