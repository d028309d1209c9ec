"""Statements and work are counted: bench/counting.py and bench/client.py."""

from __future__ import annotations

import os
import time

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from partnerships.bench.client import percentile_95
from partnerships.bench.counting import COUNT, WORK, Counter, QueryCount, processor_seconds


def ask(times: int, *, rows: int = 1) -> None:
    with connection.cursor() as cursor:
        for _ in range(times):
            cursor.execute("SELECT count(*) FROM generate_series(1, %s)", [rows])


@pytest.mark.django_db
def test_a_counter_counts_the_statements_of_its_block_alone() -> None:
    ask(2)
    with Counter() as counter:
        ask(3)
    ask(1)

    assert counter.count == 3


@pytest.mark.django_db
def test_what_the_database_does_is_work_and_waiting_is_none() -> None:
    with Counter() as busy:
        ask(1, rows=400_000)
    with Counter() as idle:
        time.sleep(0.05)

    assert busy.database_work > 0.005
    assert idle.work < 0.02


@pytest.mark.django_db
def test_every_answer_says_what_it_cost() -> None:
    def view(request: object) -> HttpResponse:
        ask(4)
        return HttpResponse("")

    answer = QueryCount(view)(RequestFactory().get("/"))

    assert answer[COUNT] == "4"
    assert float(answer[WORK]) > 0


def test_a_process_that_is_gone_has_done_no_work() -> None:
    assert processor_seconds(2**22 + 1) == 0.0
    assert processor_seconds(os.getpid()) > 0.0


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (15, 15), (20, 19), (100, 95)])
def test_ninety_five_of_a_hundred_visits_are_no_slower_than_the_95th_percentile(
    count: int, expected: int
) -> None:
    assert percentile_95(range(count, 0, -1)) == expected
