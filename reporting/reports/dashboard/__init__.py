"""The dashboard of the country or of a province: the figures of the quarterly report on one page, each with its way.

At most twenty queries with those that every page runs; nothing is computed here that the report computes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from reporting.reports.base import Frame
from reporting.reports.dashboard.document import SHOWN, Dashboard, in_need
from reporting.reports.dashboard.gauges import gauges
from reporting.reports.dashboard.late import late
from reporting.reports.dashboard.links import behind, dashboard_of
from reporting.reports.dashboard.pipeline import ages, stages
from reporting.reports.dashboard.trends import trends
from reporting.reports.document import GridRow, IndicatorLine
from reporting.reports.indicators import IndicatorFigures, indicator_figures
from reporting.reports.structures import structures
from reporting.reports.work import Work, activities_of_year

TRENDS = 6


def dashboard(frame: Frame, *, thrust: int | None = None, at: datetime | None = None) -> Dashboard:
    """``thrust`` chooses whose indicators are drawn over eight quarters."""
    figures = indicator_figures(frame)
    late_lines, late_parts = late(frame, figures)
    activities = activities_of_year(frame)
    return Dashboard(
        frame=frame,
        computed_at=timezone.localtime(at),
        gauges=gauges(frame, figures, Work(frame).obligations(), activities.whole),
        areas=figures.areas,
        grid=tuple(_row(frame, figures, row) for row in figures.grid),
        codes=tuple(province.code for province in frame.provinces),
        lines=figures.lines,
        trends=trends(frame, _drawn(figures, thrust)),
        activities=activities.quarters,
        ages=ages(frame),
        late=late_lines,
        late_parts=late_parts,
        stages=stages(frame),
        structures=structures(frame, with_names=False),
    )


def _drawn(figures: IndicatorFigures, thrust: int | None) -> list[IndicatorLine]:
    """All of a thrust; without one, the first of those that ask for a look and can be drawn."""
    if thrust is not None:
        return [*figures.by_thrust.get(thrust, ())]
    return [line for line in in_need(figures.lines)[:SHOWN] if not line.definition.is_qualitative][:TRENDS]


def _row(frame: Frame, figures: IndicatorFigures, row: GridRow) -> GridRow:
    """The same cells as in the report; they lead to the indicators of the province."""
    province = next(one for one in frame.provinces if one.name == row.province)
    own = replace(frame, province=province)
    cells = [
        replace(cell, url=behind(own, focus_area=area.pk, show="judged"))
        for cell, area in zip(row.cells, figures.areas, strict=True)
    ]
    return GridRow(
        row.province,
        dashboard_of(own),
        tuple(cells),
        replace(row.total, url=behind(own, show="judged")),
    )
