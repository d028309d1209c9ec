"""A return as a workbook: taken out, filled, saved by LibreOffice, sent for another return, shown, and then saved."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partnerships.core.paper import parts
from reporting.models import Actual
from reporting.paper import paper_of
from reporting.return_reading import read_return
from reporting.return_sheet import ReturnSheet
from reporting.return_workbook import ANSWERS, FIRST, HEADING_ROW, write_return
from reporting.services import begin_return, save_part, submit_return
from tests.factories import ActualFactory, IndicatorFactory, OpenPeriodFactory
from tests.people import gift, lindiwe
from tests.reporting.returns import asked, line_of, typed, whole

pytestmark = pytest.mark.django_db

SHEET = "GP 2026-27-q2"
COLUMNS = {name: FIRST + place + 1 for place, (name, _, _) in enumerate(ANSWERS)}
# The lines of 1.1.1 and 1.1.2 follow the headings.
ROWS = {"1.1.1": HEADING_ROW + 2, "1.1.2": HEADING_ROW + 3}


@pytest.fixture
def officer(client):
    user = gift()
    client.force_login(user)
    return user


@pytest.fixture
def found(officer):
    return begin_return(asked(), by=officer)


def sheet_for(found):
    return ReturnSheet(found, viewer=found.begun_by)


def taken_out(found):
    return openpyxl.load_workbook(io.BytesIO(write_return(sheet_for(found))))


def put(book, code, **answers):
    for name, value in answers.items():
        book[SHEET].cell(ROWS[code], COLUMNS[name]).value = value
    return book


def sent(book, name="return.xlsx"):
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def read(book, found):
    return read_return(sent(book), "return.xlsx", sheet_for(found))


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def test_it_holds_the_lines_of_the_province_with_what_stands_beside_them(found):
    ActualFactory(
        indicator=IndicatorFactory(code="1.1.1"), province=found.province, quarter=1, value=Decimal(9)
    )
    book = taken_out(found)
    page = book[SHEET]

    cells = [page.cell(ROWS["1.1.1"], column).value for column in range(2, 6)]
    assert cells == ["1.1.1", "Number of community structures assessed (number)", 10, 9]
    assert page.column_dimensions["A"].hidden
    # A number has no numerator, and the sheet is protected but for what is filled.
    locked = {name: page.cell(ROWS["1.1.1"], column).protection.locked for name, column in COLUMNS.items()}
    assert (page.protection.sheet, locked["actual"], locked["numerator"]) == (True, False, True)
    assert read(book, found).count == 0


def test_what_was_filled_is_shown_and_saved_when_it_is_confirmed(client, found):
    book = put(taken_out(found), "1.1.1", actual="12,5", remark="Counted twice.")
    put(book, "1.1.2", numerator=8, denominator=10)
    book["Words"].cell(HEADING_ROW + 2, 3).value = "The work went as planned."
    page = reverse("reporting:return_upload", args=[found.pk])

    response = client.post(page, {"workbook": sent(book)})

    assert "Save 3 parts" in text(response)
    assert "12,5" in text(response)
    assert not Actual.objects.exists()
    changes = re.search(r'name="changes" value="([^"]+)"', text(response))[1]
    assert "Saved from the workbook: 3 parts." in text(client.post(page, {"changes": changes}, follow=True))
    assert line_of(found, "1.1.1").actual.value == Decimal("12.5")
    assert line_of(found, "1.1.1").remark == "Counted twice."
    assert line_of(found, "1.1.2").actual.value == Decimal(80)
    assert found.passages.get(thrust__isnull=False).words == "The work went as planned."
    # Pressed twice: the second one would overwrite what the first one saved, and is told.
    assert "Somebody else saved this meanwhile" in text(client.post(page, {"changes": changes}))
    assert "no longer known" in text(client.post(page, {"changes": f"{changes}x"}, follow=True))


@pytest.mark.parametrize(
    ("code", "answers", "sentence"),
    [
        ("1.1.1", {"actual": "about ten"}, "is not a figure"),
        ("1.1.1", {"actual": -1}, "lies below zero"),
        ("1.1.1", {"actual": 1, "not_measured_because": "Flood."}, "not both"),
        ("1.1.2", {"numerator": 1, "denominator": 0}, "nothing in the denominator"),
        ("1.1.2", {"numerator": 1}, "Give the denominator as well."),
        ("1.1.1", {"reason_for_deviation": "Rain."}, "zero is a number"),
    ],
)
def test_a_cell_that_cannot_be_taken_says_why(found, code, answers, sentence):
    difference = read(put(taken_out(found), code, **answers), found)

    assert sentence in " ".join(one.problem for one in difference.problems)
    assert difference.count == 0


def test_rows_that_were_added_doubled_taken_away_or_are_of_another_return(found):
    book = taken_out(found)
    page = book[SHEET]
    page.cell(20, 2).value = "9.9.9"
    page.cell(21, 1).value = page.cell(ROWS["1.1.1"], 1).value
    page.cell(22, 1).value = f"{found.pk + 1}|line|1|1"
    page.cell(23, 1).value = "touched"
    page.delete_rows(ROWS["1.1.2"])

    difference = read(book, found)

    assert [one.problem.split(".")[0] for one in difference.problems] == [
        "this row was added",
        "this row stands twice",
        "this row is of another return",
        "its hidden first cell was changed",
    ]
    assert difference.notes == ["Not in the workbook, so nothing changes there: 1.1.2."]


def test_a_workbook_of_another_province_of_another_quarter_or_without_its_sheet(client, officer, found):
    page = reverse("reporting:return_upload", args=[found.pk])
    earlier = OpenPeriodFactory(
        province=found.province, quarter=1, opens_on=date(2026, 7, 1), due_on=date(2026, 11, 30)
    )
    other = OpenPeriodFactory(province__code="LP", quarter=2)
    last_quarter = begin_return(earlier, by=officer)
    of_limpopo = begin_return(other, by=lindiwe())

    for wrong, said in ((last_quarter, "the return of GP, Q1 2026/27"), (of_limpopo, "the return of LP")):
        response = client.post(page, {"workbook": sent(taken_out(wrong))})
        assert said in text(response)
    book = taken_out(found)
    del book["Words"]
    assert "The sheet “Words” is missing" in text(client.post(page, {"workbook": sent(book)}))
    del book[SHEET]
    assert "has no sheet “GP 2026-27-q2”" in text(client.post(page, {"workbook": sent(book)}))
    assert "not a spreadsheet" in text(
        client.post(page, {"workbook": SimpleUploadedFile("r.xlsx", b"\0" * 99)})
    )
    away = reverse("reporting:return_workbook", args=[of_limpopo.pk])
    assert client.get(away).status_code == 404


def test_what_was_saved_online_meanwhile_is_shown_with_both(found, officer):
    book = put(taken_out(found), "1.1.1", actual=7)
    save_part(found, by=officer, lines=[typed(found, "1.1.1", value=Decimal(10))])

    [problem] = read(book, found).problems

    assert (problem.before, problem.after) == (Decimal(10), Decimal(7))
    assert problem.problem.startswith("somebody else saved this line meanwhile")


def test_nothing_is_taken_once_the_return_was_submitted(client, officer):
    found = whole(asked(), officer)
    book = put(taken_out(found), "1.1.1", actual=7)
    submit_return(found, by=officer)

    response = client.post(
        reverse("reporting:return_upload", args=[found.pk]), {"workbook": sent(book)}, follow=True
    )

    assert "nothing in it changes" in text(response)
    assert line_of(found, "1.1.1").actual.value == 10


def test_the_printed_form_asks_line_by_line(found):
    form = paper_of(sheet_for(found)).form(found.begun_by)

    asked_of = [(part.title, [line.label for line in part.lines]) for part in parts(form, form.headings)]
    assert asked_of[0][0] == "1.1.1 Number of community structures assessed: target 10"
    assert asked_of[1][1][:3] == ["Numerator", "Denominator", "Or: not measured because"]
    assert asked_of[2] == (
        "In words",
        ["Narrative: 1.1 Thrust 1.1", "Challenge: Funding to attend meetings", "Way forward: Way forward"],
    )


SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_return_saved_by_libreoffice_is_read_as_it_was(found, tmp_path: Path):
    source, out = tmp_path / "return.xlsx", tmp_path / "out"
    put(taken_out(found), "1.1.1", actual=12.5).save(source)
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            *("--headless", "--convert-to", "ods", "--outdir", str(out), str(source)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )

    with (out / "return.ods").open("rb") as file:
        difference = read_return(file, "return.ods", sheet_for(found))

    assert [one.value for one in difference.lines] == [Decimal("12.5")]
    assert not difference.problems
