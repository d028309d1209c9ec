"""Opening what people send as a spreadsheet: XLSX, XLS, ODS and CSV, told by their bytes and not by their names."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from partnerships.core import contents
from partnerships.core.files import LARGEST, MEGABYTE, clean_name
from partnerships.core.numbers import number
from partnerships.core.spreadsheets import reading
from partnerships.core.spreadsheets.text import rows_of_text

MOST_ROWS = 50_000
# Above the list stands its title; below the last row some leave a note.
SPARE_ROWS = 100
# A workbook of 20 MB that unpacks to more is made to exhaust its reader.
LARGEST_UNPACKED = 300 * 1024 * 1024
CHUNK = 1024 * 1024
TIME_LIMIT = 60
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS = "application/vnd.oasis.opendocument.spreadsheet"

HOW = "Open it in Excel or LibreOffice, save it as .xlsx and send that file."
EMPTY = "“{name}” is empty. Choose the file again."
LARGE = "“{name}” is larger than {size} MB. Take pictures and other sheets out of it, or send it in parts."
LOCKED = (
    "“{name}” is protected with a password, and cannot be read here. Save a copy without it and send that."
)
PDF = "“{name}” is a PDF, not a spreadsheet. Ask for the list as a spreadsheet, or copy it into one, and send that."
PAGE = "“{name}” is a web page that bears the name of a spreadsheet. " + HOW
XML = "“{name}” is written in the old XML form of Excel, which is not read here. " + HOW
BINARY = "“{name}” is a binary workbook (.xlsb), which is not read here. " + HOW
OTHER = "“{name}” is not a spreadsheet, whatever its name says. Send the list as .xlsx, .xls, .ods or .csv."
NO_TEXT = (
    "“{name}” holds a byte in line {line} that no text has (NUL): it was cut or damaged on its way. "
    "Export it again and send that file."
)
BROKEN = "“{name}” cannot be read: it is damaged, or was not finished. " + HOW
TOO_MUCH = (
    "“{name}” holds more than can be read at once. Keep the list alone, without empty columns far to the right, "
    "and send it in parts."
)
TOO_LONG = "“{name}” has {rows} rows. At most {most} are read at once: send it in parts."
NO_SHEET = "“{name}” has no sheet “{sheet}” any more. Choose one of: {sheets}."
SAVED_ELSEWHERE = {
    b"\xff\xd8\xff": "a picture",
    b"\x89PNG": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a text document",
}


@dataclass(frozen=True)
class Book:
    """A file that passed every guard. ``rows`` keeps empty rows, so that a row's place is its number less one."""

    name: str
    kind: str
    sheets: list[str]
    content: bytes

    def rows(self, sheet: str) -> list[list[Any]]:
        if sheet not in self.sheets:
            raise ValidationError(
                NO_SHEET.format(
                    name=self.name, sheet=sheet, sheets=", ".join(f"“{one}”" for one in self.sheets)
                )
            )
        if self.kind == "csv":
            found = rows_of_text(self.content, self.name)
            _check_length(len(found), self.name)
            return found
        return [[_typed(cell) for cell in row] for row in _ask(self.content, self.name, sheet)]


