"""Markings above confidential, which this system may not hold (Minimum Information Security Standards, 1996)."""

from __future__ import annotations

import contextlib
import hashlib
import html
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

REFUSED = (
    "“{name}” is marked {marking}. This system holds nothing above Confidential (Minimum Information Security "
    "Standards of 1996). Do not send it here: give it to your security manager, who keeps such documents."
)
IN_ITS_NAME = " If the word in its name is no marking, rename the file."
# How many lines at the head and at the foot of the first page may be a marking.
LINES = 4
TIME_LIMIT = 10
LARGEST_TEXT = 2 * 1024 * 1024
MOST_HEADERS = 12
# A process starts for every PDF; the same bytes, sent again, need none.
REMEMBERED = 64
_LINES_OF: dict[bytes, list[str]] = {}

SPACED = {word: r"\s*".join(word) for word in ("TOP", "SECRET")}
LINE = re.compile(rf"\W*(?P<top>{SPACED['TOP']}\W*)?{SPACED['SECRET']}\W*", re.IGNORECASE)
NAME = re.compile(r"(?<![A-Za-z])(?:(?P<top>[Tt][Oo][Pp][\W_]*[Ss][Ee][Cc][Rr][Ee][Tt])|SECRET)(?![A-Za-z])")
# Letters in a PDF are drawn with a font; without one, and without packed objects that could name one, it is a picture.
LETTERS = re.compile(rb"/Font|/ObjStm|/Encrypt")
PARAGRAPH = re.compile(r"</w:p>|<w:br[^>]*w:type=\"page\"[^>]*/>|<w:lastRenderedPageBreak/>")
PAGE_BREAK = re.compile(r"<w:br[^>]*w:type=\"page\"[^>]*/>|<w:lastRenderedPageBreak/>")
TEXT = re.compile(r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>")


def refusal(file: BinaryIO, name: str, extension: str) -> str:
    """Why a file is refused for its marking; empty when none was found. Reads the first page, never long.

    What cannot be read, such as a scan or a PDF with a password, counts as not marked.
    """
    if found := NAME.search(name):
        return REFUSED.format(name=name, marking=_called(found)) + IN_ITS_NAME
    for line in _ends_of_first_page(file, extension):
        if found := LINE.fullmatch(line):
            return REFUSED.format(name=name, marking=_called(found))
    return ""


def _called(found: re.Match[str]) -> str:
    return "Top Secret" if found["top"] else "Secret"


def _ends_of_first_page(file: BinaryIO, extension: str) -> list[str]:
    lines: list[str] = []
    # A file that its reader cannot make sense of has no line that anybody could read.
    with contextlib.suppress(OSError, ValueError, KeyError, zipfile.BadZipFile, NotImplementedError):
        if extension == "pdf":
            lines = _of_pdf(file)
        elif extension == "docx":
            lines = _of_docx(file)
    file.seek(0)
    return lines


def _of_pdf(file: BinaryIO) -> list[str]:
    if not _has_letters(file):
        return []
    seen = _digest(file)
    if seen not in _LINES_OF:
        while len(_LINES_OF) >= REMEMBERED:
            _LINES_OF.pop(next(iter(_LINES_OF)))
        _LINES_OF[seen] = _read_by_child(file)
    lines = _LINES_OF[seen]
    return lines[:LINES] + lines[-LINES:]


def _digest(file: BinaryIO) -> bytes:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").digest()  # type: ignore[arg-type]


def _read_by_child(file: BinaryIO) -> list[str]:
    # The child reads from where the system, not our buffer, thinks that we are.
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    command = [sys.executable, "-I", str(Path(__file__).with_name("first_page.py"))]
    try:
        done = subprocess.run(  # noqa: S603 -- our own file, no shell
            command, stdin=file, capture_output=True, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return []
    lines: list[str] = json.loads(done.stdout) if done.returncode == 0 else []
    return lines


def _has_letters(file: BinaryIO) -> bool:
    file.seek(0)
    kept = b""
    while chunk := file.read(262_144):
        if LETTERS.search(kept + chunk):
            return True
        kept = chunk[-16:]
    return False


def _of_docx(file: BinaryIO) -> list[str]:
    """Headers and footers whole, of the text the first and the last lines of its first page."""
    file.seek(0)
    with zipfile.ZipFile(file) as book:
        ends = [
            part for part in book.infolist() if re.fullmatch(r"word/(header|footer)\d*\.xml", part.filename)
        ]
        lines = [line for part in ends[:MOST_HEADERS] for line in _lines(_text(book, part))]
        body = _lines(PAGE_BREAK.split(_text(book, book.getinfo("word/document.xml")), maxsplit=1)[0])
    return lines + body[:LINES] + body[-LINES:]


def _text(book: zipfile.ZipFile, part: Any) -> str:
    with book.open(part) as opened:
        return opened.read(LARGEST_TEXT).decode("utf-8", "replace")


def _lines(xml: str) -> list[str]:
    paragraphs = ("".join(TEXT.findall(part)) for part in PARAGRAPH.split(xml))
    return [html.unescape(text).strip() for text in paragraphs if text.strip()]
