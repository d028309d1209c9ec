"""The figures at the top of a dashboard: each out of a whole, and each with the list that holds its records."""

from __future__ import annotations

from partnerships.core.numbers import number
from reporting.reports import movements
from reporting.reports.base import Figure, Frame, Sentence
from reporting.reports.dashboard.document import Gauge
from reporting.reports.dashboard.links import behind
from reporting.reports.document import ActivityCounts, ObligationCounts, Standing
from reporting.reports.evidence import evidence_counts
from reporting.reports.indicators import IndicatorFigures


def gauges(
    frame: Frame, figures: IndicatorFigures, obligations: ObligationCounts, activities: ActivityCounts
) -> tuple[Gauge, ...]:
    count = movements.counts(frame)
    partners, mous = movements.movements(frame, count)
    held = Figure(
        count["held"],
        frame.address("stakeholders:engagements", held_on_after=frame.start, held_on_before=frame.as_of),
    )
    return (
        _on_track(frame, figures),
        *([] if frame.is_year else [_given(frame, figures)]),
        _graded(frame),
        _met(obligations),
        _done(frame, activities),
        Gauge(
            "mous", "MoUs in force", mous.at_end, None, (mous.new, " came into force, ", mous.ended, " ended")
        ),
        Gauge(
            "partners", "Partners", partners.at_end, None, (partners.new, " new, ", partners.ended, " ended")
        ),
        Gauge("engagements", "Engagements held", held, None, ()),
    )


def _on_track(frame: Frame, figures: IndicatorFigures) -> Gauge:
    found = Standing.of(figures.lines)
    untargeted: Sentence = ()
    if figures.untargeted:
        untargeted = (
            "; ",
            Figure(len(figures.untargeted), behind(frame, show="untargeted")),
            " without a target",
        )

    def figure(value: int, show: str) -> Figure:
        return Figure(value, behind(frame, show=show))

    whole = figure(found.total, "targeted")
    if not frame.is_closed and not frame.is_year:
        note: Sentence = ("With a target; judged when the quarter is over", *untargeted)
        return Gauge("on_track", "Indicators with a target", whole, None, note)
    note = (
        figure(found.behind, "behind"),
        " behind, ",
        figure(found.off_track, "off_track"),
        " off track, ",
        figure(found.no_data, "no_data"),
        " without data",
        *((", ", figure(found.in_words, "in_words"), " in words") if found.in_words else ()),
        *untargeted,
    )
    return Gauge("on_track", "Indicators on track", figure(found.on_track, "on_track"), whole, note)


def _given(frame: Frame, figures: IndicatorFigures) -> Gauge:
    if not frame.is_closed:
        expected = Figure(figures.expected)
        return Gauge("given", "Figures expected", expected, None, ("Captured when the quarter is over",))
    note: Sentence = (
        Figure(len(figures.missing), behind(frame, show="missing")),
        " missing, ",
        Figure(len(figures.not_measured), behind(frame, show="not_measured")),
        f" not measured; {number(len(figures.late))} late",
    )
    given = Figure(figures.captured, behind(frame, show="given"))
    expected = Figure(figures.expected, behind(frame, show="expected"))
    return Gauge("given", "Figures given", given, expected, note)


def _graded(frame: Frame) -> Gauge:
    found = evidence_counts(frame)
    note: Sentence = (
        found["missing"],
        " without a document, ",
        found["waiting"],
        " to be graded; ",
        found["sufficient"],
        " found to suffice",
    )
    return Gauge("graded", "Figures with graded evidence", found["graded"], found["measured"], note)


def _met(found: ObligationCounts) -> Gauge:
    note: Sentence = (found.partly_met, " partly met; ", found.overdue, " overdue, whenever due")
    return Gauge("met", "Obligations met", found.met, found.due, note)


def _done(frame: Frame, found: ActivityCounts) -> Gauge:
    rest: Sentence = (found.late, " late, ") if frame.is_closed else (found.open, " open, ")
    return Gauge("done", "Activities done", found.done, found.planned, (*rest, found.given_up, " given up"))
