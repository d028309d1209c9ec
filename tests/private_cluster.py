"""pytest plugin: the tests get a throw-away PostgreSQL of their own, gone when they end.

TEST_DATABASE_URL names another server; PG_SYSTEM=1 takes Debian's PostgreSQL instead of the wheel's.
DATABASE_URL is never used, so that no test can reach a database that somebody works in.
"""

import os
from collections.abc import Generator

import pytest

from partnerships.private_database import PrivateDatabaseError, ensure_running


@pytest.hookimpl(wrapper=True)  # a wrapper, to come before pytest-django reads the settings
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    os.environ.setdefault("SECRET_KEY", "known to everybody and good for tests alone")
    if "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit the database of their parent
        os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or _throwaway()
    return (yield)


def _throwaway() -> str:
    try:
        return ensure_running(throwaway=True)
    except PrivateDatabaseError as error:
        raise pytest.UsageError(str(error)) from error
