"""Work that takes longer than a page may: each piece is a management command, run by a process of its own.

The process outlives the request, the browser and a worker of the server that is replaced. A lock of the database says
that it lives, and goes with it however it ends; whoever asked sees by that whether a step runs or was interrupted.
Why no queue: docs/decisions/0012-jobs.md.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from threading import Thread
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

# A process loads Django and opens the database first; a job that has not begun by then will not.
STARTS_WITHIN = 20
TELL_EVERY = 0.5


def start(command: str, *arguments: str) -> None:
    """Run the command once what was written so far is committed. Does not wait for its end."""
    transaction.on_commit(lambda: _start(command, arguments))


def _start(command: str, arguments: tuple[str, ...]) -> None:
    if settings.JOBS_IN_PROCESS:
        call_command(command, *arguments, verbosity=0)
        return
    process = subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, str(settings.BASE_DIR / "manage.py"), command, *arguments, "--verbosity", "0"],
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # a worker of the server that is replaced does not take its jobs along
    )
    # Somebody must take note of its end, or it stays in the table of processes.
    Thread(target=process.wait, daemon=True).start()


@contextmanager
def alone(name: str, *, wait: bool = False) -> Iterator[bool]:
    """Hold the lock of that name; False when another process has it and we do not wait."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_key(name)])
            held = True
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_key(name)])
            held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_key(name)])


def in_turn(name: str) -> None:
    """Wait until no other transaction works under this name; ours does until it ends, however that is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_key(name)])


def is_running(name: str) -> bool:
    """Whether a process holds the lock of that name, in this database."""
    high, low = divmod(_key(name) % 2**64, 2**32)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted "
            "AND classid::bigint = %s AND objid::bigint = %s "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [high, low],
        )
        return bool(cursor.fetchone()[0])


def _key(name: str) -> int:
    """PostgreSQL names such locks by a number of 64 bits."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)


class Progress:
    """Tells others how far a transaction is, from outside of it: over a connection of its own, twice a second."""

    def __init__(self, record: Any, field: str):
        self.record, self.field = record, field
        self.told = time.monotonic()
        self.beside: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self.beside:
            self.beside.close()

    def __call__(self, done: int) -> None:
        if time.monotonic() - self.told < TELL_EVERY:
            return
        self.told = time.monotonic()
        self.beside = self.beside or connection.copy()
        options, quote = self.record._meta, connection.ops.quote_name
        column = quote(options.get_field(self.field).column)
        with self.beside.cursor() as cursor:
            cursor.execute(
                f"UPDATE {quote(options.db_table)} SET {column} = %s WHERE id = %s",  # noqa: S608 -- names of our model
                [done, self.record.pk],
            )
