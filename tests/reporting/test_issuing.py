"""The report of the country from its compiling to its seal, and what is told afterwards."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from mou.models import MoU
from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from partnerships.core.numbers import number
from partnerships.core.pdf import PdfError
from partnerships.strategy.models import Indicator
from reporting import issuing
from reporting.issuing import (
    begin_report,
    compile_anew,
    compiled,
    issue_report,
    move,
    publish_erratum,
    verify,
)
from reporting.models import Actual, Compilation, Erratum, IssuedFile, IssuedReport, NationalReport
from reporting.reports.quarterly import quarterly_report
from reporting.reports.sealed import differences, from_bytes, to_bytes
from tests.people import gift, nomsa, person
from tests.reporting.world import World

pytestmark = pytest.mark.django_db

Q2 = Quarter(2026, 2)


@pytest.fixture
def people() -> dict[str, User]:
    return {
        "unit": nomsa(),
        "manager": person("partnership_manager", name="Thabo Nkosi"),
        "chief": person("chief_director", name="Ayanda Mokoena"),
        "secretary": person("secretary", name="Zanele Khumalo"),
    }


@pytest.fixture
def approved(world: World, people: dict[str, User]) -> NationalReport:
    report = begin_report(by=people["unit"], quarter=Q2)
    move(report, "review", by=people["chief"])
    move(report, "approve", by=people["secretary"])
    return report


@pytest.fixture
def issued(approved: NationalReport, people: dict[str, User]) -> IssuedReport:
    return issue_report(approved, by=people["manager"])


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing depends on the print, a word stands for it; making one takes a second."""
    monkeypatch.setattr(issuing, "render_pdf", lambda document: f"%PDF of {document.seal.number}".encode())


def content_of(issue: IssuedReport, kind: str) -> bytes:
    return bytes(IssuedFile.objects.get(issue=issue, kind=kind).content)


# As data


def test_a_report_comes_back_from_its_bytes_as_it_was(world: World) -> None:
    report = quarterly_report(Q2, province=None, viewer=nomsa())
    content = to_bytes(report)
    assert from_bytes(content) == report
    assert to_bytes(from_bytes(content)) == content
    assert differences(report, from_bytes(content)) == []


def test_a_report_is_computed_to_the_same_bytes_whoever_computes_it(world: World) -> None:
    one = quarterly_report(Q2, province=None, viewer=nomsa())
    other = quarterly_report(Q2, province=None, viewer=person("director"))
    assert differences(one, other) == []


# The steps


def test_the_report_of_a_quarter_that_runs_is_not_begun(world: World, people: dict[str, User]) -> None:
    with pytest.raises(ValidationError, match="Its report is compiled after that day"):
        begin_report(by=people["unit"], quarter=Quarter(2026, 3))


def test_a_report_is_begun_once(world: World, people: dict[str, User]) -> None:
    begin_report(by=people["unit"], quarter=Q2)
    with pytest.raises(ValidationError, match="begun already"):
        begin_report(by=people["manager"], quarter=Q2)


def test_no_step_is_taken_by_whoever_took_the_one_before(world: World) -> None:
    may = frozenset(
        f"reporting.{act}_nationalreport" for act in ("add", "review", "approve", "issue", "view")
    )
    one, two, three = (person(may=may | {"reporting.view_national_report"}) for _ in range(3))
    report = begin_report(by=one, quarter=Q2)
    with pytest.raises(ValidationError, match="You compiled this report"):
        move(report, "review", by=one)
    move(report, "review", by=two)
    for who, said in ((one, "You compiled this report"), (two, "You reviewed this report")):
        with pytest.raises(ValidationError, match=said):
            move(report, "approve", by=who)
    move(report, "approve", by=three)
    with pytest.raises(ValidationError, match="You approved this report"):
        move(report, "issue", by=three)
    assert not IssuedReport.objects.exists()


