"""`make run` refuses in one sentence what cannot work, before it installs or changes anything."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys

import pytest

from partnerships.private_database import CHECKOUT


@pytest.fixture
def checkout(tmp_path):
    """A copy of the scripts alone: nothing else of a checkout may be needed to refuse."""
    shutil.copytree(CHECKOUT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def run(checkout, **environment):
    return subprocess.run(
        [sys.executable, checkout / "scripts" / "run.py"],
        env=os.environ | {name: str(value) for name, value in environment.items()},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def refused(done, sentence):
    return (done.returncode, done.stdout, done.stderr) == (1, "", f"{sentence}\n")


def test_a_port_that_is_taken_is_named_with_a_way_out(checkout, taken_port):
    assert refused(
        run(checkout, PORT=taken_port),
        f"Port {taken_port} is taken by another program. Choose another one: make run PORT=8001",
    )
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80a", "８０００", "8000.0"])
def test_a_port_that_is_no_port_is_refused_with_an_example(checkout, port):
    assert refused(
        run(checkout, PORT=port),
        f"PORT is {port!r}, which is not a number from 1 to 65535. For example: make run PORT=8001",
    )


def test_a_second_run_in_the_same_folder_is_told_of_the_first(checkout):
    (checkout / "var").mkdir()
    with (checkout / "var" / "run.lock").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        first.write("process 4711, port 8000\n")
        first.flush()
        done = run(checkout, PORT=8001)
    assert refused(done, "`make run` already runs in this folder (process 4711, port 8000). Stop it first.")
    assert not (checkout / ".venv").exists()


def test_a_database_that_is_not_there_is_named_without_its_password():
    done = subprocess.run(
        [sys.executable, CHECKOUT / "scripts" / "serve.py"],
        env=os.environ
        | {"DATABASE_URL": "postgresql://clerk:secret@127.0.0.1:1/partnerships", "PORT": "8000"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused(
        done,
        "The database 'partnerships' at 127.0.0.1:1 does not answer: Connection refused. "
        "Start it or correct DATABASE_URL.",
    )
