"""What the product promised of itself, and whether this run kept it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from partnerships.bench.measuring import Measured

LIST_QUERIES = 8
TIMES_BARE = 3
PAGE_BYTES = 60_000
MODEL_QUERIES = 40
MODEL_SECONDS = 1.0
PDF_SECONDS = 6.0


@dataclass(frozen=True)
class Limit:
    """One promise: the measurement that came closest to breaking it, and all that did break it."""

    promise: str
    limit: float
    worst: float
    where: str
    exceeded: tuple[str, ...] = ()

    @property
    def is_kept(self) -> bool:
        return not self.exceeded


def judged(pages: Sequence[Measured], documents: dict[str, Any]) -> list[Limit]:
    lists = [page for page in pages if page.is_list]
    model, pdf = documents["model"], documents["pdf"]
    return [
        _of_pages("Queries of a list", LIST_QUERIES, [(page, page.queries) for page in lists]),
        _of_pages(
            "Time of a list, in times of the bare view",
            TIMES_BARE,
            # The bare view stops at the 25th row that matches; a page that says “of 3 678” must find them all.
            [(page, page.times_bare) for page in lists if page.times_bare and not page.is_search],
        ),
        _of_pages(
            "Time of a list, in times of the administration's list",
            1,
            [(page, page.times_admin) for page in lists if page.times_admin],
        ),
        _of_pages("Bytes of a page, compressed", PAGE_BYTES, [(page, page.bytes) for page in pages]),
        _of_one("Queries of the national document model", MODEL_QUERIES, model["queries"]),
        _of_one("Seconds of the national document model", MODEL_SECONDS, model["seconds"]),
        _of_one(f"Seconds of a PDF of {pdf['pages']} pages on one core", PDF_SECONDS, pdf["seconds"]),
    ]


def _of_pages(promise: str, limit: float, found: Iterable[tuple[Measured, float]]) -> Limit:
    pairs = [(value, f"{page.name} ({page.role})") for page, value in found]
    worst, where = max(pairs)
    return Limit(promise, limit, worst, where, tuple(name for value, name in pairs if value > limit))


def _of_one(promise: str, limit: float, value: float) -> Limit:
    return Limit(promise, limit, value, "", (promise,) if value > limit else ())
