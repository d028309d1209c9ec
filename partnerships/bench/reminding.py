"""A run of the reminders over a hundred thousand dated items: seconds to look and write the lines, and to send.

``ALONE`` is the program of that process: it prints the figures as JSON. Every obligation is made to wait first, and
everything is taken back at the end, so that the database stays what the other measurements know.
"""

from __future__ import annotations

import json
import os
import sys
import time

import pgtrigger
from django.core.mail import get_connection
from django.db import connection, transaction

from mou.models import Obligation
from partnerships.bench.server import peak_bytes
from partnerships.core.reminding.runs import run_reminders

ALONE = "import django; django.setup(); from partnerships.bench.reminding import main; main()"
# Due from three hundred days ago to half a year ahead, as many on each day.
WAITING = "UPDATE mou_obligation SET status = 'open', due_on = current_date - 300 + (id %% 480)::integer"


def main() -> None:
    nowhere = get_connection("django.core.mail.backends.dummy.EmailBackend")
    made = 0.0

    def tell(point: str) -> None:
        nonlocal made
        if point == "made":
            made = time.perf_counter()

    with transaction.atomic():
        # The moves that brought them there are not what is measured.
        with pgtrigger.ignore(), connection.cursor() as cursor:
            cursor.execute(WAITING, [])
            cursor.execute(f"ANALYZE {Obligation._meta.db_table}")
        begun = time.perf_counter()
        first = run_reminders(backend=nowhere, tell=tell)
        ended = time.perf_counter()
        second = run_reminders(backend=nowhere)
        again = time.perf_counter()
        transaction.set_rollback(True)
    assert first is not None and second is not None
    figures = {
        "items": first.looked_at,
        "lines": first.lines_made,
        "messages": first.messages_sent,
        "make_seconds": made - begun,
        "seconds": ended - begun,
        "again_seconds": again - ended,
        "told_twice": second.lines_made,
        "peak_bytes": peak_bytes(os.getpid()),
    }
    json.dump(figures, sys.stdout)
