"""What a request or a block of code costs: statements sent, time waited for them, and work done for it.

Work is processor time, of this thread and of the PostgreSQL process that serves it. Unlike time on the clock it says
the same whoever else uses the machine, so pages can be compared by it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

COUNT, MILLISECONDS, WORK = "X-Query-Count", "X-Query-Time", "X-Work-Time"


class Counter:
    """Counts while it is open: ``with Counter() as counter: …``."""

    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0
        # Of this thread and of the database.
        self.own_work, self.database_work = 0.0, 0.0
        self._hook: AbstractContextManager[Any] = connection.execute_wrapper(self._run)

    @property
    def work(self) -> float:
        return self.own_work + self.database_work

    def _run(self, execute: Callable[..., Any], *args: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*args)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - begun

    def __enter__(self) -> Counter:
        self._hook.__enter__()
        self._backend = _backend()
        self._database_before, self._own_before = processor_seconds(self._backend), time.thread_time()
        return self

    def __exit__(self, *error: Any) -> None:
        self.own_work = time.thread_time() - self._own_before
        backend = _backend()
        before = self._database_before if backend == self._backend else 0.0
        self.database_work = processor_seconds(backend) - before
        self._hook.__exit__(*error)


class QueryCount:
    """Says in the answer's headers what the request cost, the reading of the session included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with Counter() as counter:
            response = self.get_response(request)
        response[COUNT] = str(counter.count)
        response[MILLISECONDS] = f"{counter.seconds * 1000:.2f}"
        response[WORK] = f"{counter.work * 1000:.2f}"
        return response


def _backend() -> int:
    """The PostgreSQL process at the other end of this thread's connection; 0 while there is none."""
    return connection.connection.info.backend_pid if connection.connection else 0


def processor_seconds(pid: int) -> float:
    """What the process has used of the processor so far; 0 when it is gone or on another machine."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return 0.0
