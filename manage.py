#!/usr/bin/env python
"""Django's command line, with a database: the one that DATABASE_URL names, otherwise the checkout's own."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from partnerships import local_environment
from partnerships.local_environment import LocalEnvironmentError
from partnerships.private_database import PrivateDatabaseError

try:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError, execute_from_command_line
    from django.db import OperationalError
except ImportError:
    sys.exit("Django is not installed here. Run `make run` once, then use .venv/bin/python manage.py.")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnerships.settings")
    with plain_errors():
        local_environment.complete()
        execute_from_command_line(sys.argv)


@contextmanager
def plain_errors() -> Iterator[None]:
    """A database that is not there, or a setting that is wrong, ends the program with one sentence."""
    try:
        yield
    except (PrivateDatabaseError, LocalEnvironmentError, ImproperlyConfigured, CommandError) as error:
        sys.exit(str(error))
    except OperationalError as error:
        if "--traceback" in sys.argv or not is_about_the_connection(error):
            raise
        sys.exit(unanswered(error))


def is_about_the_connection(error: OperationalError) -> bool:
    """PostgreSQL gives every error of a running statement a code; one without never reached a statement."""
    return getattr(error.__cause__, "sqlstate", None) is None


def unanswered(error: OperationalError) -> str:
    url = urlsplit(os.environ["DATABASE_URL"])
    host = url.netloc.rpartition("@")[2] or parse_qs(url.query).get("host", ["this machine"])[0]
    reason = str(error).partition("\n")[0].rpartition(" failed: ")[2]
    return (
        f"The database {url.path.strip('/')!r} at {host} does not answer: {reason}. "
        "Start it or correct DATABASE_URL."
    )


if __name__ == "__main__":
    main()
