"""The figures of a run come into docs/benchmarks.md: bench/table.py."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from partnerships.bench import table
from partnerships.bench.limits import judged
from tests.bench.test_limits import DOCUMENTS, LIST, UPLOAD

TIMES = {"best_seconds": 0.9, "first_seconds": 1.4, "bytes": 410_000, "peak_bytes": 150_000_000}
FIGURES: dict[str, Any] = {
    "date": "2026-11-23T21:00:00+02:00",
    "machine": "2 cores, x86_64",
    "python": "3.11.7",
    "django": "5.2",
    "postgresql": "18.6",
    "load_before": [0.1, 0.2, 0.3],
    "seconds": 1234,
    "rows": {"stakeholders.stakeholder": 50037},
    "pages": [asdict(LIST) | {"times_bare": LIST.times_bare, "times_admin": None}],
    "documents": {name: found | TIMES for name, found in DOCUMENTS.items()},
    "upload": UPLOAD | {"seconds": 0.4, "before_bytes": 90_000_000, "peak_bytes": 90_500_000},
    "limits": [asdict(limit) | {"is_kept": limit.is_kept} for limit in judged([LIST], DOCUMENTS)],
}


def test_only_what_stands_between_the_marks_is_replaced() -> None:
    written = table.replaced(f"Before\n{table.BEGIN}\nearlier figures\n{table.END}\nAfter\n", FIGURES)

    assert written.startswith(f"Before\n{table.BEGIN}\n")
    assert written.endswith(f"{table.END}\nAfter\n")
    assert "earlier figures" not in written
    assert table.replaced(written, FIGURES) == written


def test_the_table_says_when_where_and_what() -> None:
    written = list(table.lines(FIGURES))

    assert written[1].startswith(
        "Run of 2026-11-23 21:00 on 2 cores, x86_64, load of others 0.1 at the start;"
    )
    assert "Rows: 50 037 stakeholder." in written
    assert "| mou:list | 8 | 30.0 | 40.0 | 5000.0 | 9000.0 | 60.0 | 3.00 |  |" in written
    assert (
        "Import of a workbook of 10 000 rows: checked in 12.0 s, checked and imported in 30.0 s; the importing process "
        "and the reader of the file held 150 MB together at their highest."
    ) in written
    assert "| Its PDF of 31 pages, one core | 6.00 | 0.90 | 1.40 | 410 kB, peak 150 MB |" in written


def test_a_limit_that_was_exceeded_is_not_hidden() -> None:
    broken = {"promise": "Queries of a list", "limit": 8, "worst": 9, "where": "mou:list", "is_kept": False}

    written = list(table.lines(FIGURES | {"limits": [broken | {"exceeded": ["mou:list (Officer)"]}]}))

    assert "| Queries of a list | 8 | 9.00 | mou:list | **no**: mou:list (Officer) |" in written


def test_the_document_has_its_place_for_the_figures() -> None:
    written = table.replaced(table.DOCUMENT.read_text(encoding="utf-8"), FIGURES)

    assert "| mou:list | 8 |" in written


def test_a_document_without_the_marks_is_left_alone() -> None:
    with pytest.raises(SystemExit, match="has lost the marks"):
        table.replaced("Nothing here", FIGURES)
