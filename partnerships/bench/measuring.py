"""Walks to each page several times, in turns with its yardsticks, and keeps what the clock and the kernel said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from partnerships.bench.client import Answer, Browser, median, percentile_95
from partnerships.bench.server import Server
from partnerships.bench.walk import Page

WARM_UP = 4


@dataclass(frozen=True)
class Measured:
    """One page of one person: what several visits took, and the server's peak memory during them.

    ``work_ms`` is the least processor time of a visit, server and database together: pages are compared by it.
    ``best_ms`` and ``median_ms`` are of the clock. ``list_name`` is empty of what is no list.
    """

    role: str
    name: str
    path: str
    list_name: str
    queries: int
    query_ms: float
    work_ms: float
    best_ms: float
    median_ms: float
    p95_ms: float
    bytes: int
    peak_bytes: int
    bare_ms: float | None
    bare_work_ms: float | None
    admin_ms: float | None
    admin_work_ms: float | None

    @property
    def is_list(self) -> bool:
        return bool(self.list_name)

    @property
    def times_bare(self) -> float | None:
        return self.work_ms / self.bare_work_ms if self.bare_work_ms else None

    @property
    def times_admin(self) -> float | None:
        return self.work_ms / self.admin_work_ms if self.admin_work_ms else None


def measure(browser: Browser, server: Server, role: str, page: Page, visits: int) -> Measured:
    """Page and yardsticks take turns, so that whatever else the machine does falls on all of them alike."""
    paths = [path for path in (page.path, page.bare, page.admin) if path]
    for path in paths:
        for _ in range(WARM_UP):
            browser.get(path)
    server.forget_peaks()
    answers: dict[str, list[Answer]] = {path: [] for path in paths}
    for path in _turns(paths, visits):
        answers[path].append(browser.get(path))
    own = answers[page.path]
    return Measured(
        role=role,
        name=page.name,
        path=page.path,
        list_name=page.list_name,
        queries=max(answer.queries for answer in own),
        query_ms=median([answer.query_milliseconds for answer in own]),
        work_ms=min(answer.work for answer in own),
        best_ms=min(answer.milliseconds for answer in own),
        median_ms=median([answer.milliseconds for answer in own]),
        p95_ms=percentile_95([answer.milliseconds for answer in own]),
        bytes=round(median([answer.size for answer in own])),
        peak_bytes=server.peak(),
        **_of("bare", answers.get(page.bare)),
        **_of("admin", answers.get(page.admin)),
    )


def _turns(paths: list[str], visits: int) -> Iterator[str]:
    for _ in range(visits):
        yield from paths


def _of(yardstick: str, answers: list[Answer] | None) -> dict[str, Any]:
    found = answers or []
    return {
        f"{yardstick}_ms": median([answer.milliseconds for answer in found]) if found else None,
        f"{yardstick}_work_ms": min((answer.work for answer in found), default=None),
    }
