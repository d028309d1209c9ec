"""Lists that came as text: the coding and the separator are found out."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError

SEPARATORS = (",", ";", "\t", "|")
LOOKED_AT = 60
CODINGS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
UNREADABLE = "“{name}” is written in a coding that cannot be told. Save it as “CSV UTF-8” and send that file."
BROKEN = (
    "“{name}” cannot be read from row {row} on: a quotation mark is missing, or a cell is far too long. "
    "Correct that row."
)


def rows_of_text(content: bytes, name: str) -> list[list[Any]]:
    """Every row, empty ones too; a first line “sep=;” says the separator and is left empty."""
    text = decoded(content, name)
    separator, told = "", text[:8].lower()
    if told.startswith("sep=") and len(told) > 4:
        separator = text[4]
        text = text[text.find("\n") :] if "\n" in text else ""
    separator = separator or separator_of(text)
    rows: list[list[Any]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows.extend(reader)
    except csv.Error:
        raise ValidationError(BROKEN.format(name=name, row=len(rows) + 1)) from None
    return rows


def decoded(content: bytes, name: str) -> str:
    """UTF-8 with a mark or without, UTF-16 with its mark, otherwise Windows-1252."""
    mark, coding = next((one for one in CODINGS if content.startswith(one[0])), (b"", "utf-8"))
    try:
        return content.decode(coding)
    except UnicodeDecodeError:
        if mark:
            raise ValidationError(UNREADABLE.format(name=name)) from None
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise ValidationError(UNREADABLE.format(name=name)) from None


def separator_of(text: str) -> str:
    """The one by which most of the first rows fall into the same number of cells, and into the most."""
    sample = text[:40_000]

    def fit(separator: str) -> tuple[int, int]:
        lengths: Counter[int] = Counter()
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        try:
            for _, row in zip(range(LOOKED_AT), reader, strict=False):
                lengths[len(row)] += len(row) > 1
        except csv.Error:
            return (0, 0)
        length, rows = max(lengths.items(), key=lambda found: (found[1], found[0]), default=(0, 0))
        return (rows, length)

    return max(SEPARATORS, key=fit)
