"""An audit pack with two gigabytes of evidence, measured by itself: seconds, and the memory of all processes together.

The evidence does not compress and is made on the fly; records and files are gone afterwards. ``ALONE`` is the program
of that process: it prints the figures as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from partnerships.bench.data.people import ACCOUNTS
from partnerships.bench.documents import Children
from partnerships.bench.server import peak_bytes
from partnerships.core.archive import Counted, pieces_of
from partnerships.core.calendar import Quarter
from partnerships.core.models import Document, User
from reporting.models import Actual
from reporting.packing.contents import write_pack

ALONE = "import django; django.setup(); from partnerships.bench.packing import main; main()"
FILES, FILE_BYTES = 100, 20 * 2**20
PIECE = 2**20


def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    viewer = User.objects.get(
        email=next(mail for mail, (role, _) in ACCOUNTS.items() if role == "unit_officer")
    )
    quarter = Quarter.containing(timezone.localdate()).previous()
    with tempfile.TemporaryDirectory() as folder, _evidence(Path(folder), quarter):
        begun = time.perf_counter()
        with Path(folder, "pack.zip").open("wb") as file, Children() as children:
            counted = Counted(file)
            made = write_pack(
                counted,  # type: ignore[arg-type]  # all that a ZIP file needs of it
                quarter,
                name="pack",
                viewer=viewer,
                moment=timezone.now(),
                progress=lambda done: None,
            )
        seconds = time.perf_counter() - begun
    figures = {
        "evidence_bytes": FILES * FILE_BYTES,
        "bytes": counted.size,
        "files": len(made.files),
        "seconds": seconds,
        "own_peak_bytes": peak_bytes(os.getpid()),
        # The process that makes the PDF of the index, at its highest.
        "pdf_peak_bytes": children.peak,
        "peak_bytes": peak_bytes(os.getpid()) + children.peak,
    }
    json.dump(figures, sys.stdout)


@contextmanager
def _evidence(folder: Path, quarter: Quarter) -> Iterator[None]:
    """The files go round among the actuals of the quarter; on the disk they are one file under many names."""
    settings.MEDIA_ROOT = str(folder)
    first = folder / "0.pdf"
    with first.open("wb") as file:
        for _ in range(FILE_BYTES // PIECE):
            file.write(os.urandom(PIECE))
    digest = sha256()
    with first.open("rb") as stored:
        for piece in pieces_of(stored):
            digest.update(piece)
    with transaction.atomic():
        actuals = list(Actual.objects.of_quarter(quarter).order_by("pk")[:FILES])
        if not actuals:
            raise SystemExit(f"{quarter} has no actuals that the evidence could belong to.")
        for place in range(FILES):
            actual = actuals[place % len(actuals)]
            if place:
                (folder / f"{place}.pdf").hardlink_to(first)
            Document.objects.create(
                record=actual,
                kind_id=Document.Kind.EVIDENCE,
                original_name="evidence.pdf",
                file=f"{place}.pdf",
                media_type="application/pdf",
                size=FILE_BYTES,
                sha256=digest.hexdigest(),
                uploaded_by=actual.captured_by,
            )
        try:
            yield
        finally:
            transaction.set_rollback(True)
