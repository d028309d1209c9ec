"""What people wrote beside the figures of a report, as data of the same document."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.models import NationalReport, ReportSection


@dataclass(frozen=True, slots=True)
class Narrative:
    """A section: ``place`` says where it stands, ``thrust`` under which; where nothing is reported, why."""

    title: str
    place: str
    thrust: str
    owner: str
    text: str
    nothing_because: str = ""

    @property
    def alone(self) -> tuple[Narrative, ...]:
        return (self,)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """An empty line parts two of them."""
        lines = self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n\n")
        return tuple(line.strip() for line in lines if line.strip())

    @property
    def said(self) -> tuple[str, ...]:
        """What stands in the report, whichever it is."""
        return (f"Nothing to report: {self.nothing_because}",) if self.nothing_because else self.paragraphs


def narrative_of(report: NationalReport) -> tuple[Narrative, ...]:
    """The sections as they stand now; one query."""
    found = ReportSection.objects.filter(report=report).select_related("part", "owner").order_by("position")
    return tuple(
        Narrative(
            title=one.title,
            place=one.part.place,
            thrust=one.thrust,
            owner=one.owner.name,
            text="" if one.status == ReportSection.Status.NOTHING else one.text,
            nothing_because=one.nothing_because,
        )
        for one in found
    )
