"""An engagement captured on a phone, without a script, and its commitment followed until somebody has verified it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from stakeholders.models import ActionItem
from tests.factories import ProvinceFactory, StakeholderFactory
from tests.journeys.conftest import PHONE, Visitor
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_INTERACTIONS = 12


class Hand:
    """A person's hand on a page: every tap, choice and line that it types is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def type(self, name: str, text: str) -> None:
        self.count += 1
        self.page.fill(f"[name={name}]", text)

    def tick(self, label: str) -> None:
        self.count += 1
        self.page.get_by_label(label, exact=True).check()

    def choose(self, name: str, label: str) -> None:
        self.count += 1
        self.page.select_option(f"[name={name}]", label=label)

    def press(self, name: str | re.Pattern[str]) -> None:
        self.count += 1
        main = self.page.locator("main")
        main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()


def test_an_engagement_takes_few_interactions_and_its_commitment_is_followed_to_the_end(
    visitor: Visitor,
) -> None:
    call_command("load_reference", verbosity=0)
    gauteng = ProvinceFactory(code="GP")
    forum = StakeholderFactory(name="Thuso Forum (demo)", province=gauteng)
    officer = person("provincial_officer", province=gauteng, name="Officer (demo)", post="")
    head = person("provincial_head", province=gauteng, name="Head (demo)", post="")
    due_on = timezone.localdate() + timedelta(days=14)

    page = visitor.page(officer, viewport=PHONE, java_script_enabled=False)
    page.goto(forum.get_absolute_url())
    hand = Hand(page)
    hand.press(re.compile("Record an engagement"))
    hand.tick("Meeting")
    hand.choose("mode", "In person")
    hand.type("purpose", "Walkways near the station")
    hand.type("said", "concern: Dark walkways\nForty members\ncommitment: We send the lighting plan 💡")
    hand.type("steps-0-what", "Visit the walkways together")
    hand.type("steps-0-owner_elsewhere", "Chairperson of the forum")
    hand.type("steps-0-due_on", due_on.isoformat())
    hand.press("Save engagement")
    assert hand.count < MOST_INTERACTIONS

    expect(page.locator("h1")).to_have_text("Who does it, and by when")
    page.get_by_label("Who of us").select_option(label="Officer (demo)")
    page.get_by_label("By when").fill(due_on.isoformat())
    page.get_by_label("Important: somebody else verifies it").check()
    hand.press("Save")
    expect(page.locator("main")).to_contain_text("We send the lighting plan 💡")

    page.goto("/")
    page.locator("main").get_by_role("link", name="We send the lighting plan").first.click()
    hand.press("Record as done")
    page.fill("[name=outcome]", "Sent by e-mail to the secretary.")
    hand.press("Record as done")
    expect(page.locator("main")).to_contain_text("somebody else must verify it")

    phone = visitor.page(head, viewport=PHONE, java_script_enabled=False)
    phone.goto("/")
    phone.locator("main").get_by_role("link", name=re.compile("We send the lighting plan")).first.click()
    other = Hand(phone)
    other.press("Verify that it was done")
    phone.fill("[name=note]", "Seen in the minute book of the forum.")
    other.press("Verify that it was done")
    expect(phone.locator("main")).to_contain_text("Seen in the minute book of the forum.")

    item = ActionItem.objects.get(point__isnull=False)
    assert (item.status, item.owner, item.done_by, item.verified_by) == ("verified", officer, officer, head)
