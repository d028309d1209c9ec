"""A real browser: Debian's headless Chromium, with the pages as a person gets them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from partnerships.core.models import User
from partnerships.core.static import JOINED, join

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session", autouse=True)
def static_files() -> Iterator[None]:
    """As a server of production gives them: the style sheets as one, and nothing asked for twice."""
    one_by_one = StaticFilesHandler.serve
    found = (one for finder in finders.get_finders() for one in finder.list([]))
    sheets = {path: Path(storage.path(path)) for path, storage in found if path.endswith(".css")}
    joined = join(JOINED, {path: sheet.read_text() for path, sheet in sheets.items()})

    def serve(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        is_joined = handler.file_path(request.path) == JOINED
        answer = HttpResponse(joined, content_type="text/css") if is_joined else one_by_one(handler, request)
        answer["Cache-Control"] = "max-age=3600"
        return answer

    StaticFilesHandler.serve = serve
    yield
    StaticFilesHandler.serve = one_by_one


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread; Django's ORM must not take that for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


class Visitor:
    """Opens pages and remembers what a strict policy or a broken address would say."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base
        self.complaints: list[str] = []
        # A refused page (403, 404) is reported by the browser as a failed resource: that is its job.
        self.expected = ["the server responded with a status of"]
        self.contexts: list[BrowserContext] = []

    def page(self, user: User | None = None, *, viewport: Any = DESK, **options: Any) -> Page:
        """A page of its own, signed in as this person, without JavaScript unless asked for."""
        context = self.browser.new_context(
            viewport=viewport, base_url=self.base, **({"java_script_enabled": True} | options)
        )
        self.contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.base}])
        page = context.new_page()
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("request", lambda request: self._asked(request.url))
        return page

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not any(known in text for known in self.expected):
            self.complaints.append(text)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:")):
            self.complaints.append(f"A request to another server: {url}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def visitor(browser: Browser, live_server: Any) -> Iterator[Visitor]:
    someone = Visitor(browser, live_server.url)
    yield someone
    someone.close()
    assert someone.complaints == []
