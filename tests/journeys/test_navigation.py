"""Where one stands can be seen on a phone, without a script."""

import pytest

from tests.journeys.conftest import PHONE, Visitor
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("address", ["/stakeholders/", "/stakeholders/matrix/", "/paper/"])
def test_the_current_entry_of_a_row_wider_than_a_phone_is_in_sight(visitor: Visitor, address: str) -> None:
    page = visitor.page(person("unit_officer"), viewport=PHONE, java_script_enabled=False)
    page.goto(address)

    row = page.locator(".section-nav__links")
    current = row.locator("[aria-current]")
    box, room = current.bounding_box(), row.bounding_box()
    assert box is not None
    assert room is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert room["width"] <= PHONE["width"]
