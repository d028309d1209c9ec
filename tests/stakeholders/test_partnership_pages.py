"""The pages on the way to a partnership: assessing, deciding, ending, and the plain moves between."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stakeholders.models import (
    FitAssessment,
    PartnerDecision,
    Stakeholder,
)
from tests.factories import (
    CollaborationFormFactory,
    FitAssessmentFactory,
    FitCriterionFactory,
    FitScoreFactory,
    StakeholderFactory,
)
from tests.people import gift, nomsa, person

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    """The page with its spaces made plain."""
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


@pytest.fixture
def gauteng(client: Client) -> Client:
    client.force_login(gift())
    return client


@pytest.fixture
def national(client: Client) -> Client:
    client.force_login(nomsa())
    return client


# Assessment, decision, end


def assessment_fields(**fields: Any) -> dict[str, Any]:
    return {
        "assessed_on": "2026-11-20",
        "purpose": "Safer schools",
        "recommendation": "partner",
        "recommendation_reason": "It fits.",
    } | fields


def test_an_assessment_is_recorded_with_its_arithmetic_shown(national: Client) -> None:
    stakeholder = StakeholderFactory()
    purpose, payment = FitCriterionFactory(weight=9), FitCriterionFactory(weight=3, is_risk=True)
    fields = assessment_fields(
        **{
            f"score_{purpose.pk}": 3,
            f"reason_{purpose.pk}": "Clear.",
            f"score_{payment.pk}": 0,
            f"reason_{payment.pk}": "A tender.",
        }
    )

    response = national.post(reverse("stakeholders:assess", args=[stakeholder.pk]), fields)

    assessment = FitAssessment.objects.get()
    assert response["Location"] == assessment.get_absolute_url()
    assert Stakeholder.objects.get().status == "under_assessment"
    page = text(national.get(response["Location"]))
    # 9 × 3 + 3 × 0 = 27 of 4 × (9 + 3) = 48 points; 100 × 27 ÷ 48 = 56,25
    assert "27 of 48 points = 100 × 27 ÷ 48 = <strong>56 of 100</strong>" in page
    assert "3 · Mostly" in page
    assert "0 · Certain and serious" in page


def test_an_assessment_with_gaps_names_each_and_keeps_the_rest(national: Client) -> None:
    stakeholder, criterion = StakeholderFactory(), FitCriterionFactory()
    fields = assessment_fields(**{f"reason_{criterion.pk}": "Clear."})
    page = text(national.post(reverse("stakeholders:assess", args=[stakeholder.pk]), fields))

    assert "Score: choose one." in page
    assert 'value="Clear."' in page
    assert not FitAssessment.objects.exists()


def test_earlier_scores_stand_beside_the_new_ones_three_at_most(national: Client) -> None:
    stakeholder, criterion = StakeholderFactory(), FitCriterionFactory()
    for year in range(2022, 2026):
        FitScoreFactory(
            assessment=FitAssessmentFactory(stakeholder=stakeholder, assessed_on=date(year, 3, 1)),
            criterion=criterion,
            reason=f"Seen in {year}.",
        )
    page = text(national.get(reverse("stakeholders:assess", args=[stakeholder.pk])))

    assert "1 March 2025: <strong>3 of 4</strong>. Seen in 2025." in page
    assert "Seen in 2023." in page
    assert "Seen in 2022." not in page


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(person("chief_director"))
    return client


def under_assessment() -> Stakeholder:
    stakeholder = StakeholderFactory(status="under_assessment")
    FitScoreFactory(assessment=FitAssessmentFactory(stakeholder=stakeholder))
    return stakeholder


def test_a_decision_is_taken_beside_the_recommendation(chief: Client) -> None:
    stakeholder = under_assessment()
    address = reverse("stakeholders:decide", args=[stakeholder.pk])
    page = text(chief.get(address))
    assert "Make it a partner" in page
    assert "75 of 100" in page

    fields = {
        "outcome": "partner",
        "decided_on": "2026-11-20",
        "reason": "It fits.",
        "conditions": "Yearly review.",
    }
    page = text(chief.post(address, fields))
    assert (
        '<a href="#id_form_of_collaboration">Say which form of collaboration the partnership takes.</a>'
        in page
    )
    assert "Yearly review.</textarea>" in page
    assert not PartnerDecision.objects.exists()

    response = chief.post(address, fields | {"form_of_collaboration": CollaborationFormFactory().pk})
    assert response["Location"] == stakeholder.get_absolute_url()
    assert Stakeholder.objects.get().status == "partner"
    assert "Why it is a partner" in text(chief.get(response["Location"]))


def test_a_decision_that_is_not_possible_shows_why_instead_of_the_form(chief: Client) -> None:
    identified, unassessed = StakeholderFactory(), StakeholderFactory(status="under_assessment")

    page = text(chief.get(reverse("stakeholders:decide", args=[identified.pk])))
    assert "A decision is taken on one that is under assessment: begin an assessment first." in page
    assert 'name="outcome"' not in page
    page = text(chief.get(reverse("stakeholders:decide", args=[unassessed.pk])))
    assert "Record an assessment of strategic fit first" in page


def test_ending_a_partnership_points_to_its_agreements(chief: Client) -> None:
    partner = StakeholderFactory(partner=True)
    address = reverse("stakeholders:end_partnership", args=[partner.pk])
    page = text(chief.get(address))
    assert "Its agreements must then be closed" in page
    assert f"/mous/?partner={partner.pk}" in page

    fields = {"ended_on": "2025-03-31", "end_reason": "service_provider", "note": "Won a tender."}
    page = text(chief.post(address, fields))
    assert "The partnership cannot end before the decision that began it." in page
    assert "Won a tender.</textarea>" in page
    assert chief.post(address, fields | {"ended_on": "2026-10-01"}).status_code == 302
    assert Stakeholder.objects.get().status == "ended"
    assert "there is no partnership to end" in text(chief.get(address))


def test_a_plain_move_is_made_by_its_button_and_a_reason_is_asked_where_one_is_needed(
    national: Client,
) -> None:
    stakeholder = StakeholderFactory()

    def move(name: str, **fields: str) -> Any:
        return national.post(reverse("stakeholders:move", args=[stakeholder.pk, name]), fields)

    assert move("assess").status_code == 302
    assert Stakeholder.objects.get().status == "under_assessment"
    assert "cannot stay empty" in text(move("set-aside"))
    assert move("set-aside", note="Too early.").status_code == 302
    assert Stakeholder.objects.get().status == "identified"
    assert "is not possible now" in text(move("set-aside", note="Again."))
    for unknown in ("accept", "not-now", "vanish"):
        assert move(unknown).status_code == 404
