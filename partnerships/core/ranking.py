"""Which of the records that were found comes first, and where in them the words stand.

Knows words alone: no table, no person. What it returns as safe text is escaped, with the matching words marked.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

WORD = re.compile(r"[^\W_]+")
# So common that they say nothing, as long as another word is asked.
SMALL = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])
# Beginnings of words are found too, from so many letters on.
BEGINNING = 3
# A word of fewer letters is another word as soon as one letter is wrong.
SHORTEST_MISTYPED, LONGEST_MISTYPED = 4, 24
LETTERS = string.ascii_lowercase
# Letters before and behind the first matching word of an excerpt.
BEFORE, BEHIND = 70, 190


@dataclass(frozen=True)
class Asked:
    """One word that was typed, plain, and its stem as the database cuts it.

    ``instead`` are known words that may be meant; ``names``, words of people's names that may be.
    """

    text: str
    stem: str = ""
    instead: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def match(self, *words: str) -> int:
        """How well the best of these plain words agrees.

        10 the word itself, 8 its beginning, 7 its stem, 5 but for one letter.
        """
        if self.text in words:
            return 10
        if len(self.text) >= BEGINNING and any(word.startswith(self.text) for word in words):
            return 8
        if self.stem and any(_stem_agrees(word, self.stem) for word in words):
            return 7
        return 5 if any(word in self.instead or word in self.names for word in words) else 0


def _stem_agrees(word: str, stem: str) -> bool:
    if len(stem) < BEGINNING:
        return word == stem
    # The stem of “community” and of “communities” is “communiti”.
    return word.startswith(stem) or (stem.endswith("i") and word.startswith(f"{stem[:-1]}y"))


@dataclass(frozen=True)
class Entry:
    """A record that was found, before it is shown."""

    kind: str
    pk: int
    title: str
    acronym: str
    day: date | None
    score: float = 0.0


def plain(text: str) -> str:
    """Small letters without accents."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text)
    return "".join(c for c in folded if not unicodedata.combining(c)).lower()


def words(text: str) -> list[str]:
    return WORD.findall(plain(text))


def words_asked(text: str, most: int) -> list[str]:
    """The words that are looked for, each once; small ones only where there is no other."""
    found = list(dict.fromkeys(words(text)))
    telling = [word for word in found if word not in SMALL]
    return (telling or found)[:most]


@lru_cache(maxsize=256)
def mistyped(word: str) -> frozenset[str]:
    """What may be meant: one letter too many, too few, wrong, or two that changed places."""
    if not SHORTEST_MISTYPED <= len(word) <= LONGEST_MISTYPED or not word.isascii() or not word.isalpha():
        return frozenset()
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    less = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    other = {left + letter + right[1:] for left, right in cuts if right for letter in LETTERS}
    more = {left + letter + right for left, right in cuts for letter in LETTERS}
    return frozenset((less | swapped | other | more) - {word})


def score(entry: Entry, asked: Iterable[Asked], weight: float) -> float:
    """The higher the better; the same for every kind of record.

    What is called exactly as was typed comes first, then what holds all words in its name, close together and with
    little else; words that stand in the text alone count least.
    """
    asked = list(asked)
    typed = [one.text for one in asked]
    title, short = words(entry.title), words(entry.acronym)
    if not asked:
        return 0.0
    per_word = [one.match(*title, *short) for one in asked]
    points = sum(per_word) / len(asked) * 10
    in_title = sum(1 for best in per_word if best)
    if in_title == len(asked):
        points += 30 + 20 * len(asked) / max(len(title), len(asked))
    telling = [word for word in title if word not in SMALL]
    if typed in (short, telling, title):
        points += 100
    elif telling[: len(typed)] == typed:
        points += 15
    elif _in_a_row(typed, telling):
        points += 10
    return points + weight


def _in_a_row(typed: list[str], title: list[str]) -> bool:
    size = len(typed)
    return size > 1 and any(title[at : at + size] == typed for at in range(len(title) - size + 1))


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Best first; of those alike the latest."""
    return sorted(
        entries,
        key=lambda entry: (-entry.score, -(entry.day.toordinal() if entry.day else 0), entry.title, entry.pk),
    )


def marked(text: str, asked: Iterable[Asked]) -> SafeString:
    """The text, escaped, with every matching word marked."""
    asked = list(asked)
    parts: list[str] = []
    done = 0
    for found in WORD.finditer(text):
        if any(one.match(plain(found.group())) for one in asked):
            parts += [
                conditional_escape(text[done : found.start()]),
                format_html("<mark>{}</mark>", found.group()),
            ]
            done = found.end()
    parts.append(conditional_escape(text[done:]))
    return mark_safe("".join(parts))  # noqa: S308 -- every part of it is escaped above


def excerpt(text: str, asked: Iterable[Asked]) -> SafeString | None:
    """The lines round the place where most of the words stand together, marked; None where none stands."""
    asked = list(asked)
    places = _places(text, asked)
    if not places:
        return None
    best = max(places, key=lambda place: (_near(places, place), -place[0]))[0]
    start, end = max(0, best - BEFORE), min(len(text), best + BEHIND)
    if start:
        start = text.find(" ", start, best) + 1 or start
    if end < len(text):
        end = text.rfind(" ", best + 1, end) if text.rfind(" ", best + 1, end) > 0 else end
    shown = " ".join(text[start:end].split())
    return mark_safe(  # noqa: S308 -- marked() escapes what it is given
        f"{'… ' if start else ''}{marked(shown, asked)}{' …' if end < len(text) else ''}"
    )


def _places(text: str, asked: list[Asked]) -> list[tuple[int, int]]:
    """Where words stand, with the number of the word: the first few hundred of them."""
    beginnings = {
        part for one in asked for part in (one.text[:2], one.stem[:2], *(w[:2] for w in one.instead))
    }
    beginnings.discard("")
    places: list[tuple[int, int]] = []
    for found in WORD.finditer(text):
        word = found.group()
        # Most words are passed over without being folded.
        if word[:2].lower() not in beginnings and word[:2].isascii():
            continue
        folded = plain(word)
        places += [(found.start(), number) for number, one in enumerate(asked) if one.match(folded)]
        if len(places) > 300:
            break
    return places


def _near(places: list[tuple[int, int]], place: tuple[int, int]) -> int:
    """How many different words stand within an excerpt that begins with this one."""
    return len({number for at, number in places if 0 <= at - place[0] <= BEHIND - 20})
