"""What the benchmark promises is judged by the right figure: bench/limits.py, on made-up measurements."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from partnerships.bench.limits import Limit, judged
from partnerships.bench.measuring import Measured
from partnerships.bench.walk import (
    ACTION_ITEMS,
    DASHBOARD,
    FULLEST_STAKEHOLDER,
    HOME,
    NARROWED,
    OBLIGATIONS,
    SEARCH,
)

LIST = Measured(
    role="Officer, national",
    name="mou:list",
    path="/mous/",
    list_name="mou:list",
    queries=8,
    query_ms=5.0,
    work_ms=30.0,
    best_ms=40.0,
    median_ms=5000.0,
    p95_ms=9000.0,
    bytes=60_000,
    peak_bytes=90_000_000,
    bare_ms=15.0,
    bare_work_ms=10.0,
    admin_ms=35.0,
    admin_work_ms=30.0,
)
PAGE = replace(LIST, name=FULLEST_STAKEHOLDER, list_name="", queries=15, median_ms=120.0)
ITEMS = replace(LIST, name=f"{ACTION_ITEMS}, mine", list_name=ACTION_ITEMS, median_ms=150.0)
REGISTER = replace(LIST, name=OBLIGATIONS, list_name=OBLIGATIONS, median_ms=150.0)
START = replace(LIST, name=HOME, list_name="", queries=15, median_ms=120.0)
BOARD = replace(LIST, name=f"{DASHBOARD}, the year", list_name="", queries=20, median_ms=200.0, bytes=40_000)
DOCUMENTS: dict[str, Any] = {
    "model": {"queries": 40, "seconds": 1.0, "work": 9.0},
    "pdf": {"pages": 31, "seconds": 6.0, "work": 9.0},
    "export": {"rows": 10_000, "seconds": 5.0, "peak_bytes": 200_000_000},
    "saving": {"queries": 12, "seconds": 0.1},
    "pack": {"evidence_bytes": 2 * 2**30, "peak_bytes": 300_000_000},
    "import": {"rows": 10_000, "check_seconds": 12.0, "seconds": 30.0, "peak_bytes": 400_000_000},
}
SEARCHED = replace(LIST, name=f"{SEARCH}, a subject", list_name="", queries=8, median_ms=100.0)
NARROW = replace(LIST, name=f"stakeholders:list, {NARROWED}", median_ms=150.0)
UPLOAD = {"megabytes": 20, "growth_bytes": 4_000_000}


def exceeded(
    *pages: Measured, documents: Any = DOCUMENTS, upload: Any = UPLOAD, failed: Any = ()
) -> list[str]:
    return [limit.promise for limit in judged(pages, documents, upload, failed) if not limit.is_kept]


def changed(part: str, **values: float) -> dict[str, Any]:
    return DOCUMENTS | {part: DOCUMENTS[part] | values}


def test_what_is_exactly_at_its_limit_is_kept() -> None:
    assert exceeded(LIST, PAGE, ITEMS, NARROW, SEARCHED, REGISTER, START, BOARD) == []
    assert exceeded(documents=changed("saving", queries=13)) == ["Queries of saving one obligation"]


def test_a_narrowed_list_a_file_of_it_and_a_list_that_is_imported_have_limits_of_their_own() -> None:
    assert exceeded(replace(NARROW, median_ms=150.1)) == [
        "Milliseconds of the list of stakeholders by three filters and a search, median"
    ]
    assert exceeded(documents=changed("export", seconds=5.1, peak_bytes=200_100_000)) == [
        "Seconds of an Excel file of 10000 rows, median",
        "Megabytes held at most, of an Excel file of 10000 rows",
    ]
    assert exceeded(documents=changed("import", seconds=30.1, peak_bytes=400_100_000)) == [
        "Seconds of an import of 10000 rows, check and commit",
        "Megabytes held at most, of an import of 10000 rows",
    ]


@pytest.mark.parametrize(
    ("page", "promise"),
    [
        (replace(LIST, queries=9), "Queries of a list"),
        (replace(LIST, bare_work_ms=9.9), "Work of a list, in times of the bare view"),
        (replace(LIST, admin_work_ms=29.9), "Work of a list, in times of the administration's list"),
        (replace(LIST, bytes=60_001), "Bytes of a page, compressed"),
        (replace(PAGE, queries=16), "Queries of the fullest stakeholder's page"),
        (replace(PAGE, median_ms=120.1), "Milliseconds of the fullest stakeholder's page, median"),
        (replace(SEARCHED, queries=9), "Queries of a search"),
        (replace(SEARCHED, median_ms=100.1), "Milliseconds of a search, median"),
        (replace(REGISTER, median_ms=150.1), "Milliseconds of the register of obligations, median"),
        (replace(BOARD, queries=21), "Queries of a dashboard"),
        (replace(BOARD, median_ms=200.1), "Milliseconds of a dashboard, median"),
        (replace(BOARD, bytes=40_001), "Bytes of a dashboard, compressed"),
        (replace(START, queries=16), "Queries of the start page"),
        (replace(START, median_ms=120.1), "Milliseconds of the start page, median"),
        (replace(ITEMS, median_ms=150.1), "Milliseconds of the list of action items, median"),
    ],
)
def test_a_page_above_a_limit_breaks_that_promise_alone(page: Measured, promise: str) -> None:
    assert exceeded(LIST, PAGE, ITEMS, page) == [promise]


@pytest.mark.parametrize(
    ("documents", "promise"),
    [
        (changed("model", queries=41), "Queries of the national document model"),
        (changed("model", seconds=1.01), "Seconds of the national document model, median"),
        (changed("pdf", seconds=6.01), "Seconds of a PDF of 31 pages on one core, median"),
    ],
)
def test_a_document_above_a_limit_breaks_that_promise_alone(documents: Any, promise: str) -> None:
    assert exceeded(LIST, documents=documents) == [promise]


def test_an_upload_that_makes_the_server_grow_breaks_its_promise() -> None:
    grown = UPLOAD | {"growth_bytes": 4_100_000}

    assert exceeded(LIST, upload=grown) == ["Megabytes by which an upload of 20 MB makes the server grow"]


def test_a_search_is_judged_like_every_other_list() -> None:
    search = replace(LIST, name="mou:list, search", path="/mous/?search=a", work_ms=31.0)

    assert exceeded(search) == [
        "Work of a list, in times of the bare view",
        "Work of a list, in times of the administration's list",
    ]


def test_a_page_that_did_not_answer_is_no_success() -> None:
    assert exceeded(LIST, failed=["home (Officer): / answered 500 instead of 200."]) == [
        "Pages that did not answer"
    ]


def test_the_clock_does_not_judge_the_yardsticks_and_work_does_not_judge_seconds() -> None:
    slow = replace(LIST, best_ms=900.0, median_ms=900.0, bare_ms=1.0, admin_ms=1.0)

    assert exceeded(slow, documents=changed("pdf", work=99.0)) == []


def test_a_limit_names_all_that_broke_it_and_the_worst() -> None:
    worse = replace(LIST, name="mou:directory", queries=12)

    found = judged([LIST, replace(LIST, queries=9), worse], DOCUMENTS)[1]

    assert found == Limit(
        "Queries of a list",
        8,
        12,
        "mou:directory (Officer, national)",
        ("mou:list (Officer, national)", "mou:directory (Officer, national)"),
    )
