"""How many statements a request or a block of code sends to the database, and how long they took."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

COUNT, MILLISECONDS = "X-Query-Count", "X-Query-Time"


class Counter:
    """Counts while it is open: ``with Counter() as counter: …``."""

    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0
        self._hook: AbstractContextManager[Any] = connection.execute_wrapper(self._run)

    def _run(self, execute: Callable[..., Any], *args: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*args)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - begun

    def __enter__(self) -> Counter:
        self._hook.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._hook.__exit__(*error)


class QueryCount:
    """Says in the answer's headers what the request asked of the database, the reading of the session included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with Counter() as counter:
            response = self.get_response(request)
        response[COUNT] = str(counter.count)
        response[MILLISECONDS] = f"{counter.seconds * 1000:.2f}"
        return response
