"""What the product promised of itself, and whether this run kept it.

Two promises compare a list with its yardsticks: they are judged by work, the processor time of server and database,
which says the same whoever else uses the machine. Every limit in seconds or milliseconds is judged by the clock, on
the median of all runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from partnerships.bench.measuring import Measured
from partnerships.bench.walk import (
    ACTION_ITEMS,
    DASHBOARD,
    FULLEST_MOU,
    FULLEST_MOU_ON_A_DAY,
    FULLEST_STAKEHOLDER,
    HOME,
    NARROWED,
    OBLIGATIONS,
    SEARCH,
)

LIST_QUERIES = 8
TIMES_BARE = 3
PAGE_BYTES = 60_000
DASHBOARD_QUERIES = 20
DASHBOARD_MS = 200
DASHBOARD_BYTES = 40_000
MODEL_QUERIES = 40
MODEL_SECONDS = 1.0
PDF_SECONDS = 6.0
STAKEHOLDER_QUERIES = 15
STAKEHOLDER_MS = 120
MOU_QUERIES = 15
MOU_MS = 120
TEXT_PDF_SECONDS = 5
TEXT_DOCX_SECONDS = 1
ACTION_ITEMS_MS = 150
OBLIGATIONS_MS = 150
HOME_QUERIES = 15
HOME_MS = 120
SAVING_QUERIES = 12
SEARCH_MS = 100
NARROWED_MS = 150
EXPORT_SECONDS = 5
EXPORT_MB = 200
IMPORT_SECONDS = 30
IMPORT_MB = 400
REMINDERS_SECONDS = 20
PACK_MB = 300
# More than this a file of 20 MB may not make the server hold than one of 1 MB: buffers, whatever the size of the file.
UPLOAD_GROWTH_MB = 4


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


def judged(
    pages: Sequence[Measured],
    documents: dict[str, Any],
    upload: dict[str, Any] | None = None,
    failed: Sequence[str] = (),
) -> list[Limit]:
    """Every promise of which this run has measurements; ``failed`` are the pages that did not answer."""
    lists = [page for page in pages if page.is_list]
    stakeholders = [page for page in pages if page.name == FULLEST_STAKEHOLDER]
    mous = [page for page in pages if page.name == FULLEST_MOU]
    stood = [page for page in pages if page.name == FULLEST_MOU_ON_A_DAY]
    action_items = [page for page in lists if page.list_name == ACTION_ITEMS]
    obligations = [page for page in lists if page.list_name == OBLIGATIONS]
    homes = [page for page in pages if page.name == HOME]
    dashboards = [page for page in pages if page.name.partition(",")[0] == DASHBOARD]
    searches = [page for page in pages if page.name.startswith(f"{SEARCH}, ")]
    model, pdf = documents["model"], documents["pdf"]
    limits = [
        Limit("Pages that did not answer", 0, len(failed), "", tuple(failed)),
        _of_pages("Queries of a list", LIST_QUERIES, [(page, page.queries) for page in lists]),
        _of_pages(
            "Work of a list, in times of the bare view",
            TIMES_BARE,
            [(page, page.times_bare) for page in lists if page.times_bare],
        ),
        _of_pages(
            "Work of a list, in times of the administration's list",
            1,
            [(page, page.times_admin) for page in lists if page.times_admin],
        ),
        _of_pages("Bytes of a page, compressed", PAGE_BYTES, [(page, page.bytes) for page in pages]),
        _of_pages(
            "Queries of the fullest stakeholder's page",
            STAKEHOLDER_QUERIES,
            [(page, page.queries) for page in stakeholders],
        ),
        _of_pages(
            "Milliseconds of the fullest stakeholder's page, median",
            STAKEHOLDER_MS,
            [(page, page.median_ms) for page in stakeholders],
        ),
        _of_pages(
            "Queries of the fullest agreement's page", MOU_QUERIES, [(page, page.queries) for page in mous]
        ),
        _of_pages(
            "Milliseconds of the fullest agreement's page, median",
            MOU_MS,
            [(page, page.median_ms) for page in mous],
        ),
        _of_pages(
            "Queries of an agreement as it stood on a day",
            MOU_QUERIES,
            [(page, page.queries) for page in stood],
        ),
        _of_pages(
            "Milliseconds of the list of action items, median",
            ACTION_ITEMS_MS,
            [(page, page.median_ms) for page in action_items],
        ),
        _of_pages(
            "Milliseconds of the register of obligations, median",
            OBLIGATIONS_MS,
            [(page, page.median_ms) for page in obligations],
        ),
        _of_pages("Queries of a dashboard", DASHBOARD_QUERIES, [(page, page.queries) for page in dashboards]),
        _of_pages(
            "Milliseconds of a dashboard, median",
            DASHBOARD_MS,
            [(page, page.median_ms) for page in dashboards],
        ),
        _of_pages(
            "Bytes of a dashboard, compressed", DASHBOARD_BYTES, [(page, page.bytes) for page in dashboards]
        ),
        _of_pages("Queries of the start page", HOME_QUERIES, [(page, page.queries) for page in homes]),
        _of_pages(
            "Milliseconds of the start page, median", HOME_MS, [(page, page.median_ms) for page in homes]
        ),
        _of_pages(
            "Milliseconds of the list of stakeholders by three filters and a search, median",
            NARROWED_MS,
            [(page, page.median_ms) for page in lists if page.name.endswith(f", {NARROWED}")],
        ),
        _of_pages("Queries of a search", LIST_QUERIES, [(page, page.queries) for page in searches]),
        _of_pages(
            "Milliseconds of a search, median", SEARCH_MS, [(page, page.median_ms) for page in searches]
        ),
        _of_one("Queries of the national document model", MODEL_QUERIES, model["queries"]),
        _of_one("Seconds of the national document model, median", MODEL_SECONDS, model["seconds"]),
        _of_one(f"Seconds of a PDF of {pdf['pages']} pages on one core, median", PDF_SECONDS, pdf["seconds"]),
    ]
    if export := documents.get("export"):
        of_rows = f"of an Excel file of {export['rows']} rows"
        limits += [
            _of_one(f"Seconds {of_rows}, median", EXPORT_SECONDS, export["seconds"]),
            _of_one(f"Megabytes held at most, {of_rows}", EXPORT_MB, export["peak_bytes"] / 1e6),
        ]
    if brought := documents.get("import"):
        of_rows = f"of an import of {brought['rows']} rows"
        limits += [
            _of_one(f"Seconds {of_rows}, check and commit", IMPORT_SECONDS, brought["seconds"]),
            _of_one(f"Megabytes held at most, {of_rows}", IMPORT_MB, brought["peak_bytes"] / 1e6),
        ]
    if text := documents.get("text"):
        limits += [
            _of_one(
                f"Seconds of an agreement's text of {text['pages']} pages as PDF, median",
                TEXT_PDF_SECONDS,
                text["pdf_seconds"],
            ),
            _of_one("Seconds of the same text as DOCX, median", TEXT_DOCX_SECONDS, text["docx_seconds"]),
        ]
    if saved := documents.get("saving"):
        limits.append(_of_one("Queries of saving one obligation", SAVING_QUERIES, saved["queries"]))
    if run := documents.get("reminders"):
        limits += [
            _of_one(
                f"Seconds of a reminder run over {run['items']} items", REMINDERS_SECONDS, run["seconds"]
            ),
            _of_one("Lines that a second run tells again", 0, run["told_twice"]),
        ]
    if pack := documents.get("pack"):
        of_evidence = f"an audit pack with {pack['evidence_bytes'] / 2**30:.1f} GB of evidence"
        limits.append(_of_one(f"Megabytes held at most, of {of_evidence}", PACK_MB, pack["peak_bytes"] / 1e6))
    if upload:
        promise = f"Megabytes by which an upload of {upload['megabytes']} MB makes the server grow"
        limits.append(_of_one(promise, UPLOAD_GROWTH_MB, upload["growth_bytes"] / 1e6))
    return [limit for limit in limits if limit]


def _of_pages(promise: str, limit: float, found: Iterable[tuple[Measured, float]]) -> Limit | None:
    pairs = [(value, f"{page.name} ({page.role})") for page, value in found]
    if not pairs:
        return None
    worst, where = max(pairs)
    return Limit(promise, limit, worst, where, tuple(name for value, name in pairs if value > limit))


def _of_one(promise: str, limit: float, value: float) -> Limit:
    return Limit(promise, limit, value, "", (promise,) if value > limit else ())
