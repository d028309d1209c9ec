"""The text of a PDF or a Word file, read in a process of its own that may use neither long nor much.

``reading`` starts this file by its path, with the document as standard input and its ending as the one argument; it
prints the text. It imports nothing of ours. Whatever a file does to its reader, only this process suffers.
"""

from __future__ import annotations

import html
import re
import resource
import sys
import zipfile
from collections.abc import Iterator

MEMORY = 1024 * 1024 * 1024
SECONDS = 20
MOST_PAGES = 300
MOST_LETTERS = 100_000
# Of one part of a Word file, unpacked.
LARGEST_PART = 16 * 1024 * 1024
MOST_PARTS = 12

PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
PIECE = re.compile(r"<w:t(?:\s[^>]*)?>([^<]*)</w:t>|(</w:p>|<w:tab[ />]|<w:br[ />]|</w:tc>)")


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    parts = _of_pdf() if sys.argv[1] == "pdf" else _of_docx()
    left = MOST_LETTERS
    for part in parts:
        # Written as it is read: what a process was stopped over keeps the pages before it.
        text = " ".join(part.split())[:left]
        left -= len(text) + 1
        sys.stdout.buffer.write(f"{text}\n".encode("utf-8", "replace"))
        sys.stdout.flush()
        if left <= 0:
            break


def _of_pdf() -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415 -- after the limits, so that they hold for it

    pages = PdfReader(sys.stdin.buffer).pages
    for number in range(min(len(pages), MOST_PAGES)):
        yield pages[number].extract_text()


def _of_docx() -> Iterator[str]:
    with zipfile.ZipFile(sys.stdin.buffer) as book:
        found = [part for part in book.infolist() if PARTS.fullmatch(part.filename)]
        for part in sorted(found, key=lambda one: one.filename != "word/document.xml")[:MOST_PARTS]:
            with book.open(part) as opened:
                xml = opened.read(LARGEST_PART).decode("utf-8", "replace")
            yield html.unescape(
                "".join(match[1] if match[1] is not None else " " for match in PIECE.finditer(xml))
            )


if __name__ == "__main__":
    main()
