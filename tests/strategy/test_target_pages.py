"""Setting the targets of a year: all in one form, by authority, nationally and by province."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from partnerships.strategy.models import (
    Target,
)
from tests.factories import (
    IndicatorFactory,
    ProvinceFactory,
    TargetFactory,
)
from tests.people import everything, gift, nomsa, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = nomsa()
    client.force_login(user)
    return user


def text(response):
    return response.content.decode()


# Targets


def targets_address(indicator, year=2026):
    return reverse("strategy:targets", args=[indicator.pk, year])


def test_all_targets_of_a_year_are_set_in_one_form(client, officer):
    indicator = IndicatorFactory()
    ProvinceFactory(code="GP"), ProvinceFactory(code="LP")

    response = client.post(
        targets_address(indicator),
        {
            "version": 0,
            "authority": "Annual Performance Plan 2026/27",
            "national_q1": "20",
            "gp_q1": "12,5",
            "lp_q1": "7.5",
            "lp_q2": "",
        },
    )

    assert response.url == f"{indicator.get_absolute_url()}?year=2026"
    assert list(Target.objects.order_by("value").values_list("province__code", "quarter", "value")) == [
        ("LP", 1, Decimal("7.50")),
        ("GP", 1, Decimal("12.50")),
        (None, 1, Decimal("20.00")),
    ]


def test_the_page_shows_whether_the_provinces_add_up_to_the_country(client, officer):
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator, quarter=1, value=Decimal(20))
    for code, value in (("GP", 12), ("LP", 7)):
        TargetFactory(
            indicator=indicator, quarter=1, value=Decimal(value), province=ProvinceFactory(code=code)
        )

    [line] = client.get(targets_address(indicator)).context["comparison"]

    assert (line.quarter, line.provinces, line.national, line.difference) == (1, 19, 20, -1)


def test_percentages_of_the_provinces_are_not_compared_with_the_countrys(client, officer):
    indicator = IndicatorFactory(unit="percentage", calculation_type="non_cumulative")
    TargetFactory(indicator=indicator, value=Decimal(80), province=ProvinceFactory(code="LP"))

    assert client.get(targets_address(indicator)).context["comparison"] == []


def test_targets_without_authority_come_back_with_everything_typed(client, officer):
    indicator = IndicatorFactory()

    response = client.post(targets_address(indicator), {"version": 0, "national_q1": "20", "authority": ""})

    assert 'value="20"' in text(response)
    assert "authority" in response.context["form"].errors
    assert Target.objects.count() == 0


@pytest.mark.parametrize("typed", ["twelve", "-1", "1,234", "99999999999"])
def test_what_is_no_figure_comes_back_with_a_sentence(client, officer, typed):
    response = client.post(
        targets_address(IndicatorFactory()), {"version": 0, "national_q1": typed, "authority": "Plan"}
    )

    assert "Write" in response.context["form"].errors["national_q1"][0]
    assert Target.objects.count() == 0


def test_a_national_indicator_has_no_fields_for_provinces(client, officer):
    ProvinceFactory(code="LP")
    indicator = IndicatorFactory(collected_from="national")

    rows = list(client.get(targets_address(indicator)).context["form"].rows())

    assert [label for label, _ in rows] == ["National"]


def test_a_province_with_the_right_sees_the_countrys_targets_and_sets_its_own_alone(client):
    client.force_login(person(may=everything(), province="GP"))
    ProvinceFactory(code="LP")
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator, quarter=1, value=Decimal(20))

    rows = dict(client.get(targets_address(indicator)).context["form"].rows())
    client.post(
        targets_address(indicator),
        {"version": 0, "authority": "Plan", "national_q1": "1", "gp_q1": "5", "lp_q1": "9"},
    )

    assert list(rows) == ["National", "Gauteng"]
    assert list(Target.objects.order_by("value").values_list("province__code", "value")) == [
        ("GP", Decimal(5)),
        (None, Decimal(20)),
    ]


@pytest.mark.parametrize("year", [1999, 2101])
def test_a_year_outside_the_calendar_is_not_found(client, officer, year):
    assert client.get(targets_address(IndicatorFactory(), year)).status_code == 404


def test_who_may_not_change_targets_is_refused(client):
    client.force_login(gift())

    assert client.get(targets_address(IndicatorFactory())).status_code == 403
