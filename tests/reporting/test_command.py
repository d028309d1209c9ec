"""manage.py quarterly_report: the whole file or none of it, and one sentence when it cannot be."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from partnerships.core.pdf import PdfError
from partnerships.management.commands import quarterly_report as command
from tests.reporting.world import World, build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


def run(output: Path, *more: str, year: str = "2026/27", quarter: str = "Q2") -> str:
    out = io.StringIO()
    call_command("quarterly_report", year, quarter, "--output", str(output), *more, stdout=out)
    return out.getvalue()


def test_a_workbook_of_the_country(world: World, tmp_path: Path) -> None:
    said = run(tmp_path / "report.xlsx", "--format", "xlsx")
    assert said == f"{tmp_path}/report.xlsx: Partnerships quarterly progress report, National, Q2 2026/27\n"
    assert "Indicators by province" in openpyxl.load_workbook(tmp_path / "report.xlsx").sheetnames
    assert [path.name for path in tmp_path.iterdir()] == ["report.xlsx"]


def test_a_pdf_is_what_comes_without_a_format(world: World, tmp_path: Path) -> None:
    run(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-1.7")


@pytest.mark.parametrize("code", ["GP", "gp"])
def test_an_html_file_of_a_province_needs_nothing_beside_it(world: World, tmp_path: Path, code: str) -> None:
    run(tmp_path / "report.html", "--format", "html", "--province", code)
    page = (tmp_path / "report.html").read_text()
    assert "Gauteng" in page
    assert "Limpopo" not in page
    assert "<style>" in page
    assert "<link" not in page
    assert "<script" not in page
    assert 'src="' not in page


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"quarter": "Q5"}, "“Q5” is not a quarter. Write Q1, Q2, Q3 or Q4."),
        ({"year": "2026/28"}, "“2026/28” is not a financial year: the year from April 2026 is 2026/27."),
        ({"year": "2026"}, "“2026” is not a financial year. Write it as 2026/27."),
        ({"quarter": "Q4"}, "Q4 2026/27 begins on 1\u00a0January\u00a02027. There is nothing to report yet."),
    ],
)
def test_a_quarter_that_cannot_be_is_refused_in_one_sentence(
    world: World, tmp_path: Path, arguments: dict[str, str], sentence: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        run(tmp_path / "report.pdf", **arguments)
    assert str(refusal.value) == sentence
    assert list(tmp_path.iterdir()) == []


def test_a_code_that_is_no_province_is_answered_with_those_that_are(world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"“XX” is not the code of a province\. Write one of: GP, LP\."):
        run(tmp_path / "report.pdf", "--province", "XX")


def test_a_folder_is_no_file(world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"is a folder\. Name a file in it\."):
        run(tmp_path)


def test_a_folder_that_is_not_there_is_named_before_anything_is_computed(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "quarterly_report", lambda *a, **k: pytest.fail("computed"))
    with pytest.raises(CommandError, match=r"The folder .*/nowhere does not exist\."):
        run(tmp_path / "nowhere" / "report.pdf")


def test_when_the_pdf_fails_an_older_file_stays_as_it_was(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(report: object) -> bytes:
        raise PdfError("The PDF was not ready after 900 seconds and was given up.")

    monkeypatch.setitem(command.FORMATS, "pdf", refuse)
    (tmp_path / "report.pdf").write_bytes(b"the report of yesterday")
    with pytest.raises(CommandError, match="not ready after 900 seconds"):
        run(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes() == b"the report of yesterday"
    assert len(list(tmp_path.iterdir())) == 1


def test_when_writing_fails_half_way_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report.pdf").write_bytes(b"the report of yesterday")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        command.write_whole(tmp_path / "report.pdf", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]
    assert (tmp_path / "report.pdf").read_bytes() == b"the report of yesterday"
