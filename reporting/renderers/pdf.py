"""The quarterly report in print: its HTML, and the PDF that is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from partnerships.core import printing
from partnerships.core.models import PrintJob, User
from partnerships.core.numbers import date_long, datetime_long, datetime_short
from partnerships.core.pdf import TIME_LIMIT, printed, styles
from reporting.renderers.drawings import StackedBars, stacked_bars
from reporting.reports.base import Table
from reporting.reports.categories import KEY as BY_CATEGORY
from reporting.reports.document import FUNCTIONALITY_WORDS, AnnexurePart, QuarterlyReport

TEMPLATE = "reporting/pdf/quarterly_report.html"
# Short tables keep the layout linear and give every page of the annexure a caption that says where one is.
ROWS_OF_A_TABLE = 60
# A table of fewer rows stays on one page.
KEPT_WHOLE = 8
# Above this the annexure would be longer than anybody reads on paper, and the PDF too large to make; the workbook has
# no such limit.
LARGEST_ANNEXURE = 3000

GREEN, OCHRE, BRICK, GREY = (
    ("#17614f", "#fff"),
    ("#e0a63c", "#14213d"),
    ("#a63a22", "#fff"),
    ("#c3ccd9", "#14213d"),
)
INDICATOR_COLOURS = (("On track", *GREEN), ("Behind", *OCHRE), ("Off track", *BRICK), ("No data", *GREY))
OBLIGATION_COLOURS = (("Met", *GREEN), ("Partly met", *OCHRE), ("Not met", *BRICK))
FUNCTIONALITY_COLOURS = tuple(
    (word, *colour) for word, colour in zip(FUNCTIONALITY_WORDS, (GREEN, OCHRE, BRICK, GREY), strict=True)
)
# While the quarter runs, what is not met may only be not due yet.
RUNNING_COLOURS = (("Met", *GREEN), ("Partly met", *OCHRE), ("Open", *GREY))


def sheets_of(report: QuarterlyReport) -> tuple[str, ...]:
    """The style sheets of what is issued; a draft has its mark on every page."""
    return ("report.css",) if report.seal else ("report.css", "draft.css")


def render_pdf(report: QuarterlyReport, *, time_limit: float = TIME_LIMIT) -> bytes:
    """PDF/UA-1. The same report gives the same bytes. Raises PdfError with a sentence."""
    return printed(render_print(report), *sheets_of(report), time_limit=time_limit)


def ask_for_pdf(report: QuarterlyReport, *, by: User, file_name: str, came_from: str) -> PrintJob:
    """Have it printed beside the pages; the same figures asked for again are the same file."""
    html = render_print(report)
    return printing.ask(
        html,
        *sheets_of(report),
        by=by,
        title=f"Quarterly report {report.quarter}, {report.place}",
        file_name=file_name,
        came_from=came_from,
        said=_without_the_moment(html, report.computed_at),
    )


def _without_the_moment(html: str, moment: datetime) -> str:
    for words in (moment.isoformat(), datetime_long(moment), datetime_short(moment)):
        html = html.replace(words, "")
    return html


def render_print(report: QuarterlyReport, *, css: str = "") -> str:
    """The HTML of the printed report; with ``css`` inside it, it stands alone as a file."""
    return render_to_string(TEMPLATE, _context(report) | {"css": css})


def render_file(report: QuarterlyReport) -> str:
    """One HTML file that needs nothing beside it: the layout of the print, readable on a screen too."""
    return render_print(report, css=styles("report.css", "screen.css"))


def _context(report: QuarterlyReport) -> dict[str, Any]:
    annexure = tuple(_annexure(report))
    sections = tuple(_sections(report, annexure))
    return {
        "report": report,
        "demonstration": settings.DEMONSTRATION,
        "sections": sections,
        "number": {section.key: section.number for section in sections},
        "indicator_chart": _indicator_chart(report),
        "obligation_chart": _obligation_chart(report),
        "structure_chart": _structure_chart(report),
        "support": _support(report),
        "challenges": _first_rows(report.challenges),
        "evidence": _first_rows(report.evidence.table) if report.evidence.measured.value else None,
        "changes": [_first_rows(table) for table in report.register.changes if table.rows],
        "gaps": [(gap, _first_rows(gap.table)) for gap in report.gaps if gap.count.value],
        "clean": report.clean,
        "annexure": [
            (key, part, [piece for table in part.tables for piece in pieces(table, is_dense=True)])
            for key, part in annexure
        ],
        "annexure_is_elsewhere": is_too_long(report),
        "annexure_rows": annexure_rows(report),
        "matrix": _matrix(report),
    }


# The contents


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter as the contents list it: ``parts`` are (anchor, words)."""

    key: str
    number: str
    title: str
    parts: tuple[tuple[str, str], ...] = ()


