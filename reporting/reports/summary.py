"""The first page in words and figures: every number in it is taken from the parts of the report."""

from __future__ import annotations

from decimal import Decimal

from partnerships.core.numbers import date_long, number, percent
from reporting.reports.base import Figure, Frame, Sentence, counted
from reporting.reports.document import (
    ActivityCounts,
    Engagements,
    Gap,
    Headline,
    Movement,
    ObligationCounts,
    Promises,
    Register,
    Standing,
    Structures,
)
from reporting.reports.evidence_counts import EvidenceCounts
from reporting.reports.indicators import IndicatorFigures
from reporting.reports.work import Work
from stakeholders.models.functionality import VALID_FOR_DAYS


def headlines(
    frame: Frame,
    standing: Standing,
    figures: IndicatorFigures,
    work: Work,
    register: Register,
    engagements: Engagements,
    borne_out: EvidenceCounts,
    gaps: tuple[Gap, ...],
) -> tuple[Headline, ...]:
    activities, obligations = work.activities(), work.obligations()
    partners, mous = register.movements
    holes = sum(int(gap.count.value or 0) for gap in gaps)
    rest = f"{activities.late} late" if frame.is_closed else f"{activities.open} open"
    return (
        _indicator_headline(frame, standing),
        Headline(
            obligations.met,
            _of(obligations.due),
            "obligations due were met",
            f"{obligations.partly_met} partly met; {obligations.overdue} overdue, whenever due",
        ),
        Headline(
            activities.done,
            _of(activities.planned),
            "planned activities were done",
            f"{rest}, {activities.given_up} given up{_carried_remark(activities)}",
        ),
        Headline(mous.at_end, None, "MoUs in force", f"{mous.new} came into force, {mous.ended} ended"),
        Headline(partners.at_end, None, "partners", f"{partners.new} new, {partners.ended} ended"),
        Headline(engagements.total.held, None, "engagements held", _present(engagements)),
        _figures_headline(frame, figures),
        Headline(
            borne_out.graded,
            _of(borne_out.measured),
            "figures have graded evidence",
            f"{borne_out.attached} with a document; {borne_out.sufficient} found to suffice",
        ),
        Headline(
            Figure(holes),
            None,
            "entries of what is missing or late",
            "each of them is listed" if holes else "",
            bool(holes),
        ),
    )


def _figures_headline(frame: Frame, figures: IndicatorFigures) -> Headline:
    if not frame.is_closed:
        return Headline(
            Figure(figures.expected), None, "figures are expected", "captured when the quarter is over"
        )
    missing = f"{len(figures.not_measured)} not measured, {len(figures.missing)} missing"
    return Headline(
        Figure(figures.captured),
        figures.expected,
        "expected figures were given",
        f"{missing}, {len(figures.late)} late",
    )


def _indicator_headline(frame: Frame, standing: Standing) -> Headline:
    if not frame.is_closed:
        return Headline(
            Figure(standing.total), None, "indicators with a target", "judged when the quarter is over"
        )
    share = f"{percent(_share(standing.on_track, standing.judged), 1)}; " if standing.judged else ""
    return Headline(
        Figure(standing.on_track),
        standing.judged,
        "indicators judged are on track",
        f"{share}{number(standing.no_data)} without data"
        + (f", {number(standing.in_words)} in words" if standing.in_words else ""),
    )


def sentences(
    frame: Frame,
    standing: Standing,
    figures: IndicatorFigures,
    work: Work,
    loose: ObligationCounts,
    register: Register,
    engagements: Engagements,
) -> tuple[Sentence, ...]:
    activities, obligations = work.activities(), work.obligations()
    found = [
        _indicators(frame, standing),
        *([_returns(figures)] if figures.expected and frame.is_closed else []),
        _obligations(frame, obligations),
        _activities(frame, activities),
        *(_movement(frame, movement) for movement in register.movements),
        _engagements(frame, engagements),
    ]
    if loose.due.value or loose.overdue.value:
        found.append(
            (
                "Tied to no thrust, and therefore in no focus area below: ",
                loose.due,
                f" {counted(_of(loose.due), 'obligation', 'obligations')} due and ",
                loose.overdue,
                " overdue.",
            )
        )
    return tuple(found)


def _indicators(frame: Frame, standing: Standing) -> Sentence:
    if not standing.total:
        return ("No indicator has a target in this quarter.",)
    if not frame.is_closed:
        words = counted(standing.total, " indicator has", " indicators have")
        return (
            "The quarter is not over: ",
            Figure(standing.total),
            f"{words} a target, and none is judged yet.",
        )
    return (
        "Of ",
        Figure(standing.total),
        f" {counted(standing.total, 'indicator', 'indicators')} with a target, ",
        Figure(standing.on_track),
        f" {counted(standing.on_track, 'was', 'were')} on track, ",
        Figure(standing.behind),
        " behind and ",
        Figure(standing.off_track),
        " off track; ",
        Figure(standing.no_data),
        " gave no figure" + (", and " if standing.in_words else "."),
        *(
            (
                Figure(standing.in_words),
                f" {counted(standing.in_words, 'is', 'are')} told in words that nobody but a person can judge.",
            )
            if standing.in_words
            else ()
        ),
    )


