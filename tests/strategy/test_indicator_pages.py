"""The pages of the indicators: list, export, adding and changing one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from partnerships.strategy.models import Indicator
from tests.factories import (
    ActualFactory,
    IndicatorFactory,
    ProvinceFactory,
    TargetFactory,
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
def test_the_list_asks_as_many_queries_for_one_row_as_for_four(
    client, officer, django_assert_num_queries, count
):
    for number in range(1, count + 1):
        IndicatorFactory(code=f"1.{number}.1")

    with django_assert_num_queries(7):
        client.get(reverse("strategy:indicators"))
