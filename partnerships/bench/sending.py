"""A file of 20 MB sent through a form, and what the server held in memory meanwhile."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass

from django.urls import reverse

from partnerships.bench.client import Browser, PageError, median
from partnerships.bench.data import EVIDENCE
from partnerships.bench.server import Server
from partnerships.core.models import StagedFile, User

MEGABYTES = 20
RUNS = 5
# A form with a field for files. Sent without anything else it is not saved; the file is kept for the next try.
FORM, FIELD = "stakeholders:engagement_add", "uploads"


@dataclass(frozen=True)
class Upload:
    """Bytes held by the server at its highest: while files of 1 MB came, and while the large one came."""

    megabytes: int
    seconds: float
    before_bytes: int
    peak_bytes: int

    @property
    def growth_bytes(self) -> int:
        return max(self.peak_bytes - self.before_bytes, 0)


def measure_upload(browser: Browser, server: Server, user: User) -> Upload:
    small, large = pdf_of(1024 * 1024), pdf_of(MEGABYTES * 1024 * 1024)
    try:
        _send(browser, small)
        server.forget_peaks()
        _send(browser, small)
        before = server.peak()
        server.forget_peaks()
        seconds = _send(browser, large)
        return Upload(MEGABYTES, seconds, before, server.peak())
    finally:
        for staged in StagedFile.objects.filter(staged_by=user):
            staged.file.delete(save=False)
            staged.delete()


def pdf_of(size: int) -> bytes:
    """A PDF of exactly so many bytes: one page, and comments."""
    head, _, tail = EVIDENCE.partition(b"trailer")
    tail = b"trailer" + tail
    line = b"%" + b"0123456789abcdef" * 8 + b"\n"
    space = size - len(head) - len(tail)
    lines, rest = divmod(space, len(line))
    return head + line * lines + (b"%" + b"0" * (rest - 2) + b"\n" if rest > 1 else b"\n" * rest) + tail


def _send(browser: Browser, content: bytes) -> float:
    """The median of several times, in seconds."""
    path = reverse(FORM)
    browser.get(path)
    seconds = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        answer = browser.send(path, FIELD, "report.pdf", content)
        seconds.append(time.perf_counter() - begun)
        if answer.status != http.client.OK:
            raise PageError(
                f"The form at {path} answered {answer.status} to a file instead of showing itself."
            )
    return median(seconds)
