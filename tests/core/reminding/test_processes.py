"""Runs as processes of their own: two machines at once, and one that is killed while the mail server has a message."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import connection

from partnerships.core import jobs
from partnerships.core.models import ReminderLine, ReminderMessage, ReminderRun
from partnerships.core.reminding import runs
from tests.core.reminding.mail_server import server
from tests.factories import ActionItemFactory, EngagementFactory
from tests.people import person
from tests.stakeholders.test_import_interrupted import address, until

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6


def today() -> date:
    """That of the machine: the processes know no other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_date")
        return cursor.fetchone()[0]


@pytest.fixture
def promises() -> None:
    """Each of six people promised three things that are due today."""
    call_command("load_reference", "reminders", verbosity=0)
    engagement = EngagementFactory()
    for number in range(PEOPLE):
        owner = person("unit_officer", email=f"officer{number}@example.org")
        for _ in range(3):
            ActionItemFactory(engagement=engagement, owner=owner, due_on=today())


def begin(mail_url: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "DATABASE_URL": address(),
        "SECRET_KEY": "x" * 60,
        "DEBUG": "off",
        "EMAIL_URL": mail_url,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "send_reminders"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.usefixtures("promises")
def test_two_machines_at_once_and_a_third_after_them_send_each_message_once(tmp_path: Path) -> None:
    both = [begin(f"filemail:///{tmp_path}") for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    assert begin(f"filemail:///{tmp_path}").wait(120) == 0
    lines = [line for file in tmp_path.iterdir() for line in file.read_text().splitlines()]
    to = Counter(line for line in lines if line.startswith("To: "))
    assert to == Counter({f"To: officer{number}@example.org": 1 for number in range(PEOPLE)})
    assert (ReminderMessage.objects.filter(sent_at__isnull=False).count(), ReminderLine.objects.count()) == (
        6,
        18,
    )


@pytest.mark.usefixtures("promises")
def test_without_the_lock_the_database_alone_keeps_two_runs_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """As behind a pooler that lends connections: the lock of a session holds nothing there."""

    @contextmanager
    def alone(name: str) -> Any:
        yield True

    monkeypatch.setattr(runs.jobs, "alone", alone)
    together, errors = threading.Barrier(2), []

    def work() -> None:
        try:
            runs.run_reminders(
                day=today(), tell=lambda point: together.wait() if point == "begun to run" else None
            )
        except Exception as error:  # noqa: BLE001 -- told to the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert errors == []
    assert ReminderRun.objects.count() == 2
    assert Counter(message.to[0] for message in mail.outbox) == Counter(
        {f"officer{number}@example.org": 1 for number in range(PEOPLE)}
    )
    assert sum(run.messages_made for run in ReminderRun.objects.all()) == PEOPLE


@pytest.mark.usefixtures("promises")
def test_a_process_that_is_killed_while_the_server_has_a_message_doubles_nothing_and_loses_nothing(
    tmp_path: Path,
) -> None:
    with server("take", "hang") as one:
        process = begin(f"smtp://127.0.0.1:{one.port}")
        assert one.holds.wait(60)
        assert runs.is_running()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        one.go_on.set()
        until(lambda: not jobs.is_running(runs.LOCK))
        assert len(one.taken) == 1
    states = Counter(str(message.state()) for message in ReminderMessage.objects.all())
    assert states == Counter({"Sent": 1, "Uncertain": 1, "Waiting": 4})
    with server() as back:
        assert begin(f"smtp://127.0.0.1:{back.port}").wait(120) == 0
        assert len(back.taken) == 4
    states = Counter(str(message.state()) for message in ReminderMessage.objects.all())
    assert states == Counter({"Sent": 5, "Uncertain": 1})
    assert ReminderRun.objects.order_by("pk").first().ended_at is None