def _sections(report: QuarterlyReport, annexure: tuple[tuple[str, AnnexurePart], ...]) -> Iterator[Section]:
    chapters: list[tuple[str, str, tuple[tuple[str, str], ...]]] = []
    if report.opening:
        chapters.append(("opening", report.opening[0].title, ()))
    chapters.append(("summary", "Summary", ()))
    for area in report.focus_areas:
        thrusts = tuple(
            (f"thrust-{thrust.code}", f"Thrust {thrust.code}: {thrust.name}") for thrust in area.thrusts
        )
        chapters.append((f"focus-area-{area.code}", f"Focus area {area.code}: {area.name}", thrusts))
    chapters += [
        ("registers", "Partners and MoUs", ()),
        ("engagements", "Engagements and action items", ()),
        ("structures", "Community structures", ()),
        ("challenges", "Challenges", ()),
    ]
    if report.grid:
        chapters += [
            ("grid", "Provinces and focus areas", ()),
            ("matrix", "Indicators by province", ()),
        ]
    chapters.append(("gaps", "What is missing or late", ()))
    if report.closing:
        chapters.append(("closing", report.closing[0].title, ()))
    chapters.append(("method", "How the figures are counted", ()))
    for number, (key, title, parts) in enumerate(chapters, start=1):
        yield Section(key, str(number), title, parts)
    if report.annexure is not None:
        parts = tuple((key, part.title) for key, part in annexure)
        yield Section("annexure", "", "Annexure: records behind the figures", parts)


# Tables


@dataclass(frozen=True)
class Piece:
    """So many rows of a table as are laid out together."""

    table: Table
    caption: str
    rows: list[list[tuple[Any, Any]]]
    kept_whole: bool
    is_dense: bool

    @property
    def widths(self) -> list[float]:
        total = sum(column.width for column in self.table.columns)
        return [round(100 * column.width / total, 2) for column in self.table.columns]


def pieces(table: Table, *, is_dense: bool = False) -> Iterator[Piece]:
    """The table in parts that WeasyPrint lays out quickly, each with a caption that says which rows it holds."""
    rows, count = table.cells, len(table.rows)
    for start in range(0, count, ROWS_OF_A_TABLE):
        part = rows[start : start + ROWS_OF_A_TABLE]
        caption = table.title
        if count > ROWS_OF_A_TABLE:
            caption = f"{table.title}: {start + 1} to {start + len(part)} of {count}"
        yield Piece(table, caption, part, len(part) < KEPT_WHOLE, is_dense)
    if not rows:
        yield Piece(table, table.title, [], kept_whole=True, is_dense=is_dense)


def _first_rows(table: Table) -> dict[str, Any]:
    """As many rows as one reads on paper, and how many more the workbook has."""
    shown = table.shortened
    return {"pieces": list(pieces(shown)), "left_out": shown.left_out}


def annexure_rows(report: QuarterlyReport) -> int:
    """Figures by category are no records; they are counted with their actuals."""
    tables = [table for part in report.annexure or () for table in part.tables]
    return sum(len(table.rows) for table in tables if table.key != BY_CATEGORY)


def is_too_long(report: QuarterlyReport) -> bool:
    return annexure_rows(report) > LARGEST_ANNEXURE


def _annexure(report: QuarterlyReport) -> Iterator[tuple[str, AnnexurePart]]:
    if not is_too_long(report):
        for place, part in enumerate(report.annexure or (), start=1):
            yield f"annexure-{place}", part


@dataclass(frozen=True, slots=True)
class MatrixRow:
    code: str
    name: str
    unit: str
    values: tuple[Any, ...]
    total: Any
    target: Any


def _matrix(report: QuarterlyReport) -> dict[str, Any]:
    """Every indicator of the provinces with the figure of each, for the report of the country."""
    found = [line for area in report.focus_areas for line in area.indicators]
    lines = [line for line in found if any(line.by_scope)]
    codes = [code for line in lines for code in line.by_scope]
    columns = list(dict.fromkeys(codes))
    rows = [
        MatrixRow(
            line.code,
            line.name,
            line.unit,
            tuple(line.by_scope.get(code) for code in columns),
            line.actual.value,
            line.target,
        )
        for line in lines
    ]
    return {"columns": columns, "rows": rows}


def _support(report: QuarterlyReport) -> dict[str, Any] | None:
    table = report.structures.needing_support
    return _first_rows(table) if table else None


# Drawings


def _indicator_chart(report: QuarterlyReport) -> StackedBars | None:
    if not report.is_closed or not report.standing.total:
        return None
    rows = []
    for area in report.focus_areas:
        if (standing := area.standing).total:
            unknown = standing.no_data + standing.in_words
            counts = (standing.on_track, standing.behind, standing.off_track, unknown)
            rows.append((f"{area.code} {area.name}", counts))
    return stacked_bars("Indicators by focus area", rows, INDICATOR_COLOURS)


def _obligation_chart(report: QuarterlyReport) -> StackedBars | None:
    rows = []
    for area in report.focus_areas:
        owed = area.obligations
        due, met, partly = (int(figure.value or 0) for figure in (owed.due, owed.met, owed.partly_met))
        if due:
            rows.append((f"{area.code} {area.name}", (met, partly, due - met - partly)))
    if not rows:
        return None
    colours = OBLIGATION_COLOURS if report.is_closed else RUNNING_COLOURS
    return stacked_bars("Obligations due in the quarter, by focus area", rows, colours)


def _structure_chart(report: QuarterlyReport) -> StackedBars | None:
    rows = [(line.name, line.counts) for line in report.structures.drawn]
    if not rows:
        return None
    return stacked_bars(f"Community structures on {date_long(report.as_of)}", rows, FUNCTIONALITY_COLOURS)