def test_what_is_reviewed_stays_as_it_was_compiled(world: World, people: dict[str, User]) -> None:
    report = begin_report(by=people["unit"], quarter=Q2)
    before = compiled(report)
    Actual.objects.filter(value__isnull=False).update(value=Decimal("77"))
    assert compiled(report) == before
    move(report, "review", by=people["chief"])
    with pytest.raises(ValidationError, match="The figures were reviewed"):
        compile_anew(report, by=people["unit"])
    move(report, "return", by=people["chief"], note="Limpopo corrected a figure.")
    compile_anew(report, by=people["unit"])
    assert compiled(report) != before
    assert report.compilations.count() == 2
    report.refresh_from_db()
    assert (report.status, report.reviewed_by) == ("compiling", None)


# The seal


def test_what_is_issued_has_number_names_and_digest_on_its_cover(issued: IssuedReport) -> None:
    assert issued.number == "QPR-2026-27-Q2"
    pdf = PdfReader(io.BytesIO(content_of(issued, "pdf")))
    cover = " ".join((pdf.pages[0].extract_text() or "").split())
    digest = issued.compilation.sha256
    for said in ("QPR-2026-27-Q2", "Ayanda Mokoena", "Zanele Khumalo", "Thabo Nkosi", digest[:32]):
        assert said in cover
    assert "Draft" not in "".join(page.extract_text() for page in pdf.pages)
    assert content_of(issued, "json") == bytes(issued.compilation.figures)
    assert json.loads(content_of(issued, "json"))["is"] == "QuarterlyReport"


def test_a_draft_says_so_on_every_page(client: Client, world: World, people: dict[str, User]) -> None:
    report = begin_report(by=people["unit"], quarter=Q2)
    client.force_login(people["chief"])
    answer = client.get(f"{reverse('reporting:national_read', args=[report.pk])}?format=pdf")
    call_command("make_pdfs", verbosity=0)
    file = client.get(f"{answer.url}file/")  # type: ignore[attr-defined]
    assert file["Content-Disposition"] == f'attachment; filename="{report.number}-draft.pdf"'
    pages = PdfReader(io.BytesIO(file.content)).pages
    assert all("Draft, not issued" in page.extract_text() for page in pages[1:])


@pytest.mark.usefixtures("unprinted")
def test_whatever_changes_afterwards_not_a_byte_of_what_was_issued_does(
    client: Client, issued: IssuedReport, people: dict[str, User]
) -> None:
    """Every table of programme data is emptied of its meaning: each text and each figure of every row is another."""
    before = {file.kind: bytes(file.content) for file in issued.files.all()}
    page = reverse("reporting:national_read", args=[issued.report_id])
    client.force_login(people["manager"])
    read = client.get(page).content
    for table in ("mou_mou", "mou_obligation", "stakeholders_stakeholder", "stakeholders_engagement"):
        _scramble(table)
    for table in (
        "strategy_indicator",
        "strategy_indicatorversion",
        "strategy_focusarea",
        "reporting_actual",
    ):
        _scramble(table)
    assert {file.kind: bytes(file.content) for file in issued.files.all()} == before
    assert _without_token(client.get(page).content) == _without_token(read)
    assert issuing.changes_since(issued, viewer=people["manager"])[0]


