"""What an obligation quotes: a passage of its clause or the whole of it, as far as the text is kept here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mou.models import Clause, MoU, number_quoted


@dataclass(frozen=True)
class Quote:
    """The words, whether they are the whole clause, and whether they still stand in it."""

    text: str
    clause: Clause | None = None
    is_whole: bool = False
    is_outdated: bool = False


def quote_of(owed: Any, clause: Clause | None) -> Quote | None:
    """``clause`` is the one whose number is quoted, where the text is kept here. None: nothing is quoted."""
    if clause is None:
        return Quote(owed.quoted_text) if owed.quoted_text else None
    if not owed.quoted_text:
        return Quote(clause.text, clause, is_whole=True)
    return Quote(owed.quoted_text, clause, is_outdated=not _holds(clause, owed.quoted_text))


def clause_quoted(mou: MoU, quote: str) -> Clause | None:
    """The clause whose number “5.1” names: also one that an amendment took out, for what was owed under it."""
    number = number_quoted(quote)
    found: Clause | None = mou.clauses.filter(number=number).first() if number else None
    return found


def against_quoting(mou: MoU, quote: str, words: str) -> str:
    """Why these words are no quotation; empty when they are, or when the text is not kept here."""
    clause = clause_quoted(mou, quote)
    if clause is None or _holds(clause, words):
        return ""
    return (
        f"These words do not stand in clause {clause.number}, {clause.heading}. Copy them from the clause, or leave "
        "this empty to quote the whole of it."
    )


def _holds(clause: Clause, words: str) -> bool:
    return " ".join(words.split()) in " ".join(clause.text.split())
