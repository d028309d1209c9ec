"""The pages on which an actual is captured and corrected."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partnerships.core.models import Document
from reporting.models import Actual
from tests.factories import ActualFactory, IndicatorFactory, TargetFactory
from tests.people import everything, gift, lindiwe, nomsa, person
from tests.reporting.test_actuals import PDF, percentage, province, text

pytestmark = pytest.mark.django_db


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
    assert indicator.versions.get().definition in text(response)


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
