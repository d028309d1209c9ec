"""A partner on a telephone, without an account and without a script, confirms one line and contests another."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from partnerships.core.calendar import Quarter
from tests.factories import ObligationFactory, StakeholderFactory
from tests.journeys.conftest import PHONE, Visitor
from tests.mou import scenes
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = "All forty were trained in time."


def test_a_partner_answers_a_slip_and_the_report_shows_what_it_contests(visitor: Visitor) -> None:
    call_command("load_reference", verbosity=0)
    quarter = Quarter.containing(timezone.localdate()).previous()
    signed_on = quarter.start - timedelta(days=1)
    partner = StakeholderFactory(partner=True, name="Thuso Trust (demo)")
    mou = scenes.agreement(
        signed=True, partner=partner, signed_on=signed_on, starts_on=signed_on, ends_on=None
    )
    ours, theirs = mou.parties.order_by("position")
    for clause, text, party in (
        ("5.1", "Train forty patrollers", theirs),
        ("5.2", "Print the manuals", ours),
    ):
        ObligationFactory(mou=mou, clause=clause, text=text, owing_party=party, due_on=quarter.end)

    desk = visitor.page(person("unit_officer"), java_script_enabled=False)
    desk.goto(mou.get_absolute_url())
    desk.get_by_role("link", name="Ask a partner to confirm a quarter").click()
    expect(desk.locator("main")).to_contain_text("Train forty patrollers")
    desk.get_by_role("button", name="Make the slip").click()
    link = desk.locator("main code").inner_text()

    phone = visitor.page(viewport=PHONE, java_script_enabled=False)
    phone.goto(re.sub(r"^https?://[^/]+", "", link))
    phone.locator("[value=contest]").first.check()
    phone.get_by_label(re.compile("If line 1 is not right")).fill(SAID)
    phone.locator("[value=confirm]").nth(1).check()
    phone.fill("[name=name]", "Ayanda Nkosi (demo)")
    phone.fill("[name=capacity]", "Secretary")
    phone.get_by_role("button", name="Send the answer").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Your answer")
    expect(phone.locator("main")).to_contain_text(SAID)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.reload()
    expect(phone.get_by_role("button")).to_have_count(0)

    desk.goto(f"/reports/{quarter.slug}/")
    expect(desk.locator("#gaps")).to_contain_text(SAID)
