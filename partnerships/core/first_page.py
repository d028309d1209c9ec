"""The lines of the first page of a PDF, read in a process of its own that may use neither long nor much.

``markings`` starts this file by its path, with the PDF as standard input; it prints JSON. It imports nothing of ours.
"""

from __future__ import annotations

import json
import resource
import sys
from collections import defaultdict
from typing import Any

MEMORY = 1024 * 1024 * 1024
SECONDS = 8
# A page of print has some thousand letters; what is beyond this is not read by people.
MOST_LETTERS = 20_000


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from pypdf import PdfReader  # noqa: PLC0415 -- after the limits, so that they hold for it

    page = PdfReader(sys.stdin.buffer).pages[0]
    json.dump(lines(page), sys.stdout)


def lines(page: Any) -> list[str]:
    """From top to bottom, whatever the order in which the file paints them."""
    found: dict[int, list[tuple[float, str]]] = defaultdict(list)
    letters = 0

    def visit(text: str, cm: Any, tm: Any, font: Any, size: Any) -> None:
        nonlocal letters
        letters += len(text)
        if text.strip() and letters < MOST_LETTERS:
            x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found[round(y / 3)].append((x, text))

    page.extract_text(visitor_text=visit)
    rows = []
    for y in sorted(found, reverse=True):
        text = "".join(part for _, part in sorted(found[y], key=lambda one: one[0]))
        rows += [line.strip() for line in text.splitlines() if line.strip()]
    return rows


if __name__ == "__main__":
    main()
