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
    """One page of one person: medians of several visits, the server's peak memory during them."""

    role: str
    name: str
    path: str
    is_list: bool
    queries: int
    query_ms: float
    median_ms: float
    p95_ms: float
    bytes: int
    peak_bytes: int
    bare_ms: float | None
    bare_queries: int | None
    admin_ms: float | None
    admin_queries: int | None

    @property
    def times_bare(self) -> float | None:
        return None if self.bare_ms is None else self.median_ms / self.bare_ms


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
        is_list=page.is_list,
        queries=max(answer.queries for answer in own),
        query_ms=median([answer.query_milliseconds for answer in own]),
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
    if not answers:
        return {f"{yardstick}_ms": None, f"{yardstick}_queries": None}
    return {
        f"{yardstick}_ms": median([answer.milliseconds for answer in answers]),
        f"{yardstick}_queries": max(answer.queries for answer in answers),
    }
