"""The life of an agreement in a real browser: a return, three signatures on three days, an amendment, a renewal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.factories import StakeholderFactory
from tests.journeys.conftest import Visitor
from tests.journeys.test_the_chain import (
    TRUST,
    Story,
    become_a_partner,
    clear_next_step,
    enter_the_register,
    follow,
    introduce_the_parties,
    press,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NETWORK = "Khanya Walkers Network (demo)"
OURS = "Civilian Secretariat for Police Service"
BEGAN = timezone.now()
STEPS = ("director", "chief_director", "chief_director", "secretary")


@pytest.fixture
def story(visitor: Visitor) -> Iterator[Story]:
    call_command("load_reference", verbosity=0)
    yield Story(visitor)


def day(number: int) -> date:
    """The day so many days after the story began."""
    return timezone.localdate(BEGAN) + timedelta(days=number)


@contextmanager
def on_day(story: Story, number: int) -> Iterator[None]:
    """That day is today, and everybody signs in anew; the clock runs on."""
    story.pages.clear()
    with time_machine.travel(BEGAN + timedelta(days=number), tick=True):
        yield


def draft(story: Story) -> str:
    page = story["unit_officer"]
    page.goto("/mous/add/")
    page.select_option("[name=kind]", label="Memorandum of understanding")
    page.fill("[name=party_1]", TRUST)
    page.fill("[name=party_2]", NETWORK)
    page.fill("[name=title]", "Lit walkways")
    page.fill("[name=purpose]", "Fewer incidents on walkways at night.")
    page.locator("[name=focus_areas]").first.check()
    page.select_option("[name=business_owner]", str(story.people["business_owner"].pk))
    page.select_option("[name=partnership_manager]", str(story.people["partnership_manager"].pk))
    page.fill("[name=starts_on]", day(0).isoformat())
    page.fill("[name=ends_on]", day(700).isoformat())
    page.fill("[name=notice_days]", "30")
    press(page, "Save the draft")
    mou = page.url
    page.goto(f"{mou}obligations/add/")
    page.fill("[name=clause]", "4.1")
    page.fill("[name=text]", "Hold a first joint walk of the area")
    page.fill("[name=due_on]", day(100).isoformat())
    page.select_option("[name=owing_party]", index=1)
    page.select_option("[name=accountable]", str(story.people["business_owner"].pk))
    press(page, "Save")
    introduce_the_parties(page, mou)
    return mou


def send_for_clearance(page: Page, mou: str) -> None:
    """All three accept the text as it is, and the round opens."""
    page.goto(mou)
    press(page, "Send for consultation")
    page.goto(f"{mou}text/")
    while page.get_by_role("link", name=re.compile("Record the acceptance")).count():
        page.get_by_role("link", name=re.compile("Record the acceptance")).first.click()
        page.fill("[name=how]", "Letter of the chairperson.")
        press(page, "Record the acceptance of the text")
    page.goto(mou)
    press(page, "Send for clearance")


def return_once(story: Story, mou: str) -> None:
    """Legal Services want another notice; the change makes the acceptances void, and all begins anew."""
    officer, director = story["unit_officer"], story["director"]
    send_for_clearance(officer, mou)
    director.goto(mou)
    director.locator("main a[href*='/clearances/'][href$='/clear/']").first.click()
    follow(director, "Return it with a reason instead")
    director.fill("[name=note]", "Sixty days of notice, please.")
    press(director, "Return")
    officer.goto(f"{mou}edit/")
    officer.fill("[name=notice_days]", "60")
    press(officer, "Save")
    send_for_clearance(officer, mou)


def sign(page: Page, where: str, party: str, on: date) -> None:
    page.goto(where)
    page.get_by_role("row", name=party).get_by_role("link", name=re.compile("signature", re.I)).click()
    page.fill("[name=signed_on]", on.isoformat())
    page.fill("[name=signed_at]", "Pretoria")
    page.fill("[name=signatory]", "Head")
    page.fill("[name=capacity]", "Head")
    page.fill("[name=authority]", "Resolution 4")
    press(page, "Record the signature")


def amend(story: Story, mou: str) -> str:
    """A later end: written, cleared by its own steps, out for signature."""
    officer = story["unit_officer"]
    officer.goto(mou)
    follow(officer, "Amend this agreement")
    officer.fill("[name=title]", "A further year")
    officer.fill("[name=reason]", "The work goes on.")
    press(officer, "Begin the amendment")
    amendment = officer.url
    follow(officer, re.compile("Change title, purpose"))
    officer.fill("[name=ends_on]", day(1065).isoformat())
    press(officer, "Save")
    expect(officer.locator(".red-line ins")).to_contain_text(str(day(1065).year))
    press(officer, "Send for clearance")
    for role in STEPS:
        clear_next_step(story[role], amendment)
    officer.goto(amendment)
    press(officer, "Send out for signature")
    return amendment


def renew(story: Story, mou: str) -> None:
    manager, officer = story["partnership_manager"], story["unit_officer"]
    manager.goto(mou)
    follow(manager, "Review this agreement")
    for name in ("activity", "results", "our_duties", "their_duties", "reason"):
        manager.fill(f"[name={name}]", "As agreed.")
    manager.locator("[name=decision][value=renew]").check()
    press(manager, "Record the review")
    officer.goto(mou)
    follow(officer, "Draft the successor")
    assert officer.input_value("[name=starts_on]") == day(1066).isoformat()
    press(officer, "Draft the successor")
    expect(officer.locator("main")).to_contain_text("Renews")


def test_an_agreement_is_returned_signed_on_three_days_amended_and_renewed(
    story: Story,
) -> None:
    become_a_partner(story, enter_the_register(story))
    StakeholderFactory(name=NETWORK, partner=True, province=None)
    officer = story["unit_officer"]
    mou = draft(story)
    return_once(story, mou)
    expect(officer.locator("main")).to_contain_text("Sixty days of notice, please.")
    for role in STEPS:
        clear_next_step(story[role], mou)
    officer.goto(mou)
    press(officer, "Send out for signature")
    for number, party in enumerate((TRUST, NETWORK, OURS), start=1):
        with on_day(story, number):
            sign(story["unit_officer"], mou, party, day(number))
    with on_day(story, 4):
        officer = story["unit_officer"]
        officer.goto(mou)
        expect(officer.locator(".page-header")).to_contain_text("In force")
        amendment = amend(story, mou)
    for number, party in enumerate((OURS, TRUST, NETWORK), start=5):
        with on_day(story, number):
            sign(story["unit_officer"], amendment, party, day(number))
    with on_day(story, 8):
        officer = story["unit_officer"]
        for on, said in ((day(6), "Version 1, as first signed"), (day(7), "Version 2, with amendment 1")):
            officer.goto(f"{mou}on/?day={on.isoformat()}")
            expect(officer.locator(".page-header")).to_contain_text(said)
        renew(story, mou)
