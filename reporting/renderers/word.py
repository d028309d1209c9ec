"""The quarterly report as a Word document: the same figures and words as the PDF, to be quoted and worked on."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

import docx
from django.conf import settings
from docx.document import Document as WordDocument
from docx.shared import Cm

from partnerships.core.numbers import date_long, datetime_long
from partnerships.core.states import State
from reporting.renderers import docx_parts as parts
from reporting.renderers.pdf import annexure_rows, is_too_long
from reporting.reports.base import Table
from reporting.reports.document import FocusAreaPart, IndicatorLine, QuarterlyReport
from reporting.reports.narrative import Narrative
from reporting.reports.tables import tables
from reporting.templatetags.reports import (
    NOTHING,
    SIGNS,
    measured,
    plain_sentence,
    reasons_of,
    variance,
    variance_percent,
    written,
)

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ORGANISATION = "Civilian Secretariat for Police Service"
DRAFT = "Draft, not issued"


def render_word(report: QuarterlyReport) -> bytes:
    """Headings as styles, table heads on every page, its language; the same report gives the same bytes."""
    paper = docx.Document()
    parts.styles(paper)
    _set_up(paper, report)
    _cover(paper, report)
    parts.heading(paper, "Contents", 1)
    parts.contents(paper, _chapters(report))
    _Report(paper, report).write()
    file = io.BytesIO()
    paper.save(file)
    return parts.steady(file.getvalue())


def standing(report: QuarterlyReport) -> str:
    """Its number or that it is a draft, and whether it is a redacted copy."""
    found = report.seal.number if report.seal else DRAFT
    return f"{found} · Redacted copy" if report.redaction else found


def _set_up(paper: WordDocument, report: QuarterlyReport) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    said = f"{report.title}, {report.quarter}, {report.place} · {standing(report)} · {report.mark}"
    parts.runs(section.header.paragraphs[0]._p, said, bold=report.seal is None)
    foot = section.footer.paragraphs[0]._p
    parts.runs(foot, f"{report.mark} figures, as at {date_long(report.as_of)} · page ")
    parts.page_number(foot)
    core = paper.core_properties
    core.title, core.author = f"{report.title}, {report.quarter}, {report.place}", ORGANISATION
    core.language, core.comments, core.subject = parts.LANGUAGE, report.mark, standing(report)
    core.created = core.modified = report.computed_at.replace(tzinfo=None)  # Word keeps no zone
    core.last_modified_by = ORGANISATION


def _cover(paper: WordDocument, report: QuarterlyReport) -> None:
    parts.paragraph(paper, f"{ORGANISATION} · Partnerships Unit")
    parts.paragraph(paper, report.title, "Title")
    parts.paragraph(paper, f"{report.quarter}, {report.quarter.months} · {report.place}", bold=True)
    parts.paragraph(paper, f"{standing(report)} · {report.mark}", bold=True)
    if report.redaction:
        parts.paragraph(paper, report.redaction, bold=True)
    if settings.DEMONSTRATION:
        parts.paragraph(
            paper, "Demonstration: every organisation, person and figure in this report is invented."
        )
    open_ = "" if report.is_closed else "; the quarter is not over"
    facts = [("Scope", report.place), ("Counted as at", f"{date_long(report.as_of)}{open_}")]
    if seal := report.seal:
        facts += [
            ("Number", seal.number),
            ("Compiled", seal.compiled),
            ("Reviewed", seal.reviewed),
            ("Approved", seal.approved),
            ("Issued", f"{seal.issued_by}, {datetime_long(seal.issued_at)}"),
            ("SHA-256 of the figures", seal.sha256),
        ]
    facts += [("Computed", datetime_long(report.computed_at)), ("Computed for", report.computed_by)]
    parts.table(paper, "What this report is", ("Fact", "Value"), facts, widths=(1, 3))


def _chapters(report: QuarterlyReport) -> Iterator[str]:
    yield from (one.title for one in report.opening)
    yield "Summary"
    yield from (_called(area) for area in report.focus_areas)
    yield from ("Partners and MoUs", "Engagements and action items", "Community structures", "Challenges")
    if report.grid:
        yield from ("Provinces and focus areas", "Indicators by province")
    yield "What is missing or late"
    yield from (one.title for one in report.closing)
    yield "How the figures are counted"
    if report.annexure is not None:
        yield "Annexure: records behind the figures"


def _called(area: FocusAreaPart) -> str:
    return f"Focus area {area.code}: {area.name}"


def cell(value: Any) -> str:
    """A state is a sign and a word."""
    return f"{SIGNS.get(value.tone, '○')} {value.label}" if isinstance(value, State) else written(value)


class _Report:
    """Writes the chapters in the order of the printed report."""

    def __init__(self, paper: WordDocument, report: QuarterlyReport):
        self.paper, self.report = paper, report
        self.tables: dict[str, Table] = {}
        for table in tables(report):
            self.tables.setdefault(table.key, table)

    def write(self) -> None:
        report = self.report
        self._chapters_of(report.opening)
        self._summary()
        for area in report.focus_areas:
            self._area(area)
        self._heading("Partners and MoUs")
        self._table(self.tables["register"])
        for table in report.register.changes:
            if table.rows:
                self._shown(table)
        self._heading("Engagements and action items")
        if report.engagements.total.held.value:
            self._table(self.tables["engagements"])
        else:
            self._says("No engagement was recorded for this quarter.")
        self._table(self.tables["promises"])
        self._structures()
        self._heading("Challenges")
        self._written(report.on_challenges, titled=True)
        self._shown(report.challenges)
        if report.grid:
            self._provinces()
        self._gaps()
        self._chapters_of(report.closing)
        self._heading("How the figures are counted")
        parts.table(self.paper, "What each figure counts", ("Figure", "Meaning"), report.notes, widths=(1, 5))
        self._annexure()

    # Chapters

    def _chapters_of(self, sections: Iterable[Narrative]) -> None:
        for one in sections:
            self._heading(one.title)
            self._written([one])

    def _summary(self) -> None:
        report = self.report
        self._heading("Summary")
        parts.table(
            self.paper,
            "Figures of the first page",
            ("Figure", "What it counts", "Remark"),
            [
                (
                    f"{written(one.figure)}{'' if one.of is None else f' of {written(one.of)}'}",
                    one.label,
                    one.remark,
                )
                for one in report.headlines
            ],
            widths=(2, 5, 5),
        )
        for sentence in report.summary:
            self._says(plain_sentence(sentence))
        if report.has_placeholders:
            self._says(
                "Focus areas, thrusts and indicators marked “placeholder” keep that mark until the Partnerships "
                "Unit enters the strategy’s own wording."
            )
        if report.untargeted:
            shown = ", ".join(map(str, report.untargeted))
            self._says(f"Without a target or an actual in this quarter, and so not shown: {shown}.")

    def _area(self, area: FocusAreaPart) -> None:
        self._heading(_called(area))
        for thrust in area.thrusts:
            self._heading(f"Thrust {thrust.code}: {thrust.name}", 2)
            self._written(self.report.by_thrust.get(thrust.code, ()))
            if thrust.indicators:
                self._indicators(thrust.code, thrust.indicators)
            else:
                self._says("No indicator of this thrust has a target or an actual in this quarter.")
        own = {f"Thrust {thrust.code}" for thrust in area.thrusts} | {f"Focus area {area.code}"}
        work = self.tables["work"]
        rows = [[cell(value) for value in row] for row in work.rows if row[0] in own]
        parts.table(
            self.paper,
            f"Activities and obligations of focus area {area.code}",
            [column.heading for column in work.columns],
            rows,
            widths=(3, 5, *[2] * 10),
            figures=range(2, 12),
        )
        self._says(f"MoUs in force: {_named(area.mous, area.mou_links)}")
        self._says(f"Partners: {_named(area.partners, area.partner_links)}")

    def _indicators(self, thrust: str, lines: tuple[IndicatorLine, ...]) -> None:
        heads = ("No.", "Indicator", "Target", "Actual", "Variance", "Year to date", "State")
        parts.table(
            self.paper,
            f"Indicators of thrust {thrust}",
            heads,
            [_line(line) for line in lines],
            widths=(2, 8, 3, 3, 3, 3, 4),
            figures=(2, 3, 4, 5),
        )
        if reasons := reasons_of(lines):
            rows = [
                (line.code, one.where or self.report.place, one.reason, one.corrective_action or NOTHING)
                for line, one in reasons
            ]
            parts.table(
                self.paper,
                f"Reasons and corrective actions, thrust {thrust}",
                ("No.", "Where", "Reason", "Corrective action"),
                rows,
                widths=(2, 4, 9, 8),
            )

    def _structures(self) -> None:
        self._heading("Community structures")
        if not self.report.structures.total.total.value:
            self._says("No community structure is registered.")
            return
        self._says(
            f"What the latest assessment of the year up to {date_long(self.report.as_of)} found. Not assessed means "
            "that nobody looked, not that a structure does not function."
        )
        self._table(self.tables["structures"])
        if (table := self.report.structures.needing_support) is not None:
            self._shown(table)

    def _provinces(self) -> None:
        self._heading("Provinces and focus areas")
        areas = self.report.focus_areas
        rows = [
            (
                row.province,
                *(
                    f"{SIGNS[one.tone]} {one.on_track} of {one.judged}" if one.judged else NOTHING
                    for one in (*row.cells, row.total)
                ),
            )
            for row in self.report.grid
        ]
        parts.table(
            self.paper,
            "Indicators on track, of those that can be judged",
            ("Province", *(f"Focus area {area.code}" for area in areas), "All"),
            rows,
        )
        self._says("● all on track; ◆ some; ▼ none; – nothing to judge, which is not zero.")
        self._heading("Indicators by province")
        found = self.tables["by_province"]
        if found.rows:
            self._table(found)
        else:
            self._says("No indicator has a target or an actual in this quarter.")

    def _gaps(self) -> None:
        self._heading("What is missing or late")
        if self.report.evidence.measured.value:
            self._shown(self.report.evidence.table)
        for gap in self.report.gaps:
            if gap.count.value:
                self._heading(f"{gap.label}: {written(gap.count)}", 2)
                self._says(gap.explanation)
                self._shown(gap.table)
        if self.report.clean:
            self._says(f"None in this quarter: {self.report.clean}.")

    def _annexure(self) -> None:
        if self.report.annexure is None:
            return
        self._heading("Annexure: records behind the figures")
        count = written(annexure_rows(self.report))
        if is_too_long(self.report):
            self._says(
                f"{count} records stand behind the figures. The Excel file of the same report lists them."
            )
            return
        self._says(f"{count} records. States are those at the close of {date_long(self.report.as_of)}.")
        for part in self.report.annexure:
            self._heading(part.title, 2)
            for table in part.tables:
                self._table(table)

    # Pieces

    def _heading(self, text: str, level: int = 1) -> None:
        parts.heading(self.paper, text, level)

    def _says(self, text: str) -> None:
        parts.paragraph(self.paper, text)

    def _written(self, sections: Iterable[Narrative], *, titled: bool = False) -> None:
        for one in sections:
            if titled:
                self._heading(one.title, 2)
            for text in one.said:
                self._says(text)

    def _shown(self, table: Table) -> None:
        """As many rows as one reads on paper."""
        shown = table.shortened
        self._table(shown)
        if shown.left_out:
            self._says(f"{written(shown.left_out)} more stand in the Excel file of the same report.")

    def _table(self, table: Table) -> None:
        if not table.rows:
            self._says(f"{table.title}: {table.empty}")
            return
        parts.table(
            self.paper,
            table.title,
            [column.heading for column in table.columns],
            ([cell(value) for value in row] for row in table.rows),
            widths=[column.width for column in table.columns],
            figures=[place for place, one in enumerate(table.columns) if one.kind == "number"],
            total=[cell(value) for value in table.total] if table.total else None,
        )


def _line(line: IndicatorLine) -> tuple[str, ...]:
    given = f"\n{line.measured} of {line.expected} provinces" if line.expected > 1 else ""
    share = f"\n{found}" if (found := variance_percent(line)) else ""
    return (
        line.code,
        line.name if line.version == 1 else f"{line.name}\nBy version {line.version} of its description",
        measured(line.target, line.unit),
        f"{measured(line.actual.value, line.unit)}{given}",
        f"{variance(line)}{share}",
        f"{measured(line.year_actual, line.unit)}\nof {measured(line.year_target, line.unit)}",
        cell(line.state),
    )


def _named(count: Any, links: Iterable[Any]) -> str:
    names = "; ".join(map(str, links))
    return f"{written(count)}: {names}." if names else f"{written(count)}."
