"""The quarterly report measured by itself, in a process of its own on one core: its document model and its PDF.

`python -m partnerships.bench.documents` prints the figures as JSON; the benchmark calls it.
"""

from __future__ import annotations

import io
import json
import os
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import django

if __name__ == "__main__":
    django.setup()

from django.utils import timezone
from pypdf import PdfReader

from partnerships.bench.counting import Counter
from partnerships.bench.data.people import ACCOUNTS
from partnerships.bench.server import peak_bytes
from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from reporting.renderers.pdf import render_pdf
from reporting.reports.document import QuarterlyReport
from reporting.reports.quarterly import quarterly_report

RUNS = 4
PAGES = 30


@dataclass(frozen=True)
class Model:
    """The national document model: the quickest of some runs, as others on the machine only ever add, and the first."""

    queries: int
    seconds: float
    first_seconds: float
    query_seconds: float


@dataclass(frozen=True)
class Pdf:
    pages: int
    seconds: float
    first_seconds: float
    bytes: int
    peak_bytes: int
    what: str


def main() -> None:
    # One core, for this process and for those that it starts.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    viewer = User.objects.get(
        email=next(email for email, (role, _) in ACCOUNTS.items() if role == "director")
    )
    quarter = Quarter.containing(timezone.localdate()).previous()
    whole, model = measure_model(quarter, viewer)
    _, page_model = measure_model(quarter, viewer, whole=False)
    pdf = measure_pdf(about_thirty_pages(whole))
    json.dump({"model": vars(model), "page_model": vars(page_model), "pdf": vars(pdf)}, sys.stdout)


def measure_model(quarter: Quarter, viewer: User, *, whole: bool = True) -> tuple[QuarterlyReport, Model]:
    seconds, counts, of_queries = [], [], []
    for _ in range(RUNS):
        begun = time.perf_counter()
        with Counter() as counter:
            report = quarterly_report(quarter, province=None, viewer=viewer, whole=whole)
        seconds.append(time.perf_counter() - begun)
        counts.append(counter.count)
        of_queries.append(counter.seconds)
    model = Model(max(counts), min(seconds), seconds[0], min(of_queries))
    return report, model


def about_thirty_pages(report: QuarterlyReport) -> QuarterlyReport:
    """The national report without its annexure, of as many focus areas as fill thirty pages."""
    for count in range(1, len(report.focus_areas) + 1):
        shorter = replace(report, annexure=None, focus_areas=report.focus_areas[-count:])
        if _pages(render_pdf(shorter, time_limit=600)) >= PAGES:
            return shorter
    return report


def measure_pdf(report: QuarterlyReport) -> Pdf:
    seconds = []
    with Memory() as memory:
        for _ in range(RUNS):
            begun = time.perf_counter()
            content = render_pdf(report, time_limit=600)
            seconds.append(time.perf_counter() - begun)
    what = f"{report.place}, {len(report.focus_areas)} focus areas"
    return Pdf(_pages(content), min(seconds), seconds[0], len(content), memory.peak, what)


def _pages(content: bytes) -> int:
    return len(PdfReader(io.BytesIO(content)).pages)


class Memory:
    """The highest memory of any process that this one started, looked at every twentieth of a second."""

    def __init__(self) -> None:
        self.peak = 0
        self._done = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._done.wait(0.05):
            for pid in _descendants(os.getpid()):
                self.peak = max(self.peak, peak_bytes(pid))

    def __enter__(self) -> Memory:
        self._watch.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._done.set()
        self._watch.join()


def _descendants(pid: int) -> list[int]:
    found, waiting = [], [pid]
    while waiting:
        for task in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            with suppress(OSError):
                children = [int(child) for child in task.read_text().split()]
                found += children
                waiting += children
    return found


if __name__ == "__main__":
    main()
