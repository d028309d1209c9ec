"""The fit criteria in versions: written by one, adopted by another, never changed after, and kept by every round."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from stakeholders.forms.fit_criteria import CRITERIA
from stakeholders.models import FitCriteriaVersion
from stakeholders.services.fit_criteria import adopt_criteria, begin_criteria, change_criteria
from tests.factories import FitCriteriaFactory, ProposalFactory
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db

MARKS = {"partner_from": 70, "not_now_from": 40, "wide_score": 3, "wide_fit": 20}
NAMES = ("code", "name", "explanation", "weight", "is_risk", "threshold")


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def url(name: str, *args: Any) -> str:
    return reverse(f"stakeholders:{name}", args=args)


def lines_of(version: FitCriteriaVersion) -> list[dict[str, Any]]:
    return [{name: getattr(one, name) for name in NAMES} for one in version.criteria.all()]


def change(draft: FitCriteriaVersion, by: Any, **fields: Any) -> FitCriteriaVersion:
    given = {
        "version": draft.version,
        "introduction": "Look twice.",
        "marks": MARKS,
        "criteria": lines_of(draft),
    }
    return change_criteria(draft, by=by, **given | fields)


def test_the_next_version_begins_as_a_copy_and_there_is_one_draft_at_a_time() -> None:
    before, officer = FitCriteriaFactory(), nomsa()

    draft = begin_criteria(by=officer)

    assert (draft.number, draft.status, draft.marks) == (2, "draft", before.marks)
    assert lines_of(draft) == lines_of(before)
    assert [*draft.writers.all()] == [officer]
    with pytest.raises(ValidationError, match="A draft of the next version exists already"):
        begin_criteria(by=officer)
    with pytest.raises(PermissionDenied):
        begin_criteria(by=person("provincial_officer", province="GP"))


def test_a_criterion_keeps_its_code_through_the_versions_and_a_new_one_gets_its_own() -> None:
    FitCriteriaFactory()
    draft, officer = begin_criteria(by=nomsa()), nomsa()
    purpose, payment = lines_of(draft)

    change(
        draft,
        officer,
        criteria=[
            payment | {"weight": 10},
            {"name": "Aligned purpose", "weight": 4},  # the same words, and another criterion
            {"name": "Protection of details", "weight": 2, "threshold": 1, "code": "invented"},
        ],
    )

    assert [*draft.criteria.values_list("code", "position", "weight", "threshold")] == [
        ("payment", 1, 10, None),
        ("aligned-purpose", 2, 4, None),
        ("protection-of-details", 3, 2, 1),
    ]
    draft.refresh_from_db()
    with pytest.raises(ValidationError, match="stands there twice"):
        change(draft, officer, criteria=[payment, payment])
    assert draft.criteria.count() == 3
    change(draft, officer, criteria=[purpose, {"name": "Purpose", "weight": 1}])
    assert [*draft.criteria.values_list("code", flat=True)] == ["purpose", "purpose-2"]


def test_whoever_wrote_at_a_version_does_not_adopt_it() -> None:
    FitCriteriaFactory()
    manager, chief = person("partnership_manager"), person("chief_director")
    draft = begin_criteria(by=nomsa())
    change(draft, manager)

    with pytest.raises(ValidationError, match="You wrote at this version"):
        adopt_criteria(draft, by=manager)
    with pytest.raises(PermissionDenied):
        adopt_criteria(draft, by=nomsa())
    adopt_criteria(draft, by=chief)

    assert [*FitCriteriaVersion.objects.order_by("number").values_list("status", "adopted_by")] == [
        ("superseded", None),
        ("adopted", chief.pk),
    ]
    assert FitCriteriaVersion.objects.adopted() == draft


def test_an_adopted_version_changes_neither_here_nor_in_the_database() -> None:
    version = FitCriteriaFactory()

    with pytest.raises(ValidationError, match="An adopted version does not change"):
        change(version, nomsa())
    with pytest.raises(ProgrammingError, match="criteria and marks"), transaction.atomic():
        version.criteria.update(weight=1)
    with pytest.raises(ProgrammingError, match="declared_moves"), transaction.atomic():
        FitCriteriaVersion.objects.update(status="draft")


def test_marks_must_rise_and_a_version_without_criteria_is_not_adopted() -> None:
    FitCriteriaFactory()
    draft = begin_criteria(by=nomsa())

    with pytest.raises(ValidationError, match="must begin at more per cent"):
        change(draft, nomsa(), marks=MARKS | {"not_now_from": 70})
    change(draft, nomsa(), criteria=[])
    with pytest.raises(ValidationError, match="Write at least one criterion first"):
        adopt_criteria(draft, by=person("chief_director"))


def test_a_round_keeps_the_version_it_was_begun_with() -> None:
    proposal = ProposalFactory()
    draft = begin_criteria(by=nomsa())
    change(draft, nomsa())
    adopt_criteria(draft, by=person("chief_director"))

    proposal.refresh_from_db()
    assert (proposal.criteria.number, proposal.criteria.status) == (1, "superseded")


# Pages


def rows(draft: FitCriteriaVersion, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    data = {
        "version": draft.version,
        "introduction": "Look twice.",
        **MARKS,
        f"{CRITERIA}-TOTAL_FORMS": len(lines),
        f"{CRITERIA}-INITIAL_FORMS": 0,
    }
    for number, line in enumerate(lines):
        data |= {f"{CRITERIA}-{number}-{name}": value for name, value in line.items()}
    return data | fields


def test_a_version_is_begun_written_and_adopted_on_its_pages(client: Client) -> None:
    FitCriteriaFactory()
    client.force_login(nomsa())
    assert "Begin the next version" in text(client.get(url("fit_criteria")))
    response = client.post(url("fit_criteria_draft"))
    draft = FitCriteriaVersion.objects.get(number=2)
    assert response["Location"] == url("fit_criteria_edit", draft.pk)

    page = client.post(response["Location"], rows(draft, {"name": "Half", "weight": "99"}, add_line="1"))
    assert len(page.context["lines"].forms) == 2
    line = {"code": "purpose", "name": "Aligned purpose", "weight": "9", "threshold": "3"}
    page = client.post(response["Location"], rows(draft, line | {"weight": ""}, partner_from="30"))
    assert "Say how much the criterion weighs" in text(page)
    assert "must begin at more per cent" in text(page)
    assert client.post(response["Location"], rows(draft, line)).status_code == 302
    page = text(client.get(draft.get_absolute_url()))
    assert "From 70 of 100 on" in page
    assert "Nomsa Dlamini" in page
    assert client.post(url("fit_criteria_adopt", draft.pk)).status_code == 403

    client.force_login(person("chief_director"))
    assert "with these 1 criterion" in text(client.get(url("fit_criteria_adopt", draft.pk)))
    client.post(url("fit_criteria_adopt", draft.pk))
    draft.refresh_from_db()
    assert (draft.status, draft.criteria.get().threshold) == ("adopted", 3)


def test_the_second_of_two_editors_of_a_draft_is_told(client: Client) -> None:
    FitCriteriaFactory()
    draft = begin_criteria(by=nomsa())
    change(draft, person("partnership_manager"), introduction="Ask twice.")
    client.force_login(nomsa())

    page = text(client.post(url("fit_criteria_edit", draft.pk), rows(draft, version=draft.version)))

    assert "Somebody else saved this record" in page
    assert "Ask twice." in page
    assert "Look twice.</textarea>" in page
