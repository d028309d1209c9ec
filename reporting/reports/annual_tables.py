"""The annual report as tables: the same on the page, in print and in the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from django.utils import timezone

from partnerships.core.numbers import figure, signed_figure
from partnerships.strategy.performance import Value
from reporting.reports.annual import AnnualLine, AnnualReport
from reporting.reports.base import Cell, Column, Linked, Table

# How a figure is written in a cell: for people with its unit, for a workbook as it is.
Writer = Callable[[AnnualLine, Value | None], Cell]


def in_words(line: AnnualLine, value: Value | None) -> Cell:
    return value if value is None or isinstance(value, str) else figure(value, line.unit)


def as_number(line: AnnualLine, value: Value | None) -> Cell:
    return value


def tables(
    report: AnnualReport, write: Writer = in_words, *, enter: Callable[[AnnualLine], str] | None = None
) -> Iterator[Table]:
    """``enter`` gives the address at which somebody may enter the audited figure."""
    yield _indicators(report, write, enter)
    yield _quarters(report, write)
    yield _reasons(report)
    yield _audited(report, write)


def _name(line: AnnualLine) -> str:
    return f"{line.code} {line.name}"


def _indicators(report: AnnualReport, write: Writer, enter: Callable[[AnnualLine], str] | None) -> Table:
    def audited(line: AnnualLine) -> Cell:
        found = line.found
        said = write(line, found.said) if found else None
        if enter is None:
            return said
        return Linked("Enter" if said is None else str(said), enter(line))

    def difference(line: AnnualLine) -> Cell:
        found: Decimal | None = line.difference
        return found if found is None or write is as_number else signed_figure(found)

    columns = (
        Column("Indicator", 60),
        Column("Unit", 20),
        Column("Annual target", 16, "number"),
        Column("Preliminary", 16, "number"),
        Column("Audited", 16, "number"),
        Column("Difference", 16, "number"),
        Column("Target of the year", 22, "state"),
        Column("Judged by", 16),
        Column("Why the audited figure is as it is", 48),
    )
    rows = tuple(
        (
            _name(line),
            line.measured_in,
            write(line, line.target),
            write(line, line.preliminary.value),
            audited(line),
            difference(line),
            line.state,
            line.basis,
            line.found.reason if line.found else "",
        )
        for line in report.lines
    )
    return Table(
        "annual", "Indicators of the year", columns, rows, empty="No quarter of this year was issued yet."
    )


def _quarters(report: AnnualReport, write: Writer) -> Table:
    columns = (
        Column("Indicator", 60),
        *(Column(f"Q{quarter.number}", 14, "number") for quarter, _ in report.issued),
        Column("How the year came about", 70),
    )
    rows = tuple(
        (
            _name(line),
            *(write(line, None if one is None else _plain(one.actual.value)) for one in line.quarters),
            line.preliminary.how,
        )
        for line in report.lines
    )
    return Table("quarters", "The quarters as they were issued", columns, rows, empty="None.")


def _plain(value: int | Decimal | str | None) -> Value | None:
    return value if value is None or isinstance(value, str) else Decimal(value)


def _reasons(report: AnnualReport) -> Table:
    columns = (
        Column("Indicator", 40),
        Column("Quarter", 12),
        Column("Where", 22),
        Column("Reason for deviation", 60),
        Column("Corrective action", 60),
    )
    rows = tuple(
        (_name(line), f"Q{number}", remark.where or "National", remark.reason, remark.corrective_action)
        for line in report.lines
        for number, remark in line.reasons
    )
    return Table(
        "reasons", "Reasons that were given in the quarters", columns, rows, empty="No reason was given."
    )


def _audited(report: AnnualReport, write: Writer) -> Table:
    columns = (
        Column("Indicator", 50),
        Column("Version", 12, "number"),
        Column("Audited", 16, "number"),
        Column("By whose authority", 44),
        Column("Why", 60),
        Column("Entered by", 28),
        Column("On", 20, "date"),
    )
    rows = tuple(
        (
            _name(line),
            one.number,
            write(line, one.said),
            one.authority,
            one.reason,
            one.entered_by.name,
            timezone.localdate(one.entered_at),
        )
        for line in report.lines
        for one in line.audited
    )
    return Table(
        "audited", "Audited figures, every version", columns, rows, empty="No audited figure was entered yet."
    )
