"""The annual report in print and as a workbook, from the same tables as its page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from partnerships.core.numbers import datetime_long
from reporting.renderers.pdf import pieces
from reporting.renderers.workbook import workbook
from reporting.reports.annual import AnnualReport
from reporting.reports.annual_tables import as_number, tables

SHEET = "plain.css"
HOW = (
    (
        "Preliminary",
        "What the quarters came to as they were issued, by the calculation type of the indicator. Numbers that count "
        "up are added; otherwise the last quarter measured stands for the year.",
    ),
    (
        "Audited",
        "What the auditors found, entered with its authority and reason. Another version stands beside the earlier.",
    ),
    ("Difference", "Audited less preliminary; of percentages in points."),
    (
        "Achieved",
        "Not on the wrong side of the annual target, without a tolerance; by the audited figure where there is one.",
    ),
    ("A dash", "Nothing was measured or entered. It never means zero."),
)


def render_print(report: AnnualReport) -> str:
    context: dict[str, Any] = {
        "report": report,
        "how": HOW,
        "demonstration": settings.DEMONSTRATION,
        "tables": [(table, list(pieces(table))) for table in tables(report)],
    }
    return render_to_string("reporting/pdf/annual_report.html", context)


def render_workbook(report: AnnualReport) -> bytes:
    quarters = [
        (str(quarter), f"Issued as {number}" if number else "Not issued, and not counted")
        for quarter, number in report.issued
    ]
    facts = [
        ("Financial year", str(report.year)),
        ("Mark", report.mark),
        *quarters,
        ("Computed", datetime_long(report.computed_at)),
        ("Computed for", report.computed_by),
    ]
    about = {"": facts, "How the figures are counted": [*HOW]}
    return workbook(report.title, report.mark, report.computed_at, about, tables(report, as_number))
