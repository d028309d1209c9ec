"""Copies for readers outside: who is named, who is not, and that nobody works it out."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import docx
import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from partnerships.core.models import ListExport, PrintJob, User
from reporting.issuing import redacted_copy
from reporting.models import NationalReport
from reporting.renderers.eqprs import render_eqprs
from reporting.renderers.pdf import render_file, render_pdf
from reporting.renderers.word import render_word
from reporting.renderers.workbook import render_workbook
from reporting.reports.document import QuarterlyReport
from reporting.reports.narrative import Narrative
from reporting.reports.redaction import redacted
from stakeholders.models import Stakeholder
from tests import factories as make
from tests.people import gift, nomsa, person
from tests.reporting.world import VENDA_NAME, World

pytestmark = pytest.mark.django_db

PSEUDONYM = re.compile(r"(?:Organisation|Person) [B-DF-HJ-NP-TV-XZ2-9]{4}-[B-DF-HJ-NP-TV-XZ2-9]{4}")
TEXT = (
    "Vhutali Ḽifa Trust met the farmers’ union; FARMERS' UNION  (demo) paid.\nMr. Ramaphala and Thandi Mokoena of the "
    "Department of Small Places spoke, Ms Unknown too. Thandi\nMokoena thanked Trusted partners. <b>Rosebank Bakers</b>"
)


@pytest.fixture
def report(world: World, national: QuarterlyReport) -> QuarterlyReport:
    """The small country, and a text with every kind of name in it."""
    public = make.StakeholderGroupFactory(code="government-departments", is_public=True)
    make.StakeholderFactory(name="Department of Small Places", group=public)
    make.ContactFactory(name="Thandi Mokoena", stakeholder=world.union)
    make.ContactFactory(name="Peter Ramaphala (demo)", stakeholder=world.union)
    make.StakeholderFactory(name="National Growers", short_name="National")
    bakers = make.StakeholderFactory(name="Rosebank Bakers")
    Stakeholder.objects.filter(pk=bakers.pk).update(name="Called otherwise since")
    return replace(national, narrative=(Narrative("Introduction", "start", "", national.computed_by, TEXT),))


def text_of(report: QuarterlyReport) -> dict[str, str]:
    """What each form says, all of it."""
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(report)))
    paper = docx.Document(io.BytesIO(render_word(report)))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    found = {
        "html": render_file(report),
        "pdf": " ".join(page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(report))).pages),
        "xlsx": " ".join(
            str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
        ),
        "docx": " ".join([*(one.text for one in paper.paragraphs), *cells]),
        "csv": render_eqprs(report).decode(),
    }
    return {form: " ".join(said.split()) for form, said in found.items()}


def test_no_form_names_whom_it_must_not_and_each_has_one_pseudonym_in_all_of_them(
    report: QuarterlyReport, world: World
) -> None:
    before = render_file(report)
    copy, taken_out = redacted(report, number="QPR-2026-27-Q2")
    after = text_of(copy)
    names = [
        *(
            VENDA_NAME,
            "Vhutali",
            "Farmers' Union",
            "farmers’ union",
            "Retail Watch",
            "Thandi",
            "Mokoena",
            "Ramaphala",
            "Unknown",
        ),
        *("Rosebank", report.computed_by),
    ]
    assert all(
        name in before for name in names if name not in {VENDA_NAME, "Farmers' Union"}
    )  # marked up there
    for form in ("html", "pdf", "xlsx", "docx"):
        assert "Department of Small Places" in after[form]
        assert "Trusted partners" in after[form]
    for form, said in after.items():
        assert [name for name in names if name.lower() in said.lower()] == []
        assert "redacted copy" in said.lower(), form
    trust = next(
        str(link)
        for area, own in zip(report.focus_areas, copy.focus_areas, strict=True)
        for link, was in zip(own.partner_links, area.partner_links, strict=True)
        if str(was) == VENDA_NAME
    )
    assert PSEUDONYM.fullmatch(trust)
    assert copy.narrative[0].text.startswith(f"{trust} met the Organisation ")
    assert all(trust in after[form] for form in ("html", "pdf", "xlsx", "docx"))
    assert copy.narrative[0].text.count(" spoke, a person too.") == 1
    assert taken_out >= 6
    assert copy.place == "National"
    assert "National" in after["pdf"]
    # Figures are what they were, and nothing leads into the system.
    assert copy.standing == report.standing
    assert "/stakeholders/" not in str(copy)


def test_pseudonyms_depend_on_the_key_and_on_the_report(report: QuarterlyReport, settings: Any) -> None:
    def found(number: str) -> list[str]:
        return PSEUDONYM.findall(redacted(report, number=number)[0].narrative[0].text)

    first = found("QPR-2026-27-Q2")
    assert first == found("QPR-2026-27-Q2")
    assert len(first) == len(set(first)) + 2  # the union and Thandi Mokoena, twice
    assert not {*first} & {*found("QPR-2026-27-Q3")}
    settings.PSEUDONYM_KEY = "another key of the installation, as long as it should be"
    assert not {*first} & {*found("QPR-2026-27-Q2")}


@pytest.fixture
def issued() -> NationalReport:
    report: NationalReport = make.NationalReportFactory(issued=True)
    return report


def test_a_copy_is_made_of_what_was_issued_by_whoever_may_and_noted(
    client: Client, issued: NationalReport
) -> None:
    address = reverse("reporting:redacted_copy", args=[issued.pk])
    client.force_login(nomsa())
    assert address in client.get(issued.get_absolute_url()).content.decode()
    sent = {"reader": "Portfolio Committee, letter of 3 November", "form": "docx"}
    answer = client.post(address, sent)
    assert answer["Content-Disposition"] == f'attachment; filename="{issued.number}-redacted.docx"'
    paper = docx.Document(io.BytesIO(answer.content))
    cover = " ".join(cell.text for row in paper.tables[0].rows for cell in row.cells)
    assert issued.reviewed_by.name in cover  # answers for it in public
    assert issued.begun_by.name not in cover
    noted = ListExport.objects.get()
    assert (noted.list_name, noted.format, noted.exported_by.name) == (
        "reporting:redacted_copy",
        "docx",
        "Nomsa Dlamini",
    )
    assert noted.rows >= 1
    page = client.get(reverse("exports")).content.decode()
    assert f"Redacted copy of {issued.number}, for Portfolio Committee, letter of 3 November" in page
    assert "reader" in client.post(address, {"form": "pdf"}).context["form"].errors
    assert ListExport.objects.count() == 1
    asked = client.post(address, sent | {"form": "pdf"})
    assert asked.url == PrintJob.objects.get().get_absolute_url()


def test_nobody_else_takes_a_copy_and_none_is_made_of_a_draft(client: Client, issued: NationalReport) -> None:
    draft = make.NationalReportFactory()
    client.force_login(nomsa())
    assert client.get(reverse("reporting:redacted_copy", args=[draft.pk])).status_code == 404
    director: User = person("director")
    client.force_login(director)
    assert client.get(reverse("reporting:redacted_copy", args=[issued.pk])).status_code == 403
    for somebody in (director, gift()):
        with pytest.raises(PermissionDenied):
            redacted_copy(issued, by=somebody, form="pdf", reader="A newspaper")
    assert not ListExport.objects.exists()
