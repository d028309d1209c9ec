"""An owner reports an obligation, the manager returns it with a reason, the owner reports again, it is met.

Each step is seen on the start page of each of the two.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.factories import ObligationFactory
from tests.journeys.conftest import PHONE, Visitor
from tests.mou import scenes
from tests.mou.scenes import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHAT, WHY = "Train forty patrollers", "The register carries no signatures."


def test_a_report_is_returned_and_then_met_and_both_see_each_step_at_home(
    visitor: Visitor, tmp_path: Path
) -> None:
    call_command("load_reference", verbosity=0)
    evidence = tmp_path / "register.pdf"
    evidence.write_bytes(PDF)
    mou = scenes.agreement(signed=True)
    ObligationFactory(
        mou=mou,
        clause="5.1",
        text=WHAT,
        accountable=mou.business_owner,
        owing_party=scenes.ours(mou),
        due_on=timezone.localdate() - timedelta(days=3),
    )
    owner = visitor.page(mou.business_owner, viewport=PHONE, java_script_enabled=False)
    manager = visitor.page(mou.partnership_manager, java_script_enabled=False)

    expect(part(owner, "late")).to_contain_text(f"{WHAT}")
    expect(part(manager, "you-wait")).to_contain_text(f"Olga Owner: {WHAT}")
    assert owner.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    report(owner, "It was held in two rooms.", evidence)
    expect(part(owner, "you-wait")).to_contain_text("Mandla Manager: verification of")
    expect(owner.locator("main")).not_to_contain_text(WHAT)
    expect(part(manager, "for-you")).to_contain_text(f"Olga Owner: verify {mou.reference}, clause 5.1")

    find(manager, "returned", WHY)
    expect(part(owner, "late")).to_contain_text(f"Returned: {WHY}")
    expect(part(manager, "you-wait")).to_contain_text(f"Olga Owner: {WHAT}")

    report(owner, "The signed register is attached.", evidence)
    expect(part(manager, "for-you")).to_contain_text("verify")
    find(manager, "met", "All forty signed.")
    for page in (owner, manager):
        page.goto("/")
        expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()


def part(page: Page, name: str) -> Locator:
    """A part of the start page, read anew."""
    page.goto("/")
    return page.locator(f"section[aria-labelledby={name}]")


def report(owner: Page, words: str, evidence: Path) -> None:
    owner.goto("/")
    owner.get_by_role("link", name="Submit with evidence").first.click()
    owner.fill("[name=submission]", words)
    owner.set_input_files("[name=documents]", evidence)
    owner.get_by_role("button", name="Submit with evidence").click()
    expect(owner).to_have_url(owner.url.replace("submit/", ""))


def find(manager: Page, finding: str, words: str) -> None:
    manager.goto("/")
    manager.get_by_role("link", name="Verify or return").first.click()
    manager.locator(f"[name=finding][value={finding}]").check()
    manager.fill("[name=verification]", words)
    manager.get_by_role("button", name="Record the finding").click()
    expect(manager.locator("main")).to_contain_text("Met" if finding == "met" else "Returned")