def _scramble(table: str) -> None:
    """Names and titles, as far as no rule of the database stands against it."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    names = {"name", "title", "text", "purpose", "narrative"} & {f.name for f in model._meta.get_fields()}
    with connection.cursor() as cursor:
        for name in sorted(names):
            column = model._meta.get_field(name).column
            cursor.execute(f'UPDATE "{table}" SET "{column}" = left(md5("{column}" || id), 12)')  # noqa: S608
    if table == "reporting_actual":
        Actual.objects.filter(value__isnull=False).update(value=Decimal("4321"))


def _without_token(page: bytes) -> bytes:
    start = page.find(b"csrfmiddlewaretoken")
    return page if start < 0 else page[: page.find(b"value=", start)] + page[page.find(b">", start) :]


@pytest.mark.usefixtures("unprinted")
def test_the_database_lets_nobody_change_what_was_sealed(
    issued: IssuedReport, people: dict[str, User]
) -> None:
    Actual.objects.filter(value__isnull=False).update(value=Decimal("4321"))
    publish_erratum(issued, by=people["unit"], reason="Corrected by Gauteng.")
    for row in (Compilation, IssuedReport, IssuedFile, Erratum):
        for act in ("UPDATE {} SET id = id", "DELETE FROM {}"):
            sealed = pytest.raises(ProgrammingError, match="Cannot update or delete rows")
            with sealed, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(act.format(row._meta.db_table))


@pytest.mark.usefixtures("unprinted")
def test_whoever_presses_twice_issues_once(approved: NationalReport, people: dict[str, User]) -> None:
    issue_report(approved, by=people["manager"])
    stale = NationalReport.objects.get(pk=approved.pk)
    with pytest.raises(ValidationError, match="Only an approved report is issued"):
        issue_report(stale, by=people["unit"])
    assert IssuedReport.objects.count() == 1
    assert IssuedFile.objects.count() == 5


def test_where_sealing_breaks_off_nothing_is_issued(
    approved: NationalReport, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the PDF cannot be made, or the process ends after the first of the five files."""

    def no_pdf(document: Any) -> bytes:
        raise PdfError("The PDF could not be made: its process ended.")

    with monkeypatch.context() as broken:
        broken.setattr(issuing, "render_pdf", no_pdf)
        with pytest.raises(PdfError):
            issue_report(approved, by=people["manager"])
    with monkeypatch.context() as broken:
        broken.setattr(issuing, "render_workbook", lambda document: None)
        with pytest.raises(TypeError), transaction.atomic():
            issue_report(approved, by=people["manager"])
    approved.refresh_from_db()
    assert approved.status == "approved"
    assert not IssuedReport.objects.exists()
    assert not IssuedFile.objects.exists()
    assert issue_report(approved, by=people["manager"]).number == "QPR-2026-27-Q2"


# Errata


@pytest.mark.usefixtures("unprinted")
def test_an_erratum_lists_exactly_what_changed(issued: IssuedReport, people: dict[str, User]) -> None:
    with pytest.raises(ValidationError, match="Every figure is as it was issued"):
        publish_erratum(issued, by=people["unit"], reason="Nothing.")
    MoU.objects.filter(reference="MOU-2026-003").update(title="Support of victims")
    found, _ = issuing.changes_since(issued, viewer=people["unit"])
    assert found
    for change in found:
        assert "Victim support" in change["before"] + change["where"] or "Support of victims" in change["now"]
    erratum = publish_erratum(issued, by=people["unit"], reason="The title was misspelt.")
    assert erratum.changes == found
    with pytest.raises(ValidationError, match="Erratum 1 lists these differences already"):
        publish_erratum(issued, by=people["manager"], reason="Once more.")
    assert str(erratum) == "Erratum 1 to QPR-2026-27-Q2"


@pytest.mark.usefixtures("unprinted")
def test_a_figure_that_was_corrected_stands_in_the_erratum_with_both_values(
    issued: IssuedReport, people: dict[str, User]
) -> None:
    line = next(
        line for area in compiled(issued.report).focus_areas for line in area.indicators if not line.is_words
    )
    indicator = Indicator.objects.get(code=line.code)
    changed = Actual.objects.filter(indicator=indicator, value__isnull=False, year=2026, quarter=2).first()
    assert changed is not None
    Actual.objects.filter(pk=changed.pk).update(value=changed.value + 1)
    found, _ = issuing.changes_since(issued, viewer=people["unit"])
    one = next(
        change for change in found if change["where"].endswith("› actual") and line.code in change["where"]
    )
    now = next(
        other
        for area in quarterly_report(Q2, province=None, viewer=people["unit"]).focus_areas
        for other in area.indicators
        if other.code == line.code
    )
    assert (one["before"], one["now"]) == (str(line.actual), str(now.actual))
    assert one["before"] != one["now"]


# The check


def in_words(content: bytes) -> str:
    return verify(content).in_words.replace("\xa0", " ")


