"""The arithmetic of strategic fit: one assessor, two of them, and two rounds beside each other. Knows no model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

HIGHEST_SCORE = 4
PARTNER, NOT_NOW, DECLINE = "partner", "not_now", "decline"
# What each of them says of a stakeholder that is proposed, and of a partner that is weighed again.
SUGGESTED = {PARTNER: "Make it a partner", NOT_NOW: "Not now", DECLINE: "Decline"}
OF_A_PARTNER = {
    PARTNER: "Keep it a partner",
    NOT_NOW: "Go on only with changes",
    DECLINE: "End the partnership",
}


class Scored(NamedTuple):
    weight: int
    score: int


def fit_per_cent(scores: Iterable[Scored]) -> int:
    """Weighted score in whole per cent of the highest possible, halves rounded up; 0 without scores."""
    pairs = list(scores)
    highest = HIGHEST_SCORE * sum(pair.weight for pair in pairs)
    if not highest:
        return 0
    reached = sum(pair.weight * pair.score for pair in pairs)
    return (200 * reached + highest) // (2 * highest)


@dataclass(frozen=True)
class Marks:
    """From how many per cent on the arithmetic suggests what, and from which distance on a spread needs a word."""

    partner_from: int
    not_now_from: int
    wide_score: int
    wide_fit: int

    def rule(self, words: Mapping[str, str] = SUGGESTED) -> str:
        """As it is printed beside the suggestion; ``words`` say what is suggested."""
        partner, not_now, decline = (words[one].lower() for one in (PARTNER, NOT_NOW, DECLINE))
        return (
            f"From {self.partner_from} of 100 on, with no criterion below its threshold: {partner}. "
            f"From {self.not_now_from} on: {not_now}. Below that: {decline}."
        )

    @property
    def spread_rule(self) -> str:
        return (
            f"Assessors who lie {self.wide_score} points or more apart on one criterion, or {self.wide_fit} of 100 "
            "or more as a whole, owe a word before the decision."
        )


@dataclass(frozen=True)
class Weighed:
    """One criterion with the scores it was given in a round, in the order of the assessors."""

    code: str
    name: str
    weight: int
    is_risk: bool
    threshold: int | None
    scores: tuple[int, ...]

    @property
    def mean(self) -> Decimal:
        return Decimal(sum(self.scores)) / len(self.scores)

    @property
    def spread(self) -> int:
        return max(self.scores) - min(self.scores)

    @property
    def is_below(self) -> bool:
        """The mean of the scores lies below the lowest acceptable score."""
        return self.threshold is not None and self.mean < self.threshold


@dataclass(frozen=True)
class Round:
    """What a round of assessments comes to."""

    lines: tuple[Weighed, ...]
    marks: Marks

    @property
    def fits(self) -> tuple[int, ...]:
        """The fit that each assessor alone arrives at."""
        assessors = len(self.lines[0].scores) if self.lines else 0
        return tuple(
            fit_per_cent(Scored(line.weight, line.scores[place]) for line in self.lines)
            for place in range(assessors)
        )

    @property
    def fit(self) -> int:
        """All scores together: the mean of the assessors, rounded once."""
        return fit_per_cent(Scored(line.weight, score) for line in self.lines for score in line.scores)

    @property
    def spread(self) -> int:
        return max(self.fits) - min(self.fits)

    @property
    def below(self) -> tuple[Weighed, ...]:
        return tuple(line for line in self.lines if line.is_below)

    @property
    def wide(self) -> tuple[Weighed, ...]:
        return tuple(line for line in self.lines if line.spread >= self.marks.wide_score)

    @property
    def needs_a_word(self) -> bool:
        return bool(self.wide) or self.spread >= self.marks.wide_fit

    @property
    def suggestion(self) -> str:
        if self.fit >= self.marks.partner_from and not self.below:
            return PARTNER
        return NOT_NOW if self.fit >= self.marks.not_now_from else DECLINE


@dataclass(frozen=True)
class Change:
    """One criterion that both rounds weighed."""

    name: str
    then: Decimal
    now: Decimal

    @property
    def by(self) -> Decimal:
        return (self.now - self.then).normalize()


@dataclass(frozen=True)
class Comparison:
    """Two rounds beside each other: the common criteria line by line, the others by name."""

    lines: tuple[Change, ...]
    fit_then: int
    fit_now: int
    dropped: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def by(self) -> int:
        return self.fit_now - self.fit_then

    @property
    def is_whole(self) -> bool:
        return not (self.dropped or self.added)


def compared(then: Sequence[Weighed], now: Sequence[Weighed]) -> Comparison:
    """Both fits are of the common criteria alone, with the weights of now: otherwise a change of weights would show."""
    before = {line.code: line for line in then}
    known = {line.code for line in now}
    common = [(before[line.code], line) for line in now if line.code in before]
    return Comparison(
        lines=tuple(Change(new.name, old.mean, new.mean) for old, new in common),
        fit_then=fit_per_cent(Scored(new.weight, score) for old, new in common for score in old.scores),
        fit_now=fit_per_cent(Scored(new.weight, score) for _, new in common for score in new.scores),
        dropped=tuple(line.name for line in then if line.code not in known),
        added=tuple(line.name for line in now if line.code not in before),
    )
