"""A list of ten thousand rows, checked and imported: seconds, and the memory of the process and of its reader.

``ALONE`` is the program of that process: it prints the figures as JSON. What was imported is taken back at the end, so
that the database stays what the other measurements know.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import time
from collections import Counter
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection, transaction

from partnerships.bench.data import words
from partnerships.bench.data.people import ACCOUNTS, DOMAIN
from partnerships.bench.server import peak_bytes
from partnerships.core import files
from partnerships.core.models import Province, User
from stakeholders.models import ImportBatch, ImportRow
from stakeholders.services.importing import check_list, commit_list, run_step, upload_list

ALONE = "import django; django.setup(); from partnerships.bench.importing import main; main()"
ROWS = 10_000
HEADINGS = (
    "Name of organisation", "Stakeholder group", "Province", "Contact person", "Position", "Tel", "E-mail",
)  # fmt: skip
GROUP = "Civil society"


class _TakeBack(Exception):  # noqa: N818 -- nothing went wrong
    pass


def main() -> None:
    officer = User.objects.get(
        email=next(mail for mail, (role, _) in ACCOUNTS.items() if role == "unit_officer")
    )
    content = _list()
    figures: dict[str, Any] = {}
    name = ""
    try:
        with transaction.atomic():
            begun = time.perf_counter()
            batch = upload_list(ContentFile(content, "list.xlsx"), by=officer)
            name = str(batch.file.name)
            _done(check_list(batch, by=officer, later=False), officer, ImportBatch.Status.CHECKED)
            checked = time.perf_counter()
            _done(commit_list(batch, by=officer, later=False), officer, ImportBatch.Status.COMMITTED)
            with connection.cursor() as cursor:
                # What a commit would still look at.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            ended = time.perf_counter()
            outcomes = Counter(ImportRow._base_manager.filter(batch=batch).values_list("outcome", flat=True))
            figures = {
                "rows": batch.rows_total,
                "outcomes": dict(outcomes),
                "bytes": len(content),
                "check_seconds": checked - begun,
                "seconds": ended - begun,
            }
            raise _TakeBack
    except _TakeBack:
        files.discard(name)
    reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    json.dump(figures | {"peak_bytes": peak_bytes(os.getpid()) + reader}, sys.stdout)


def _done(batch: ImportBatch, by: User, status: str) -> None:
    run_step(batch, by=by)
    if batch.status != status:
        sys.exit(f"The list was not imported: {batch.problem or batch.get_status_display()}")


def _list() -> bytes:
    """A workbook of invented organisations, each with somebody to speak to; a few names resemble registered ones."""
    import xlsxwriter  # noqa: PLC0415 -- slow import

    provinces = list(Province.objects.values_list("name", flat=True))
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Organisations")
        sheet.write_row(0, 0, HEADINGS)
        for at in range(ROWS):
            sheet.write_row(at + 1, 0, _row(at, provinces))
    return buffer.getvalue()


def _row(at: int, provinces: list[str]) -> tuple[str, ...]:
    bodies = [name for names in words.BODIES.values() for name in names]
    place = _one(words.PLACE_BEGINNINGS, at) + _one(words.PLACE_ENDINGS, at // len(words.PLACE_BEGINNINGS))
    person = f"{_one(words.FIRST_NAMES, at)} {_one(words.LAST_NAMES, at // 7)}"
    return (
        f"{place} {_one(bodies, at // 11)} of {_one(words.LAST_NAMES, at // 3)} Street {words.MARK}",
        GROUP,
        _one(provinces, at),
        person,
        _one(words.OFFICES, at),
        f"011 {at // 10_000 + 200:03} {at % 10_000:04}",
        f"office{at}@list{at}.{DOMAIN}",
    )


def _one(of: Any, number: int) -> str:
    return str(of[number % len(of)])
