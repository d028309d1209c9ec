"""An indicator through its year: reporting/reports/indicator_year.py and the page that shows it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from partnerships.core.calendar import FinancialYear
from partnerships.strategy.performance import BEHIND, NO_DATA, NO_TARGET, OFF_TRACK, ON_TRACK
from reporting.models import NOT_MEASURED
from reporting.reports.indicator_year import indicator_year
from tests.factories import ActualFactory, IndicatorFactory, ProvinceFactory, TargetFactory
from tests.people import gift, nomsa, person

pytestmark = pytest.mark.django_db

YEAR = FinancialYear(2026)
# In Q3: two quarters are closed.
TODAY = date(2026, 11, 23)


def figures(indicator, quarters, *, code=None, targets=()):
    """Actuals and targets of the quarters 1, 2, …; None leaves one out."""
    province = ProvinceFactory(code=code) if code else None
    for quarter, value in enumerate(quarters, start=1):
        if value is not None:
            ActualFactory(indicator=indicator, province=province, quarter=quarter, value=Decimal(value))
    for quarter, value in enumerate(targets, start=1):
        if value is not None:
            TargetFactory(indicator=indicator, province=province, quarter=quarter, value=Decimal(value))


def rows(indicator, viewer=None):
    found = indicator_year(indicator, YEAR, viewer=viewer or nomsa(), as_at=TODAY)
    return {row.label: row for row in found.rows}


def said(cells):
    return [(cell.value, cell.target, cell.state) for cell in cells]


def test_closed_quarters_are_judged_and_running_ones_are_not():
    indicator = IndicatorFactory(collected_from="national")
    figures(indicator, [10, 7], targets=[10, 10, 10])

    row = rows(indicator)["National"]

    assert said(row.cells) == [
        (10, 10, ON_TRACK),
        (7, 10, OFF_TRACK),
        (None, 10, None),
        (None, None, None),
    ]


def test_a_closed_quarter_without_an_actual_is_no_data_and_one_without_a_target_says_so():
    indicator = IndicatorFactory(collected_from="national")
    figures(indicator, [None, 7], targets=[10])

    assert said(rows(indicator)["National"].cells[:2]) == [(None, 10, NO_DATA), (7, None, NO_TARGET)]


def test_not_measured_says_why():
    indicator = IndicatorFactory(collected_from="national")
    ActualFactory(indicator=indicator, value=None, not_measured_because="The source is late.")

    cell = rows(indicator)["National"].cells[1]

    assert (cell.state, cell.note, cell.actual.pk) == (
        NOT_MEASURED,
        "The source is late.",
        indicator.actuals.get().pk,
    )


def test_the_country_is_added_up_from_its_provinces_and_compared_with_its_own_target():
    indicator = IndicatorFactory()
    figures(indicator, [12, 5], code="GP", targets=[10, 10])
    figures(indicator, [7, None], code="LP", targets=[10, 10])
    figures(indicator, [], targets=[22, 22])

    country = rows(indicator)["National"]

    # Q1: 12 + 7 = 19 of 22, short by 14 %. Q2: 5 of 22, and one of the two provinces gave it.
    assert said(country.cells[:2]) == [(19, 22, BEHIND), (5, 22, OFF_TRACK)]
    assert [cell.note for cell in country.cells[:2]] == ["", "1 of 2 provinces"]
    # 19 + 5 = 24 of 44.
    assert said([country.year]) == [(24, 44, OFF_TRACK)]
    assert country.is_total is True


def test_without_a_target_of_its_own_the_country_has_what_the_provinces_promise_together():
    indicator = IndicatorFactory()
    figures(indicator, [12], code="GP", targets=[10])
    figures(indicator, [7], code="LP", targets=[8])

    assert said(rows(indicator)["National"].cells[:1]) == [(19, 18, ON_TRACK)]


def test_a_percentage_of_the_country_comes_from_the_parts():
    indicator = IndicatorFactory(unit="percentage", calculation_type="non_cumulative")
    for code, numerator, denominator in (("GP", 38, 50), ("LP", 1, 2)):
        ActualFactory(
            indicator=indicator,
            province=ProvinceFactory(code=code),
            value=Decimal(numerator) * 100 / denominator,
            numerator=numerator,
            denominator=denominator,
        )

    assert rows(indicator)["National"].cells[1].value == 75


def test_a_sum_that_lacks_a_quarter_is_shown_and_not_judged():
    indicator = IndicatorFactory(collected_from="national")
    figures(indicator, [10, None], targets=[10, 10])

    year = rows(indicator)["National"].year

    assert (year.value, year.target, year.state, year.note) == (10, 20, None, "1 of 2 quarters measured")


def test_a_running_total_holds_until_the_next_one_is_measured():
    indicator = IndicatorFactory(collected_from="national", calculation_type="cumulative_year_to_date")
    figures(indicator, [10, None], targets=[10, 10])

    assert said([rows(indicator)["National"].year]) == [(10, 10, ON_TRACK)]


def test_a_province_reads_its_own_row_and_the_countrys_targets():
    indicator = IndicatorFactory()
    figures(indicator, [12], code="GP", targets=[10])
    figures(indicator, [7], code="LP", targets=[8])
    figures(indicator, [], targets=[22])

    seen = rows(indicator, gift())

    assert list(seen) == ["National", "Gauteng"]
    assert said(seen["National"].cells[:1]) == [(None, 22, None)]
    assert said(seen["Gauteng"].cells[:1]) == [(12, 10, ON_TRACK)]


def test_a_province_reads_a_national_indicator_in_full():
    indicator = IndicatorFactory(collected_from="national")
    figures(indicator, [10], targets=[10])

    assert said(rows(indicator, gift())["National"].cells[:1]) == [(10, 10, ON_TRACK)]


# The page


def test_the_page_shows_the_year_of_the_last_closed_quarter_and_others_when_asked(client):
    client.force_login(nomsa())
    address = IndicatorFactory().get_absolute_url()

    assert str(client.get(address).context["year"]) == "2026/27"
    assert str(client.get(address, {"year": "2024"}).context["year"]) == "2024/25"
    assert str(client.get(address, {"year": "2027"}).context["year"]) == "2027/28"


@pytest.mark.parametrize("year", ["nonsense", "1850", "2026/27", ""])
def test_a_year_that_is_not_offered_is_answered_with_the_present_one(client, year):
    client.force_login(nomsa())

    response = client.get(IndicatorFactory().get_absolute_url(), {"year": year})

    assert (response.status_code, str(response.context["year"])) == (200, "2026/27")


def test_the_page_shows_the_whole_technical_description(client):
    client.force_login(nomsa())
    indicator = IndicatorFactory(assumptions="Forums answer.", disaggregation="By district.", baseline="12")

    page = client.get(indicator.get_absolute_url()).content.decode()
    described = indicator.versions.get()

    for words in (
        described.definition,
        described.source_of_data,
        described.method_of_calculation,
        described.means_of_verification,
        "Forums answer.",
        "By district.",
        "Cumulative (year-end)",
        "Higher than target",
        described.responsible_post,
        "Quarterly",
    ):
        assert words in page


def test_neither_figures_nor_reasons_of_another_province_are_on_the_page(client):
    indicator = IndicatorFactory()
    limpopo = ProvinceFactory(code="LP")
    ActualFactory(indicator=indicator, province=limpopo, value=Decimal("4711"))
    TargetFactory(indicator=indicator, province=limpopo, value=Decimal("4712"), authority="Plan of Limpopo")
    client.force_login(gift())

    page = client.get(indicator.get_absolute_url()).content.decode()

    assert [word for word in ("Limpopo", "4\u00a0711", "4\u00a0712") if word in page] == []


def test_without_the_right_the_page_is_refused(client):
    client.force_login(person(may=()))

    assert client.get(IndicatorFactory().get_absolute_url()).status_code == 403


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_asks_as_many_queries_for_one_row_as_for_four(client, django_assert_num_queries, count):
    client.force_login(nomsa())
    indicator = IndicatorFactory()
    for code in ("EC", "FS", "GP", "KZN")[:count]:
        figures(indicator, [10, 7], code=code, targets=[10, 10])
    client.get(indicator.get_absolute_url())

    with django_assert_num_queries(14):
        client.get(indicator.get_absolute_url())
