"""HTML to PDF. Knows how a PDF is made, and nothing of what stands in it.

Every document is made by a process of its own, forked from one that has loaded WeasyPrint already: a web process
stays small, and a document that takes too long can be stopped (docs/decisions/0006-pdf.md).
"""

from __future__ import annotations

import fcntl
import multiprocessing
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

# Of one document, waiting for its turn included.
TIME_LIMIT = 90.0
LOOKS_AGAIN = 0.05  # seconds, while it waits for its turn
# What browsers know by themselves, as far as our markup needs it.
BROWSER_SHEET = "lean-ua.css"

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["partnerships.core.pdf_engine"])


class PdfError(Exception):
    """No PDF came about; the message is a sentence for the person who asked for it."""


def folder() -> Path:
    """The style sheets of paper, and the pictures that they name."""
    return Path(settings.BASE_DIR) / "static" / "pdf"


def styles(*names: str) -> str:
    return "\n".join((folder() / name).read_text(encoding="utf-8") for name in names)


def printed(html: str, *names: str, time_limit: float = TIME_LIMIT) -> bytes:
    """The document as PDF/UA-1 in the style sheets of these names. Raises PdfError with a sentence."""
    return to_pdf(
        html,
        css=styles(*names),
        browser_css=styles(BROWSER_SHEET),
        folder=folder(),
        time_limit=time_limit,
    )


def to_pdf(html: str, *, css: str, browser_css: str, folder: Path, time_limit: float = TIME_LIMIT) -> bytes:
    """A tagged PDF (PDF/UA-1) of the document; the same arguments give the same bytes.

    ``folder`` holds the pictures that the style sheets name; nothing else is read. Dates in the file's description
    are those of the document's own meta elements. Raises PdfError with a sentence.
    """
    identifier = sha256("\0".join((html, css, browser_css)).encode()).hexdigest()
    with _a_turn(time_limit):
        receiver, sender = _context.Pipe(duplex=False)
        job = (sender, time_limit, html, css, browser_css, folder, identifier)
        process = _context.Process(target=_make, args=job, daemon=True)
        process.start()
        sender.close()  # so that the end of the process is the end of the pipe
        try:
            return _received(receiver, time_limit)
        finally:
            process.kill()
            process.join()
            process.close()
            receiver.close()


@contextmanager
def _a_turn(time_limit: float) -> Iterator[None]:
    """One of so many places of this machine; that of a process which died is free at once."""
    places = Path(settings.MEDIA_ROOT) / "printing"
    places.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + time_limit
    while True:
        for number in range(settings.PDFS_AT_ONCE):
            with (places / str(number)).open("wb") as place:
                if _taken(place):
                    yield
                    return
        if time.monotonic() > until:
            raise PdfError("Other PDFs are being made. Try again in a minute.")
        time.sleep(LOOKS_AGAIN)


def _taken(place: BinaryIO) -> bool:
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _received(receiver: Connection, time_limit: float) -> bytes:
    try:
        if not receiver.poll(time_limit):
            raise PdfError(f"The PDF was not ready after {time_limit:.0f} seconds and was given up.")
        done, result = receiver.recv_bytes(1), receiver.recv_bytes()
    except EOFError:
        raise PdfError("The PDF could not be made: its process ended, probably for lack of memory.") from None
    if done != b"+":
        raise PdfError(f"The PDF could not be made: {result.decode()}")
    return result


def _make(
    sender: Connection,
    time_limit: float,
    html: str,
    css: str,
    browser_css: str,
    folder: Path,
    identifier: str,
) -> None:
    """In the child process: send the PDF, or what stood against it."""
    from partnerships.core import pdf_engine  # noqa: PLC0415 -- slow import, and too large for a web process

    # Should the process that asked be gone, nobody else would stop this one.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(time_limit) + 1)
    try:
        result = pdf_engine.write(
            html, css=css, browser_css=browser_css, folder=folder, identifier=identifier
        )
    except Exception as error:  # noqa: BLE001 -- whatever it was, the person who waits must hear of it
        sender.send_bytes(b"-")
        sender.send_bytes(f"{type(error).__name__}: {error}".encode())
    else:
        sender.send_bytes(b"+")
        sender.send_bytes(result)
