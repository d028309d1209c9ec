"""The quarterly progress report: one document, computed by a number of queries that no amount of data changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.strategy.wording import Named, NamedArea, named_on
from reporting.reports import annexure as annexures
from reporting.reports import gaps as gap_lists
from reporting.reports import movements, summary
from reporting.reports.base import Figure, Frame
from reporting.reports.challenges import challenges
from reporting.reports.document import (
    FocusAreaPart,
    GridCell,
    GridRow,
    QuarterlyReport,
    Standing,
    ThrustPart,
    marked,
)
from reporting.reports.evidence import Evidence
from reporting.reports.indicators import IndicatorFigures, indicator_figures
from reporting.reports.promises import promises
from reporting.reports.returns import Returns
from reporting.reports.structures import structures
from reporting.reports.work import Contributions, Work

NOTHING_TO_JUDGE = GridCell(0, 0, "")


def quarterly_report(
    quarter: Quarter,
    *,
    province: Province | None,
    viewer: User,
    at: datetime | None = None,
    whole: bool = True,
) -> QuarterlyReport:
    """The report of a quarter that has begun, for the country or for one province, from what the viewer may see.

    ``whole=False`` leaves out the annexure and keeps the lists of what is missing short, for a page that links to the
    records instead; every figure is the same.
    """
    moment = timezone.localtime(at)
    frame = Frame(quarter, province, viewer, moment.date())
    returns = Returns(frame)
    figures, work, contributions = indicator_figures(frame, returns), Work(frame), Contributions(frame)
    found = [
        (named.area, part)
        for named in named_on(frame.as_of)
        if (part := _focus_area(named, figures, work, contributions))
    ]
    areas = tuple(part for _, part in found)
    loose = work.obligations([None], thrust="null")
    registers, engagements = movements.register(frame), movements.engagements(frame)
    promised, found_structures = promises(frame), structures(frame)
    evidence = Evidence(frame)
    borne_out = evidence.counts()
    gaps = gap_lists.gaps(frame, figures, work, evidence, returns, whole=whole)
    standing = Standing.of(line for part in areas for line in part.indicators)
    return QuarterlyReport(
        quarter=quarter,
        province=province,
        place=frame.place,
        as_of=frame.as_of,
        is_closed=frame.is_closed,
        computed_at=moment,
        computed_by=viewer.name,
        headlines=summary.headlines(frame, standing, figures, work, registers, engagements, borne_out, gaps),
        summary=(
            *summary.sentences(frame, standing, figures, work, loose, registers, engagements),
            summary.promises(frame, promised),
            summary.structures(frame, found_structures),
            *([borne_out.sentence] if borne_out.measured.value else []),
        ),
        focus_areas=areas,
        loose_obligations=loose,
        untargeted=figures.untargeted,
        register=registers,
        engagements=engagements,
        promises=promised,
        structures=found_structures,
        challenges=challenges(frame),
        evidence=borne_out,
        grid=() if province else grid(figures, [area.pk for area, _ in found]),
        gaps=gaps,
        notes=summary.notes(frame),
        annexure=annexures.annexure(frame, areas, [area.pk for area, _ in found], contributions)
        if whole
        else None,
    )


def grid(figures: IndicatorFigures, areas: list[int]) -> tuple[GridRow, ...]:
    """A cell for each focus area of the report, also where it has no indicator: headings and cells keep together."""
    known = [area.pk for area in figures.areas]
    return tuple(
        replace(
            row,
            cells=tuple(dict(zip(known, row.cells, strict=True)).get(pk, NOTHING_TO_JUDGE) for pk in areas),
        )
        for row in figures.grid
    )


def _focus_area(
    named: NamedArea, figures: IndicatorFigures, work: Work, contributions: Contributions
) -> FocusAreaPart | None:
    """As the strategy called it on the day; what it did not have then is told where records point to it."""
    area = named.area
    thrusts = [
        (thrust.pk, part)
        for thrust in named.thrusts
        if (part := _thrust(thrust, figures, work)).has_content or not thrust.is_outside
    ]
    pks = [pk for pk, _ in thrusts]
    partners = contributions.partners(area.pk)
    mou_links = tuple(agreement.link for agreement in contributions.of(area.pk))
    if area.is_outside and not thrusts and not mou_links:
        return None
    return FocusAreaPart(
        code=area.code,
        name=_called(area),
        url=area.url,
        is_placeholder=area.is_placeholder,
        thrusts=tuple(part for _, part in thrusts),
        activities=work.activities(pks, focus_area=area.pk),
        obligations=work.obligations(pks, focus_area=area.pk),
        mous=contributions.mous(area.pk),
        mou_links=mou_links,
        partners=Figure(len(partners)),
        partner_links=partners,
    )


def _thrust(thrust: Named, figures: IndicatorFigures, work: Work) -> ThrustPart:
    return ThrustPart(
        code=thrust.code,
        name=_called(thrust),
        url=thrust.url,
        is_placeholder=thrust.is_placeholder,
        indicators=figures.by_thrust.get(thrust.pk, ()),
        activities=work.activities([thrust.pk], thrust=thrust.pk),
        obligations=work.obligations([thrust.pk], thrust=thrust.pk),
    )


def _called(part: Named) -> str:
    name = marked(part.name, is_placeholder=part.is_placeholder)
    return f"{name} (not in the strategy of that time)" if part.is_outside else name
