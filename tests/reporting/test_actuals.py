"""The register of actuals and the page of one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partnerships.core import files
from partnerships.core.models import Document
from tests.factories import ActualFactory, IndicatorFactory, ProvinceFactory, TargetFactory, UserFactory
from tests.people import gift, nomsa

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
REGISTER = "reporting:actuals"


def text(response):
    return response.content.decode()


def province(code):
    return ProvinceFactory(code=code)


def percentage(**fields):
    return IndicatorFactory(code="2.1.1", unit="percentage", calculation_type="non_cumulative", **fields)


# The register


def test_the_register_shows_figure_target_state_and_reason(client):
    client.force_login(nomsa())
    indicator = percentage()
    TargetFactory(indicator=indicator, province=province("LP"), value=Decimal(80))
    # The target of another province, quarter or of the country is not this one.
    TargetFactory(indicator=indicator, province=province("GP"), value=Decimal(10))
    TargetFactory(indicator=indicator, province=None, value=Decimal(10))
    TargetFactory(indicator=indicator, province=province("LP"), quarter=1, value=Decimal(10))
    ActualFactory(
        indicator=indicator,
        province=province("LP"),
        value=Decimal(50),
        numerator=25,
        denominator=50,
        reason_for_deviation="Two forums had no quorum.",
    )

    response = client.get(reverse(REGISTER))
    [actual] = response.context["object_list"]

    assert (actual.target_value, actual.state.label, actual.variance) == (80, "Off track", -30)
    page = " ".join(text(response).split())
    for words in (
        "50 %",
        "(25 of 50)",
        "80 %",
        "Off track",
        "Two forums had no quorum.",
        "Q2 2026/27",
    ):
        assert words in page


def test_a_national_actual_is_compared_with_the_national_target(client):
    client.force_login(nomsa())
    indicator = IndicatorFactory(collected_from="national")
    TargetFactory(indicator=indicator, value=Decimal(10))
    ActualFactory(indicator=indicator, value=Decimal(10))

    [actual] = client.get(reverse(REGISTER)).context["object_list"]

    assert (actual.target_value, actual.state.label) == (10, "On track")


@pytest.fixture
def world():
    """Four actuals: three of Limpopo, one of the country."""
    one, two = IndicatorFactory(code="1.1.1"), IndicatorFactory(code="2.1.1", collected_from="national")
    return {
        "q1": ActualFactory(indicator=one, province=province("LP"), quarter=1, value=Decimal(30)),
        "q2": ActualFactory(indicator=one, province=province("LP"), value=Decimal(10)),
        "before": ActualFactory(indicator=one, province=province("LP"), year=2025, value=Decimal(20)),
        "country": ActualFactory(indicator=two, value=None, not_measured_because="Late."),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["q2", "country", "q1", "before"]),
        ({"year": 2025}, ["before"]),
        ({"year": 2026, "quarter": 2}, ["q2", "country"]),
        ({"province": "null"}, ["country"]),
        ({"sort": "value"}, ["q2", "before", "q1", "country"]),
        ({"sort": "-value"}, ["q1", "before", "q2", "country"]),
        ({"sort": "indicator", "year": 2026}, ["q1", "q2", "country"]),
        ({"year": "nonsense"}, []),
    ],
)
def test_the_register_is_filtered_and_sorted(client, world, query, found):
    client.force_login(nomsa())

    response = client.get(reverse(REGISTER), query)

    assert list(response.context["object_list"]) == [world[name] for name in found]


@pytest.mark.parametrize(("parameter", "found"), [("indicator", ["country"]), ("focus_area", ["country"])])
def test_the_register_is_filtered_by_indicator_and_focus_area(client, world, parameter, found):
    client.force_login(nomsa())
    indicator = world["country"].indicator
    key = {"indicator": indicator.pk, "focus_area": indicator.thrust.focus_area_id}[parameter]

    response = client.get(reverse(REGISTER), {parameter: key})

    assert list(response.context["object_list"]) == [world[name] for name in found]


def test_a_province_finds_its_own_and_the_national_actuals_alone(client, world):
    own = ActualFactory(indicator=world["q1"].indicator, province=province("GP"))
    client.force_login(gift())

    page = client.get(reverse(REGISTER))
    foreign = client.get(reverse(REGISTER), {"province": province("LP").pk})
    export = b"".join(client.get(reverse(REGISTER), {"format": "csv"})).decode()

    assert set(page.context["object_list"]) == {own, world["country"]}
    assert list(foreign.context["object_list"]) == []
    assert ("Gauteng" in export, "Limpopo" in export) == (True, False)


def test_the_export_holds_exactly_the_rows_of_the_filter_with_their_targets(client, world):
    TargetFactory(indicator=world["q2"].indicator, province=province("LP"), value=Decimal("12.5"))
    client.force_login(nomsa())

    response = client.get(reverse(REGISTER), {"format": "csv", "year": 2026, "quarter": 2, "sort": "value"})
    lines = b"".join(response).decode("utf-8-sig").splitlines()

    assert lines == [
        "Indicator number,Indicator,Financial year,Quarter,Province,Version of description,Unit,Target,Actual,"
        "Numerator,Denominator,"
        "Variance,State,Not measured because,Reason for deviation,Corrective action,Documents,Evidence,"
        "Valid,Accurate,Complete,Captured by,Captured on",
        "1.1.1,Number of community structures assessed,2026/27,Q2,Limpopo,1,Number,12.50,10.00,,,-2.50,Behind,"
        f",,,0,No document,,,,{world['q2'].captured_by.name},2026-10-10",
        "2.1.1,Number of community structures assessed,2026/27,Q2,National,1,Number,,,,,,Not measured,"
        f"Late.,,,0,Nothing to grade,,,,{world['country'].captured_by.name},2026-10-10",
    ]


@pytest.mark.parametrize("count", [1, 4])
def test_the_register_asks_as_many_queries_for_one_row_as_for_four(client, django_assert_num_queries, count):
    client.force_login(nomsa())
    for number in range(count):
        indicator = IndicatorFactory(code=f"1.1.{number}")
        actual = ActualFactory(indicator=indicator, province=province("LP"), captured_by=UserFactory())
        TargetFactory(indicator=indicator, province=province("LP"))
        store(actual)

    with django_assert_num_queries(7):
        client.get(reverse(REGISTER))


def store(actual, name="register.pdf"):
    return files.store(
        SimpleUploadedFile(name, PDF), record=actual, kind=Document.Kind.EVIDENCE, by=actual.captured_by
    )


# One actual


def test_an_actual_shows_its_figures_evidence_and_history(client):
    client.force_login(nomsa())
    indicator = percentage()
    TargetFactory(indicator=indicator, province=province("LP"), value=Decimal(80))
    actual = ActualFactory(
        indicator=indicator,
        province=province("LP"),
        value=Decimal(76),
        numerator=38,
        denominator=50,
        reason_for_deviation="Two forums had no quorum.",
        corrective_action="Meetings are called again.",
    )
    document = store(actual)

    response = client.get(actual.get_absolute_url())
    page = " ".join(text(response).split())

    for words in (
        "76 %",
        "(38 of 50)",
        "\u22124 %",
        "Behind",
        "Two forums had no quorum.",
        "Meetings are called again.",
        "register.pdf",
        document.sha256,
        "Recorded",
    ):
        assert words in page


def test_an_actual_captured_after_the_report_was_due_says_so(client):
    client.force_login(nomsa())
    late = ActualFactory(province=province("LP"), captured_on="2026-11-02")
    early = ActualFactory(province=province("GP"), captured_on="2026-10-31")

    assert "Late: the report was due on 31\u00a0October\u00a02026." in text(
        client.get(late.get_absolute_url())
    )
    assert "Late:" not in text(client.get(early.get_absolute_url()))


@pytest.mark.parametrize(("code", "status"), [("GP", 200), (None, 200), ("LP", 404)])
def test_a_province_opens_its_own_and_the_national_actuals(client, code, status):
    actual = ActualFactory(province=province(code) if code else None)
    client.force_login(gift())

    assert client.get(actual.get_absolute_url()).status_code == status


@pytest.mark.parametrize(("code", "offered"), [("GP", True), (None, False)])
def test_the_page_offers_to_correct_only_what_the_person_may_correct(client, code, offered):
    actual = ActualFactory(province=province(code) if code else None)
    client.force_login(gift())

    page = text(client.get(actual.get_absolute_url()))

    assert (reverse("reporting:actual_edit", args=[actual.pk]) in page) is offered
