"""Two provinces give their returns, one by workbook; one comes back and is sent again; both are accepted."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from reporting.models import ProvincialReturn
from tests.factories import IndicatorFactory, OpenPeriodFactory, ProvinceFactory, TargetFactory
from tests.journeys.conftest import PHONE, Visitor
from tests.people import gift, lindiwe, person
from tests.reporting.returns import asked, head, line_of, manager
from tests.reporting.test_return_workbook import COLUMNS, ROWS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def begun(page: Page, code: str) -> ProvincialReturn:
    page.goto("/returns/")
    page.get_by_role("button", name=re.compile("^Begin")).click()
    expect(page.locator("h1")).to_contain_text("return of Q2 2026/27")
    found: ProvincialReturn = ProvincialReturn._base_manager.get(period__province__code=code)
    return found


def press(page: Page, found: ProvincialReturn, name: str) -> None:
    page.goto(found.get_absolute_url())
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def test_two_returns_reach_the_report(visitor: Visitor, tmp_path: Path) -> None:
    asked()
    limpopo = ProvinceFactory(code="LP")
    OpenPeriodFactory(province=limpopo)
    for code, value in (("1.1.1", 10), ("1.1.2", 80)):
        TargetFactory(indicator=IndicatorFactory(code=code), province=limpopo, value=value)
    unit = visitor.page(manager())
    by_telephone(visitor, unit)
    by_workbook(visitor, unit, tmp_path)


def by_telephone(visitor: Visitor, unit: Page) -> None:
    """Gauteng writes without a script; the Unit sends one line back, which is corrected and sent again."""
    gauteng = visitor.page(gift(), viewport=PHONE, java_script_enabled=False)
    found = begun(gauteng, "GP")
    number, share = (line_of(found, code).pk for code in ("1.1.1", "1.1.2"))
    gauteng.locator(f"#id_line-{number}-value").fill("ten")
    gauteng.locator(f"#id_line-{share}-numerator").fill("8")
    gauteng.locator(f"#id_line-{share}-denominator").fill("10")
    gauteng.get_by_role("button", name="Save and go on").click()
    expect(gauteng.locator(f"#line-{number}")).to_contain_text("Write a figure")
    expect(gauteng.locator(f"#id_line-{number}-value")).to_have_value("ten")
    gauteng.locator(f"#id_line-{number}-value").fill("10,0")
    gauteng.get_by_role("button", name="Save and go on").click()
    expect(gauteng.locator("main")).to_contain_text("Counted from the records of Gauteng")
    press(gauteng, found, "Submit")
    signer = visitor.page(head())
    press(signer, found, "Sign")

    unit.goto(f"/returns/{found.pk}/send-back/")
    unit.get_by_label("Reason").fill("One line.")
    unit.locator(f"#id_line-{share}").fill("Eight of which ten?")
    unit.get_by_role("button", name="Send it back").click()
    gauteng.goto(f"/returns/{found.pk}/indicators/")
    expect(gauteng.locator(f"#line-{share}")).to_contain_text("Eight of which ten?")
    gauteng.locator(f"#id_line-{share}-remark").fill("The ten stations of the district.")
    gauteng.get_by_role("button", name="Save and go on").click()
    press(gauteng, found, "Submit")
    press(signer, found, "Sign")
    accept(unit, found)


def by_workbook(visitor: Visitor, unit: Page, folder: Path) -> None:
    """Limpopo fills the workbook; the script saves a remark in between."""
    page = visitor.page(lindiwe())
    other = begun(page, "LP")
    line = line_of(other, "1.1.1").pk
    page.locator(f"#id_line-{line}-remark").fill("Typed before.")
    page.locator(f"#id_line-{line}-remark").blur()
    expect(page.locator(f"#line-{line} [data-saved]")).to_contain_text("Saved at")
    page.get_by_role("link", name="Without a connection: as a workbook").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Take out the workbook as it stands").click()
    file = folder / "return.xlsx"
    download.value.save_as(file)
    book = openpyxl.load_workbook(file)
    sheet = book["LP 2026-27-q2"]
    sheet.cell(ROWS["1.1.1"], COLUMNS["actual"]).value = 10
    sheet.cell(ROWS["1.1.2"], COLUMNS["numerator"]).value = 16
    sheet.cell(ROWS["1.1.2"], COLUMNS["denominator"]).value = 20
    book.save(file)
    page.get_by_label("Workbook").set_input_files(file)
    page.get_by_role("button", name="Show what it changes").click()
    page.get_by_role("button", name="Save 2 parts").click()
    expect(page.locator("main")).to_contain_text("Nothing is missing")
    press(page, other, "Submit")
    press(visitor.page(person("provincial_head", province="LP")), other, "Sign")
    report = visitor.page(person("director"))
    report.goto("/reports/2026-27-q2/")
    expect(report.locator("main")).to_contain_text("Not yet accepted: Limpopo")
    accept(unit, other)
    report.reload()
    expect(report.locator("main")).not_to_contain_text("Not yet accepted")


def accept(unit: Page, found: ProvincialReturn) -> None:
    unit.goto(f"/returns/{found.pk}/accept/")
    # The first of each three: yes.
    for name in ("on_time", "complete", "substantiated"):
        unit.locator(f"input[name={name}][value=yes]").check()
    unit.get_by_role("button", name="Accept the return").click()
    expect(unit.locator("main")).to_contain_text("Accepted")
