"""The demonstration for tests: loaded once in a run, into a database of its own, whichever modules ask for it."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

SEED, DAY = 1, date(2026, 11, 23)
NOW = "2026-11-23 09:00+02:00"
HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def demonstration(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The folder of its files. What the tests of a module change is undone when they have run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    media, loaded = shared / "demonstration-files", shared / "demonstration-is-loaded"
    own = connection.settings_dict["NAME"]
    name = re.sub(r"_gw\d+$", "", own) + "_demonstration"
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False):
        with (shared / "demonstration.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not loaded.exists():
                _copy(own, name)
                with _connected_to(name), override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=HASHERS):
                    load()
                loaded.touch()
        with _connected_to(name), transaction.atomic():
            yield media
            transaction.set_rollback(True)


def load(**options: Any) -> None:
    given = {"seed": SEED, "today": DAY, "password": "known to the tests", "verbosity": 0} | options
    call_command("load_demo", into=connection.settings_dict["NAME"], **given)


def _copy(source: str, name: str) -> None:
    connection.close()  # a database that somebody is connected to cannot be copied
    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    known = {
        key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if key in parameters
    }
    with psycopg.connect(**known, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """The other database, made by any of the workers, may count its content types otherwise."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        ContentType.objects.clear_cache()
