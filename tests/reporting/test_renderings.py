"""One report in all its forms: the same figures, worked out by hand, on the page, in print, Excel, Word and CSV."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from partnerships.core.calendar import Quarter
from reporting.renderers.eqprs import HEADS, render_eqprs
from reporting.renderers.pdf import render_file, render_pdf
from reporting.renderers.word import render_word
from reporting.renderers.workbook import render_workbook
from reporting.reports.document import QuarterlyReport
from reporting.reports.narrative import Narrative
from reporting.reports.quarterly import quarterly_report
from tests.people import nomsa
from tests.reporting.world import VENDA_NAME, World

pytestmark = pytest.mark.django_db

MARKUP = '<b>Bold</b> & “plain” by Ḓaku.\n\n=HYPERLINK("http://x") stays words.\x0b'
# Q2 of the small country (tests/reporting/world.py):
FIGURES = {
    # 1.1.1: targets 10 + 20 = 30; Gauteng gave 12, Limpopo nothing: 12; 12 − 30 = −18, and −18 / 30 = −60 %.
    "1.1.1": ("30", "12", "\u221218"),
    # 1.1.2: 8 of 10 and 3 of 6 are 11 of 16, 68,75 %, against 80: 11,25 points too few.
    "1.1.2": ("80\u00a0%", "68,75\u00a0%", "\u221211,25 points"),
    # 2.1.1: 4 of 4.
    "2.1.1": ("4", "4", "0"),
}


@pytest.fixture
def report(national: QuarterlyReport) -> QuarterlyReport:
    written = (
        Narrative("Introduction", "start", "", "Nomsa Dlamini", MARKUP),
        Narrative("Thrust 1.1: One", "thrust", "1.1", "Nomsa Dlamini", "On thrust 1.1."),
        Narrative("Conclusion", "end", "", "Nomsa Dlamini", "", "It is said above."),
    )
    return replace(national, narrative=written)


def in_words(*cells: Any) -> str:
    return " ".join(" ".join(map(str, cells)).replace("\u00a0", " ").split())


def word_rows(paper: Any) -> dict[str, list[str]]:
    """The rows of indicators by their number."""
    found = (table for table in paper.tables if "Variance" in [one.text for one in table.rows[0].cells])
    return {row.cells[0].text: [one.text for one in row.cells] for table in found for row in table.rows}


def test_figures_worked_out_by_hand_are_the_same_in_every_form(report: QuarterlyReport) -> None:
    page = in_words(render_file(report))
    print_ = in_words(*(one.extract_text() for one in PdfReader(io.BytesIO(render_pdf(report))).pages))
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(report)))
    heading, *rows = book["Indicators"].iter_rows(values_only=True)
    excel = {row[0]: dict(zip(heading, row, strict=True)) for row in rows}
    word = word_rows(docx.Document(io.BytesIO(render_word(report))))
    lines = list(csv.reader(io.StringIO(render_eqprs(report).decode("utf-8-sig"))))
    eqprs = {row[6].split()[0]: dict(zip(HEADS, row, strict=True)) for row in lines[4:]}
    for code, (target, actual, difference) in FIGURES.items():
        for form in (page, print_):
            assert in_words(actual) in form
            assert in_words(difference) in form
        assert word[code][2] == target
        assert word[code][3].split("\n")[0] == actual
        assert in_words(word[code][4].split("\n")[0]) == in_words(difference)
    assert (excel["1.1.1"]["Target"], excel["1.1.1"]["Actual"], excel["1.1.1"]["Variance"]) == (30, 12, -18)
    assert (excel["1.1.2"]["Actual"], excel["1.1.2"]["Variance"]) == (68.75, -11.25)
    assert (eqprs["1.1.1"]["Target_Q2"], eqprs["1.1.1"]["ActualOutput_Q2"]) == ("30", "12")
    # Q1: targets 5 + 5, actuals 5 + 4.
    assert (eqprs["1.1.1"]["Target_Q1"], eqprs["1.1.1"]["ActualOutput_Q1"]) == ("10", "9")
    assert (eqprs["1.1.2"]["Target_Q2"], eqprs["1.1.2"]["ActualOutput_Q2"]) == ("80 %", "68.75 %")
    assert eqprs["1.1.2"]["ReasonforDeviation_Q2"] == "Limpopo: Three forums were not quorate."
    # Not measured is not zero.
    assert eqprs["1.2.1"]["ActualOutput_Q2"] == ""
    assert "The register was being moved." in eqprs["1.2.1"]["ReasonforDeviation_Q2"]
    assert {row["Target_Q3"] for row in eqprs.values()} == {""}


def test_a_word_document_is_built_for_whoever_hears_it(report: QuarterlyReport) -> None:
    content = render_word(report)
    assert content == render_word(report)
    paper = docx.Document(io.BytesIO(content))
    texts = [one.text for one in paper.paragraphs]
    headings = [one.text for one in paper.paragraphs if one.style.name == "Heading 1"]
    assert headings[:3] == ["Contents", "Introduction", "Summary"]
    assert headings[-3:] == [
        "Conclusion",
        "How the figures are counted",
        "Annexure: records behind the figures",
    ]
    assert "<b>Bold</b> & “plain” by Ḓaku." in texts
    assert '=HYPERLINK("http://x") stays words.' in texts
    assert "Nothing to report: It is said above." in texts
    assert texts.index("On thrust 1.1.") > texts.index("Summary")
    for table in paper.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
    head = paper.sections[0].header.paragraphs[0].text
    assert "Draft, not issued · Pre-audit" in head
    body = paper.element.xml
    assert VENDA_NAME.split()[0] in body
    assert 'w:lang w:val="ve-ZA"' in body
    assert 'w:val="en-ZA"' in paper.styles["Normal"].element.xml
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None


def test_a_workbook_says_what_it_is_and_leads_to_every_sheet(report: QuarterlyReport) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(report)))
    about = dict(book["About"].iter_rows(min_row=3, max_col=2, values_only=True))
    assert about["Standing"] == "Draft, not issued"
    listed = [row[0] for row in book["Contents"].iter_rows(min_row=2)]
    assert len(listed) == len(book.sheetnames) - 2
    assert all(one.hyperlink.location.split("!")[0].strip("'") in book.sheetnames for one in listed)
    assert "Draft, not issued" in (book["Indicators"].oddHeader.left.text or "")
    texts = {row[0]: row[2] for row in book["Sections"].iter_rows(values_only=True)}
    assert texts["Introduction"].startswith("<b>Bold</b> & “plain” by Ḓaku.")


def test_the_csv_has_the_headings_of_the_system_in_their_places_and_nothing_that_runs(
    report: QuarterlyReport,
) -> None:
    content = render_eqprs(report)
    assert content.startswith(b"\xef\xbb\xbfReportTitle,Textbox95")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    # Where the portal of the Treasury reads them: performance/admin.py of datamanager.
    places = {6: "Indicator", 11: "Target_Q1", 18: "ActualOutput_Q2", 35: "AnnualTarget_Summary2", 43: "UID"}
    assert len(HEADS) == 44
    assert {place: lines[3][place] for place in places} == places
    assert "National Institutions Oversight Performance  Report" in lines[1][0]
    assert "pre-audit, draft, not issued" in lines[1][0]
    assert {row[1] for row in lines[4:]} == {"Civilian Secretariat for Police Service"}
    line = report.focus_areas[0].thrusts[0].indicators[0]
    thrust = replace(report.focus_areas[0].thrusts[0], indicators=(replace(line, code="=1+1"),))
    area = replace(report.focus_areas[0], thrusts=(thrust,))
    spoilt = render_eqprs(replace(report, focus_areas=(area,))).decode("utf-8-sig")
    assert "'=1+1 Number of forums assessed" in spoilt


def test_a_province_and_an_empty_quarter_have_every_form(world: World) -> None:
    for province, quarter in ((world.limpopo, Quarter(2026, 2)), (None, Quarter(2024, 4))):
        found = quarterly_report(quarter, province=province, viewer=nomsa())
        paper = docx.Document(io.BytesIO(render_word(found)))
        assert "Summary" in [one.text for one in paper.paragraphs]
        assert openpyxl.load_workbook(io.BytesIO(render_workbook(found)))["Contents"].max_row > 10
        rows = list(csv.reader(io.StringIO(render_eqprs(found).decode("utf-8-sig"))))
        assert len(rows) == 4 + sum(len(area.indicators) for area in found.focus_areas)
