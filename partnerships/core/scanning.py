"""Asking a ClamAV daemon whether a file is infected: its INSTREAM conversation over a local socket.

Nothing else of it is needed, and no kept library with a fitting licence does it (docs/decisions/0010-scanning.md).
"""

from __future__ import annotations

import logging
import socket
import struct
from typing import BinaryIO

from django.conf import settings

from partnerships.core.models import StoredFile

CHUNK = 65_536
# Of one answer of the daemon; a large file takes it some seconds.
TIME_LIMIT = 30
log = logging.getLogger(__name__)


class InfectedError(Exception):
    """The daemon found something; the message is what it calls it."""


def scan(file: BinaryIO) -> StoredFile.Scan:
    """Clean, or not scanned: when no daemon is configured, or it gives no answer. Raises InfectedError.

    A daemon that does not answer never makes a file clean, and never keeps anybody from work.
    """
    path = settings.CLAMD_SOCKET
    if not path:
        return StoredFile.Scan.NOT_SCANNED
    try:
        answer = _ask(path, file)
    except OSError as error:
        log.warning("The scanner at %s did not answer: %s", path, error)
        return StoredFile.Scan.NOT_SCANNED
    finally:
        file.seek(0)
    if answer == "stream: OK":
        return StoredFile.Scan.CLEAN
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        raise InfectedError(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    log.warning("The scanner at %s could not scan: %s", path, answer or "no answer")
    return StoredFile.Scan.NOT_SCANNED


def _ask(path: str, file: BinaryIO) -> str:
    """Chunks, each after its length in four bytes, and a length of nought at the end; the answer ends with a null."""
    file.seek(0)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as talk:
        talk.settimeout(TIME_LIMIT)
        talk.connect(path)
        talk.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            talk.sendall(struct.pack("!L", len(chunk)) + chunk)
        talk.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < CHUNK and (part := talk.recv(4096)):
            answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
