"""Two wordings of a text as a red line: the words that go, the words that come, and those that stay."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

STAYS, GOES, COMES = "stays", "goes", "comes"
# Words with the space behind them, so that the pieces joined are the text again.
WORDS = re.compile(r"\s*\S+\s*?(?=\s|$)|\s+")


@dataclass(frozen=True)
class Row:
    """One field that changes: its label and the pieces of its red line, each with what becomes of it."""

    label: str
    pieces: list[tuple[str, str]]


def red_line(before: str, after: str) -> list[tuple[str, str]]:
    """Pieces of both texts in order; without those that come it is the old text, without those that go the new."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    pieces: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append((STAYS, "".join(old[i1:i2])))
            continue
        pieces += [
            (kind, "".join(words)) for kind, words in ((GOES, old[i1:i2]), (COMES, new[j1:j2])) if words
        ]
    return pieces