def open_book(file: Any, name: str | None) -> Book:
    """Raises ValidationError with a sentence for whoever sent it. Guards come before anything is parsed."""
    name = clean_name(name)
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    if size == 0:
        raise ValidationError(EMPTY.format(name=name))
    if size > LARGEST:
        raise ValidationError(LARGE.format(name=name, size=LARGEST // MEGABYTE))
    content = file.read()
    file.seek(0)
    kind = _kind(content, name)
    sheets = ["List"] if kind == "csv" else _ask(content, name)
    if not sheets:
        raise ValidationError(BROKEN.format(name=name))
    return Book(name, kind, sheets, content)


def _kind(content: bytes, name: str) -> str:
    head = content[:4096].lstrip()
    if content.startswith(b"PK"):
        return _kind_of_zip(content, name)
    if content.startswith(OLD_OFFICE):
        return _kind_of_old(content, name)
    if head.startswith(b"%PDF"):
        raise ValidationError(PDF.format(name=name))
    for beginning, what in SAVED_ELSEWHERE.items():
        if content.startswith(beginning):
            raise ValidationError(
                f"“{name}” is {what}, not a spreadsheet. Send the list as .xlsx, .xls, .ods or .csv."
            )
    small = head.lower().removeprefix(b"\xef\xbb\xbf")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in small and small.startswith(b"<?xml"):
        raise ValidationError(XML.format(name=name))
    if small.startswith(
        (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta", b"<head", b"<style", b"<div")
    ):
        raise ValidationError(PAGE.format(name=name))
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")) and (at := content.find(b"\0")) >= 0:
        # Many of them are a picture or a program; one or two are a text that was damaged.
        if content[:4096].count(b"\0") > 16:
            raise ValidationError(OTHER.format(name=name))
        raise ValidationError(NO_TEXT.format(name=name, line=content.count(b"\n", 0, at) + 1))
    return "csv"


def _kind_of_old(content: bytes, name: str) -> str:
    """The container of Office before 2007; a newer workbook with a password lies in one, too."""
    if _stream("EncryptedPackage") in content or _stream("EncryptionInfo") in content:
        raise ValidationError(LOCKED.format(name=name))
    if _stream("_VBA_PROJECT") in content:
        raise ValidationError(contents.MACROS.format(name=name))
    if _stream("Workbook") in content or _stream("Book") in content:
        return "xls"
    raise ValidationError(OTHER.format(name=name))


def _stream(called: str) -> bytes:
    return called.encode("utf-16-le")


def _kind_of_zip(content: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = {part.filename: part for part in book.infolist()}
            _check_parts(content, list(book.infolist()), name)
            if any(part.lower().endswith("vbaproject.bin") or part.startswith("Basic/") for part in parts):
                raise ValidationError(contents.MACROS.format(name=name))
            if "xl/workbook.xml" in parts:
                return "xlsx"
            if "xl/workbook.bin" in parts:
                raise ValidationError(BINARY.format(name=name))
            if "mimetype" in parts and book.read("mimetype").decode("latin-1").startswith(ODS):
                manifest = book.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in parts else b""
                if b"encryption-data" in manifest:
                    raise ValidationError(LOCKED.format(name=name))
                return "ods"
    except (
        zipfile.BadZipFile,
        ValueError,
        NotImplementedError,
        zlib.error,
        struct.error,
        RuntimeError,
        KeyError,
    ):
        raise ValidationError(contents.CUT.format(name=name)) from None
    raise ValidationError(OTHER.format(name=name))


def _check_parts(content: bytes, parts: list[zipfile.ZipInfo], name: str) -> None:
    """The sizes that the parts declare, then those that they really have: a bomb may lie about the first."""
    bomb = ValidationError(contents.BOMB.format(name=name))
    packed = sum(part.compress_size for part in parts)
    if len(parts) > contents.MOST_PARTS or packed > len(content):
        raise bomb
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise bomb
    if any(part.flag_bits & 1 for part in parts):
        raise ValidationError(LOCKED.format(name=name))
    for part in parts:
        if part.compress_type == zipfile.ZIP_STORED:
            real = part.compress_size
        elif part.compress_type == zipfile.ZIP_DEFLATED:
            real = _unpacked(content, part)
        else:
            raise NotImplementedError
        if real > part.file_size:
            raise bomb


def _unpacked(content: bytes, part: zipfile.ZipInfo) -> int:
    """How many bytes a part unpacks to, as far as it declares."""
    at = part.header_offset
    named, extra = struct.unpack("<HH", content[at + 26 : at + 30])
    begin = at + 30 + named + extra
    packed = content[begin : begin + part.compress_size]
    unpacker, real = zlib.decompressobj(-zlib.MAX_WBITS), 0
    while packed and not unpacker.eof and real <= part.file_size:
        real += len(unpacker.decompress(packed, CHUNK))
        packed = unpacker.unconsumed_tail
    return real


def _ask(content: bytes, name: str, *sheet: str) -> Any:
    """The answer of the process that reads; a refusal of it as a sentence."""
    command = [sys.executable, "-I", str(Path(reading.__file__)), str(MOST_ROWS + SPARE_ROWS), *sheet]
    try:
        done = subprocess.run(  # noqa: S603 -- our own file, no shell
            command, input=content, capture_output=True, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        raise ValidationError(TOO_MUCH.format(name=name)) from None
    match done.returncode:
        case 0:
            return json.loads(done.stdout)
        case reading.PASSWORD:
            raise ValidationError(LOCKED.format(name=name))
        case reading.TOO_LONG:
            _check_length(json.loads(done.stdout), name)
        case reading.BROKEN:
            raise ValidationError(BROKEN.format(name=name))
    # Too much, or the system ended it at its limits.
    raise ValidationError(TOO_MUCH.format(name=name))


def _check_length(rows: int, name: str) -> None:
    if rows > MOST_ROWS + SPARE_ROWS:
        raise ValidationError(TOO_LONG.format(name=name, rows=number(rows), most=number(MOST_ROWS)))


def _typed(cell: Any) -> Any:
    if isinstance(cell, list):
        kind, text = cell
        return date.fromisoformat(text) if kind == "date" else datetime.fromisoformat(text)
    return cell