def _returns(figures: IndicatorFigures) -> Sentence:
    return (
        "Of ",
        Figure(figures.expected),
        f" {counted(figures.expected, 'figure', 'figures')} expected for them, ",
        Figure(figures.captured),
        f" {counted(figures.captured, 'was', 'were')} given, ",
        Figure(len(figures.not_measured)),
        " could not be measured and ",
        Figure(len(figures.missing)),
        f" {counted(len(figures.missing), 'is', 'are')} missing.",
    )


def _obligations(frame: Frame, obligations: ObligationCounts) -> Sentence:
    due = _of(obligations.due)
    kept = _of(obligations.met) + _of(obligations.partly_met)
    share = f" ({percent(_share(kept, due), 1)} together)"
    overdue = _of(obligations.overdue)
    fell = "fell" if frame.is_closed else "falls" if due < 2 else "fall"
    if not due:
        return (
            f"No obligation {fell} due in this quarter; ",
            obligations.overdue,
            f" of earlier quarters {counted(overdue, 'is', 'are')} overdue.",
        )
    return (
        "Of ",
        obligations.due,
        f" {counted(due, 'obligation', 'obligations')} that {fell} due in the quarter, ",
        obligations.met,
        f" {counted(_of(obligations.met), 'was', 'were')} met and ",
        obligations.partly_met,
        f" partly met{share}. In all, ",
        obligations.overdue,
        f" {counted(overdue, 'is', 'are')} overdue, those of earlier quarters included.",
    )


def _carried_remark(activities: ActivityCounts) -> str:
    return f", {activities.carried} carried over" if activities.carried.value else ""


def _activities(frame: Frame, activities: ActivityCounts) -> Sentence:
    if not activities.planned.value:
        return ("No activity was planned for this quarter.",)
    rest = activities.late if frame.is_closed else activities.open
    word = "late" if frame.is_closed else "open"
    return (
        "Of ",
        activities.planned,
        f" planned {counted(_of(activities.planned), 'activity', 'activities')}, ",
        activities.done,
        f" {counted(_of(activities.done), 'was', 'were')} done, ",
        rest,
        f" {counted(_of(rest), 'is', 'are')} {word} and ",
        activities.given_up,
        f" {counted(_of(activities.given_up), 'was', 'were')} given up.",
        *_across_the_years(activities),
    )


def _across_the_years(activities: ActivityCounts) -> Sentence:
    """What went into the next financial year, and what came from the one before, where there was any."""
    said: list[str | Figure] = []
    if activities.carried.value:
        count = _of(activities.carried)
        said += [
            " ",
            activities.carried,
            f" {counted(count, 'was', 'were')} carried over into the next year.",
        ]
    if activities.brought.value:
        said += [" Of the planned, ", activities.brought, " came from the year before."]
    return tuple(said)


def _movement(frame: Frame, movement: Movement) -> Sentence:
    return (
        f"{movement.name}: ",
        movement.at_start,
        f" at the start of {date_long(frame.quarter.start)}, ",
        movement.new,
        " new, ",
        movement.ended,
        " ended, ",
        movement.at_end,
        f" on {date_long(frame.as_of)}.",
    )


def _engagements(frame: Frame, engagements: Engagements) -> Sentence:
    held = _of(engagements.total.held)
    if not held:
        return ("No engagement was recorded for this quarter.",)
    return (
        engagements.total.held,
        f" {counted(held, 'engagement', 'engagements')} with stakeholders {counted(held, 'was', 'were')} held, ",
        f"{_present(engagements)}.",
    )


def _present(engagements: Engagements) -> str:
    total = engagements.total
    if not total.counted:
        return "nobody counted who was present"
    present = f"{number(total.present or 0)} people present"
    if total.counted == total.held.value:
        return present
    return f"{present} at the {number(total.counted)} where they were counted"


def promises(frame: Frame, promised: Promises) -> Sentence:
    due, ours, theirs = _of(promised.total.due), promised.by_us.overdue, promised.to_us.overdue
    fell = "fell" if frame.is_closed else "falls" if due < 2 else "fall"
    left: Sentence = ("none is overdue.",)
    if promised.total.overdue.value:
        left = (ours, " promised by us and ", theirs, " promised to us are overdue.")
    if not due:
        return (f"No action item {fell} due in this quarter; ", *left)
    return (
        "Of ",
        promised.total.due,
        f" action {counted(due, 'item', 'items')} that {fell} due in the quarter, ",
        promised.total.done,
        f" {counted(_of(promised.total.done), 'was', 'were')} done. In all, ",
        *left,
    )


