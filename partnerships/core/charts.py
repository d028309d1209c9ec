"""Small charts as rectangles: where each one lies. Templates draw them as SVG, static/css colours them.

The drawings stretch, so they hold no text; the figures stand beside them in HTML. Each rectangle carries a
fill of its own as well, because a PDF renderer does not let a page's style sheet reach into a drawing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

Figure = int | float | Decimal

# The light theme of static/css/tokens.css; a test compares the two.
FILLS: Final = {
    "chart-ground": "#e6ebf0",
    "chart-actual": "#2b6499",
    "chart-previous": "#a9bfd3",
    "chart-target": "#18232e",
    "good": "#1b7a4c",
    "due": "#b06a00",
    "overdue": "#c12c2f",
    "paper": "#ffffff",
    "age-later": "#d3dee8",
    "age-soon": "#97b4ce",
    "age-30": "#efc15a",
    "age-90": "#dd8432",
    "age-old": "#a72427",
}
BULLET_TONES: Final = {"": "chart-actual", "good": "good", "behind": "due", "overdue": "overdue"}
AGES: Final = ("later", "soon", "30", "90", "old")
# Parts that are late carry one, two or three stripes, so that they are told apart without colour.
# Functional, partly, not functional, not assessed; the second and the third carry stripes as well.
FOUND: Final = ("good", "behind", "overdue", "none")
FOUND_FILLS: Final = {"good": "good", "behind": "age-30", "overdue": "overdue", "none": "chart-ground"}
FOUND_STRIPES: Final = {"good": (), "behind": (11,), "overdue": (5, 11, 17), "none": ()}
STRIPES: Final = {"later": (), "soon": (), "30": (11,), "90": (7, 15), "old": (5, 11, 17)}


@dataclass(frozen=True, slots=True)
class Rect:
    css_class: str
    fill: str
    x: float
    y: float
    width: float
    height: float


def bullet_bar(
    actual: Figure | None, target: Figure | None = None, *, full: Figure | None = None, tone: str = ""
) -> list[Rect]:
    """A bar for the actual and a line for the target, on a ground 100 wide and 12 high.

    ``full`` is the value at the right end; without it the target stands at four fifths, so that there is room
    to exceed it. What exceeds the right end is cut there: the figure beside the bar says how far it goes.
    No actual draws no bar, which is not the same as zero beside it in words.
    """
    if tone not in BULLET_TONES:
        raise ValueError(f"“{tone}” is no tone of a bar. Choose one of: good, behind, overdue, or none.")
    end = float(full) if full is not None else float(target or 0) * 1.25 or float(actual or 0)
    rects = [Rect("bullet-bar__ground", FILLS["chart-ground"], 0, 1, 100, 10)]
    if actual is not None:
        css_class = f"bullet-bar__actual bullet-bar__actual--{tone}" if tone else "bullet-bar__actual"
        rects.append(Rect(css_class, FILLS[BULLET_TONES[tone]], 0, 3, _share(actual, end), 6))
    if target is not None:
        middle = _share(target, end)
        left = round(min(max(middle - 0.6, 0), 98.8), 2)
        rects.append(Rect("bullet-bar__target", FILLS["chart-target"], left, 0, 1.2, 12))
    return rects


def stacked_bar(parts: Sequence[int], *, full: int | None = None) -> list[Rect]:
    """Open work by age: not due, due within 30 days, late up to 30, 31 to 90, more than 90 days; 24 high.

    ``full`` is the sum that fills the width, so that several bars can share one scale.
    """
    if len(parts) != len(AGES):
        raise ValueError(f"Give {len(AGES)} counts, one for each age.")
    fills = {age: FILLS[f"age-{age}"] for age in AGES}
    return _stacked(parts, fills, STRIPES, full or sum(parts))


def functionality_bar(parts: Sequence[int], *, full: int | None = None) -> list[Rect]:
    """Structures by what was found: functional, partly, not functional, not assessed; 24 high, scale as above."""
    if len(parts) != len(FOUND):
        raise ValueError(f"Give {len(FOUND)} counts, one for each result and one for those not assessed.")
    fills = {tone: FILLS[FOUND_FILLS[tone]] for tone in FOUND}
    return _stacked(parts, fills, FOUND_STRIPES, full or sum(parts))


def _stacked(
    parts: Sequence[int], fills: Mapping[str, str], stripes: Mapping[str, tuple[int, ...]], end: int
) -> list[Rect]:
    rects, left = [], 0
    for (name, fill), count in zip(fills.items(), parts, strict=True):
        if count:
            x, width = _share(left, end), _share(count, end)
            drawn = round(max(width - 0.4, min(width, 0.4)), 2)
            rects.append(Rect(f"stacked-bar__part stacked-bar__part--{name}", fill, x, 0, drawn, 24))
            rects += [Rect("stacked-bar__stripe", FILLS["paper"], x, y, drawn, 2) for y in stripes[name]]
        left += count
    return rects


def _share(value: Figure, end: float) -> float:
    """The value as a part of a hundred, between the two ends of the drawing."""
    return round(min(max(float(value) / end * 100, 0), 100), 2) if end else 0.0


# Eight quarters side by side, each 20 wide; the base line lies at 55 of 56.
STEP, BASE, HIGHEST = 20, 55, 48
Point = tuple[Figure | None, Figure | None]


def trend(points: Sequence[Point], *, breaks: Collection[int] = ()) -> list[Rect]:
    """Pairs of actual and target, oldest first: a bar and a line each; without an actual a dot on the base line.

    ``breaks`` are the places at which figures of another kind begin: a gap is drawn there, and each side has a scale of
    its own, because the two cannot be compared.
    """
    edges = [0, *sorted(breaks), len(points)]
    rects = []
    for first, last in pairwise(edges):
        part = points[first:last]
        full = max((float(value) for pair in part for value in pair if value is not None), default=0.0)
        for place, (actual, target) in enumerate(part, start=first):
            rects += _trend_point(place, actual, target, full, is_last=place == len(points) - 1)
    rects += [
        Rect("trend__break", FILLS["chart-target"], place * STEP - 0.5, y, 1, 6)
        for place in sorted(breaks)
        for y in range(0, BASE, 12)
    ]
    return [*rects, Rect("trend__base", FILLS["chart-target"], 0, BASE, STEP * len(points), 1)]


def _trend_point(
    place: int, actual: Figure | None, target: Figure | None, full: float, *, is_last: bool
) -> list[Rect]:
    def height(value: Figure) -> float:
        return round(float(value) / full * HIGHEST, 1) if full else 0.0

    left = place * STEP
    rects = []
    if actual is None:
        rects.append(Rect("trend__none", FILLS["chart-target"], left + 9, BASE - 4, 2, 2))
    else:
        name = "trend__bar trend__bar--now" if is_last else "trend__bar"
        fill = FILLS["chart-actual" if is_last else "chart-previous"]
        rects.append(Rect(name, fill, left + 3, round(BASE - height(actual), 1), 14, height(actual)))
    if target is not None:
        rects.append(
            Rect("trend__target", FILLS["chart-target"], left + 1, round(BASE - height(target), 1), 18, 1.5)
        )
    return rects


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle with the number that it stands for; its size grows with the number, its area in proportion."""

    x: float
    y: float
    radius: float
    count: int
    fill: str = FILLS["chart-actual"]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A square of 100 by 100: the cells, the corner of both upper halves, and a dot where anything lies."""

    cells: list[Rect]
    dots: list[Dot]
    # Where the words of a scale stand: the middle of each column from the left, of each row from the top.
    columns: list[tuple[float, int]]
    rows: list[tuple[float, int]]


SMALLEST_DOT, LARGEST_DOT = 3.2, 9.0


def matrix(counts: Mapping[tuple[int, int], int], *, highest: int, high_from: int) -> Matrix:
    """How many lie on each (x, y) of two scales from 1 to ``highest``; y grows upwards."""
    size = 100 / highest
    most = max(counts.values(), default=0)
    scale = range(1, highest + 1)
    cells = [
        Rect(
            "matrix-chart__cell matrix-chart__cell--high"
            if x >= high_from and y >= high_from
            else "matrix-chart__cell",
            FILLS["chart-ground"] if x >= high_from and y >= high_from else FILLS["paper"],
            round((x - 1) * size + 0.25, 2),
            round((highest - y) * size + 0.25, 2),
            round(size - 0.5, 2),
            round(size - 0.5, 2),
        )
        for y in reversed(scale)
        for x in scale
    ]
    dots = [
        Dot(
            x=round((x - 0.5) * size, 2),
            y=round((highest - y + 0.5) * size, 2),
            radius=round(max(LARGEST_DOT * (count / most) ** 0.5, SMALLEST_DOT), 2),
            count=count,
        )
        for (x, y), count in sorted(counts.items())
        if count
    ]
    return Matrix(
        cells,
        dots,
        columns=[(round((x - 0.5) * size, 2), x) for x in scale],
        rows=[(round((highest - y + 0.5) * size, 2), y) for y in reversed(scale)],
    )
