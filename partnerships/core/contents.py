"""What a file is, told from its bytes: whether they agree with its name, are whole, and hide nothing else."""

from __future__ import annotations

import re
import struct
import zipfile
from typing import Any

import puremagic

# Extension → media type given on download, and the beginning of content that we believe.
KINDS: dict[str, tuple[str, bytes]] = {
    "pdf": ("application/pdf", b"%PDF-"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
}
MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
# What stands at the end of a whole file; little may follow it.
ENDS = {"pdf": b"%%EOF", "png": b"IEND", "jpg": b"\xff\xd9", "jpeg": b"\xff\xd9"}
TAIL = 65_536
# An Office file of twenty megabytes that unpacks to more than this, or has more parts, is made to exhaust its reader.
LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_PARTS = 5_000
# The record at the end of a ZIP: signature, disks, entries, size and place of the directory, length of a comment.
ZIP_END = struct.Struct("<4s4H2LH")
ZIP_SIGNATURE = b"PK\x05\x06"

OTHER = "The content of “{name}” is not what its name says. Open it in its program, save it again and send that copy."
CUT = "“{name}” ends in the middle: a part of it did not arrive. Choose the file again."
BOMB = "“{name}” unpacks to far more than its size allows. Save it again in its program and send that copy."
MACROS = "“{name}” carries macros, which are not accepted. Save a copy without them and send that."


def objection(file: Any, size: int, extension: str) -> str:
    """Why this content cannot be taken under this extension, as a sentence with {name} in it; empty if it can."""
    file.seek(0)
    head = file.read(8192)
    file.seek(max(0, size - TAIL))
    tail = file.read(TAIL)
    file.seek(0)
    if not head.startswith(KINDS[extension][1]):
        return OTHER
    if extension in MAIN_PART:
        reason = _against_office(file, size, extension, tail)
        file.seek(0)
        return reason
    end = tail.rfind(ENDS[extension])
    if end < 0:
        return CUT
    # Behind the end of a PDF or a picture stands no second file.
    return OTHER if ZIP_SIGNATURE in tail[end:] or not _is_recognised(head, extension) else ""


def _is_recognised(head: bytes, extension: str) -> bool:
    try:
        return any(KINDS[extension][0] == match.mime_type for match in puremagic.magic_string(head))
    except puremagic.PureError:
        return False


def _against_office(file: Any, size: int, extension: str, tail: bytes) -> str:
    """An Office file is a ZIP from its first byte to its last, with a directory of its parts."""
    last = tail[-ZIP_END.size :]
    if len(last) < ZIP_END.size or not last.startswith(ZIP_SIGNATURE):
        return OTHER if ZIP_SIGNATURE in tail else CUT
    _, _, _, _, entries, directory_size, directory_at, _ = ZIP_END.unpack(last)
    # Nothing may stand before the parts, between them and the directory, or be so long that reading it costs memory.
    if directory_at + directory_size + ZIP_END.size != size:
        return OTHER
    if entries > MOST_PARTS:
        return BOMB
    try:
        with zipfile.ZipFile(file) as book:
            parts = book.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return OTHER
    return _against_parts(parts, size, extension)


def _against_parts(parts: list[zipfile.ZipInfo], size: int, extension: str) -> str:
    names = {part.filename for part in parts}
    outside = any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names)
    if outside or not {"[Content_Types].xml", MAIN_PART[extension]} <= names:
        return OTHER
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return MACROS
    # Parts that overlap unpack the same bytes again and again.
    overlap = sum(part.compress_size for part in parts) > size
    return BOMB if overlap or sum(part.file_size for part in parts) > LARGEST_UNPACKED else ""