def test_a_file_is_known_to_the_byte(issued: IssuedReport, tmp_path: Path) -> None:
    pdf = content_of(issued, "pdf")
    assert verify(pdf).is_same
    assert in_words(pdf) == "This is QPR-2026-27-Q2, PDF, issued on 23 November 2026. Not one byte differs."
    middle = len(pdf) // 2
    copy = pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :]
    verdict = verify(copy)
    assert not verdict.is_same
    assert in_words(copy) == (
        "This is not what was issued. It resembles QPR-2026-27-Q2, PDF, issued on 23 November 2026; "
        f"the first byte that differs is number {number(middle + 1)}.".replace("\xa0", " ")
    )
    for other in (b"", b"no PDF at all", b"%PDF-1.7\n" + b"x" * 1000, pdf[: len(pdf) // 4]):
        assert verify(other).file is None
    out = io.StringIO()
    (tmp_path / "report.pdf").write_bytes(pdf)
    call_command("verify_report", str(tmp_path / "report.pdf"), stdout=out)
    assert "Not one byte differs" in out.getvalue()
    (tmp_path / "copy.pdf").write_bytes(copy)
    with pytest.raises(CommandError, match="first byte that differs is number"):
        call_command("verify_report", str(tmp_path / "copy.pdf"))
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("verify_report", str(tmp_path / "nothing.pdf"))


@pytest.mark.usefixtures("unprinted")
def test_the_ledger_and_the_check_are_for_all_and_the_figures_for_national_readers(
    client: Client, issued: IssuedReport
) -> None:
    client.force_login(gift())
    pk = issued.report_id
    ledger = client.get(reverse("reporting:national_reports")).content.decode()
    assert "QPR-2026-27-Q2" in ledger
    own = client.get(issued.get_absolute_url()).content.decode()
    assert IssuedFile.objects.get(issue=issued, kind="pdf").sha256 in own
    assert reverse("reporting:national_file", args=[pk, "pdf"]) not in own
    for closed in (
        reverse("reporting:national_read", args=[pk]),
        reverse("reporting:national_file", args=[pk, "pdf"]),
    ):
        assert client.get(closed).status_code == 403
    answer = client.post(
        reverse("reporting:national_verify"), {"file": io.BytesIO(content_of(issued, "xlsx"))}
    )
    assert "Not one byte differs" in answer.content.decode()
    empty = client.post(reverse("reporting:national_verify"), {"file": io.BytesIO(b"")})
    assert "This file is empty" in empty.content.decode()


@pytest.mark.usefixtures("unprinted")
def test_the_pages_take_the_steps(client: Client, approved: NationalReport, people: dict[str, User]) -> None:
    client.force_login(people["manager"])
    page = client.get(approved.get_absolute_url()).content.decode()
    assert "Issue" in page
    client.post(reverse("reporting:national_move", args=[approved.pk, "issue"]))
    issue = IssuedReport.objects.get(report=approved)
    sealed = client.get(reverse("reporting:national_file", args=[approved.pk, "pdf"]))
    assert verify(sealed.content).is_same
    Actual.objects.filter(value__isnull=False).update(value=Decimal("4321"))
    address = reverse("reporting:erratum_add", args=[approved.pk])
    assert "4 321" in client.get(address).content.decode().replace("\xa0", " ")
    client.post(address, {"reason": "Gauteng corrected its figures."})
    assert "Gauteng corrected its figures." in client.get(issue.get_absolute_url()).content.decode()


@pytest.mark.usefixtures("unprinted")
def test_a_province_begins_and_issues_nothing(issued: IssuedReport) -> None:
    local = person(
        may=frozenset({"reporting.add_nationalreport", "reporting.issue_nationalreport"}), province="GP"
    )
    with pytest.raises(PermissionDenied):
        begin_report(by=local, quarter=Quarter(2026, 1))
    with pytest.raises(PermissionDenied):
        publish_erratum(issued, by=local, reason="No.")


@pytest.mark.usefixtures("unprinted")
def test_an_empty_quarter_and_one_of_another_year_are_issued_too(people: dict[str, User]) -> None:
    report = begin_report(by=people["unit"], quarter=Quarter(2024, 4))
    move(report, "review", by=people["chief"])
    move(report, "approve", by=people["secretary"])
    issue = issue_report(report, by=people["manager"])
    assert issue.number == "QPR-2024-25-Q4"
    assert compiled(report).as_of == date(2025, 3, 31)
