"""A browser without eyes: keeps its cookies and one connection, takes compressed pages, and looks at the clock."""

from __future__ import annotations

import gzip
import http.client
import math
import secrets
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from partnerships.bench.counting import COUNT, MILLISECONDS, WORK


class PageError(Exception):
    """A page did not answer as it must; the sentence says which and how."""


@dataclass(frozen=True)
class Answer:
    status: int
    milliseconds: float
    size: int
    queries: int
    query_milliseconds: float
    work: float
    location: str
    body: bytes


class Browser:
    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        answer = self._ask("GET", path)
        if answer.status != http.client.OK:
            raise PageError(f"{path} answered {answer.status} instead of 200.")
        return answer

    def sign_in(self, path: str, email: str, password: str) -> None:
        self.get(path)
        form = {"login": email, "password": password, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        answer = self._ask("POST", path, urlencode(form))
        if answer.status != http.client.FOUND:
            raise PageError(f"{email} could not sign in: the form answered {answer.status}.")

    def send(self, path: str, field: str, name: str, content: bytes) -> Answer:
        """A form with one file and nothing else."""
        boundary = secrets.token_hex(16)
        part = f'--{boundary}\r\nContent-Disposition: form-data; name="{{}}"'
        head = "\r\n".join(
            (
                part.format("csrfmiddlewaretoken"),
                "",
                self.cookies["csrftoken"],
                f'{part.format(field)}; filename="{name}"',
                "Content-Type: application/pdf",
                "",
                "",
            )
        )
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={boundary}")

    def _ask(
        self,
        method: str,
        path: str,
        body: str | bytes | None = None,
        kind: str = "application/x-www-form-urlencoded",
    ) -> Answer:
        headers = {
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        }
        if body is not None:
            headers["Content-Type"] = kind
        begun = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # The server closes connections that rest; the clock starts again with the new one.
            self.connection.close()
            begun = time.perf_counter()
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
        content = response.read()
        milliseconds = (time.perf_counter() - begun) * 1000
        for header in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return Answer(
            status=response.status,
            milliseconds=milliseconds,
            size=len(content),
            queries=int(response.headers.get(COUNT, 0)),
            query_milliseconds=float(response.headers.get(MILLISECONDS, 0)),
            work=float(response.headers.get(WORK, 0)),
            location=response.headers.get("Location", ""),
            body=gzip.decompress(content) if response.headers.get("Content-Encoding") == "gzip" else content,
        )


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def percentile_95(values: Sequence[float]) -> float:
    """The smallest value that at least 95 of a hundred do not exceed."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]
