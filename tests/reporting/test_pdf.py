"""The printed report: it conforms to PDF/UA-1, is written in one family of letters, and breaks where it may."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import page
import pytest
from pypdf import PdfReader

from mou.models import MoU
from partnerships.core import pdf
from partnerships.core.calendar import Quarter
from reporting.renderers import pdf as renderer
from reporting.renderers.drawings import stacked_bars
from reporting.renderers.pdf import pieces, render_pdf, render_print
from reporting.reports.base import Column, Table
from reporting.reports.document import QuarterlyReport
from reporting.reports.quarterly import quarterly_report
from tests import factories as make
from tests.people import person
from tests.reporting.world import VENDA_NAME, World, build_world

pytestmark = pytest.mark.django_db

Q2 = Quarter(2026, 2)
SAME = {"css": "p { color: navy }", "browser_css": "p { display: block }", "folder": pdf.folder()}


@pytest.fixture
def report() -> QuarterlyReport:
    build_world()
    return quarterly_report(Q2, province=None, viewer=person("director", name="Thandi Director"))


@pytest.fixture
def long_report() -> QuarterlyReport:
    """Enough records that every kind of table runs over the end of a page."""
    _many_records(build_world())
    return quarterly_report(Q2, province=None, viewer=person("director", name="Thandi Director"))


def _many_records(world: World) -> None:
    for number in range(2, 26):
        indicator = make.IndicatorFactory(
            code=f"1.1.{number + 10}", name=f"Number of visits of kind {number}"
        )
        for province in (world.gauteng, world.limpopo):
            make.TargetFactory(indicator=indicator, province=province, value=20)
            make.ActualFactory(
                indicator=indicator,
                province=province,
                value=number,
                reason_for_deviation="Two meetings were moved to October because the venue was not free. "
                * 2,
                corrective_action="The coming quarter makes up for it.",
            )
    thrust, mou = make.ThrustFactory(code="1.1"), MoU.objects.get(pk=world.safer_schools.pk)
    for number in range(1, 91):
        make.ObligationFactory(
            mou=mou,
            thrust=thrust,
            clause=f"9.{number}",
            text=f"Report on patrol {number} to both parties in writing",
        )
        activity = make.ActivityFactory(mou=mou, thrust=thrust, title=f"Patrol {number} of the year")
        make.ActivityQuarterFactory(activity=activity)


# The same markup is laid out once, whichever test asks first.
made = cache(lambda html: pdf.to_pdf(html, **_style()))


# Nothing is issued here: every page has the mark of a draft.
DRAFT = pdf.styles("report.css", "draft.css")


def _style() -> dict[str, Any]:
    return {
        "css": DRAFT,
        "browser_css": pdf.styles(pdf.BROWSER_SHEET),
        "folder": pdf.folder(),
    }


def printed(report: QuarterlyReport) -> PdfReader:
    return PdfReader(io.BytesIO(made(render_print(report))))


def texts(reader: PdfReader) -> list[str]:
    return [re.sub(r"\s+", " ", one.extract_text()) for one in reader.pages]


@pytest.fixture
def engine() -> Iterator[Any]:
    """The part that runs in a process of its own; loading it here must not change the letters of other programs."""
    before = os.environ.get("FONTCONFIG_FILE")
    from partnerships.core import pdf_engine  # noqa: PLC0415 -- slow import

    if before is None:
        os.environ.pop("FONTCONFIG_FILE", None)
    yield pdf_engine


# What the file is


def test_the_file_passes_pdf_ua_1(long_report: QuarterlyReport) -> None:
    report = page.validate_pdf_bytes(made(render_print(long_report)), profile=page.ValidationProfile.PDF_UA_1)
    assert "no failures" in str(report)


def test_the_validator_refuses_a_file_that_is_not_accessible(engine: Any) -> None:
    from weasyprint import HTML  # noqa: PLC0415 -- slow import

    untagged = HTML(string="<p>No title, no language</p>").write_pdf()
    assert not page.is_pdf_compliant_bytes(untagged, profile=page.ValidationProfile.PDF_UA_1)


def test_every_letter_is_inter_tshivenda_included(report: QuarterlyReport) -> None:
    reader = printed(report)
    assert any("Ḽifa" in text and "Vhuṱali" in text for text in texts(reader))
    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for one in reader.pages
        for font in one["/Resources"]["/Font"].values()
    }
    # Any other name means that a letter was missing.
    assert {re.match(r"/?Inter(-|$)", name) is not None for name in fonts} == {True}, fonts


def test_names_in_tshivenda_are_marked_word_by_word(report: QuarterlyReport) -> None:
    html = render_print(report)
    assert '<span lang="ve">Vhuṱali</span> <span lang="ve">Ḽifa</span> Trust (demo)' in html
    assert VENDA_NAME not in html


def test_the_same_report_gives_the_same_bytes(report: QuarterlyReport) -> None:
    assert render_pdf(report) == made(render_print(report))


def test_the_description_of_the_file_says_what_it_is_and_when(report: QuarterlyReport) -> None:
    about = printed(report).metadata
    assert about is not None
    assert about.title == "Partnerships quarterly progress report, Q2 2026/27, National"
    assert about.author == "Civilian Secretariat for Police Service"
    assert about.creation_date is not None
    assert about.creation_date.isoformat() == "2026-11-23T09:00:00+02:00"


# What stands on the pages


def test_the_cover_says_whose_report_it_is_and_that_it_is_pre_audit(report: QuarterlyReport) -> None:
    cover = texts(printed(report))[0]
    for words in (
        "Partnerships quarterly progress report",
        "Quarter 2, 2026/27",
        "1 July 2026 to 30 September 2026",
        "National",
        "Pre-audit",
        "Computed 23 November 2026, 09:00",
        "Thandi Director",
    ):
        assert words in cover.replace("\u00a0", " ")


def test_every_page_after_the_cover_has_its_heads_and_its_number(report: QuarterlyReport) -> None:
    pages = texts(printed(report))
    for number, text in enumerate(pages[1:], start=2):
        assert "Pre-audit figures" in text
        assert f"Page {number} of {len(pages)}" in text
        assert "Q2 2026/27, National, 23 Nov 2026, 09:00" in text.replace("\u00a0", " ")
    assert "Page 1 of" not in pages[0]


def test_the_contents_name_the_page_on_which_each_chapter_begins(long_report: QuarterlyReport) -> None:
    reader = printed(long_report)
    pages = [text.replace("\u00a0", " ") for text in texts(reader)]
    entries = reader.pages[1].extract_text().replace("\u00a0", " ").splitlines()
    found = [re.fullmatch(r"(\d) +([^.]+?) ?\.{3,} ?(\d+)", entry) for entry in entries]
    chapters = [(f"{match[1]} {match[2]}", match[3]) for match in found if match]
    assert [title for title, _ in chapters[:2]] == ["1 Summary", "2 Focus area 1: Focus area 1"]
    assert len(chapters) >= 8
    for title, number in chapters:
        assert title in pages[int(number) - 1]


def test_the_outline_leads_to_the_chapters(report: QuarterlyReport) -> None:
    items = [item for item in printed(report).outline if not isinstance(item, list)]
    titles = [re.sub(r"\s+", " ", item.title) for item in items]
    assert titles == [
        "Contents",
        "1 Summary",
        "2 Focus area 1: Focus area 1",
        "3 Focus area 2: Focus area 2",
        "4 Partners and MoUs",
        "5 Engagements and action items",
        "6 Community structures",
        "7 Challenges",
        "8 Provinces and focus areas",
        "9 Indicators by province",
        "10 What is missing or late",
        "11 How the figures are counted",
        "Annexure: records behind the figures",
    ]


def test_drawings_say_their_figures_in_words(report: QuarterlyReport) -> None:
    html = render_print(report)
    assert (
        "<title>Indicators by focus area: 1 Focus area 1: 0 on track, 1 behind, 1 off track, 1 no data; "
        "2 Focus area 2: 1 on track, 0 behind, 0 off track, 0 no data.</title>"
    ) in html
    assert "<title>Indicator 1.1.2: actual 68,75\u00a0%, target 80\u00a0%.</title>" in html


def test_the_annexure_lists_every_record_that_a_figure_counts(report: QuarterlyReport) -> None:
    text = " ".join(texts(printed(report)))
    for record in (
        "5.1: ",
        "5.2: ",
        "5.3: ",
        "5.6: ",
        "5.7: ",
        "6.1: ",
        "7.1: ",
        "Print manuals",
        "Map the patrols",
    ):
        assert record in text
    for not_counted in ("5.4: ", "5.5: ", "Plan the year", "Not begun"):
        assert not_counted not in text


def test_an_annexure_too_long_for_paper_is_left_to_the_workbook(
    report: QuarterlyReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renderer, "LARGEST_ANNEXURE", 5)
    html = render_print(report)
    assert "The Excel file of the same report lists all of them." in html
    assert "Print manuals" in html  # late, and so listed among what is missing
    assert "Train patrollers" not in html


# Where pages break


def problems(document: Any) -> list[str]:
    """Headings and captions left alone, rows on two pages, parts of tables without their heads."""
    found, seen = [], {}
    for number, one in enumerate(document.pages, start=1):
        boxes = list(one._page_box.children[0].descendants())
        lines = [(box.position_y, box.element_tag) for box in boxes if type(box).__name__ == "LineBox"]
        if lines and max(lines)[1] in {"h2", "h3", "h4", "caption", "figcaption"}:
            found.append(f"page {number} ends with a {max(lines)[1]}")
        for box in boxes:
            kind = type(box).__name__
            if kind == "TableRowBox" and not _is_head(box) and seen.setdefault(box.element, number) != number:
                found.append(f"a row stands on the pages {seen[box.element]} and {number}")
            if kind == "TableBox" and box.element.find("thead") is not None and not _has_head(box):
                found.append(f"page {number}: a part of a table has no head")
    return found


def _is_head(row: Any) -> bool:
    return any(cell.element_tag == "th" and cell.element.get("scope") == "col" for cell in row.children)


def _has_head(table: Any) -> bool:
    return any(getattr(group, "is_header", False) for group in table.children)


def test_no_heading_stays_alone_no_row_breaks_and_every_part_of_a_table_has_its_head(
    engine: Any, long_report: QuarterlyReport
) -> None:
    document = engine.lay_out(render_print(long_report), **_style())
    assert len(document.pages) > 15
    assert problems(document) == []


def test_the_check_of_the_layout_sees_what_is_wrong(engine: Any) -> None:
    rows = "".join(f"<tr><th scope='row'>{n}</th><td>{'long ' * 900}</td></tr>" for n in range(3))
    table = f"<table><thead><tr><th scope='col'>A</th></tr></thead><tbody>{rows}</tbody></table>"
    style = _style() | {"css": "@page { size: A5 }"}
    assert any("a row stands on the pages" in problem for problem in problems(engine.lay_out(table, **style)))


def test_our_short_cuts_change_nothing_on_the_pages(engine: Any, report: QuarterlyReport) -> None:
    """The hooks into WeasyPrint give the pages and the text that a plain call gives."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 -- slow import

    html, base = render_print(report), f"{pdf.folder()}/"
    plain = HTML(string=html, base_url=base).write_pdf(
        stylesheets=[CSS(string=DRAFT, base_url=base)], pdf_variant=engine.VARIANT
    )
    assert texts(printed(report)) == texts(PdfReader(io.BytesIO(plain)))


