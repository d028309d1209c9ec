"""The register of actuals, what is to be captured, and the pages that capture and correct one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partnerships.core import files
from partnerships.core.models import Document
from reporting.models import Actual
from tests.factories import ActualFactory, IndicatorFactory, ProvinceFactory, TargetFactory, UserFactory
from tests.people import everything, gift, lindiwe, nomsa, person

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
        "Indicator number,Indicator,Financial year,Quarter,Province,Unit,Target,Actual,Numerator,Denominator,"
        "Variance,State,Not measured because,Reason for deviation,Corrective action,Documents,Captured by,"
        "Captured on",
        "1.1.1,Number of community structures assessed,2026/27,Q2,Limpopo,Number,12.50,10.00,,,-2.50,Behind,"
        f",,,0,{world['q2'].captured_by.name},2026-10-10",
        "2.1.1,Number of community structures assessed,2026/27,Q2,National,Number,,,,,,Not measured,"
        f"Late.,,,0,{world['country'].captured_by.name},2026-10-10",
    ]


@pytest.mark.parametrize("count", [1, 4])
def test_the_register_asks_as_many_queries_for_one_row_as_for_four(client, django_assert_num_queries, count):
    client.force_login(nomsa())
    for number in range(count):
        indicator = IndicatorFactory(code=f"1.1.{number}")
        actual = ActualFactory(indicator=indicator, province=province("LP"), captured_by=UserFactory())
        TargetFactory(indicator=indicator, province=province("LP"))
        store(actual)

    with django_assert_num_queries(6):
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


# Capturing


def address(indicator, code="GP", quarter="2026-27-q2"):
    return reverse("reporting:actual_capture", args=[quarter, indicator.pk, code])


@pytest.mark.parametrize(
    ("typed", "value"), [("12,5", "12.50"), ("12.5", "12.50"), ("1 234", "1234"), ("0", "0")]
)
def test_a_figure_is_written_with_comma_or_point(client, typed, value):
    client.force_login(gift())
    indicator = IndicatorFactory()

    response = client.post(address(indicator), {"value": typed})

    actual = Actual.objects.get()
    assert (actual.value, response.url) == (Decimal(value), actual.get_absolute_url())


def test_an_empty_form_asks_for_a_figure_or_the_reason_for_none(client):
    client.force_login(gift())

    response = client.post(address(IndicatorFactory()), {"value": ""})

    assert "Give a number (zero is a number), or say why nothing was measured." in text(response)
    assert Actual.objects.count() == 0


def test_a_deviation_without_reason_comes_back_with_everything_typed(client):
    client.force_login(gift())
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator, province=province("GP"), value=Decimal(60))

    response = client.post(address(indicator), {"value": "61,5", "corrective_action": "None is needed."})

    assert response.context["form"].errors == {
        "reason_for_deviation": ["Give the reason: 61,5 differs from the target of 60."]
    }
    assert 'value="61,5"' in text(response)
    assert "None is needed." in text(response)
    assert Actual.objects.count() == 0


def test_a_percentage_is_captured_by_its_parts_with_evidence(client):
    client.force_login(gift())
    indicator = percentage()

    client.post(
        address(indicator),
        {"numerator": "38", "denominator": "50", "documents": [SimpleUploadedFile("register.pdf", PDF)]},
    )

    actual = Actual.objects.get()
    assert (actual.value, actual.documents.get().original_name) == (76, "register.pdf")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"numerator": "38"}, "denominator", "Give the denominator as well."),
        ({"denominator": "50"}, "numerator", "Give the numerator as well; zero is a figure."),
        (
            {"numerator": "0", "denominator": "0"},
            "denominator",
            "A percentage cannot be formed with nothing in the denominator. "
            "Leave both empty and say why nothing was measured.",
        ),
        ({}, "__all__", "Give a number (zero is a number), or say why nothing was measured."),
    ],
)
def test_half_a_percentage_comes_back_with_a_sentence_at_its_field(client, typed, field, sentence):
    client.force_login(gift())

    response = client.post(address(percentage()), typed)

    assert response.context["form"].errors == {field: [sentence]}
    assert Actual.objects.count() == 0


def test_evidence_that_is_not_accepted_comes_back_and_the_figure_is_not_lost(client):
    client.force_login(gift())

    response = client.post(
        address(IndicatorFactory()),
        {"value": "12", "documents": [SimpleUploadedFile("list.exe", b"MZ\x90")]},
    )

    assert "“list.exe” is not an accepted kind of file." in text(response)
    assert 'value="12"' in text(response)
    assert (Actual.objects.count(), Document.objects.count()) == (0, 0)


def test_the_page_shows_definition_target_and_the_quarter_before(client):
    client.force_login(gift())
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator, province=province("GP"), value=Decimal(60))
    ActualFactory(indicator=indicator, province=province("GP"), quarter=1, value=Decimal(9))

    response = client.get(address(indicator))

    assert (response.context["target"], response.context["previous"].value) == (60, 9)
    assert indicator.definition in text(response)


def test_what_is_captured_already_is_corrected_instead(client):
    client.force_login(gift())
    actual = ActualFactory(province=province("GP"))

    response = client.get(address(actual.indicator))

    assert response.url == reverse("reporting:actual_edit", args=[actual.pk])


def test_a_quarter_that_runs_shows_when_its_actuals_are_captured_and_no_form(client):
    client.force_login(gift())
    indicator = IndicatorFactory()

    page = client.get(address(indicator, quarter="2026-27-q3"))
    posted = client.post(address(indicator, quarter="2026-27-q3"), {"value": "12"})

    words = "Q3 2026/27 ends on 31\u00a0December\u00a02026. Its actuals are captured when it is over."
    assert words in text(page)
    assert 'name="value"' not in text(page)
    assert posted.status_code == 200
    assert Actual.objects.count() == 0


@pytest.mark.parametrize(
    ("quarter", "code"),
    [
        ("2026-27-q5", "GP"),
        ("2026-28-q1", "GP"),
        ("nonsense", "GP"),
        ("2026-27-q2", "XX"),
        ("2026-27-q2", "LP"),
        ("2026-27-q2", "national"),
    ],
)
def test_an_address_that_names_nothing_of_mine_is_not_found(client, quarter, code):
    """Limpopo and the country exist: for Gauteng they are as good as not there."""
    province("LP")
    client.force_login(person(may=everything(), province="GP"))
    indicator = IndicatorFactory()

    assert client.get(address(indicator, code, quarter)).status_code == 404
    assert client.post(address(indicator, code, quarter), {"value": "12"}).status_code == 404
    assert Actual.objects.count() == 0


def test_a_national_indicator_is_not_captured_for_a_province_nor_the_other_way_round(client):
    province("LP")
    client.force_login(nomsa())
    national, provincial = IndicatorFactory(code="2.1.1", collected_from="national"), IndicatorFactory()

    statuses = {
        "own": client.get(address(national, "national")).status_code,
        "of a province": client.get(address(national, "LP")).status_code,
        "of the country": client.get(address(provincial, "national")).status_code,
    }

    assert statuses == {"own": 200, "of a province": 404, "of the country": 404}


def test_without_the_right_to_capture_the_page_is_refused(client):
    client.force_login(person("provincial_head", province="GP"))

    assert client.get(address(IndicatorFactory())).status_code == 403


def test_without_signing_in_the_page_leads_to_the_door(client):
    response = client.get(address(IndicatorFactory()))

    assert response.url.startswith(reverse("account_login"))


# Correcting


def test_a_correction_is_recorded_in_its_makers_name(client):
    actual = ActualFactory(province=province("GP"))
    client.force_login(gift())

    response = client.post(
        reverse("reporting:actual_edit", args=[actual.pk]), {"value": "11", "version": actual.version}
    )

    assert response.url == actual.get_absolute_url()
    page = text(client.get(actual.get_absolute_url()))
    assert "Gift Mahlangu" in page
    assert '10.00 → <span class="visually-hidden">after</span> 11.00' in " ".join(page.split())


def test_two_people_correcting_the_same_actual_the_second_sees_both_versions(client):
    actual = ActualFactory(province=province("GP"))
    client.force_login(gift())
    edit = reverse("reporting:actual_edit", args=[actual.pk])
    client.post(edit, {"value": "11", "version": 1})

    response = client.post(edit, {"value": "12", "version": 1})

    assert ("Actual", "11.00", "12") in response.context["form"].conflict
    assert 'value="12"' in text(response)
    assert Actual.objects.get().value == 11
    assert client.post(edit, {"value": "12", "version": 2}).status_code == 302
    assert Actual.objects.get().value == 12


@pytest.mark.parametrize(("somebody", "status"), [(gift, 200), (lindiwe, 404), (nomsa, 200)])
def test_an_actual_is_corrected_by_its_province_or_nationally(client, somebody, status):
    actual = ActualFactory(province=province("GP"))
    client.force_login(somebody())

    assert client.get(reverse("reporting:actual_edit", args=[actual.pk])).status_code == status


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
    assert [missing.indicator.code for missing in response.context["page_obj"]] == ["1.1.2"]
    assert address(IndicatorFactory(code="1.1.2")) in text(response)
    assert "Limpopo" not in text(response)


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

    assert (len(first.object_list), [m.indicator.code for m in second]) == (25, ["1.1.26", "1.1.27"])
