"""What every test stands on: a fixed today, private files, quick passwords."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from pytest_django.plugin import blocking_manager_key

from partnerships.core.models import DocumentKind
from tests.demonstration import demonstration  # noqa: F401 -- a fixture

# How long examples take says how busy the machine is, and nothing of the code.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

# A Monday in Q3 2026/27, in Johannesburg.
TODAY = "2026-11-23 09:00+02:00"
# Without the manifest that only a collection of the static files writes.
STATIC_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
KINDS_OF_DOCUMENTS = import_module("partnerships.core.migrations.0003_document_kinds").KINDS


@pytest.fixture(autouse=True)
def today(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test runs on the same day; tests in a browser keep the real clock, for its cookies' sake."""
    if request.node.get_closest_marker("browser"):
        yield
        return
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.JOBS_IN_PROCESS = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": STATIC_FILES}}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, Any, Any]:
    """A test with transactions of its own empties every table when it ends; the migrations had filled one."""
    result = yield
    marker = item.get_closest_marker("django_db")
    if nextitem and marker and marker.kwargs.get("transaction"):
        with item.config.stash[blocking_manager_key].unblock():
            kinds = [DocumentKind(**fields) for fields in KINDS_OF_DOCUMENTS]
            DocumentKind.objects.bulk_create(kinds, ignore_conflicts=True)
    return result
