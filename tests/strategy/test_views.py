"""The pages of the strategy: what they show, who may write, and the mark of a placeholder."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from partnerships.core import history
from partnerships.strategy.models import (
    FocusArea,
    Indicator,
    StrategicIssue,
    StrategicThrust,
    Strategy,
)
from tests.factories import (
    ActualFactory,
    FocusAreaFactory,
    IndicatorFactory,
    ProvinceFactory,
    StrategicIssueFactory,
    StrategyFactory,
    TargetFactory,
    ThrustFactory,
)
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = nomsa()
    client.force_login(user)
    return user


def text(response):
    return response.content.decode()


# Reading


def test_without_a_strategy_the_overview_says_so(client, officer):
    assert "No strategy is recorded yet" in text(client.get(reverse("strategy:overview")))


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


def test_the_current_strategy_is_shown_also_when_a_newer_one_is_prepared(client, officer):
    StrategyFactory(title="The present one")
    Strategy.objects.create(code="next", title="The next one", starts_on="2027-04-01")

    assert client.get(reverse("strategy:overview")).context["strategy"].title == "The present one"


def test_a_focus_area_shows_issues_with_both_roles_and_indicators_by_number(client, officer):
    thrust = ThrustFactory()
    StrategicIssueFactory(thrust=thrust, national_role="Keeps the list", provincial_role="Reports back")
    for number in (10, 9):
        IndicatorFactory(code=f"1.1.{number}", thrust=thrust)

    response = client.get(thrust.focus_area.get_absolute_url())

    assert "Keeps the list" in text(response)
    assert "Reports back" in text(response)
    assert [i.code for i in response.context["thrusts"][0].listed_indicators] == ["1.1.9", "1.1.10"]


def test_a_reader_sees_no_button_that_would_be_refused(client):
    client.force_login(person("auditor"))
    area = ThrustFactory().focus_area

    assert "Edit" not in text(client.get(area.get_absolute_url()))
    assert client.get(reverse("strategy:focus_area_edit", args=[area.pk])).status_code == 403


# Writing


def wording(record, **changes):
    return {"code": record.code, "name": record.name, "order": 1, "version": record.version} | changes


def test_the_units_own_wording_takes_the_mark_away(client, officer):
    area = FocusAreaFactory(name="Working title (placeholder)", is_placeholder=True)

    response = client.post(
        reverse("strategy:focus_area_edit", args=[area.pk]),
        wording(area, name="Safer communities", description="", is_own_wording="on"),
    )

    assert response.status_code == 302
    area.refresh_from_db()
    assert (area.name, area.is_placeholder, area.version) == ("Safer communities", False, 2)
    newest = history.timeline(area)[0]
    assert newest.who == "Nomsa Dlamini"
    assert [(c.field, c.before, c.after) for c in newest.changes] == [
        ("Name", "Working title (placeholder)", "Safer communities"),
        ("Order", "0", "1"),
        ("Placeholder", "Yes", "No"),
    ]


def test_an_edited_placeholder_stays_one_until_the_box_is_ticked(client, officer):
    area = FocusAreaFactory(name="Working title", is_placeholder=True)

    client.post(reverse("strategy:focus_area_edit", args=[area.pk]), wording(area, name="Better title"))

    area.refresh_from_db()
    assert (area.name, area.is_placeholder) == ("Better title", True)


def test_a_name_that_still_says_placeholder_is_not_the_strategys_own(client, officer):
    area = FocusAreaFactory(name="Working title (placeholder)", is_placeholder=True)

    response = client.post(
        reverse("strategy:focus_area_edit", args=[area.pk]), wording(area, is_own_wording="on")
    )

    assert "The text still says “(placeholder)”." in text(response)
    area.refresh_from_db()
    assert area.is_placeholder is True


@pytest.mark.parametrize(
    ("address", "parent", "model", "code", "more"),
    [
        ("thrust_add", "focus_area", StrategicThrust, "1.2", {"description": "What it is about"}),
        (
            "issue_add",
            "thrust",
            StrategicIssue,
            "1.1.b",
            {"national_role": "Leads", "provincial_role": "Helps"},
        ),
    ],
)
def test_a_part_is_added_under_its_parent_and_bears_its_number(
    client, officer, address, parent, model, code, more
):
    thrust = ThrustFactory()
    under = {"focus_area": thrust.focus_area, "thrust": thrust}[parent]
    data = {"name": "New", "order": 2, "is_own_wording": "on"} | more

    wrong = client.post(reverse(f"strategy:{address}", args=[under.pk]), data | {"code": "7.7"})
    right = client.post(reverse(f"strategy:{address}", args=[under.pk]), data | {"code": code})

    assert f"What stands under {under.code} has a number that begins with “{under.code}.”." in text(wrong)
    assert right.status_code == 302
    assert list(model.objects.filter(name="New").values_list("code", "is_placeholder")) == [(code, False)]


def test_a_focus_area_is_added_to_its_strategy(client, officer):
    strategy = StrategyFactory()

    client.post(
        reverse("strategy:focus_area_add", args=[strategy.pk]),
        {"code": "3", "name": "Third", "order": 3, "is_own_wording": "on"},
    )

    assert FocusArea.objects.get().strategy == strategy


def test_the_strategy_itself_is_edited(client, officer):
    strategy = StrategyFactory(is_placeholder=True)

    client.post(
        reverse("strategy:strategy_edit", args=[strategy.pk]),
        {
            "title": "Partnership Strategy 2020",
            "summary": "",
            "starts_on": "2020-04-01",
            "ends_on": "2019-04-01",
            "is_own_wording": "on",
            "version": 1,
        },
    )
    strategy.refresh_from_db()
    assert strategy.is_placeholder is True  # the end lies before the start

    client.post(
        reverse("strategy:strategy_edit", args=[strategy.pk]),
        {
            "title": "Partnership Strategy 2020",
            "starts_on": "2020-04-01",
            "is_own_wording": "on",
            "version": 1,
        },
    )
    strategy.refresh_from_db()
    assert (strategy.title, strategy.is_placeholder) == ("Partnership Strategy 2020", False)


# Indicators


def indicator_data(indicator, **changes):
    fields = (
        "code",
        "name",
        "definition",
        "unit",
        "calculation_type",
        "desired_performance",
        "tolerance",
        "source_of_data",
        "method_of_calculation",
        "means_of_verification",
        "collected_from",
        "reporting_cycle",
        "responsible_post",
        "order",
    )
    data = {name: getattr(indicator, name) for name in fields}
    return data | {"thrust": indicator.thrust_id, "is_active": "on", "version": indicator.version} | changes


def test_an_indicator_is_added_with_its_technical_description(client, officer):
    draft = IndicatorFactory.build(thrust=ThrustFactory(), code="1.1.7")

    response = client.post(reverse("strategy:indicator_add"), indicator_data(draft, tolerance="2,5"))

    indicator = Indicator.objects.get()
    assert response.url == indicator.get_absolute_url()
    assert (indicator.code, indicator.tolerance, indicator.is_placeholder) == ("1.1.7", Decimal("2.5"), True)


def test_the_page_of_a_thrust_preselects_it(client, officer):
    thrust = ThrustFactory()

    form = client.get(reverse("strategy:indicator_add"), {"thrust": thrust.pk}).context["form"]

    assert form["thrust"].value() == str(thrust.pk)


def test_percentages_of_quarters_are_not_added_up(client, officer):
    draft = IndicatorFactory.build(thrust=ThrustFactory(), code="1.1.7")

    response = client.post(reverse("strategy:indicator_add"), indicator_data(draft, unit="percentage"))

    assert "Percentages of four quarters do not add up to one of the year." in text(response)
    assert Indicator.objects.count() == 0


@pytest.mark.parametrize("figure", [TargetFactory, ActualFactory])
def test_what_a_figure_means_does_not_change_once_figures_stand(client, officer, figure):
    indicator = IndicatorFactory()
    figure(indicator=indicator, province=ProvinceFactory(code="LP"))

    response = client.post(
        reverse("strategy:indicator_edit", args=[indicator.pk]),
        indicator_data(indicator, unit="percentage", calculation_type="non_cumulative", name="New name"),
    )

    assert set(response.context["form"].errors) == {"unit", "calculation_type"}
    indicator.refresh_from_db()
    assert (indicator.unit, indicator.name) == ("number", "Number of community structures assessed")


def test_the_wording_of_an_indicator_with_figures_can_be_improved(client, officer):
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator)

    client.post(
        reverse("strategy:indicator_edit", args=[indicator.pk]),
        indicator_data(indicator, name="New name", is_own_wording="on"),
    )

    indicator.refresh_from_db()
    assert (indicator.name, indicator.version) == ("New name", 2)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["1.1.2", "1.1.10", "2.1.1"]),
        ("collected_from=national", ["2.1.1"]),
        ("calculation_type=non_cumulative", ["1.1.10"]),
        ("search=imbizo", ["1.1.2"]),
        ("search=1.1.1", ["1.1.10"]),
        ("in_use=False", ["2.1.1"]),
        ("sort=-code", ["2.1.1", "1.1.10", "1.1.2"]),
        ("calculation_type=nonsense", []),
    ],
)
def test_the_list_of_indicators_is_filtered_and_sorted(client, officer, query, found):
    IndicatorFactory(code="1.1.10", calculation_type="non_cumulative")
    IndicatorFactory(code="1.1.2", name="Number of imbizo reports")
    IndicatorFactory(code="2.1.1", collected_from="national", is_active=False)

    response = client.get(f"{reverse('strategy:indicators')}?{query}")

    assert [indicator.code for indicator in response.context["object_list"]] == found


def test_the_list_is_filtered_by_focus_area_and_thrust(client, officer):
    one, other = IndicatorFactory(code="1.1.1"), IndicatorFactory(code="2.1.1")

    by_area = client.get(reverse("strategy:indicators"), {"focus_area": one.thrust.focus_area_id})
    by_thrust = client.get(reverse("strategy:indicators"), {"thrust": other.thrust_id})

    assert list(by_area.context["object_list"]) == [one]
    assert list(by_thrust.context["object_list"]) == [other]


def test_the_export_holds_exactly_the_rows_of_the_filter(client, officer):
    IndicatorFactory(code="1.1.1", name="=HYPERLINK(1)")
    IndicatorFactory(code="2.1.1", collected_from="national")

    response = client.get(reverse("strategy:indicators"), {"format": "csv", "collected_from": "provinces"})
    lines = b"".join(response).decode("utf-8-sig").splitlines()

    assert len(lines) == 2
    assert lines[0].startswith("Number,Indicator,Placeholder,Focus area,Thrust,Definition")
    assert lines[1].startswith("1.1.1,'=HYPERLINK(1),No,1 Focus area 1,1.1 Thrust 1.1")


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize(("address", "queries"), [("overview", 6), ("indicators", 7), ("focus_area", 7)])
def test_the_pages_of_the_strategy_ask_as_many_queries_for_one_row_as_for_four(
    client, officer, django_assert_num_queries, count, address, queries
):
    for number in range(1, count + 1):
        thrust = ThrustFactory(code=f"1.{number}")
        for last in range(1, count + 1):
            StrategicIssueFactory(thrust=thrust)
            IndicatorFactory(code=f"1.{number}.{last}")
    args = [FocusArea.objects.get().pk] if address == "focus_area" else []

    with django_assert_num_queries(queries):
        client.get(reverse(f"strategy:{address}", args=args))
