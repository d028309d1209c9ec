"""`make run`, first half: refuse what cannot work before anything slow happens, install, call serve.py.

Runs under the system's Python with nothing but its standard library.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import sys
from typing import TextIO

from install import CHECKOUT, PYTHON, VAR, install


def main() -> None:
    port = chosen_port()
    lock = only_one_at_a_time(port)
    refuse_a_taken_port(port)
    install("run")
    os.set_inheritable(lock.fileno(), True)  # the server keeps the lock for as long as it lives
    os.environ["PORT"] = str(port)
    os.execv(PYTHON, (PYTHON, CHECKOUT / "scripts" / "serve.py"))  # noqa: S606 -- our own program


def chosen_port() -> int:
    named = os.environ.get("PORT") or "8000"
    if not named.isascii() or not named.isdecimal() or not 1 <= int(named) <= 65535:
        sys.exit(f"PORT is {named!r}, which is not a number from 1 to 65535. For example: make run PORT=8001")
    return int(named)


def only_one_at_a_time(port: int) -> TextIO:
    try:
        VAR.mkdir(exist_ok=True)
        lock = (VAR / "run.lock").open("a+")
    except OSError as error:
        sys.exit(f"The folder {VAR} must be writable for you: {error}.")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        sys.exit(
            f"`make run` already runs in this folder ({lock.read().strip() or 'starting'}). Stop it first."
        )
    lock.truncate(0)
    lock.write(f"process {os.getpid()}, port {port}\n")
    lock.flush()
    return lock


def refuse_a_taken_port(port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
            trial.listen()
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            reason = "is taken by another program" if taken else f"cannot be used: {error.strerror}"
            sys.exit(
                f"Port {port} {reason}. Choose another one: make run PORT={8001 if port != 8001 else 8002}"
            )


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
