"""The dashboard as a row of tables, for a workbook: the same figures, without drawings."""

from __future__ import annotations

from collections.abc import Iterator

from reporting.reports.base import Column, Row, Table
from reporting.reports.dashboard.document import Dashboard
from reporting.reports.document import FUNCTIONALITY_WORDS


def tables(found: Dashboard) -> Iterator[Table]:
    """Every table of the dashboard, in its order."""
    yield _gauges(found)
    yield _grid(found)
    yield _indicators(found)
    yield eight_quarters(found)
    yield _activities(found)
    yield _ages(found)
    yield _late(found)
    yield _stages(found)
    yield _structures(found)


def _number(heading: str, width: int = 12) -> Column:
    return Column(heading, width, "number")


def _gauges(found: Dashboard) -> Table:
    rows: tuple[Row, ...] = tuple(
        (one.label, one.figure, one.of, "".join(map(str, one.note))) for one in found.gauges
    )
    columns = (Column("Figure", 34), _number("Count"), _number("Of"), Column("Besides", 70))
    return Table("gauges", "In short", columns, rows)


def _grid(found: Dashboard) -> Table:
    columns = [Column("Province", 20)]
    for name in (*(f"Focus area {area.code}" for area in found.areas), "All"):
        columns += [_number(f"{name}, on track", 16), _number(f"{name}, judged", 16)]
    rows: tuple[Row, ...] = tuple(
        (row.province, *(figure for one in (*row.cells, row.total) for figure in (one.on_track, one.judged)))
        for row in found.grid
    )
    return Table("grid", "Provinces and focus areas", tuple(columns), rows)


def _indicators(found: Dashboard) -> Table:
    columns = (
        Column("Number", 10),
        Column("Indicator", 60),
        _number("Target"),
        _number("Actual"),
        _number("Variance"),
        Column("State", 18, "state"),
    )
    rows: tuple[Row, ...] = tuple(
        (line.code, line.name, line.target, line.actual, line.variance, line.state) for line in found.lines
    )
    return Table("indicators", "Target and actual", columns, rows)


def eight_quarters(found: Dashboard) -> Table:
    """What the drawings show: a row for each indicator, two columns for each quarter."""
    columns = [Column("Number", 10), Column("Indicator", 60)]
    for quarter in found.quarters:
        columns += [_number(f"{quarter}, target", 14), _number(f"{quarter}, actual", 14)]
    columns.append(Column("What a new description does", 60))
    rows: tuple[Row, ...] = tuple(
        (
            one.code,
            one.name,
            *(value for point in one.points for value in (point.target, point.actual)),
            " ".join(one.notes),
        )
        for one in found.trends
    )
    return Table("trends", "Eight quarters", tuple(columns), rows)


def _activities(found: Dashboard) -> Table:
    columns = (
        Column("Quarter", 14),
        *(_number(word) for word in ("Planned", "Done", "Late", "Open", "Given up", "Carried over")),
    )
    rows: tuple[Row, ...] = tuple(
        (str(quarter), one.planned, one.done, one.late, one.open, one.given_up, one.carried)
        for quarter, one in found.activities
    )
    return Table("activities", "Activities by quarter", columns, rows)


def _ages(found: Dashboard) -> Table:
    columns = (Column("Age", 28), _number("We owe"), _number("They owe"))
    rows: tuple[Row, ...] = tuple((age.name, age.ours, age.theirs) for age in found.ages)
    return Table("ages", "Obligations by age", columns, rows)


def _late(found: Dashboard) -> Table:
    columns = (
        Column("What", 60),
        Column("With whom", 44),
        Column("Since", 18, "date"),
        _number("Days"),
    )
    rows: tuple[Row, ...] = tuple((line.what, line.holder, line.since, line.days) for line in found.late)
    return Table("late", "Late, the oldest first", columns, rows)


def _stages(found: Dashboard) -> Table:
    columns = (Column("Stage", 32), _number("MoUs"), _number("Days since the last step, median", 20))
    rows: tuple[Row, ...] = tuple((stage.name, stage.count, stage.median_days) for stage in found.stages)
    return Table("stages", "MoUs by stage", columns, rows)


def _structures(found: Dashboard) -> Table:
    columns = (
        Column("Family", 40),
        Column("Where", 20),
        _number("Structures"),
        *(_number(word, 18) for word in FUNCTIONALITY_WORDS),
    )
    rows: tuple[Row, ...] = tuple(
        (
            part.name,
            line.name,
            line.total,
            line.functional,
            line.partly,
            line.not_functional,
            line.not_assessed,
        )
        for part in found.structures.families
        for line in part.lines or (part.total,)
    )
    return Table("structures", "Community structures", columns, rows)
