"""The words of documents, read out of their files so that a search finds them. Never in the process of a request.

``manage.py read_documents`` reads what was not read yet; a file is given to a process of its own with limits on
pages, letters, memory and seconds (``words_of_file``). What cannot be read is remembered as such, and not tried again.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path, PurePath

from django.db import IntegrityError, connection, transaction

from partnerships.core import jobs
from partnerships.core.models import Document, DocumentText

READABLE = ("pdf", "docx")
# On the clock; the process itself may use less of the processor.
TIME_LIMIT = 30
READER = Path(__file__).with_name("words_of_file.py")
Outcome = DocumentText.Outcome
log = logging.getLogger(__name__)


def begin() -> None:
    """Have new documents read, beside the request, once what was written so far is committed."""
    waiting = [entry[1] for entry in connection.run_on_commit]
    if _start not in waiting:  # one process, however many files came with a form
        transaction.on_commit(_start)


def _start() -> None:
    jobs.start("read_documents")


def read_all() -> list[DocumentText]:
    """Read what was not read yet, also what comes meanwhile; nothing when another process does so already."""
    read: list[DocumentText] = []
    with jobs.alone("read_documents") as mine:
        while mine and (waiting := unread()):
            read += [text for pk in waiting if (text := read_one(pk))]
    return read


def unread() -> list[int]:
    """Documents that may hold text and were not read yet, the newest first."""
    waiting = Document._base_manager.filter(text__isnull=True).order_by("-pk")
    rows = waiting.values_list("pk", "original_name")
    return [pk for pk, name in rows if extension_of(name) in READABLE]


def read_one(pk: int) -> DocumentText | None:
    """Read one document and keep its words; None when it is gone, is no text, or somebody else has read it."""
    document = Document._base_manager.filter(pk=pk, text__isnull=True).first()
    if document is None or extension_of(document.original_name) not in READABLE:
        return None
    outcome, text = words_of(document.file, extension_of(document.original_name))
    try:
        with transaction.atomic():
            return DocumentText.objects.create(document=document, outcome=outcome, text=text)
    except IntegrityError:
        return None


def extension_of(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def words_of(file: object, extension: str) -> tuple[DocumentText.Outcome, str]:
    """What could be read, also when the reader had to be stopped over a later page."""
    command = [sys.executable, "-I", str(READER), extension]
    try:
        with file.open("rb") as stored:  # type: ignore[attr-defined]
            os.lseek(stored.fileno(), 0, os.SEEK_SET)
            done = subprocess.run(  # noqa: S603 -- our own file, no shell
                command,
                stdin=stored,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=TIME_LIMIT,
                check=False,
            )
        content, failed = done.stdout, done.returncode != 0
    except subprocess.TimeoutExpired as stopped:
        content, failed = stopped.stdout or b"", True
    except OSError as error:
        log.warning("A document could not be opened for reading: %s", error)
        content, failed = b"", True
    text = content.decode("utf-8", "replace").replace("\0", " ").strip()
    if text:
        return Outcome.READ, text
    return (Outcome.UNREADABLE if failed else Outcome.NO_TEXT), ""
