"""Grading the evidence of an actual: who may, what it holds for, and the share that the report shows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from reporting.models import Actual, EvidenceGrade
from reporting.reports.quarterly import quarterly_report
from reporting.services import capture_actual, correct_actual, grade_evidence, looked_at
from tests.factories import IndicatorFactory, ProvinceFactory
from tests.people import gift, nomsa, person
from tests.reporting.world import _document, build_world
from tests.start_page import waits

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
Q2 = Quarter(2026, 2)
YES: dict[str, Any] = {"validity": "yes", "accuracy": "yes", "completeness": "yes"}
PARTLY = YES | {"completeness": "partly", "completeness_remark": "September is missing."}
NOT_VALID = YES | {"validity": "no", "validity_remark": "Another quarter."}


def paper(name: str = "register.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def manager(**fields: object) -> User:
    return person("partnership_manager", **fields)


def captured(by: User, code: str = "1.1.1", **fields: Any) -> Actual:
    return capture_actual(
        by=by,
        indicator=IndicatorFactory(code=code),
        province=ProvinceFactory(code="GP"),
        quarter=Q2,
        **({"value": Decimal(12), "documents": [paper()]} | fields),
    )


def read(actual: Actual) -> Actual:
    return Actual.objects.visible_to(nomsa()).with_grade().get(pk=actual.pk)


def graded(actual: Actual, by: User, **findings: Any) -> EvidenceGrade:
    return grade_evidence(actual, by=by, seen=looked_at(read(actual)), **(findings or YES))


def test_a_grade_holds_for_the_figure_and_the_documents_that_stood_then() -> None:
    officer, grader = gift(), manager()
    actual = captured(officer)
    assert read(actual).evidence_state.label == "Waits to be graded"

    first = graded(actual, grader, **PARTLY)
    assert read(actual).evidence_state.label == "Sufficient in part"
    assert [(label, state.label, remark) for label, state, remark in read(actual).findings] == [
        ("Valid", "Yes", ""),
        ("Accurate", "Yes", ""),
        ("Complete", "Partly", "September is missing."),
    ]

    correct_actual(actual, by=officer, version=1, value=Decimal(12), documents=[paper("september.pdf")])
    assert read(actual).evidence_state.label == "Changed since it was graded"
    second = graded(actual, grader)
    assert read(actual).evidence_state.label == "Sufficient"

    correct_actual(actual, by=officer, version=2, value=Decimal(11))
    assert read(actual).evidence_state.label == "Changed since it was graded"
    third = graded(actual, grader, **NOT_VALID)
    assert read(actual).evidence_state.label == "Not sufficient"

    # Words about the figure are not the figure.
    correct_actual(actual, by=officer, version=3, value=Decimal(11), reason_for_deviation="Rain.")
    assert read(actual).evidence_state.label == "Not sufficient"
    assert list(actual.grades.all()) == [third, second, first]
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        actual.grades.update(validity="yes")


def test_nobody_grades_what_they_had_a_hand_in() -> None:
    """Right and scope stand in the roles; here the same person holds every right."""
    may = {"reporting.add_actual", "reporting.change_actual", "reporting.add_evidencegrade"}
    first, second, third = (person(may=may) for _ in range(3))
    actual = captured(first)
    correct_actual(actual, by=second, version=1, value=Decimal(13))

    for hand in (first, second):
        with pytest.raises(ValidationError, match="Somebody else grades"):
            graded(actual, hand)
    for stranger in (nomsa(), gift(), person("provincial_head", province="GP"), person("auditor")):
        with pytest.raises(PermissionDenied):
            graded(actual, stranger)
    with pytest.raises(PermissionDenied):  # with the right, but of another province
        graded(actual, person(may=may, province="LP"))
    with pytest.raises(ValidationError, match="changed while you were looking"):
        grade_evidence(actual, by=third, seen="12.00#1", **YES)
    assert not actual.grades.exists()
    assert graded(actual, third).graded_by == third


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"documents": []}, "No document is attached yet"),
        ({"value": None, "not_measured_because": "No register."}, "Nothing was measured"),
    ],
)
def test_without_figure_or_document_there_is_nothing_to_grade(
    client: Client, fields: dict[str, Any], sentence: str
) -> None:
    actual, grader = captured(gift(), **fields), manager()
    with pytest.raises(ValidationError, match=sentence):
        graded(actual, grader)
    client.force_login(grader)
    assert sentence in client.get(reverse("reporting:actual_grade", args=[actual.pk])).content.decode()


def test_the_page_asks_for_a_remark_keeps_what_was_typed_and_says_what_changed_meanwhile(
    client: Client,
) -> None:
    officer, grader = gift(), manager(name="Thandi Khumalo")
    actual = captured(officer)
    client.force_login(grader)
    address = reverse("reporting:actual_grade", args=[actual.pk])
    seen = client.get(address).context["form"]["seen"].value()

    typed = YES | {"seen": seen, "accuracy": "partly", "validity_remark": "All registers are there."}
    page = client.post(address, typed)
    assert page.context["form"].errors == {"accuracy_remark": ["Say what is missing or wrong."]}
    assert "All registers are there." in page.content.decode()

    correct_actual(actual, by=officer, version=1, value=Decimal(14))
    typed |= {"accuracy_remark": "One meeting twice."}
    page = client.post(address, typed)
    assert "changed while you were looking" in page.content.decode()
    assert "One meeting twice." in page.content.decode()
    assert not actual.grades.exists()

    response = client.post(address, typed | {"seen": page.context["form"]["seen"].value()}, follow=True)
    html = response.content.decode()
    for words in ("Sufficient in part", "Thandi Khumalo", "One meeting twice.", "The grade is recorded"):
        assert words in html
    correct_actual(actual, by=officer, version=2, value=Decimal(15))
    html = client.get(actual.get_absolute_url()).content.decode()
    assert "that grade no longer counts" in html
    assert "Of another figure" in html


def test_the_register_is_chosen_by_how_far_the_evidence_has_come(client: Client) -> None:
    officer, grader = gift(), manager()
    rows = {
        name: captured(officer, f"1.1.{place}", **fields)
        for place, (name, fields) in enumerate(
            {
                "none": {"documents": []},
                "waits": {},
                "stale": {},
                "good": {},
                "partly": {},
                "not measured": {"value": None, "not_measured_because": "No register."},
            }.items(),
            start=1,
        )
    }
    graded(rows["stale"], grader)
    correct_actual(rows["stale"], by=officer, version=1, value=Decimal(9))
    graded(rows["good"], grader)
    graded(rows["partly"], grader, **PARTLY)
    client.force_login(grader)

    names = {row.pk: name for name, row in rows.items()}
    for choice, wanted in {
        "measured": {"none", "waits", "stale", "good", "partly"},
        "missing": {"none"},
        "attached": {"waits", "stale", "good", "partly"},
        "waiting": {"waits", "stale"},
        "stale": {"stale"},
        "graded": {"good", "partly"},
        "sufficient": {"good"},
        "lacking": {"partly"},
    }.items():
        found = client.get(reverse("reporting:actuals"), {"evidence": choice}).context["object_list"]
        assert {names[row.pk] for row in found} == wanted, choice
    csv = b"".join(client.get(reverse("reporting:actuals"), {"evidence": "lacking", "format": "csv"}))  # type: ignore[arg-type]
    assert "Sufficient in part,Yes,Yes,Partly" in csv.decode().replace(";", ",").replace('"', "")


def test_evidence_of_the_last_quarter_stands_on_the_start_page_of_whoever_grades(client: Client) -> None:
    officer, grader = gift(), manager()
    waiting, done = captured(officer), captured(officer, "1.1.2")
    captured(officer, "1.1.3", documents=[])
    capture_actual(
        by=officer,
        indicator=IndicatorFactory(code="1.1.4"),
        province=officer.province,
        quarter=Quarter(2026, 1),
        value=Decimal(1),
        documents=[paper()],
    )
    graded(done, grader)

    [marker] = waits(grader, "figures-to-grade").markers
    assert (marker.who, marker.what, marker.url) == (
        officer.name,
        "1.1.1, Gauteng",
        waiting.get_absolute_url(),
    )
    assert marker.act == ("Grade", reverse("reporting:actual_grade", args=[waiting.pk]))
    assert waits(officer, "figures-to-grade").total == 0
    client.force_login(grader)
    assert list(client.get(waits(grader, "figures-to-grade").url).context["object_list"]) == [waiting]


def test_the_report_shows_the_graded_share_and_not_just_the_attached_one() -> None:
    world, grader = build_world(), manager()
    figures = {
        (row.indicator.code, row.scope_label): row
        for row in Actual.objects.visible_to(grader).of_quarter(Q2).select_related("indicator", "province")
    }
    # Four figures were given: 1.1.1 and 1.1.2 of Gauteng, 1.1.2 of Limpopo, 2.1.1; 1.2.1 was not measured.
    # 1.1.1 of Gauteng has a document already; two more make three of four = 75 %.
    for key in (("1.1.2", "Gauteng"), ("1.1.2", "Limpopo")):
        _document(figures[key])
    graded(figures["1.1.1", "Gauteng"], grader)
    graded(figures["1.1.2", "Gauteng"], grader, **PARTLY)
    graded(figures["1.1.2", "Limpopo"], grader)
    _document(
        figures["1.1.2", "Limpopo"]
    )  # comes after the grade, which no longer counts: two of four = 50 %

    report = quarterly_report(Q2, province=None, viewer=person("director"))

    assert [(str(name), figure.value, share) for name, figure, share in report.evidence.table.rows] == [
        ("Figures given", 4, Decimal("100.0")),
        ("With a document", 3, Decimal("75.0")),
        ("Graded by a second person", 2, Decimal("50.0")),
        ("Found valid, accurate and complete", 1, Decimal("25.0")),
        ("Of those graded: valid", 2, Decimal("100.0")),
        ("Of those graded: accurate", 2, Decimal("100.0")),
        ("Of those graded: complete", 1, Decimal("50.0")),
    ]
    assert report.evidence.stale.value == 1
    said = ["".join(map(str, sentence)) for sentence in report.summary]
    assert said[-1] == (
        "Of 4 figures given, 3 (75,0\u00a0%) have a document, and 2 (50,0\u00a0%) were graded by a second person; "
        "1 was found valid, accurate and complete."
    )
    counts = {gap.label: gap.count.value for gap in report.gaps}
    assert [
        counts[f"{start} of actuals {end}"]
        for start, end in (("Evidence", "not graded"), ("Evidence", "found wanting"))
    ] == [1, 1]
    assert counts["Actuals without evidence"] == 1  # 2.1.1
    [headline] = [one for one in report.headlines if one.label == "figures have graded evidence"]
    assert (headline.figure.value, headline.of) == (2, 4)

    # Gauteng: two figures, both with a document, both graded, one of them sufficient.
    own = quarterly_report(Q2, province=world.gauteng, viewer=gift()).evidence
    assert (own.measured.value, own.attached.value, own.graded.value, own.sufficient.value) == (2, 2, 2, 1)


def test_every_figure_of_the_evidence_opens_to_exactly_its_records(client: Client) -> None:
    build_world()
    viewer = person("director")
    client.force_login(viewer)
    evidence = quarterly_report(Q2, province=None, viewer=viewer).evidence
    for figure in (
        evidence.measured,
        evidence.attached,
        evidence.graded,
        evidence.sufficient,
        evidence.stale,
    ):
        assert len(client.get(figure.url).context["object_list"]) == figure.value