def structures(frame: Frame, found: Structures) -> Sentence:
    total = found.total
    if not total.total.value:
        return ("No community structure is registered.",)
    return (
        "Of ",
        total.total,
        f" community {counted(_of(total.total), 'structure', 'structures')} on {date_long(frame.as_of)}, ",
        total.functional,
        f" {counted(_of(total.functional), 'was', 'were')} functional, ",
        total.partly,
        " partly functional and ",
        total.not_functional,
        " not functional; ",
        total.not_assessed,
        f" {counted(_of(total.not_assessed), 'was', 'were')} not assessed in the year before.",
    )


def notes(frame: Frame) -> tuple[tuple[str, str], ...]:
    """How the figures are counted, in the words of those who must answer for them."""
    start, end = date_long(frame.quarter.start), date_long(frame.quarter.end)
    day, overdue_day = date_long(frame.as_of), date_long(frame.overdue_day)
    scope = (
        f"The records of {frame.place} itself: its MoUs, its stakeholders, its engagements, its targets and actuals. "
        "National agreements are counted in the national report."
        if frame.province
        else "All records of the country: those of the nine provinces and the national ones."
    )
    return (
        ("Day", f"Everything is counted as at {day}, from the records as they stand now."),
        ("Scope", scope),
        (
            "Actual",
            "What was captured for the quarter. The country is formed from its provinces: numbers add up; "
            "percentages are formed anew from summed numerators and denominators, never averaged.",
        ),
        (
            "Target",
            "The national target where one was approved; otherwise formed from the provinces' targets: numbers add up, "
            "a percentage holds where all provinces have the same.",
        ),
        (
            "State",
            "Judged when the quarter is over. On track: not on the wrong side of the target by more than the "
            "indicator's tolerance. Behind: by no more than 20 % of the target. Off track: further. "
            "Without data nothing is judged.",
        ),
        (
            "Contested (†)",
            "Of the records behind a figure with this mark, a partner says on a confirmation slip that at least one is "
            "not right. The figure stays as recorded until that is settled; see “Contested by partners”.",
        ),
        (
            "Evidence",
            "Graded: somebody who neither captured nor corrected the figure, nor handed in a document, found whether "
            "its evidence is valid, accurate and complete. A new figure or a new document asks for a new grade, and "
            "until then the figure counts as not graded. A document that is merely attached is not graded.",
        ),
        (
            "Year to date",
            "Cumulative (year-end): the sum of the quarters. Cumulative (year-to-date) and non-cumulative: the last "
            "quarter that was measured.",
        ),
        (
            "Obligations",
            f"Due: due from {start} to {end} under an MoU signed by {day}, and not waived or lapsed by then. "
            f"Met and partly met: those of them with evidence submitted by {day} that a second person has found to "
            f"suffice, wholly or in part. Overdue: due before {overdue_day}, whenever that was, and by that day "
            "neither met nor released.",
        ),
        (
            "Activities",
            f"Planned: planned for the quarter under an MoU signed by {day}. Done: reported as done by {day}. "
            f"Given up, and carried over into the next year by {day}, are counted apart. Late: the rest, once the "
            "quarter is over.",
        ),
        (
            "Challenges",
            "Planned activities of the quarter of which any report, whenever made, named what stands in the way; once "
            "for each category.",
        ),
        (
            "Contributing",
            f"MoUs in force on {day} that name the focus area; partners are their other parties, each counted once.",
        ),
        (
            "Registers",
            "A partnership runs from the day of the decision to the day before its end. At start means at the close "
            f"of {date_long(frame.day_before)}. At start, and new, less ended, is at end.",
        ),
        (
            "Engagements",
            f"Held from {start} to {day} and recorded. A draft that nobody has recorded never counts. People present "
            "are known where they were counted.",
        ),
        (
            "Action items",
            f"Due: due from {start} to {end} and not dropped by {day}. Done: those of them that were done by {day}, "
            f"verified or not. Overdue: due before {overdue_day}, whenever that was, and by then neither done nor "
            "dropped. Promised by us: one of us, or our office, does it; promised to us: somebody else does.",
        ),
        (
            "Community structures",
            f"Those established, and not archived, on {day}: police forums, sub-forums and boards, and safety forums. "
            f"Functional, partly or not: what the latest assessment of the {VALID_FOR_DAYS} days up to {day} found, "
            "with the version of the instrument it was made with. An assessment that was withdrawn counts until "
            "the day of its withdrawal. Not assessed: no such assessment, which says nothing about the structure. "
            "A draft of the instrument never counts. Needing support: not functional, not assessed, or support was "
            "written down with the latest assessment.",
        ),
        ("Pre-audit", "Figures are preliminary until the annual audit; a later capture changes them."),
    )


def _of(figure: Figure) -> int:
    return int(figure.value or 0)


def _share(part: int, whole: int) -> Decimal:
    return Decimal(100 * part) / whole if whole else Decimal(0)
