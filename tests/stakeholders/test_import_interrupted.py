"""A server that is stopped in the middle of an import: all of the batch or nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from partnerships.core import jobs
from stakeholders.models import Contact, ImportBatch, ImportedRecord, Stakeholder
from stakeholders.services.importing import is_interrupted, resume_step
from tests.factories import ProvinceFactory, StakeholderGroupFactory
from tests.people import gift
from tests.stakeholders.test_importing_services import checked

pytestmark = pytest.mark.django_db(transaction=True)

# What the importing process comes to last, when stakeholders and contact people are written.
LAST = "stakeholders_importedrecord"


def address() -> str:
    """This test's own database."""
    own = connection.get_connection_params()
    known = {key: own[key] for key in ("host", "port", "user", "password", "dbname") if own.get(key)}
    user, name = known.pop("user"), known.pop("dbname")
    return f"postgresql://{user}@/{name}?{urlencode(known)}"


def begin(batch: ImportBatch, by: Any) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "DATABASE_URL": address(),
        "SECRET_KEY": "x" * 60,
        "DEBUG": "off",
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }
    command = [sys.executable, "manage.py", "run_import", str(batch.pk), "--by", str(by.pk)]
    return subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def waits_for(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = %s::regclass)", [table]
        )
        return bool(cursor.fetchone()[0])


def until(condition: Any) -> None:
    for _ in range(300):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("It did not come to that within thirty seconds.")


def test_a_server_that_is_killed_in_the_middle_leaves_nothing_and_the_step_is_begun_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    StakeholderGroupFactory(code="civil-society", name="Civil society")
    ProvinceFactory(code="GP")
    officer = gift()
    batch = checked(officer)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(jobs, "_start", lambda command, arguments: None)
        from stakeholders.services.importing import commit_list  # noqa: PLC0415

        commit_list(batch, by=officer)
    with psycopg.connect(address()) as holder:
        holder.execute(f"LOCK TABLE {LAST} IN ACCESS EXCLUSIVE MODE")
        process = begin(batch, officer)
        until(lambda: waits_for(LAST))
        assert not is_interrupted(batch)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        holder.rollback()
    until(lambda: not jobs.is_running(f"stakeholders.import {batch.pk}"))
    assert (Stakeholder.objects.count(), Contact.objects.count(), ImportedRecord.objects.count()) == (0, 0, 0)
    batch.refresh_from_db()
    assert batch.status == ImportBatch.Status.COMMITTING

    monkeypatch.setattr(jobs, "STARTS_WITHIN", -1)
    assert is_interrupted(batch)
    resume_step(batch, by=officer)
    batch.refresh_from_db()
    assert (batch.status, Stakeholder.objects.count()) == (ImportBatch.Status.COMMITTED, 2)
