"""Fills a database with invented records in realistic volume: five years of the whole country, or of a district.

Everything goes in by COPY, so every constraint, every foreign key and every trigger sees every row, and each tracked
record has the event of its creation. The same seed on the same day gives the same records.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction

from partnerships.bench.data import (
    agreements,
    contacts,
    engagements,
    evidence,
    figures,
    fullest,
    plans,
    promises,
    register,
    slips,
    steering,
    structures,
    ties,
    work,
)
from partnerships.bench.data.copying import Copier, Written
from partnerships.bench.data.people import ACCOUNTS, DOMAIN, open_accounts
from partnerships.bench.data.plan import SCALES, Plan, Scale, noon
from partnerships.core import history
from partnerships.core.models import Document, User

__all__ = ["ACCOUNTS", "SCALES", "Scale", "is_loaded", "load", "settle"]

EVIDENCE_NAME = "documents/benchmark.pdf"
EVIDENCE = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def is_loaded() -> bool:
    return User.objects.filter(email__endswith=f"@{DOMAIN}").exists()


def load(
    scale: Scale, *, seed: int, today: date, tell: Callable[[Written], object], password: str | None = None
) -> None:
    """All or nothing; ``tell`` hears of each table. Without a password the accounts cannot sign in."""
    call_command("sync_roles", verbosity=0)
    call_command("load_reference", verbosity=0)
    copier = Copier(noon(today), tell)
    with transaction.atomic():
        people = open_accounts(password)
        officer = User.objects.get(email=next(iter(ACCOUNTS)))
        with history.acting(officer, "Benchmark"):
            with connection.cursor() as cursor:
                # The context of the history is set by the first statement and holds for the whole transaction.
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                # No trigger is to be ignored. Saying so spares each row an exception inside its trigger, for which
                # PostgreSQL would look through all checks that still wait: quadratic in the rows of a table.
                cursor.execute("SET LOCAL pgtrigger.ignore = '{}'")
                # The trigram indexes merge once, in ``settle``, and not after every four megabytes.
                cursor.execute("SET LOCAL gin_pending_list_limit = '1GB'")
            plan = Plan(scale, random.Random(seed), today, copier, people)
            strategy = figures.load(plan)
            file = _file()
            known = register.load(plan)
            chosen = structures.choose(plan, known)
            executives = contacts.load(plan, known, {one.pk for one in chosen})
            structures.load(plan, chosen, executives)
            ties.load(plan, known, file)
            promises.load(plan, known, engagements.load(plan, known))
            signed = agreements.load(plan, known, strategy, file)
            work.load(plan, signed, file)
            plans.load(plan, signed, strategy)
            steering.load(plan, signed)
            slips.load(plan, signed)
            evidence.load(plan, file)
            fullest.load(today)


def settle() -> None:
    """Counts what is there for the planner, and merges what the trigram indexes keep aside."""
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("RESET maintenance_work_mem")


def _file() -> dict[str, Any]:
    """One stored file stands for all documents; each of them describes it truthfully."""
    if not default_storage.exists(EVIDENCE_NAME):
        default_storage.save(EVIDENCE_NAME, ContentFile(EVIDENCE))
    return {
        "kind": Document.Kind.EVIDENCE,
        "title": "Report with annexures",
        "original_name": "report.pdf",
        "file": EVIDENCE_NAME,
        "media_type": "application/pdf",
        "size": len(EVIDENCE),
        "sha256": sha256(EVIDENCE).hexdigest(),
    }
