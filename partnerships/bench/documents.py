"""The quarterly report measured by itself, in a process of its own on one core: its document model and its PDF.

``ALONE`` is the program of that process: it prints the figures as JSON.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils import timezone
from pypdf import PdfReader

from partnerships.bench.counting import Counter, processor_seconds
from partnerships.bench.data.people import ACCOUNTS
from partnerships.bench.server import peak_bytes
from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from reporting.renderers.pdf import render_pdf
from reporting.reports.document import QuarterlyReport
from reporting.reports.quarterly import quarterly_report

# Not a file: the process that makes a PDF imports its parent's main file again, before Django is set up.
ALONE = "import django; django.setup(); from partnerships.bench.documents import main; main()"
RUNS = 5
PAGES = 30
# Of one PDF on a machine that others use too.
PATIENCE = 600


@dataclass(frozen=True)
class Model:
    """The national document model, made several times: seconds on the clock, the median and the quickest.

    ``work`` is the least processor time of a run, the database's part of it in ``database_work``.
    """

    queries: int
    seconds: float
    best_seconds: float
    first_seconds: float
    work: float
    database_work: float


@dataclass(frozen=True)
class Pdf:
    """Seconds on the clock, the median and the quickest of several runs; ``work`` is the least processor time."""

    what: str
    pages: int
    bytes: int
    seconds: float
    best_seconds: float
    first_seconds: float
    work: float
    peak_bytes: int


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
    seconds, counted = [], []
    for _ in range(RUNS):
        begun = time.perf_counter()
        with Counter() as counter:
            report = quarterly_report(quarter, province=None, viewer=viewer, whole=whole)
        seconds.append(time.perf_counter() - begun)
        counted.append(counter)
    least = min(counted, key=lambda counter: counter.work)
    model = Model(
        queries=max(counter.count for counter in counted),
        seconds=statistics.median(seconds),
        best_seconds=min(seconds),
        first_seconds=seconds[0],
        work=least.work,
        database_work=least.database_work,
    )
    return report, model


def about_thirty_pages(report: QuarterlyReport) -> QuarterlyReport:
    """The national report without its annexure, of as many focus areas as fill thirty pages."""
    for count in range(1, len(report.focus_areas) + 1):
        shorter = replace(report, annexure=None, focus_areas=report.focus_areas[-count:])
        if _pages(render_pdf(shorter, time_limit=PATIENCE)) >= PAGES:
            return shorter
    return report


def measure_pdf(report: QuarterlyReport) -> Pdf:
    seconds, work, peak = [], [], 0
    for _ in range(RUNS):
        begun = time.perf_counter()
        with Children() as children:
            own = time.process_time()
            content = render_pdf(report, time_limit=PATIENCE)
            own = time.process_time() - own
        seconds.append(time.perf_counter() - begun)
        work.append(own + children.work)
        peak = max(peak, children.peak)
    return Pdf(
        what=f"{report.place}, {len(report.focus_areas)} focus areas",
        pages=_pages(content),
        bytes=len(content),
        seconds=statistics.median(seconds),
        best_seconds=min(seconds),
        first_seconds=seconds[0],
        work=min(work),
        peak_bytes=peak,
    )


def _pages(content: bytes) -> int:
    return len(PdfReader(io.BytesIO(content)).pages)


class Children:
    """Memory and processor time of the processes that this one started, looked at fifty times a second."""

    def __init__(self) -> None:
        self.peak = 0
        self._done = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._before: dict[int, float] = {}
        self._after: dict[int, float] = {}

    @property
    def work(self) -> float:
        return sum(seconds - self._before.get(pid, 0.0) for pid, seconds in self._after.items())

    def _look(self) -> None:
        while not self._done.wait(0.02):
            for pid in _descendants(os.getpid()):
                self.peak = max(self.peak, peak_bytes(pid))
                self._after[pid] = max(self._after.get(pid, 0.0), processor_seconds(pid))

    def __enter__(self) -> Children:
        self._before = {pid: processor_seconds(pid) for pid in _descendants(os.getpid())}
        self._after = dict(self._before)
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
