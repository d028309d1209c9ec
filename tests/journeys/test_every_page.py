"""Every page in a real browser, at desk and phone width: accessible, within its width, without a script error."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from partnerships.core.models import PrintJob
from tests.factories import ProvinceFactory
from tests.journeys.conftest import DESK, PHONE, Visitor
from tests.people import everything, person
from tests.rules.chain import build_chain
from tests.rules.routes import ROUTES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    # What passed is not described: on a long page that takes longer than the rules.
    "resultTypes": ["violations"],
}
# Addresses that give a file, a bare word or a piece of a page instead of a page.
NO_PAGE = {
    "document",
    "healthz",
    "print_file",
    "print_job",
    "reporting:audit_pack_file",
    "reporting:national_file",
    "reporting:return_workbook",
    "stakeholders:import_template",
    "stakeholders:import_refused",
    "stakeholders:lookalikes",
    "strategy:target_workbook",
}


def violations(visitor: Visitor, page: Page, **options: Any) -> list[str]:
    # The checker sets styles on elements and reads them back; the page's policy refuses that and says so.
    visitor.expected.append("Applying inline style violates")
    found = Axe().run(page, options=RULES | options).response["violations"]
    return [f"{v['id']}: {', '.join(n['html'][:100] for n in v['nodes'][:3])}" for v in found]


def too_wide(page: Page) -> list[str]:
    return (
        ["it scrolls sideways"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []
    )


@pytest.mark.parametrize("third", range(3))
def test_axe_finds_nothing_on_any_page(visitor: Visitor, third: int) -> None:
    """By day at a desk, then in the dark on a telephone, in one visit. In thirds, for several processes to share."""
    chain = build_chain(ProvinceFactory(code="GP"), by=person("unit_officer"))
    page = visitor.page(person(may=everything()))
    wrong = []
    pages = [name for name, route in ROUTES.items() if name not in NO_PAGE and route.get]
    for name in pages[third::3]:
        for how, viewport, scheme in (("desk, light", DESK, "light"), ("phone, dark", PHONE, "dark")):
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=scheme)
            if viewport is DESK:
                page.goto(reverse(name, args=ROUTES[name].args(chain)))
            # Style sheets are read again for one rule, about the way a telephone is held.
            found = violations(visitor, page, preload=viewport is PHONE)
            wrong += [f"{name} ({how}): {complaint}" for complaint in found + too_wide(page)]
    assert wrong == []


def test_axe_finds_nothing_at_the_door_and_on_a_page_that_is_not_there(visitor: Visitor) -> None:
    page = visitor.page(viewport=PHONE)
    page.goto(reverse("account_login"))
    assert violations(visitor, page) == []
    auditor = person("auditor")
    signed_in = visitor.page(auditor)
    failed = PrintJob.objects.create(title="Report", asked_by=auditor, came_from="/", problem="No memory.")
    for address in (
        failed.get_absolute_url(),
        "/no-such-page/",
        reverse("stakeholders:detail", args=[999_999]),
        reverse("stakeholders:add"),
    ):
        signed_in.goto(address)
        assert violations(visitor, signed_in) + too_wide(signed_in) == []
