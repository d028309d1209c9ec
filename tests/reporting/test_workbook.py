"""The quarterly report as a workbook: typed cells, frozen headings, and words that nothing runs."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from partnerships.core.calendar import Quarter
from reporting.renderers.workbook import render_workbook
from reporting.reports.document import QuarterlyReport
from reporting.reports.quarterly import quarterly_report
from tests import factories as make
from tests.people import gift, person
from tests.reporting.world import build_world

pytestmark = pytest.mark.django_db

Q2 = Quarter(2026, 2)


@pytest.fixture
def report() -> QuarterlyReport:
    build_world()
    return quarterly_report(Q2, province=None, viewer=person("director"))


def opened(report: QuarterlyReport) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render_workbook(report)))


def rows(sheet: Any) -> list[dict[str, Any]]:
    heading, *found = sheet.iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in found]


def test_the_first_sheet_says_what_it_is_as_at_which_day_and_how_it_was_counted(
    report: QuarterlyReport,
) -> None:
    sheet = opened(report).worksheets[0]
    pairs = dict(sheet.iter_rows(min_row=3, max_col=2, values_only=True))
    assert (sheet.title, sheet["A1"].value) == ("About", "Partnerships quarterly progress report")
    assert pairs["Quarter"] == "Q2 2026/27, July to September 2026"
    assert pairs["Mark"] == "Pre-audit: figures are preliminary until the annual audit."
    assert pairs["Counted as at"] == "30\u00a0September\u00a02026"
    assert pairs["Computed"] == "23\u00a0November\u00a02026, 09:00"
    assert set(dict(report.notes)) <= set(pairs)


def test_there_is_one_sheet_for_each_table(report: QuarterlyReport) -> None:
    assert opened(report).sheetnames == [
        "About",
        "Contents",
        "Indicators",
        "Reasons",
        "Indicators by province",
        "Activities and obligations",
        "Who contributes",
        "Partners and MoUs",
        "New partners",
        "Partnerships that ended",
        "MoUs that came into force",
        "MoUs no longer in force",
        "Engagements",
        "Action items",
        "Community structures",
        "Challenges",
        "Evidence of the figures",
        "Provinces and focus areas",
        "Missing or late",
        "Indicators without an actual",
        "Indicators not measured",
        "Actuals captured late",
        "Actuals without evidence",
        "Evidence of actuals not graded",
        "Obligations overdue",
        "Evidence not verified",
        "Activities late",
        "MoUs without a workplan for 202",
        "MoUs without a signed copy",
        "Annexure, MoUs in force that co",
        "Annexure, Activities planned fo",
        "Annexure, Obligations due in th",
    ]


def test_headings_are_frozen_on_every_sheet_of_figures(report: QuarterlyReport) -> None:
    assert {sheet.freeze_panes for sheet in opened(report).worksheets[1:]} == {"B2"}


def test_figures_are_figures_and_nothing_is_empty_not_zero(report: QuarterlyReport) -> None:
    found = {row["Number"]: row for row in rows(opened(report)["Indicators"])}
    forums, share, delays = found["1.1.1"], found["1.1.2"], found["1.2.1"]
    assert [forums[name] for name in ("Target", "Actual", "Variance", "Variance, % of target")] == [
        30,
        12,
        -18,
        -60,
    ]
    assert [share[name] for name in ("Unit", "Actual", "State")] == ["Percentage", 68.75, "Behind"]
    assert delays["Actual"] is None
    assert delays["Reason for deviation"] == "Not measured: The register was being moved."


def test_days_are_days(report: QuarterlyReport) -> None:
    (row,) = rows(opened(report)["New partners"])
    assert isinstance(row["Decided on"], datetime)
    assert row["Decided on"].date() == date(2026, 7, 10)


def test_activities_and_obligations_add_up_to_their_focus_area(report: QuarterlyReport) -> None:
    found = {row["Part"]: row for row in rows(opened(report)["Activities and obligations"])}
    for heading in ("Activities planned", "Done", "Late", "Given up", "Obligations due", "Met", "Overdue"):
        parts = found["Thrust 1.1"][heading] + found["Thrust 1.2"][heading]
        assert found["Focus area 1"][heading] == parts
    assert found["No thrust"]["Obligations due"] == 1


def test_the_annexure_of_all_focus_areas_stands_on_one_sheet(report: QuarterlyReport) -> None:
    found = rows(opened(report)["Annexure, Obligations due in th"])
    assert [(row["Part"], row["Obligation"][:18], row["State"]) for row in found] == [
        ("Focus area 1: Focus area 1", "MOU-2026-001, 5.3:", "Overdue"),
        ("Focus area 1: Focus area 1", "MOU-2026-001, 5.1:", "Met"),
        ("Focus area 1: Focus area 1", "MOU-2026-001, 5.6:", "Overdue"),
        ("Focus area 1: Focus area 1", "MOU-2026-001, 5.7:", "Overdue"),
        ("Focus area 1: Focus area 1", "MOU-2026-001, 5.2:", "Overdue"),
        ("Focus area 2: Focus area 2", "MOU-2026-003, 6.1:", "Partly met"),
        ("Obligations tied to no thrust", "MOU-2026-002, 7.1:", "Met"),
    ]


def test_a_province_has_no_sheets_of_other_provinces() -> None:
    world = build_world()
    report = quarterly_report(Q2, province=world.gauteng, viewer=gift())
    names = opened(report).sheetnames
    assert "Provinces and focus areas" not in names
    assert "Indicators by province" not in names


def test_a_text_that_begins_like_a_formula_stays_text() -> None:
    world = build_world()
    evil = '=HYPERLINK("http://example.org")'
    make.MoUPartyFactory(mou=world.safer_schools, stakeholder=make.StakeholderFactory(name=evil))
    report = quarterly_report(Q2, province=None, viewer=person("director"))
    cells = [cell for row in opened(report)["Who contributes"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value == evil} == {"s"}
    assert not any(
        cell.data_type == "f" for sheet in opened(report) for row in sheet.iter_rows() for cell in row
    )


def test_the_same_report_gives_the_same_workbook(report: QuarterlyReport) -> None:
    assert render_workbook(report) == render_workbook(report)
