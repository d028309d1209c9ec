"""The report of the country in a real browser: compiled, reviewed, approved, issued, put right, and checked."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from partnerships.core.calendar import Quarter
from reporting.models import Actual
from tests import factories as make
from tests.journeys.conftest import Visitor
from tests.people import gift, nomsa, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def check(page: Page, file: Path) -> str:
    page.goto(reverse("reporting:national_verify"))
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Check it").click()
    return page.get_by_role("status").inner_text().replace("\xa0", " ")


def test_a_report_is_issued_put_right_and_checked_by_a_province(visitor: Visitor, tmp_path: Path) -> None:
    quarter = Quarter.containing(timezone.localdate()).previous()
    indicator = make.IndicatorFactory(code="1.1.1", name="Forums supported")
    when = {"year": quarter.year, "quarter": quarter.number}
    gauteng = make.ProvinceFactory(code="GP")
    make.TargetFactory(indicator=indicator, province=gauteng, year=quarter.year, value=Decimal(40))
    actual = make.ActualFactory(indicator=indicator, province=gauteng, value=Decimal(12), **when)

    unit = visitor.page(nomsa(), java_script_enabled=False)
    unit.goto(reverse("reporting:national_reports"))
    unit.get_by_role("button", name=f"Compile {quarter}").click()
    address = unit.url
    expect(unit.get_by_role("heading", level=1)).to_contain_text(str(quarter))

    for role, act in (
        ("chief_director", "Reviewed"),
        ("secretary", "Approve"),
        ("partnership_manager", "Issue"),
    ):
        page = visitor.page(person(role), java_script_enabled=False)
        page.goto(address)
        page.get_by_role("button", name=act, exact=True).click()
        expect(page.get_by_text(f"{act}: recorded.")).to_be_visible()
    number = f"QPR-{quarter.slug.upper()}"
    expect(page.get_by_role("heading", name=f"Sealed: {number}")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF", exact=True).click()
    issued = tmp_path / "issued.pdf"
    download.value.save_as(issued)

    Actual.objects.filter(pk=actual.pk).update(value=Decimal(15))
    unit.goto(address)
    unit.get_by_role("link", name="What changed since").click()
    expect(unit.get_by_role("row").filter(has_text="actual").first).to_contain_text("12")
    unit.get_by_label("Why the records changed").fill("Gauteng found three more forums.")
    unit.get_by_role("button", name="Publish this erratum").click()
    expect(unit.get_by_role("heading", name="Erratum 1")).to_be_visible()

    province = visitor.page(gift(), java_script_enabled=False)
    province.goto(reverse("reporting:national_reports"))
    expect(province.get_by_role("row").filter(has_text=number)).to_contain_text("1")
    assert "Not one byte differs" in check(province, issued)
    copy = tmp_path / "copy.pdf"
    content = bytearray(issued.read_bytes())
    content[1000] ^= 1
    copy.write_bytes(content)
    assert "the first byte that differs is number 1 001" in check(province, copy)
