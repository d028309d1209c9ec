"""Work in a process of its own: begun after the commit, alone under its name, and visible from outside."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from partnerships.core import jobs
from stakeholders.models import ImportBatch
from tests.stakeholders.test_import_interrupted import address

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_job_begins_once_what_it_works_on_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Any] = []
    monkeypatch.setattr(jobs, "_start", lambda command, arguments: begun.append((command, arguments)))
    with transaction.atomic():
        jobs.start("run_import", "7")
        assert begun == []
    assert begun == [("run_import", ("7",))]
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.start("run_import", "8")
        raise RuntimeError
    assert len(begun) == 1


def test_a_job_is_a_process_that_outlives_the_request(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.JOBS_IN_PROCESS = False
    started: list[Any] = []

    class Process:
        def __init__(self, command: list[str], **options: Any) -> None:
            started.append((command[1:], options["start_new_session"]))

        def wait(self) -> int:
            return 0

    monkeypatch.setattr(jobs.subprocess, "Popen", Process)
    jobs.start("run_import", "7")
    manage = str(settings.BASE_DIR / "manage.py")
    assert started == [([manage, "run_import", "7", "--verbosity", "0"], True)]


def test_only_one_holds_a_lock_and_everybody_sees_that_it_is_held() -> None:
    assert not jobs.is_running("a job")
    with psycopg.connect(address()) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [jobs._key("a job")])
        assert jobs.is_running("a job")
        assert not jobs.is_running("another job")
        with jobs.alone("a job") as mine:
            assert not mine
        other.execute("SELECT pg_advisory_unlock(%s)", [jobs._key("a job")])
    with jobs.alone("a job") as mine:
        assert mine
        assert jobs.is_running("a job")
    assert not jobs.is_running("a job")


def test_how_far_a_transaction_is_can_be_read_from_outside_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.people import gift  # noqa: PLC0415

    monkeypatch.setattr(jobs, "TELL_EVERY", 0)
    batch = ImportBatch.objects.create(
        uploaded_by=gift(), original_name="list.csv", file="x", size=1, sha256="0" * 64, media_type="text/csv"
    )
    with transaction.atomic(), jobs.Progress(batch, "rows_done") as progress:
        connection.cursor().execute("SELECT 1")
        progress(250)
        with psycopg.connect(address()) as other:
            row = other.execute(
                "SELECT rows_done FROM stakeholders_importbatch WHERE id = %s", [batch.pk]
            ).fetchone()
        assert row == (250,)
    assert settings.JOBS_IN_PROCESS
