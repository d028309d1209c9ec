"""The quarterly report as a row of tables, for a workbook: the same figures, without sentences and drawings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from reporting.reports.base import Column, Row, Table
from reporting.reports.document import (
    FUNCTIONALITY_WORDS,
    EngagementLine,
    FocusAreaPart,
    FunctionalityLine,
    IndicatorLine,
    QuarterlyReport,
    Remark,
)


def tables(report: QuarterlyReport) -> Iterator[Table]:
    """Every table of the report, in its order."""
    if report.narrative:
        yield _narrative(report)
    yield _indicators(report)
    yield _reasons(report)
    if report.grid:
        yield _by_province(report)
    yield _work(report)
    yield _contributions(report)
    yield _register(report)
    yield from report.register.changes
    yield _engagements(report)
    yield _promises(report)
    yield _structures(report)
    yield report.challenges
    yield report.evidence.table
    if report.structures.needing_support is not None:
        yield report.structures.needing_support
    if report.grid:
        yield _grid(report)
    yield _gap_counts(report)
    yield from (replace(gap.table, title=gap.label) for gap in report.gaps if gap.table.rows)
    yield from _annexure(report)


def _narrative(report: QuarterlyReport) -> Table:
    columns = (Column("Section", 40), Column("Owner", 24), Column("Text", 80))
    rows = tuple((one.title, one.owner, "\n\n".join(one.said)) for one in report.narrative)
    return Table("narrative", "Sections", columns, rows)


def _number(heading: str, width: int = 12) -> Column:
    return Column(heading, width, "number")


def _lines(report: QuarterlyReport) -> Iterator[tuple[FocusAreaPart, str, IndicatorLine]]:
    for area in report.focus_areas:
        for thrust in area.thrusts:
            for line in thrust.indicators:
                yield area, thrust.code, line


def _indicators(report: QuarterlyReport) -> Table:
    columns = (
        Column("Number", 10),
        Column("Indicator", 60),
        Column("Focus area", 12),
        Column("Thrust", 10),
        Column("Unit", 12),
        _number("Version of description"),
        _number("Target"),
        _number("Actual"),
        _number("Variance"),
        _number("Variance, % of target", 14),
        Column("State", 18, "state"),
        _number("Figures given"),
        _number("Figures expected"),
        Column("Calculation", 28),
        _number("Target, year to date", 14),
        _number("Actual, year to date", 14),
        Column("Not yet accepted", 30),
        Column("What a new description does to the year", 50),
        Column("Reason for deviation", 70),
        Column("Corrective action", 70),
    )
    rows = tuple(
        (
            line.code,
            line.name,
            area.code,
            thrust,
            line.measured_in,
            line.version,
            line.target,
            line.actual,
            line.variance,
            line.variance_percent,
            line.state,
            line.measured,
            line.expected,
            line.calculation,
            line.year_target,
            line.year_actual,
            ", ".join(line.unaccepted),
            line.year_note,
            _joined(line, "reason"),
            _joined(line, "corrective_action"),
        )
        for area, thrust, line in _lines(report)
    )
    return Table("indicators", "Indicators", columns, rows)


def _joined(line: IndicatorLine, field: str) -> str:
    def said(remark: Remark) -> str:
        return f"{remark.where}: {getattr(remark, field)}" if remark.where else getattr(remark, field)

    return "\n".join(said(remark) for remark in line.remarks if getattr(remark, field))


def _reasons(report: QuarterlyReport) -> Table:
    rows: tuple[Row, ...] = tuple(
        (line.code, remark.where or report.place, remark.reason, remark.corrective_action)
        for _, _, line in _lines(report)
        for remark in line.remarks
    )
    columns = (
        Column("Indicator", 12),
        Column("Where", 20),
        Column("Reason", 80),
        Column("Corrective action", 80),
    )
    return Table("reasons", "Reasons", columns, rows)


def _by_province(report: QuarterlyReport) -> Table:
    lines = [line for _, _, line in _lines(report)]
    codes = list(dict.fromkeys(code for line in lines for code in line.by_scope if code))
    columns = (
        Column("Number", 10),
        Column("Indicator", 60),
        *(_number(code, 10) for code in codes),
        _number("National"),
        _number("Target"),
    )
    rows: tuple[Row, ...] = tuple(
        (line.code, line.name, *(line.by_scope.get(code) for code in codes), line.actual, line.target)
        for line in lines
    )
    return Table("by_province", "Indicators by province", columns, rows)


def _work(report: QuarterlyReport) -> Table:
    def counts(part: Any) -> Row:
        activities, owed = part.activities, part.obligations
        rest = activities.late if report.is_closed else activities.open
        return (
            activities.planned,
            activities.done,
            rest,
            activities.given_up,
            activities.carried,
            activities.brought,
            owed.due,
            owed.met,
            owed.partly_met,
            owed.overdue,
        )

    rows: list[Row] = []
    for area in report.focus_areas:
        rows += [(f"Thrust {thrust.code}", thrust.name, *counts(thrust)) for thrust in area.thrusts]
        rows.append((f"Focus area {area.code}", area.name, *counts(area)))
    loose = report.loose_obligations
    owed = (loose.due, loose.met, loose.partly_met, loose.overdue)
    rows.append(("No thrust", "Obligations tied to no thrust", *[None] * 6, *owed))
    columns = (
        Column("Part", 16),
        Column("Name", 50),
        _number("Activities planned"),
        _number("Done"),
        _number("Late" if report.is_closed else "Open"),
        _number("Given up"),
        _number("Carried over"),
        _number("Of the planned: from the year before"),
        _number("Obligations due"),
        _number("Met"),
        _number("Partly met"),
        _number("Overdue"),
    )
    return Table("work", "Activities and obligations", columns, tuple(rows))


def _contributions(report: QuarterlyReport) -> Table:
    rows: list[Row] = []
    for area in report.focus_areas:
        rows += [(f"Focus area {area.code}", "MoU", link) for link in area.mou_links]
        rows += [(f"Focus area {area.code}", "Partner", link) for link in area.partner_links]
    columns = (Column("Focus area", 16), Column("Kind", 12), Column("Name", 70))
    return Table("contributions", "Who contributes", columns, tuple(rows))


def _register(report: QuarterlyReport) -> Table:
    columns = (
        Column("Register", 24),
        _number("At start"),
        _number("New"),
        _number("Ended"),
        _number("At end"),
    )
    rows: tuple[Row, ...] = tuple(
        (one.name, one.at_start, one.new, one.ended, one.at_end) for one in report.register.movements
    )
    return Table("register", "Partners and MoUs", columns, rows)


def _engagements(report: QuarterlyReport) -> Table:
    def lines(by: str, found: tuple[EngagementLine, ...]) -> list[Row]:
        return [(by, line.name, line.held, line.present, line.counted) for line in found]

    engagements = report.engagements
    rows = [
        *lines("Kind", engagements.by_kind),
        *lines("Group", engagements.by_group),
        *lines("Where", engagements.by_province),
        *lines("All", (engagements.total,)),
    ]
    columns = (
        Column("By", 12),
        Column("Name", 50),
        _number("Held"),
        _number("People present"),
        _number("Engagements with a count", 16),
    )
    return Table("engagements", "Engagements", columns, tuple(rows))


def _promises(report: QuarterlyReport) -> Table:
    rows: tuple[Row, ...] = tuple(
        (line.name, line.due, line.done, line.overdue)
        for line in (*report.promises.lines, report.promises.total)
    )
    columns = (Column("Action items", 24), _number("Due"), _number("Done"), _number("Overdue"))
    return Table("promises", "Action items", columns, rows)


def _structures(report: QuarterlyReport) -> Table:
    def row(family: str, where: str, line: FunctionalityLine) -> Row:
        found = (line.functional, line.partly, line.not_functional, line.not_assessed)
        return (family, where, line.total, *found)

    rows: list[Row] = []
    for part in report.structures.families:
        rows += [row(part.name, line.name, line) for line in part.lines]
        rows.append(row(part.name, "All" if part.lines else report.place, part.total))
    rows += [row("All", line.name, line) for line in report.structures.by_province]
    rows.append(row("All", "All" if report.structures.by_province else report.place, report.structures.total))
    columns = (
        Column("Family", 40),
        Column("Where", 20),
        _number("Structures"),
        *(_number(word, 18) for word in FUNCTIONALITY_WORDS),
    )
    return Table("structures", "Community structures", columns, tuple(rows))


def _grid(report: QuarterlyReport) -> Table:
    columns = [Column("Province", 20)]
    for name in (*(f"Focus area {area.code}" for area in report.focus_areas), "All"):
        columns += [_number(f"{name}, on track", 16), _number(f"{name}, judged", 16)]
    rows: tuple[Row, ...] = tuple(
        (row.province, *(figure for one in (*row.cells, row.total) for figure in (one.on_track, one.judged)))
        for row in report.grid
    )
    return Table("grid", "Provinces and focus areas", tuple(columns), rows)


def _gap_counts(report: QuarterlyReport) -> Table:
    rows: tuple[Row, ...] = tuple((gap.label, gap.count, gap.explanation) for gap in report.gaps)
    columns = (Column("What is missing or late", 44), _number("Count"), Column("Meaning", 90))
    return Table("gaps", "Missing or late", columns, rows)


def _annexure(report: QuarterlyReport) -> Iterator[Table]:
    """The tables of one kind, of all focus areas, on one sheet."""
    found: dict[str, list[tuple[str, Table]]] = {}
    for part in report.annexure or ():
        for table in part.tables:
            found.setdefault(table.title, []).append((part.title, table))
    for title, parts in found.items():
        columns = (Column("Part", 30), *parts[0][1].columns)
        rows = tuple((where, *row) for where, table in parts for row in table.rows)
        yield Table(parts[0][1].key, f"Annexure, {title}", columns, rows)
