"""Reading the strategy in force: its overview and the pages of its parts."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from partnerships.strategy.models import PartnerGroup, Pillar, ThrustWording
from tests.factories import (
    FocusAreaFactory,
    IndicatorFactory,
    LibraryDocumentFactory,
    StrategicIssueFactory,
    StrategyVersionFactory,
    ThrustFactory,
)
from tests.people import nomsa

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = nomsa()
    client.force_login(user)
    return user


def text(response):
    return response.content.decode()


def test_without_a_version_the_overview_says_so(client, officer):
    assert "No version of the strategy is adopted yet" in text(client.get(reverse("strategy:overview")))


def test_the_overview_counts_issues_and_indicators_of_each_thrust(client, officer):
    thrust = ThrustFactory()
    StrategicIssueFactory.create_batch(2, thrust=thrust)
    for number in (1, 2, 3):
        IndicatorFactory(code=f"1.1.{number}", thrust=thrust)

    area = client.get(reverse("strategy:overview")).context["focus_areas"][0]

    assert [(t.code, t.issue_count, t.indicator_count) for t in area.listed_thrusts] == [("1.1", 2, 3)]


def test_placeholders_are_marked_and_the_page_says_who_replaces_them(client, officer):
    FocusAreaFactory(code="1", name="To be named", is_placeholder=True)
    FocusAreaFactory(code="2", name="Named by the Unit")

    page = text(client.get(reverse("strategy:overview")))

    assert '<span class="to-be-named">To be named</span>' in page
    assert '<span class="to-be-named">Named by the Unit</span>' not in page
    assert "The Partnerships Unit replaces them" in page


def test_a_strategy_in_its_own_words_has_no_note_about_placeholders(client, officer):
    ThrustFactory()

    assert "replaces them" not in text(client.get(reverse("strategy:overview")))


def test_the_version_in_force_is_shown_also_while_the_next_is_written(client, officer):
    StrategyVersionFactory(title="The present one")
    StrategyVersionFactory(draft=True, title="The next one")

    page = client.get(reverse("strategy:overview"))

    assert page.context["version"].title == "The present one"
    assert "is being prepared: draft" in text(page)


def test_a_retired_part_keeps_its_page_and_stands_on_no_overview(client, officer):
    thrust = ThrustFactory(name="Old ways", retired_on=date(2026, 4, 1))
    ThrustFactory(code="1.2")

    page = client.get(thrust.get_absolute_url())

    assert "No longer in the strategy" in text(page)
    assert "Old ways" not in text(client.get(reverse("strategy:overview")))
    assert "Not in the strategy since" in text(client.get(thrust.focus_area.get_absolute_url()))


def test_a_thrust_shows_its_pillars_partners_activities_issues_indicators_and_library(client, officer):
    issue = StrategicIssueFactory(national_role="Keeps the list", provincial_role="Reports back")
    for number in (10, 9):
        IndicatorFactory(code=f"1.1.{number}", thrust=issue.thrust)
    wording = ThrustWording.objects.get()
    wording.pillars.add(Pillar.objects.create(code="v", name="Victim support"))
    wording.partners.add(PartnerGroup.objects.create(code="b", name="Business"))
    ThrustWording.objects.update(activities="Train members")
    LibraryDocumentFactory(title="Act 2 of 2011").thrusts.add(issue.thrust)

    page = client.get(issue.thrust.get_absolute_url())

    for words in (
        "Keeps the list",
        "Reports back",
        "Victim support",
        "Business",
        "Train members",
        "Act 2 of 2011",
    ):
        assert words in text(page)
    assert [i.code for i in page.context["indicators"]] == ["1.1.9", "1.1.10"]
    assert "Keeps the list" in text(client.get(issue.get_absolute_url()))


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize(
    ("address", "queries"), [("overview", 7), ("focus_area", 6), ("thrust", 11), ("issue", 5)]
)
def test_the_pages_of_the_strategy_ask_as_many_queries_for_one_row_as_for_four(
    client, officer, django_assert_num_queries, count, address, queries
):
    for number in range(1, count + 1):
        thrust = ThrustFactory(code=f"1.{number}")
        LibraryDocumentFactory().thrusts.add(ThrustFactory(code="1.1"))
        for last in range(1, count + 1):
            issue = StrategicIssueFactory(thrust=ThrustFactory(code="1.1"))
            IndicatorFactory(code=f"1.1.{last}")
            IndicatorFactory(code=f"1.{number}.{last}")
    pages = {"focus_area": thrust.focus_area, "thrust": issue.thrust, "issue": issue}
    page = pages[address].get_absolute_url() if address in pages else reverse("strategy:overview")

    with django_assert_num_queries(queries):
        client.get(page)
