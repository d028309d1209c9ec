"""What is still to be captured, for a province and nationally."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import ActualFactory, IndicatorFactory, TargetFactory
from tests.people import gift, nomsa, person
from tests.reporting.test_actual_forms import address
from tests.reporting.test_actuals import province, text

pytestmark = pytest.mark.django_db


# What is to be captured

TO_CAPTURE = "reporting:actuals_to_capture"


def test_a_province_sees_what_the_last_closed_quarter_still_asks_of_it(client):
    for number in (1, 2):
        TargetFactory(indicator=IndicatorFactory(code=f"1.1.{number}"), province=province("GP"))
        TargetFactory(indicator=IndicatorFactory(code=f"1.1.{number}"), province=province("LP"))
    ActualFactory(indicator=IndicatorFactory(code="1.1.1"), province=province("GP"))
    client.force_login(gift())

    response = client.get(reverse(TO_CAPTURE))

    assert str(response.context["quarter"]) == "Q2 2026/27"
    assert [missing.definition.code for missing in response.context["page_obj"]] == ["1.1.2"]
    assert address(IndicatorFactory(code="1.1.2")) in text(response)
    assert "Limpopo" not in text(response)
    # What its description says of it.
    assert "Signed assessment form" in text(response)
    assert "Director: Civil Society" in text(response)


def test_nationally_everybodys_state_is_shown_and_one_scope_in_full(client):
    for code in ("GP", "LP"):
        TargetFactory(indicator=IndicatorFactory(code="1.1.1"), province=province(code))
    ActualFactory(indicator=IndicatorFactory(code="1.1.1"), province=province("GP"))
    client.force_login(nomsa())

    first = client.get(reverse(TO_CAPTURE)).context
    asked = client.get(reverse(TO_CAPTURE), {"scope": "GP"}).context

    assert [(s.scope_label, s.captured, s.due) for s in first["scopes"]] == [
        ("Gauteng", 1, 1),
        ("Limpopo", 0, 1),
    ]
    # The first that lacks something, unless one is asked for.
    assert (first["chosen"].scope_label, asked["chosen"].scope_label) == ("Limpopo", "Gauteng")


def test_another_closed_quarter_can_be_looked_at(client):
    TargetFactory(indicator=IndicatorFactory(), province=province("GP"), year=2025, quarter=4)
    client.force_login(gift())

    response = client.get(reverse(TO_CAPTURE), {"quarter": "2025-26-q4"})

    assert len(response.context["page_obj"].object_list) == 1


@pytest.mark.parametrize(
    "query", [{"quarter": "2026-27-q3"}, {"quarter": "nonsense"}, {"scope": "XX"}, {"page": "99"}]
)
def test_nonsense_in_the_address_shows_the_last_closed_quarter(client, query):
    TargetFactory(indicator=IndicatorFactory(), province=province("GP"))
    client.force_login(gift())

    response = client.get(reverse(TO_CAPTURE), query)

    assert (response.status_code, str(response.context["quarter"])) == (200, "Q2 2026/27")
    assert len(response.context["page_obj"].object_list) == 1


def test_when_no_target_asks_for_anything_the_page_says_so(client):
    client.force_login(gift())

    assert "Nothing is asked of you for this quarter" in text(client.get(reverse(TO_CAPTURE)))


def test_when_everything_is_captured_the_page_says_so(client):
    TargetFactory(province=province("GP"))
    ActualFactory(province=province("GP"))
    client.force_login(gift())

    assert "Every actual that Q2 2026/27 asks for is captured." in text(client.get(reverse(TO_CAPTURE)))


def test_long_lists_come_in_pages(client):
    for number in range(1, 28):
        TargetFactory(indicator=IndicatorFactory(code=f"1.1.{number}"), province=province("GP"))
    client.force_login(gift())

    first, second = (client.get(reverse(TO_CAPTURE), {"page": page}).context["page_obj"] for page in (1, 2))

    assert (len(first.object_list), [m.definition.code for m in second]) == (25, ["1.1.26", "1.1.27"])


def test_who_captures_is_led_to_the_numbered_sheets_and_nobody_else(client):
    for page in (TO_CAPTURE, "reporting:actuals"):
        client.force_login(gift())
        assert f'href="{reverse("paper")}">On paper</a>' in text(client.get(reverse(page)))
    offered = [one.code for one in client.get(reverse("paper")).context["offered"]]
    assert [code for code in offered if code.startswith("actual")] == [
        "actual",
        "actual-percentage",
        "actual-words",
    ]

    client.force_login(person("auditor"))
    assert "On paper" not in text(client.get(reverse("reporting:actuals")))
