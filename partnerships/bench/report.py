"""The figures of a run: as tables for people, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from partnerships.bench.limits import Limit
from partnerships.bench.measuring import Measured

HEAD = ("", "queries", "work ms", "best", "median", "95 %", "kB", "peak MB", "× bare", "× admin")
WIDTHS = (56, 8, 9, 8, 8, 8, 7, 9, 8, 9)


def head(role: str) -> str:
    return _line((role, *HEAD[1:]))


def of_page(page: Measured) -> str:
    return _line(
        (
            page.name,
            str(page.queries),
            _one(page.work_ms),
            _one(page.best_ms),
            _one(page.median_ms),
            _one(page.p95_ms),
            _one(page.bytes / 1000),
            _one(page.peak_bytes / 1e6),
            _two(page.times_bare),
            _two(page.times_admin),
        )
    )


def of_documents(documents: dict[str, Any]) -> Iterable[str]:
    model, page, pdf = documents["model"], documents["page_model"], documents["pdf"]
    yield ""
    yield (
        f"National quarterly report, document model with annexure: {model['queries']} queries, {_clock(model)}; "
        f"{model['work']:.2f} s of work, {model['database_work']:.2f} s of it in the database"
    )
    yield f"The same without annexure, as its page shows it: {page['queries']} queries, {_clock(page)}"
    yield (
        f"PDF of {pdf['pages']} pages ({pdf['what']}) on one core: {_clock(pdf)}; {pdf['work']:.2f} s of work, "
        f"{pdf['bytes'] / 1000:.0f} kB, peak {pdf['peak_bytes'] / 1e6:.0f} MB"
    )
    if export := documents.get("export"):
        yield (
            f"Excel file of {export['rows']} rows on one core: {_clock(export)}; "
            f"{export['bytes'] / 1000:.0f} kB, peak {export['peak_bytes'] / 1e6:.0f} MB"
        )
    if brought := documents.get("import"):
        outcomes = ", ".join(f"{count} {name}" for name, count in sorted(brought["outcomes"].items()))
        yield (
            f"Import of a workbook of {brought['rows']} rows ({outcomes}): checked in "
            f"{brought['check_seconds']:.2f} s, checked and imported in {brought['seconds']:.2f} s; "
            f"peak {brought['peak_bytes'] / 1e6:.0f} MB with the reader of the file"
        )
    if text := documents.get("text"):
        yield (
            f"Text of the fullest agreement on one core: PDF of {text['pages']} pages in {text['pdf_seconds']:.2f} s, "
            f"{text['pdf_bytes'] / 1000:.0f} kB; DOCX in {text['docx_seconds']:.2f} s, "
            f"{text['docx_bytes'] / 1000:.0f} kB (medians)"
        )
    if saved := documents.get("saving"):
        yield f"Saving one obligation: {saved['queries']} queries, {saved['seconds'] * 1000:.0f} ms (median)"
    if run := documents.get("reminders"):
        yield (
            f"Reminder run over {run['items']} dated items: {run['lines']} lines in {run['messages']} messages; "
            f"made in {run['make_seconds']:.2f} s, sent in {run['seconds']:.2f} s in all; a second run in "
            f"{run['again_seconds']:.2f} s tells {run['told_twice']} of them again; "
            f"peak {run['peak_bytes'] / 1e6:.0f} MB"
        )
    if pack := documents.get("pack"):
        yield (
            f"Audit pack with {pack['evidence_bytes'] / 2**30:.1f} GB of evidence, {pack['files']} files on one core: "
            f"{pack['seconds']:.1f} s; peak {pack['peak_bytes'] / 1e6:.0f} MB, "
            f"{pack['pdf_peak_bytes'] / 1e6:.0f} MB of it for the PDF of the index"
        )


def of_upload(upload: dict[str, Any]) -> str:
    before, peak = upload["before_bytes"] / 1e6, upload["peak_bytes"] / 1e6
    return (
        f"Upload of {upload['megabytes']} MB: {upload['seconds']:.2f} s (median); the server held "
        f"{before:.1f} MB at its highest before it and {peak:.1f} MB during it"
    )


def _clock(figures: dict[str, Any]) -> str:
    return (
        f"{figures['seconds']:.2f} s (median; the quickest {figures['best_seconds']:.2f} s, "
        f"the first {figures['first_seconds']:.2f} s)"
    )


def of_limits(limits: Sequence[Limit]) -> Iterable[str]:
    yield ""
    for limit in limits:
        word = "within" if limit.is_kept else "exceeded"
        where = f" by {limit.where}" if limit.where else ""
        yield f"{word:<9} {limit.promise}: at most {limit.limit:g}, was {limit.worst:.2f}{where}"
        yield from (f"{'':<11}{name}" for name in limit.exceeded if name != limit.promise)


def write(
    path: Path,
    about: dict[str, Any],
    pages: Sequence[Measured],
    documents: dict[str, Any],
    upload: dict[str, Any] | None,
    limits: Sequence[Limit],
) -> None:
    content = {
        **about,
        "pages": [
            asdict(page) | {"times_bare": page.times_bare, "times_admin": page.times_admin} for page in pages
        ],
        "documents": documents,
        "upload": upload,
        "limits": [asdict(limit) | {"is_kept": limit.is_kept} for limit in limits],
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _line(cells: Sequence[str]) -> str:
    first, *others = zip(cells, WIDTHS, strict=True)
    return f"{first[0][: first[1]]:<{first[1]}}" + "".join(f"{cell:>{width}}" for cell, width in others)


def _two(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _one(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
