"""A file of ten thousand rows, measured by itself: seconds and memory, in a process of its own on one core.

``ALONE`` is the program of that process: it prints the figures as JSON.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import resolve, reverse

from partnerships.bench.data.people import ACCOUNTS
from partnerships.bench.server import peak_bytes
from partnerships.core.models import User

ALONE = "import django; django.setup(); from partnerships.bench.exporting import main; main()"
LIST = "stakeholders:list"
ROWS = 10_000
RUNS = 3


def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    officer = User.objects.get(
        email=next(mail for mail, (role, _) in ACCOUNTS.items() if role == "unit_officer")
    )
    seconds, size = [], 0
    keys = ",".join(map(str, _view(officer, "").chosen_rows().values_list("pk", flat=True)[:ROWS]))
    for _ in range(RUNS):
        begun = time.perf_counter()
        with tempfile.TemporaryFile() as file:
            response = _view(officer, f"format=xlsx&chosen={keys}").export("xlsx")
            for part in response.streaming_content:
                file.write(part)
            size = file.tell()
            response.close()
        seconds.append(time.perf_counter() - begun)
    figures = {
        "rows": keys.count(",") + 1,
        "bytes": size,
        "seconds": statistics.median(seconds),
        "best_seconds": min(seconds),
        "first_seconds": seconds[0],
        "peak_bytes": peak_bytes(os.getpid()),
    }
    json.dump(figures, sys.stdout)


def _view(user: User, query: str) -> Any:
    """The list as this person's request would find it; its file is noted like every other."""
    request = HttpRequest()
    request.method, request.GET, request.user = "GET", QueryDict(query), user
    match = resolve(reverse(LIST))
    request.resolver_match = match
    view = match.func.view_class()  # type: ignore[attr-defined]
    view.setup(request)
    return view
