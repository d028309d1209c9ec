"""The production server, started for the walk: gunicorn with the configuration of `make run`, on a free port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from partnerships.private_database import CHECKOUT

PATIENCE = 60
# A worker that retires in the middle of a measurement would measure its successor's start. Nothing else differs.
ARGUMENTS = "--max-requests 0"


class Server:
    def __init__(self, environment: dict[str, str]):
        self.port = _free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", CHECKOUT / "gunicorn.conf.py"],
            cwd=CHECKOUT,
            env=environment | {"PORT": str(self.port), "GUNICORN_CMD_ARGS": ARGUMENTS},
        )

    def __enter__(self) -> Server:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.__exit__()
        raise SystemExit("The server for the benchmark did not start; its own words stand above.")

    def __exit__(self, *error: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()

    # --- memory ---------------------------------------------------------------------

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def forget_peaks(self) -> None:
        """From now on the kernel notes each worker's highest memory anew."""
        for pid in self.workers():
            with suppress(OSError):
                Path(f"/proc/{pid}/clear_refs").write_text("5")

    def peak(self) -> int:
        """Bytes that the larger worker held at its highest since ``forget_peaks``."""
        return max(map(peak_bytes, self.workers()))


def peak_bytes(pid: int) -> int:
    """The highest memory that the process held; 0 when it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def cores() -> int:
    return len(os.sched_getaffinity(0))
