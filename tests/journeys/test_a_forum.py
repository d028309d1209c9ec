"""A police forum in a real browser at phone width: assessed twice, with another version of the instrument between."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from stakeholders.models import InstrumentVersion
from tests.journeys.conftest import PHONE, Visitor
from tests.journeys.test_every_page import too_wide, violations
from tests.people import person
from tests.rules.chain import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORUM = "Kagiso Community Police Forum (demo)"
NEW_QUESTION = "Does the forum report to its community at least twice a year, in Tshivenḓa too?"


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.locator("main").get_by_role("link", name=name).first.click()


def answer_all(page: Page, answer: str) -> None:
    """Every question that has no answer yet."""
    for group in page.locator(".question").all():
        if not group.locator("input[type=radio]:checked").count():
            group.get_by_label(answer, exact=True).check()


def describe(page: Page) -> str:
    """The address of the new forum, with its chairperson."""
    page.goto("/stakeholders/structures/")
    follow(page, "Add a structure")
    page.fill("[name=name]", FORUM)
    page.select_option("[name=kind]", label="Community police forum")
    page.fill("[name=station_name]", "Kagiso (demo)")
    press(page, "Add to the register")
    expect(page.locator("h1")).to_contain_text(FORUM)
    address = page.url
    follow(page, "Add a member")
    page.select_option("[name=post]", label="Chairperson")
    page.fill("[name=new_person]", "Example Chairperson")
    year = timezone.localdate().year
    page.fill("[name=began_on]", f"{year - 1}-01-01")
    page.fill("[name=ends_on]", f"{year + 3}-12-31")
    press(page, "Save the term")
    expect(page.locator("main")).to_contain_text("Incomplete: 7 of 8 posts needed are not held")
    return address


def first_visit(phone: Page, minutes: Path) -> tuple[str, str]:
    """Some weeks ago: yes to everything but one essential question. The first question, and the address."""
    follow(phone, "Assess functionality")
    first_question = phone.locator(".question legend").first.inner_text()
    phone.fill("[name=assessed_on]", (timezone.localdate() - timedelta(days=40)).isoformat())
    phone.locator(".question").nth(1).get_by_label("No", exact=True).check()
    answer_all(phone, "Yes")
    phone.fill("[name=support_needed]", "Help with a valid election")
    phone.set_input_files("[name=uploads]", minutes)
    press(phone, "Record the assessment")
    expect(phone.locator(".page-header")).to_contain_text("Not functional")
    expect(phone.locator("main")).to_contain_text("An essential question was answered no")
    expect(phone.locator("main")).to_contain_text("minutes.pdf")
    address = phone.url
    phone.goto("/stakeholders/structures/?support=yes")
    expect(phone.locator("main")).to_contain_text("Help with a valid election")
    return first_question, address


def adopt_another_version(writer: Page, adopter: Page) -> None:
    """The officer takes the first question out and asks another; the manager adopts."""
    writer.goto("/stakeholders/instruments/")
    writer.locator("main").get_by_role("button", name=re.compile("community police forum")).click()
    writer.check("[name=questions-0-is_removed]")
    last = writer.locator("textarea[name$='-text']").count() - 1
    writer.fill(f"[name=questions-{last}-text]", NEW_QUESTION)
    writer.fill(f"[name=questions-{last}-weight]", "2")
    press(writer, "Save the draft")
    expect(writer.locator("main")).to_contain_text(NEW_QUESTION)

    adopter.goto(writer.url)
    follow(adopter, "Adopt this version")
    press(adopter, "Adopt this version")
    expect(adopter.locator(".page-header")).to_contain_text("Adopted")


def test_a_forum_is_assessed_twice_with_another_version_between_and_both_can_be_read(
    visitor: Visitor, tmp_path: Path
) -> None:
    call_command("load_reference", verbosity=0)
    # Version 1 held since last year.
    InstrumentVersion.objects.update(adopted_on=timezone.localdate() - timedelta(days=365))
    officer = person("provincial_officer", province="GP", name="Gift Mahlangu")
    phone = visitor.page(officer, viewport=PHONE, java_script_enabled=False)
    writer = visitor.page(person("unit_officer"), java_script_enabled=False)
    adopter = visitor.page(person("partnership_manager"), java_script_enabled=False)
    checked = visitor.page(officer, viewport=PHONE)
    minutes = tmp_path / "minutes.pdf"
    minutes.write_bytes(PDF)

    forum = describe(phone)

    first_question, first = first_visit(phone, minutes)

    # The second visit, today: while it is answered, the Unit adopts another version.
    phone.goto(f"{forum}functionality/add/")
    answer_all(phone, "Yes")
    phone.locator(".question").nth(2).get_by_label("Partly", exact=True).check()
    phone.locator(".question [name^=note_]").nth(2).fill("One term ends in May. 🙂")
    adopt_another_version(writer, adopter)
    phone.set_input_files("[name=uploads]", minutes)
    press(phone, "Record the assessment")
    expect(phone.locator("main")).to_contain_text("Version 2 of the instrument")
    expect(phone.locator("main")).to_contain_text("minutes.pdf")
    expect(phone.locator("[name=remarks]")).to_have_value(f"Not asked any more: {first_question} Yes.")
    answer_all(phone, "Yes")
    press(phone, "Record the assessment")
    expect(phone.locator(".page-header")).to_contain_text("Functional")
    expect(phone.locator("main")).to_contain_text(NEW_QUESTION)
    expect(phone.locator("main")).to_contain_text("One term ends in May. 🙂")
    expect(phone.locator("main")).to_contain_text("minutes.pdf")
    second = phone.url

    # Both are on the forum's page and both are read with the questions of their day.
    phone.goto(forum)
    expect(phone.locator("main")).to_contain_text("measured with version 2 after version 1")
    phone.goto(first)
    expect(phone.locator("main")).to_contain_text(first_question)
    expect(phone.locator("main")).not_to_contain_text(NEW_QUESTION)
    phone.goto(second)
    expect(phone.locator("main table")).not_to_contain_text(first_question)

    wrong = []
    for address in (forum, first, second, f"{forum}functionality/add/", "/stakeholders/structures/"):
        checked.goto(address)
        wrong += [f"{address}: {found}" for found in violations(visitor, checked) + too_wide(checked)]
    assert wrong == []
