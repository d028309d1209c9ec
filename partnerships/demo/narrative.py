"""What the invented people wrote beside the figures of their reports."""

from __future__ import annotations

from itertools import cycle

from partnerships.core.models import User
from partnerships.demo.stage import Stage
from reporting.models import NarrativePart, NationalReport, ReportSection
from reporting.services.narrative import give_section, move_section, write_section

Place = NarrativePart.Place
OWNERS = ("officer", "manager", "owner")
WORDS: dict[str, str] = {
    Place.START: (
        "This quarter was about keeping what was promised (demo). The provinces and the Partnerships Unit worked "
        "with partners in communities, municipalities and business; what they agreed on stands in the agreements "
        "named below.\n\nThe figures are those of the records on the last day of the quarter. Where one is missing, "
        "the report says so rather than showing a zero."
    ),
    Place.CHALLENGES: (
        "Members of forums pay their own way to meetings, and attendance falls where they live far away (demo). "
        "Municipalities are asked to offer their halls and, where they can, transport.\n\nSome partners expect a "
        "contract to follow from an agreement. The Unit explains at the first meeting that an agreement carries "
        "mutual benefit and no payment."
    ),
    Place.END: (
        "Most of what was planned was done, and what was not has a reason and a new date (demo). Provinces are asked "
        "to attach evidence when they capture a figure, not when the report is due."
    ),
}
ON_THRUSTS = (
    "Work on this thrust went on with the partners named below (demo). Two workshops brought police, municipalities "
    "and forums to one table, and each left with a list of what it would do.",
    "Provinces differ on this thrust (demo). Where a coordinator is appointed the work keeps its dates; elsewhere it "
    "waits for one, and the heads of office were written to.",
    "Partners carried more of this thrust than was planned (demo): venues, transport and printing were theirs.",
)
NOTHING = "No activity of this thrust was planned for the quarter (demo)."
GIVEN = "Each colleague writes on the work that is near to them (demo)."


def write(stage: Stage, report: NationalReport, *, waiting: int = 0) -> None:
    """Every section by its owner; the last ``waiting`` on thrusts stay open, a thrust has nothing to report."""
    found = ReportSection.objects.filter(report=report).select_related("part", "owner").order_by("position")
    whose, words = cycle(OWNERS), cycle(ON_THRUSTS)
    on_thrusts = found.filter(part__place=Place.THRUST)
    left = {one.pk for one in on_thrusts.reverse()[:waiting]}
    silent = on_thrusts.values_list("pk", flat=True)[1:2]
    for section in found:
        if section.part.place == Place.THRUST:
            owner = stage.people[next(whose)]
            _give(stage, section, owner)
            text = next(words)
        else:
            owner, text = section.owner, WORDS[section.part.place]
        if section.pk in left:
            continue
        section.refresh_from_db()
        if section.pk in silent:
            move_section(section, "nothing", by=owner, note=NOTHING)
            continue
        section.text = text
        write_section(section, by=owner, save=section.save)
        move_section(section, "ready", by=owner)


def _give(stage: Stage, section: ReportSection, owner: User) -> None:
    if section.owner_id != owner.pk:
        give_section(section, by=stage.people["officer"], to=owner, note=GIVEN)
