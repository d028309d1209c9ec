"""manage.py: a database that is not there costs one sentence, an error of a statement its whole story."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import OperationalError, connection

from manage import plain_errors
from partnerships.private_database import CHECKOUT, PrivateDatabaseError


def manage(*words, **environment):
    return subprocess.run(
        [sys.executable, CHECKOUT / "manage.py", *words],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        (
            "postgresql://clerk:secret@127.0.0.1:1/partnerships",
            "The database 'partnerships' at 127.0.0.1:1 does not answer: Connection refused.",
        ),
        (
            "postgresql://clerk@/partnerships?host=/nowhere&password=secret",
            "The database 'partnerships' at /nowhere does not answer: No such file or directory.",
        ),
    ],
)
def test_a_database_that_is_not_there_is_named_without_its_password(url, sentence):
    done = manage("showmigrations", DATABASE_URL=url)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{sentence} Start it or correct DATABASE_URL.\n"


@pytest.mark.parametrize(
    "url", ["mysql://clerk:secret@127.0.0.1/partnerships", "partnerships", "sqlite:///file"]
)
def test_an_address_that_is_not_of_a_postgresql_is_refused_with_an_example(url):
    done = manage("showmigrations", DATABASE_URL=url)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "DATABASE_URL must look like postgresql://user:password@host:5432/name.\n"


@pytest.mark.django_db
def test_an_error_of_a_statement_is_not_mistaken_for_a_missing_database():
    with (
        pytest.raises(OperationalError, match="statement timeout"),
        plain_errors(),
        connection.cursor() as cursor,
    ):
        cursor.execute("set local statement_timeout = 1; select pg_sleep(1)")


@pytest.mark.parametrize("error", [PrivateDatabaseError, ImproperlyConfigured, CommandError])
def test_what_is_set_up_wrongly_is_said_in_its_own_words(error):
    with pytest.raises(SystemExit) as end, plain_errors():
        raise error("Set DATABASE_URL.")
    assert end.value.code == "Set DATABASE_URL."
