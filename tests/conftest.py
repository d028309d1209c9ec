"""What every test stands on: a fixed today, private files, quick passwords."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

# A Monday in Q3 2026/27, in Johannesburg.
TODAY = "2026-11-23 09:00+02:00"


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
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
