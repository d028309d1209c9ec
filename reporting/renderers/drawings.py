"""Where the bars of the printed report lie. Templates draw them; the words beside them say the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, LABELS, ROW = 660, 208, 24
# Of these many rows the drawing fills half a page.
LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A coloured piece of a bar with its count written on it."""

    x: float
    y: float
    width: float
    fill: str
    ink: str
    count: int

    @property
    def text_x(self) -> float:
        return round(self.x + 4, 1)

    @property
    def text_y(self) -> float:
        return self.y + 12.5


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    text_y: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend."""

    label: str
    fill: str
    x: float
    y: float

    @property
    def text_x(self) -> float:
        return self.x + 15

    @property
    def text_y(self) -> float:
        return self.y + 9


@dataclass(frozen=True, slots=True)
class StackedBars:
    """Horizontal bars on one scale. ``title`` says every figure, for those who do not see the drawing."""

    title: str
    height: int
    bars: tuple[Bar, ...]
    keys: tuple[Key, ...]
    width: int = WIDTH


# (word, fill, ink on it)
Colour = tuple[str, str, str]


def stacked_bars(
    title: str, rows: Sequence[tuple[str, Sequence[int]]], colours: Sequence[Colour]
) -> StackedBars:
    """``rows`` are (label, counts in the order of ``colours``); the longest row fills the width."""
    longest = max((sum(counts) for _, counts in rows), default=0) or 1
    bars = []
    for place, (label, counts) in enumerate(rows):
        y, x, parts = place * ROW + 3, float(LABELS), []
        for count, (_, fill, ink) in zip(counts, colours, strict=True):
            width = (WIDTH - LABELS) * count / longest
            if count:
                parts.append(Part(round(x, 1), y, round(width, 1), fill, ink, count))
            x += width
        bars.append(Bar(_short(label), y + 12, tuple(parts)))
    keys, x = [], float(LABELS)
    for word, fill, _ in colours:
        keys.append(Key(word, fill, x, ROW * len(rows) + 5))
        x += 32 + 6 * len(word)
    return StackedBars(
        f"{title}: {_in_words(rows, colours)}.", ROW * len(rows) + 22, tuple(bars), tuple(keys)
    )


def _in_words(rows: Sequence[tuple[str, Sequence[int]]], colours: Sequence[Colour]) -> str:
    words = [word.lower() for word, _, _ in colours]
    return "; ".join(
        f"{label}: {', '.join(f'{count} {word}' for count, word in zip(counts, words, strict=True))}"
        for label, counts in rows
    )


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"