# What the engine may read, and how long it may take


def test_the_engine_reads_its_own_folder_and_nothing_else(engine: Any, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "picture.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "secret.txt").write_text("secret")
    (own / "way-out.txt").symlink_to(tmp_path / "secret.txt")
    fetcher = engine.OwnFilesOnly(own)
    assert b"svg" in fetcher.fetch((own / "picture.svg").as_uri()).read()
    for refused in (
        "http://example.org/picture.svg",
        "https://example.org/picture.svg",
        "ftp://example.org/picture.svg",
        (tmp_path / "secret.txt").as_uri(),
        (own / "way-out.txt").as_uri(),
        f"file://{own}/../secret.txt",
        f"file://{own}/%2e%2e/secret.txt",
        "file:///etc/passwd",
    ):
        with pytest.raises(ValueError, match=r"disallowed|outside"):
            fetcher.fetch(refused)


def test_a_pdf_that_takes_too_long_is_given_up_with_a_sentence() -> None:
    endless = "<p>word</p>" * 20_000
    with pytest.raises(pdf.PdfError, match=r"not ready after 1 seconds and was given up\.$"):
        pdf.to_pdf(endless, **SAME, time_limit=1)


def test_whoever_waits_too_long_for_a_turn_is_told_so(settings: Any) -> None:
    settings.PDFS_AT_ONCE = 1
    with pdf._a_turn(1), pytest.raises(pdf.PdfError, match="Other PDFs are being made"):
        pdf.to_pdf("<p>word</p>", **SAME, time_limit=0.01)


def test_a_process_that_fails_or_vanishes_is_reported() -> None:
    receiver, sender = pdf._context.Pipe(duplex=False)
    sender.send_bytes(b"-")
    sender.send_bytes(b"ValueError: no such font")
    with pytest.raises(pdf.PdfError, match="could not be made: ValueError: no such font"):
        pdf._received(receiver, 1)
    sender.close()
    with pytest.raises(pdf.PdfError, match="its process ended"):
        pdf._received(receiver, 1)


# Pieces and drawings


def test_a_long_table_is_laid_out_in_pieces_that_say_which_rows_they_hold() -> None:
    table = Table("x", "Records", (Column("A"),), tuple((str(number),) for number in range(130)))
    assert [(piece.caption, len(piece.rows)) for piece in pieces(table)] == [
        ("Records: 1 to 60 of 130", 60),
        ("Records: 61 to 120 of 130", 60),
        ("Records: 121 to 130 of 130", 10),
    ]


def test_a_table_without_rows_is_a_sentence() -> None:
    table = Table("x", "Records", (Column("A"),), (), empty="There is none.")
    assert [(piece.caption, piece.rows) for piece in pieces(table)] == [("Records", [])]


def test_the_longest_of_stacked_bars_fills_the_width() -> None:
    colours = (("Met", "#000", "#fff"), ("Open", "#fff", "#000"))
    drawing = stacked_bars("Obligations", [("One", (3, 1)), ("Two", (0, 2))], colours)
    assert drawing.title == "Obligations: One: 3 met, 1 open; Two: 0 met, 2 open."
    first, second = drawing.bars
    assert [(part.x, part.width, part.count) for part in first.parts] == [
        (208.0, 339.0, 3),
        (547.0, 113.0, 1),
    ]
    assert [(part.x, part.width, part.count) for part in second.parts] == [(208.0, 226.0, 2)]
