"""Which actuals a quarter asks for: reporting/reports/actuals_due.py."""

from __future__ import annotations

import pytest

from partnerships.core.calendar import Quarter
from reporting.reports.actuals_due import actuals_due
from tests.factories import ActualFactory, IndicatorFactory, ProvinceFactory, TargetFactory
from tests.people import gift, nomsa

pytestmark = pytest.mark.django_db

Q2 = Quarter(2026, 2)


def due(viewer):
    return [
        (scope.scope_label, scope.due, scope.captured, [missing.definition.code for missing in scope.missing])
        for scope in actuals_due(Q2, viewer=viewer)
    ]


def province(code):
    return ProvinceFactory(code=code)


def test_a_target_asks_the_country_or_a_province_for_an_actual():
    TargetFactory(indicator=IndicatorFactory(code="1.1.1"), province=province("LP"))
    TargetFactory(indicator=IndicatorFactory(code="1.1.2", collected_from="national"))

    assert due(nomsa()) == [("National", 1, 0, ["1.1.2"]), ("Limpopo", 1, 0, ["1.1.1"])]


def test_what_is_captured_is_not_missing_also_when_it_was_not_measured():
    one, two, three = (IndicatorFactory(code=f"1.1.{n}") for n in (1, 2, 3))
    for indicator in (one, two, three):
        TargetFactory(indicator=indicator, province=province("LP"))
    ActualFactory(indicator=one, province=province("LP"))
    ActualFactory(indicator=two, province=province("LP"), value=None, not_measured_because="Late.")
    # Neither another quarter nor another province is this one.
    ActualFactory(indicator=three, province=province("LP"), quarter=1)
    ActualFactory(indicator=three, province=province("GP"))

    assert due(nomsa()) == [("Limpopo", 3, 2, ["1.1.3"])]


def test_where_only_the_country_has_a_target_every_province_is_asked():
    province("GP"), province("LP")
    TargetFactory(indicator=IndicatorFactory(code="1.1.1"))

    assert due(nomsa()) == [("Gauteng", 1, 0, ["1.1.1"]), ("Limpopo", 1, 0, ["1.1.1"])]


def test_where_some_provinces_have_a_target_only_those_are_asked():
    province("GP")
    TargetFactory(indicator=IndicatorFactory(code="1.1.1"))
    TargetFactory(indicator=IndicatorFactory(code="1.1.1"), province=province("LP"))

    assert due(nomsa()) == [("Limpopo", 1, 0, ["1.1.1"])]


def test_neither_an_indicator_without_target_nor_one_out_of_use_asks_for_anything():
    IndicatorFactory(code="1.1.1")
    TargetFactory(indicator=IndicatorFactory(code="1.1.2", is_in_use=False), province=province("LP"))
    TargetFactory(indicator=IndicatorFactory(code="1.1.3"), province=province("LP"), quarter=3)

    assert due(nomsa()) == []


def test_a_province_is_told_of_its_own_actuals_alone():
    national = IndicatorFactory(code="2.1.1", collected_from="national")
    TargetFactory(indicator=national)
    for code in ("GP", "LP"):
        TargetFactory(indicator=IndicatorFactory(code="1.1.1"), province=province(code))

    assert due(gift()) == [("Gauteng", 1, 0, ["1.1.1"])]


def test_missing_actuals_follow_the_numbers_of_their_indicators():
    for number in (10, 9, 1):
        TargetFactory(indicator=IndicatorFactory(code=f"1.1.{number}"), province=province("LP"))

    assert due(nomsa()) == [("Limpopo", 3, 0, ["1.1.1", "1.1.9", "1.1.10"])]


@pytest.mark.parametrize("count", [1, 4])
def test_four_queries_whatever_the_size(django_assert_num_queries, count):
    viewer = nomsa()
    for number in range(count):
        for code in ("GP", "LP"):
            TargetFactory(indicator=IndicatorFactory(code=f"1.1.{number}"), province=province(code))

    with django_assert_num_queries(4):
        actuals_due(Q2, viewer=viewer)
