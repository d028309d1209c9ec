"""A list imported and taken back, and two entries of one organisation merged and parted again, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from stakeholders.models import Contact, Merge, Stakeholder
from stakeholders.services import register_stakeholder
from tests.core.spreadsheets.making import xlsx
from tests.factories import ContactFactory, ProvinceFactory, StakeholderFactory
from tests.journeys.conftest import DESK, PHONE, Visitor
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = [
    ["Stakeholders of the district, March 2026"],
    ["Name of organisation", "Category", "Prov", "Contact person", "Tel"],
    ["Thuso Network (demo)", "Civil society", "GP", "Ms A Example", "012-345 6789 / 6790"],
    ["BOPHELO TRUST (DEMO)", "Civil society", "Gauteng", "Mr B Example", "0123456780"],
    ["Far Away Watch (demo)", "Civil society", "KZN", "", ""],
]


def press(page: Page, name: str | re.Pattern[str]) -> None:
    main = page.locator("main")
    main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_list_is_sent_checked_imported_and_taken_back(
    visitor: Visitor, tmp_path: Path, viewport: dict[str, int]
) -> None:
    call_command("load_reference", verbosity=0)
    officer = person("provincial_officer", province=ProvinceFactory(code="GP"), name="Officer (demo)")
    file = tmp_path / "list.xlsx"
    file.write_bytes(xlsx(ROWS))

    page = visitor.page(officer, viewport=viewport, java_script_enabled=False)
    page.goto("/stakeholders/")
    page.get_by_role("link", name="Import", exact=True).first.click()
    press(page, "Send a list")
    page.set_input_files("[name=file]", str(file))
    press(page, "Send and look at the columns")
    expect(page.get_by_label("Name of organisation")).to_have_value("stakeholder.name")
    press(page, "Check the rows")
    main = page.locator("main")
    expect(main).to_contain_text("This row is for KwaZulu-Natal, and this import is for Gauteng alone.")
    expect(main).to_contain_text("it is registered as “Bophelo Trust (demo)”")
    press(page, "Import 2 rows")
    imported = Stakeholder.objects.filter(name__in=["Thuso Network (demo)", "Bophelo Trust (demo)"])
    assert imported.count() == 0
    press(page, "Import the good rows")
    expect(main).to_contain_text("Imported")
    assert imported.filter(archived_on=None).count() == 2

    page.locator("main").get_by_role("link", name="Thuso Network (demo)").first.click()
    expect(page.locator("main")).to_contain_text("012 345 6789")
    page.go_back()
    press(page, "Undo the import")
    page.fill("[name=note]", "It was the list of last year.")
    press(page, "Undo the import")
    expect(main).to_contain_text("Undone")
    assert imported.filter(archived_on=None).count() == 0


def test_two_entries_of_one_organisation_are_merged_and_parted_again(visitor: Visitor) -> None:
    call_command("load_reference", verbosity=0)
    gauteng = ProvinceFactory(code="GP")
    officer = person("unit_officer", name="Officer (demo)")
    kept = StakeholderFactory(name="Diepkloof Community Police Forum (demo)", province=gauteng, seat="")
    ContactFactory(stakeholder=kept, name="Ms A Example", is_main=True)
    fields = {"group": kept.group, "province": gauteng, "level": "local", "seat": "Diepkloof"}
    other = register_stakeholder(by=officer, name="Diepkloof CPF (demo)", **fields)
    ContactFactory(stakeholder=other, name="Mr B Example", is_main=True)

    page = visitor.page(officer, viewport=DESK)
    page.goto("/stakeholders/")
    page.get_by_role("link", name=re.compile("duplicates", re.IGNORECASE)).first.click()
    press(page, re.compile("Compare and merge"))
    if "Diepkloof CPF" in page.locator(".lead a").first.inner_text():
        press(page, "Keep the other one")
    main = page.locator("main")
    expect(main).to_contain_text("What goes to the kept entry")
    # What the kept entry lacks is offered from the other one.
    expect(page.locator("[name=take_seat][value=other]")).to_be_checked()
    page.fill("[name=reason]", "The same chairperson and the same telephone.")
    page.locator("main").get_by_role("button", name="Merge", exact=True).click()

    page.goto(kept.get_absolute_url())
    expect(page.locator("main")).to_contain_text("Mr B Example")
    kept.refresh_from_db()
    assert (kept.seat, Contact.objects.filter(stakeholder=kept).count()) == ("Diepkloof", 2)
    page.goto(other.get_absolute_url())
    expect(page.locator("main")).to_contain_text("Merged into")
    merge = Merge.objects.get()
    page.goto(merge.get_absolute_url())
    press(page, re.compile("Undo"))
    page.fill("[name=note]", "They are two forums after all.")
    press(page, re.compile("Undo"))
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.seat, other.archived_on) == ("", None)
    assert Contact.objects.get(name="Mr B Example").stakeholder == other
