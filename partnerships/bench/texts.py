"""The text of the fullest agreement as PDF and as DOCX, in a process of its own on one core.

``ALONE`` is the program of that process: it prints the figures as JSON.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import sys
import time
from collections.abc import Callable

from django.utils import timezone
from pypdf import PdfReader

from mou.paper import text_pdf
from mou.word import text_docx
from partnerships.bench.data.people import ACCOUNTS
from partnerships.bench.walk import most_amended
from partnerships.core.models import User

# Not a file: the process that makes a PDF imports its parent's main file again, before Django is set up.
ALONE = "import django; django.setup(); from partnerships.bench.texts import main; main()"
RUNS = 3


def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    officer = User.objects.get(
        email=next(mail for mail, (role, _) in ACCOUNTS.items() if role == "unit_officer")
    )
    mou, day = most_amended(officer), timezone.localdate()
    if mou is None:
        sys.exit("The benchmark data hold no amended agreement.")
    pdf, pdf_seconds = _timed(lambda: text_pdf(mou, by=officer, day=day))
    docx, docx_seconds = _timed(lambda: text_docx(mou, by=officer, day=day))
    figures = {
        "pages": len(PdfReader(io.BytesIO(pdf)).pages),
        "pdf_seconds": pdf_seconds,
        "pdf_bytes": len(pdf),
        "docx_seconds": docx_seconds,
        "docx_bytes": len(docx),
    }
    json.dump(figures, sys.stdout)


def _timed(make: Callable[[], bytes]) -> tuple[bytes, float]:
    """What was made, and the median of the seconds that it took."""
    seconds, made = [], b""
    for _ in range(RUNS):
        begun = time.perf_counter()
        made = make()
        seconds.append(time.perf_counter() - begun)
    return made, statistics.median(seconds)
