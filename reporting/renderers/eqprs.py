"""The indicators of a quarter in the shape of the electronic quarterly system of the DPME, for whoever types them in.

Headings and their order are those of its exports as the Treasury's portal loads them, two lines of title before them.
Targets and actuals are text there; what nobody measured stays empty, which is not zero. The comments of reviewers,
the pre-audit and the audited output are theirs to fill in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from django.conf import settings

from partnerships.core.exports import harmless
from partnerships.strategy.models import IndicatorVersion
from partnerships.strategy.performance import Value
from reporting.reports.document import IndicatorLine, QuarterlyReport

CSV = "text/csv; charset=utf-8"
TITLE_HEADS = ("ReportTitle", "Textbox95", "Textbox80", "Textbox81", "Textbox82", "Textbox83")
OF_INDICATOR = (
    "Sector",
    "Institution",
    "Programme",
    "SubProgramme",
    "Location",
    "Frequency",
    "Indicator",
    "Type",
    "SubType",
    "Outcome",
    "Cluster",
)
OF_QUARTER = ("Target", "ActualOutput", "ReasonforDeviation", "CorrectiveAction", "OTP", "National")
OF_YEAR = (
    "AnnualTarget_Summary2",
    "Preliminary_Summary2",
    "PrelimaryAudited_Summary2",  # so spelt there
    "ReasonforDeviation_Summary",
    "CorrectiveAction_Summary",
    "OTP_Summary",
    "National_Summary",
    "ValidatedAudited_Summary2",
    "UID",
)
HEADS = (
    *OF_INDICATOR,
    *(f"{name}_Q{number}" for number in range(1, 5) for name in OF_QUARTER),
    *OF_YEAR,
)
KIND = "Non-Standardized"
Calculation = IndicatorVersion.CalculationType
# How the quarters make the year, in the words of that system; its public files show the second and the third.
SUBTYPES = {
    Calculation.CUMULATIVE_YEAR_END.label: "Sum",
    Calculation.CUMULATIVE_YEAR_TO_DATE.label: "Max",
    Calculation.NON_CUMULATIVE.label: "Not Applicable",
}


def render_eqprs(report: QuarterlyReport) -> bytes:
    """UTF-8 with its mark; nothing in it is a formula to a spreadsheet. The same report gives the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(TITLE_HEADS)
    writer.writerow([harmless(one) for one in _title(report)])
    writer.writerow([])
    writer.writerow(HEADS)
    for area in report.focus_areas:
        for line in area.indicators:
            writer.writerow([harmless(one) for one in _row(report, line)])
    return text.getvalue().encode("utf-8-sig")


def _title(report: QuarterlyReport) -> tuple[str, ...]:
    start = report.quarter.year
    year = f"FY {start}-{(start + 1) % 100:02d}"
    sphere = "Provincial" if report.province else "National"
    standing = f"issued as {report.seal.number}" if report.seal else "draft, not issued"
    if report.redaction:
        standing = f"redacted copy, {standing}"
    return (
        f"QPR for {year} {sphere} Institutions Oversight Performance  Report as of ( {year}), "
        f"{report.quarter}, {report.mark.lower()}, {standing}",
        f"Location/s: {report.place}",
        f"InstitutionType:   {sphere}",
        f"Institution:   {institution(report)}",
        f"FinancialYear:   {year}",
        f"Report Printed On:   {report.computed_at:%Y-%m-%d %H:%M}",
    )


def institution(report: QuarterlyReport) -> str:
    return (report.province and report.province.host_department) or settings.EQPRS["INSTITUTION"]


def _row(report: QuarterlyReport, line: IndicatorLine) -> Iterator[str]:
    names = settings.EQPRS
    yield from (names["SECTOR"], institution(report), names["PROGRAMME"], names["SUBPROGRAMME"], report.place)
    yield from (line.cycle or "Quarterly", f"{line.code} {line.name}", KIND)
    yield from (SUBTYPES.get(line.calculation, ""), names["OUTCOME"], names["CLUSTER"])
    for number in range(1, 5):
        yield from _quarter(report, line, number)
    is_last = report.quarter.number == 4 and report.is_closed
    yield from (_said(line.annual_target, line.unit), _said(line.year_actual, line.unit) if is_last else "")
    yield from [""] * 6
    yield str(line.pk)


def _quarter(report: QuarterlyReport, line: IndicatorLine, number: int) -> Iterator[str]:
    """Earlier quarters with their figures alone: why they were as they were stands in their own reports."""
    if number == report.quarter.number:
        yield from (_said(line.target, line.unit), _said(line.actual.value, line.unit))
        yield from (_remarks(line, "reason"), _remarks(line, "corrective_action"))
    elif number <= len(line.earlier):
        target, actual = line.earlier[number - 1]
        yield from (_said(target, line.unit), _said(actual, line.unit), "", "")
    else:
        yield from [""] * 4
    yield from ("", "")


def _said(value: Value | int | None, unit: str) -> str:
    """12.5 or 68.75 %: with a point and without spaces, as machines read it."""
    if value is None or isinstance(value, str):
        return value or ""
    return f"{Decimal(value):f}{unit.replace(chr(0xA0), ' ')}"


def _remarks(line: IndicatorLine, field: str) -> str:
    found = [(one.where, getattr(one, field)) for one in line.remarks]
    return "; ".join(f"{where}: {said}" if where else said for where, said in found if said)
