"""Capturing and correcting actuals: reporting/services.py."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from partnerships.core import history
from partnerships.core.calendar import Quarter
from partnerships.core.models import Document
from partnerships.strategy.models import IndicatorVersion
from reporting.models import Actual
from reporting.services import capture_actual, correct_actual
from tests.factories import ActualFactory, IndicatorFactory, ProvinceFactory, TargetFactory
from tests.people import gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db

Q2 = Quarter(2026, 2)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def capture(by, **fields):
    wanted = {"indicator": IndicatorFactory(), "province": by.province, "quarter": Q2}
    return capture_actual(by=by, **(wanted | fields))


def percentage(**fields):
    return IndicatorFactory(
        code="2.1.1",
        unit=IndicatorVersion.Unit.PERCENTAGE,
        calculation_type=IndicatorVersion.CalculationType.NON_CUMULATIVE,
        **fields,
    )


def sentences(refused):
    return refused.value.messages


def test_an_actual_says_what_was_measured_by_whom_and_when():
    by = gift()

    actual = capture(by, value=Decimal(12))

    stored = Actual.objects.get()
    assert (stored.value, stored.province, stored.period, stored.captured_by, stored.captured_on) == (
        Decimal(12),
        by.province,
        Q2,
        by,
        date(2026, 11, 23),
    )
    assert [(entry.title, entry.who) for entry in history.timeline(actual)] == [("Recorded", "Gift Mahlangu")]


def test_without_the_right_nothing_is_captured():
    with pytest.raises(PermissionDenied):
        capture(person("provincial_head", province="GP"), value=Decimal(12))

    assert Actual.objects.count() == 0


@pytest.mark.parametrize("code", ["LP", None])
def test_a_province_captures_neither_for_another_one_nor_for_the_country(code):
    indicator = IndicatorFactory(collected_from="provinces" if code else "national")

    with pytest.raises(PermissionDenied):
        capture(
            gift(),
            indicator=indicator,
            province=ProvinceFactory(code=code) if code else None,
            value=Decimal(12),
        )

    assert Actual.objects.count() == 0


def test_an_indicator_of_the_provinces_needs_one():
    with pytest.raises(ValidationError) as refused:
        capture(nomsa(), value=Decimal(12))

    assert sentences(refused) == [
        "This indicator is collected from the provinces: say of which one this is the actual."
    ]


def test_a_national_indicator_takes_no_province():
    with pytest.raises(ValidationError) as refused:
        capture(
            nomsa(),
            indicator=IndicatorFactory(collected_from="national"),
            province=ProvinceFactory(),
            value=Decimal(12),
        )

    assert sentences(refused) == [
        "This indicator is measured by the national Secretariat, not by a province."
    ]


def test_the_national_officer_captures_for_the_country_and_for_a_province():
    officer = nomsa()
    national = IndicatorFactory(code="1.1.9", collected_from="national")

    capture(officer, indicator=national, value=Decimal(3))
    capture(officer, province=ProvinceFactory(code="LP"), value=Decimal(4))

    assert list(Actual.objects.order_by("value").values_list("province__code", "value")) == [
        (None, Decimal(3)),
        ("LP", Decimal(4)),
    ]


def test_blank_is_not_zero():
    with pytest.raises(ValidationError) as refused:
        capture(gift())

    assert sentences(refused) == ["Give a number (zero is a number), or say why nothing was measured."]
    assert capture(gift(), value=Decimal(0)).value == 0


def test_not_measured_needs_its_reason_and_nothing_else_although_there_is_a_target():
    by = gift()
    TargetFactory(province=by.province, value=Decimal(10))

    actual = capture(by, not_measured_because="The instrument was not applied.")

    assert (actual.value, actual.not_measured_because) == (None, "The instrument was not applied.")


def test_a_figure_and_a_reason_for_having_none_exclude_each_other():
    with pytest.raises(ValidationError):
        capture(gift(), value=Decimal(3), not_measured_because="The source is late.")

    assert Actual.objects.count() == 0


@pytest.mark.parametrize(("value", "said"), [(Decimal("41.5"), "41,5"), (Decimal(61), "61")])
def test_a_figure_that_differs_over_or_under_needs_reason_and_corrective_action(value, said):
    by = gift()
    TargetFactory(province=by.province, value=Decimal(60))

    with pytest.raises(ValidationError) as refused:
        capture(by, value=value, reason_for_deviation="   ")

    assert refused.value.message_dict == {
        "reason_for_deviation": [f"Give the reason: {said} differs from the target of 60."],
        "corrective_action": ["Say what will be done about it, or that nothing is needed."],
    }
    actual = capture(by, value=value, reason_for_deviation="Late reports. ", corrective_action="Remind.")
    assert (actual.reason_for_deviation, actual.corrective_action) == ("Late reports.", "Remind.")


def test_a_figure_that_meets_its_target_needs_no_reason():
    by = gift()
    TargetFactory(province=by.province, value=Decimal(60))

    assert capture(by, value=Decimal(60)).pk


def test_only_the_target_of_the_same_quarter_and_province_counts():
    by = gift()
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator, province=None, value=Decimal(99))
    TargetFactory(indicator=indicator, province=ProvinceFactory(code="LP"), value=Decimal(99))
    TargetFactory(indicator=indicator, province=by.province, quarter=1, value=Decimal(99))
    TargetFactory(indicator=indicator, province=by.province, year=2025, value=Decimal(99))
    TargetFactory(province=by.province, indicator=IndicatorFactory(code="1.1.2"), value=Decimal(99))

    assert capture(by, indicator=indicator, value=Decimal(12)).pk


def test_a_percentage_is_formed_from_numerator_and_denominator():
    actual = capture(gift(), indicator=percentage(), numerator=Decimal(38), denominator=Decimal(50))

    assert Actual.objects.values_list("value", "numerator", "denominator").get(pk=actual.pk) == (
        Decimal(76),
        Decimal(38),
        Decimal(50),
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"value": Decimal(76)},
            "This indicator is a percentage: give numerator and denominator, it is formed from them.",
        ),
        ({"numerator": Decimal(38)}, "Give the denominator as well."),
        ({"denominator": Decimal(50)}, "Give the numerator as well; zero is a figure."),
        (
            {"numerator": Decimal(0), "denominator": Decimal(0)},
            "A percentage cannot be formed with nothing in the denominator. "
            "Leave both empty and say why nothing was measured.",
        ),
        ({}, "Give a number (zero is a number), or say why nothing was measured."),
    ],
)
def test_half_a_percentage_is_refused(typed, sentence):
    with pytest.raises(ValidationError) as refused:
        capture(gift(), indicator=percentage(), **typed)

    assert sentences(refused) == [sentence]


def test_a_number_takes_no_denominator():
    with pytest.raises(ValidationError) as refused:
        capture(gift(), numerator=Decimal(38), denominator=Decimal(50))

    assert sentences(refused) == [
        "This indicator is a number: give its value, not a numerator and a denominator."
    ]


def test_an_actual_is_captured_when_its_quarter_is_over():
    with pytest.raises(ValidationError) as refused:
        capture(gift(), quarter=Quarter(2026, 3), value=Decimal(12))

    assert sentences(refused) == [
        "Q3 2026/27 ends on 31\u00a0December\u00a02026. Its actuals are captured when the quarter is over."
    ]


def test_the_day_of_capture_can_be_an_earlier_one_but_not_before_the_quarter_was_over():
    by = gift()

    with pytest.raises(ValidationError):
        capture(by, value=Decimal(12), captured_on=date(2026, 9, 30))
    assert capture(by, value=Decimal(12), captured_on=date(2026, 10, 1)).captured_on == date(2026, 10, 1)


def test_the_day_of_capture_lies_not_in_the_future():
    with pytest.raises(ValidationError) as refused:
        capture(gift(), value=Decimal(12), captured_on=date(2026, 11, 24))

    assert "lies in the future" in sentences(refused)[0]


def test_the_same_figure_is_captured_once():
    by = gift()
    capture(by, value=Decimal(12))

    with pytest.raises(ValidationError) as refused:
        capture(by, value=Decimal(13))

    assert sentences(refused) == ["There is an actual for that quarter and province already. Edit that one."]
    assert Actual.objects.get().value == 12


def test_evidence_is_kept_with_the_actual():
    by = gift()

    actual = capture(by, value=Decimal(12), documents=[SimpleUploadedFile("assessments.pdf", PDF)])

    assert list(actual.documents.values_list("original_name", "kind", "uploaded_by")) == [
        ("assessments.pdf", "evidence", by.pk)
    ]


def test_evidence_of_an_unaccepted_kind_leaves_nothing_behind():
    with pytest.raises(ValidationError):
        capture(gift(), value=Decimal(12), documents=[SimpleUploadedFile("list.exe", b"MZ")])

    assert (Actual.objects.count(), Document.objects.count()) == (0, 0)


# Correcting


def test_a_correction_keeps_who_captured_first_and_shows_before_and_after():
    first, second = gift(), gift(name="Naledi Mokoena")
    actual = capture(first, value=Decimal(12))

    correct_actual(actual, by=second, version=1, value=Decimal(13))

    stored = Actual.objects.get()
    assert (stored.value, stored.captured_by, stored.version) == (Decimal(13), first, 2)
    newest = history.timeline(stored)[0]
    assert (newest.who, [(c.field, c.before, c.after) for c in newest.changes]) == (
        "Naledi Mokoena",
        [("Value", "12.00", "13.00")],
    )


def test_a_correction_on_top_of_somebody_elses_is_refused():
    by = gift()
    actual = capture(by, value=Decimal(12))
    correct_actual(Actual.objects.get(), by=by, version=1, value=Decimal(13))

    with pytest.raises(ValidationError) as refused:
        correct_actual(actual, by=by, version=1, value=Decimal(14))

    assert sentences(refused) == [
        "Somebody else saved this actual in the meantime. Reload the page and correct it again."
    ]
    assert Actual.objects.get().value == 13


def test_a_correction_needs_its_reasons_too():
    by = gift()
    actual = capture(by, value=Decimal(12))
    TargetFactory(indicator=actual.indicator, province=by.province, value=Decimal(12))

    with pytest.raises(ValidationError) as refused:
        correct_actual(actual, by=by, version=1, value=Decimal(11))

    assert set(refused.value.message_dict) == {"reason_for_deviation", "corrective_action"}
    assert Actual.objects.get().value == 12


def test_a_correction_can_take_the_figure_back():
    by = gift()
    actual = capture(by, value=Decimal(12))

    correct_actual(actual, by=by, version=1, not_measured_because="The forms were counted twice.")

    assert Actual.objects.get().value is None


@pytest.mark.parametrize(
    "somebody", [lindiwe, lambda: person("provincial_head", province="GP"), lambda: person("auditor")]
)
def test_nobody_else_corrects_the_actual_of_a_province(somebody):
    actual = ActualFactory(province=ProvinceFactory(code="GP"))

    with pytest.raises(PermissionDenied):
        correct_actual(actual, by=somebody(), version=1, value=Decimal(13))

    assert Actual.objects.get().value == 10
