"""From a figure of the quarterly report to the first engagement and back, in a real browser, without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visitor
from tests.people import person
from tests.reporting.test_chain import Scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_figure_is_followed_to_the_first_engagement_and_back(visitor: Visitor) -> None:
    scene = Scene()
    page = visitor.page(person("auditor"), viewport=PHONE, java_script_enabled=False)
    main = page.locator("main")
    page.goto("/reports/2026-27-q2/")

    main.get_by_role("link", name="How it came about").first.click()
    expect(main).to_contain_text("Where this comes from")
    expect(main).to_contain_text("42; target: 50")  # 12 of Gauteng and 30 of Limpopo
    expect(main).to_contain_text("SHA-256")
    main.get_by_role("link", name=re.compile("Lamps of Soweto, at first"), exact=False).first.click()
    expect(page.locator("h1")).to_contain_text("Lamps of Soweto, at first")

    main.get_by_role("link", name="Follow the chain").click()
    expect(main).to_contain_text("What this led to")
    expect(main).to_contain_text(scene.gauteng["mou"].reference)
    main.get_by_role("link", name=re.compile(r"Chain from here ?: 1\.1\.1")).click()
    expect(main).to_contain_text("42; target: 50")
