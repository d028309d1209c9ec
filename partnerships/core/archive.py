"""A ZIP file that can be checked by anybody: written a piece at a time, with the SHA-256 of each of its files inside.

No more than a piece is ever in memory, and what it is written to need not be seekable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

SUMS = "SHA256SUMS"
PIECE = 65_536
ORDINARY_FILE = 0o100644 << 16
# What every system can write down and every checker reads the same way.
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")


@dataclass(frozen=True, slots=True)
class Written:
    """One file of the archive: its name below the folder, its bytes, and their SHA-256."""

    name: str
    size: int
    sha256: str


class Archive:
    """Everything stands in one folder; ``SHA256SUMS`` comes last and names every other file, as sha256sum writes it.

    The same files in the same order at the same moment give the same bytes. ZIP64 where it is needed.
    """

    def __init__(self, out: IO[bytes], folder: str, moment: datetime):
        self.folder, self.written = folder, list[Written]()
        self._moment = moment.timetuple()[:6]
        self._names: set[str] = set()
        self._zip = ZipFile(out, "w", allowZip64=True)

    def add(self, name: str, pieces: Iterable[bytes], *, packed: bool = True) -> Written:
        """``packed=False`` for what is compressed already, such as PDFs and pictures."""
        if not PLAIN_NAME.fullmatch(name) or name in self._names:
            raise ValueError(f"{name!r} is no name for a file of an archive, or is there already.")
        self._names.add(name)
        info = ZipInfo(f"{self.folder}/{name}", date_time=self._moment)
        info.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
        info.external_attr = ORDINARY_FILE
        digest, size = sha256(), 0
        with self._zip.open(info, "w") as target:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                target.write(piece)
        found = Written(name, size, digest.hexdigest())
        self.written.append(found)
        return found

    def add_text(self, name: str, text: str) -> Written:
        return self.add(name, [text.encode()])

    def close(self) -> Written:
        """Write the sums and the directory; nothing can be added afterwards."""
        lines = "".join(f"{one.sha256}  {one.name}\n" for one in self.written)
        found = self.add_text(SUMS, lines)
        self._zip.close()
        return found


def pieces_of(stored: IO[bytes]) -> Iterator[bytes]:
    while piece := stored.read(PIECE):
        yield piece


class Counted:
    """What is written to passes through; its length and SHA-256 are known at the end. It cannot be wound back."""

    def __init__(self, out: IO[bytes]):
        self.out, self.size, self.digest = out, 0, sha256()

    def write(self, piece: bytes) -> int:
        self.digest.update(piece)
        self.size += len(piece)
        return self.out.write(piece)

    def flush(self) -> None:
        self.out.flush()
