"""How far the figures of a report are borne out, as its page, its PDF and its workbook tell it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from partnerships.core.numbers import percent
from reporting.reports.base import Column, Figure, Sentence, Table, counted


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """What second persons found of one criterion, of the figures whose grade holds."""

    name: str
    yes: int
    partly: int
    no: int


@dataclass(frozen=True, slots=True)
class EvidenceCounts:
    """Of the figures given: with a document, graded as they stand, found to suffice; and changed since a grade."""

    measured: Figure
    attached: Figure
    graded: Figure
    sufficient: Figure
    stale: Figure
    criteria: tuple[CriterionLine, ...]

    @property
    def sentence(self) -> Sentence:
        whole, attached = int(self.measured.value or 0), int(self.attached.value or 0)
        graded, sufficient = int(self.graded.value or 0), int(self.sufficient.value or 0)
        return (
            "Of ",
            self.measured,
            f" {counted(whole, 'figure', 'figures')} given, ",
            self.attached,
            f" ({percent(share_of(attached, whole) or 0, 1)}) {counted(attached, 'has', 'have')} a document, and ",
            self.graded,
            f" ({percent(share_of(graded, whole) or 0, 1)}) {counted(graded, 'was', 'were')} graded by a "
            "second person; ",
            self.sufficient,
            f" {counted(sufficient, 'was', 'were')} found valid, accurate and complete.",
        )

    @property
    def table(self) -> Table:
        """Shares are of all figures given; those of a criterion, of the figures that were graded."""
        whole, graded = int(self.measured.value or 0), int(self.graded.value or 0)
        lines = [
            ("Figures given", self.measured, whole),
            ("With a document", self.attached, whole),
            ("Graded by a second person", self.graded, whole),
            ("Found valid, accurate and complete", self.sufficient, whole),
            *((f"Of those graded: {one.name.lower()}", Figure(one.yes), graded) for one in self.criteria),
        ]
        return Table(
            "evidence",
            "Evidence of the figures",
            (Column("Evidence", 60), Column("Figures", 20, "number"), Column("Share, %", 20, "number")),
            tuple((name, figure, share_of(int(figure.value or 0), of)) for name, figure, of in lines),
        )


def share_of(part: int, whole: int) -> Decimal | None:
    """In per cent with one decimal; nothing of nothing has no share."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None
