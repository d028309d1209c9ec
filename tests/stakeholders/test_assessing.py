"""Two people weigh a round apart: what each hands in, and that nobody sees it before both are in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from partnerships.core import finding, timeline
from partnerships.core.models import Document, FormDraft, StagedFile, User
from stakeholders.models import FitAssessment, FitCriterion, FitScore, PartnershipProposal
from stakeholders.services import Given, assess_fit
from stakeholders.weighing import round_of, scores_of
from tests.factories import (
    FitAssessmentFactory,
    FitCriteriaFactory,
    ProposalFactory,
    ProvinceFactory,
    StakeholderFactory,
    weighed,
)
from tests.people import everything, gift, lindiwe, nomsa, person
from tests.rules.chain import PDF
from tests.start_page import waits

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
# Words of the first assessor that nobody else may come across.
SECRETS = ("Heron reason", "Heron advice", "Heron evidence", "heron.pdf", "88 of 100")


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def body(response: Any) -> str:
    return (b"".join(response) if response.streaming else response.content).decode(errors="replace")


def scores(
    proposal: PartnershipProposal, *given: int, reason: str = "Seen twice."
) -> dict[FitCriterion, Given]:
    return {
        one: Given(score, reason, "Heron evidence")
        for one, score in zip(proposal.criteria.criteria.all(), given, strict=True)
    }


def hand_in(proposal: PartnershipProposal, by: User, **fields: Any) -> FitAssessment:
    given: dict[str, Any] = {
        "assessed_on": date(2026, 6, 1),
        "scores": scores(proposal, 3, 3),
        "recommendation": "partner",
        "recommendation_reason": "It fits.",
    }
    return assess_fit(proposal, by=by, **given | fields)


# Handing in


def test_two_people_hand_in_each_criterion_with_a_reason() -> None:
    proposal, officer, manager = ProposalFactory(), nomsa(), person("partnership_manager")

    first = hand_in(proposal, officer, scores=scores(proposal, 4, 2, reason="Clear. "))
    second = hand_in(proposal, manager, documents=[SimpleUploadedFile("report.pdf", PDF)])

    assert (first.place, second.place) == (1, 2)
    assert [*first.scores.values_list("score", "reason", "evidence")] == [
        (4, "Clear.", "Heron evidence"),
        (2, "Clear.", "Heron evidence"),
    ]
    assert [document.original_name for document in second.documents.all()] == ["report.pdf"]
    found = round_of(proposal, scores_of(proposal))
    # 9 × 4 + 3 × 2 = 42 of 48 = 88; 9 × 3 + 3 × 3 = 36 of 48 = 75; both 78 of 96 = 81,25.
    assert found is not None
    assert (found.fits, found.fit) == ((88, 75), 81)


def test_the_same_person_does_not_assess_twice_and_a_third_is_not_needed() -> None:
    proposal, officer = ProposalFactory(), nomsa()
    hand_in(proposal, officer)

    with pytest.raises(ValidationError, match="The other assessor is somebody else"):
        hand_in(proposal, officer)
    with pytest.raises(IntegrityError, match="assessment_by_different_people"), transaction.atomic():
        FitAssessmentFactory(proposal=proposal, assessed_by=officer)
    hand_in(proposal, person("partnership_manager"))
    with pytest.raises(ValidationError, match="Two people have assessed this round already"):
        hand_in(proposal, person("unit_officer"))
    with pytest.raises(IntegrityError, match="assessment_place"), transaction.atomic():
        FitAssessmentFactory(proposal=proposal, place=2)
    with pytest.raises(IntegrityError, match="assessment_place_in_range"), transaction.atomic():
        FitAssessmentFactory(proposal=proposal, place=3)


def test_every_criterion_of_the_version_is_weighed_with_a_reason() -> None:
    proposal = ProposalFactory()
    purpose, _ = proposal.criteria.criteria.all()
    other = FitCriteriaFactory(number=2, adopted=False).criteria.first()

    with pytest.raises(ValidationError) as refused:
        hand_in(proposal, nomsa(), scores={purpose: Given(5, " ")})
    assert refused.value.messages == [
        "“Expects payment” has no score yet: weigh every criterion.",
        "“Aligned purpose”: give a score from 0 to 4.",
        "“Aligned purpose”: give the reason for the score in one line.",
    ]
    with pytest.raises(ValidationError, match="A criterion of another version"):
        hand_in(proposal, nomsa(), scores={other: Given(3, "Seen.")})
    assert not FitAssessment.objects.exists()
    assert not FitScore.objects.exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"assessed_on": date(2026, 11, 24)}, "lies in the future"),
        ({"assessed_on": date(2025, 1, 31)}, "The round began on"),
        ({"recommendation_reason": " "}, "Give the reason for what you recommend"),
        ({"recommendation": "maybe"}, "not a valid choice"),
        ({"documents": [SimpleUploadedFile("report.exe", b"MZ")]}, "not an accepted kind of file"),
    ],
)
def test_an_assessment_that_cannot_be_is_refused_and_nothing_is_kept(
    fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        hand_in(ProposalFactory(), nomsa(), **fields)
    assert not FitAssessment.objects.exists()
    assert not Document.objects.exists()


def test_assessing_needs_the_right_the_scope_a_purpose_and_an_open_round() -> None:
    gauteng = ProposalFactory(stakeholder__province=ProvinceFactory(code="GP"))
    for stranger in (lindiwe(), person("director")):
        with pytest.raises(PermissionDenied):
            hand_in(gauteng, stranger)
    with pytest.raises(PermissionDenied):
        hand_in(ProposalFactory(stakeholder__province=None), gift())
    with pytest.raises(ValidationError, match="Write down the purpose first"):
        hand_in(ProposalFactory(purpose=""), nomsa())
    with pytest.raises(ValidationError, match="This round is closed"):
        hand_in(ProposalFactory(decided=True), nomsa())
    archived = {"archived_on": date(2026, 1, 1), "archive_reason": "Twice."}
    with pytest.raises(ValidationError, match="archived"):
        hand_in(
            ProposalFactory(stakeholder=StakeholderFactory(status="under_assessment", **archived)), nomsa()
        )
    assert hand_in(gauteng, gift()).place == 1


# Sealed until both are in


@pytest.fixture
def sealed() -> tuple[PartnershipProposal, FitAssessment, User]:
    """A round that one person has weighed: 88 of 100."""
    proposal = ProposalFactory(written=True, begun_on=date(2026, 5, 1))
    proposal.stakeholder.name = "Khanya (demo)"
    proposal.stakeholder.save()
    officer = nomsa()
    first = hand_in(
        proposal,
        officer,
        scores=scores(proposal, 4, 2, reason="Heron reason"),
        recommendation_reason="Heron advice",
        documents=[SimpleUploadedFile("heron.pdf", PDF)],
    )
    return proposal, first, officer


def pages(proposal: PartnershipProposal, first: FitAssessment) -> list[str]:
    """Every page, export and file on which an assessment could be come across."""
    document = first.documents.get()
    of = [proposal.pk]
    return [
        first.get_absolute_url(),
        proposal.get_absolute_url(),
        reverse("stakeholders:proposal_fit", args=of),
        reverse("stakeholders:assess", args=of),
        reverse("stakeholders:decide", args=of),
        reverse("stakeholders:proposal_spread", args=of),
        reverse("stakeholders:proposal_step", args=[proposal.pk, "summary"]),
        reverse("stakeholders:proposals"),
        f"{reverse('stakeholders:proposals')}?format=csv",
        f"{reverse('stakeholders:decisions')}?format=csv",
        f"{reverse('stakeholders:list')}?format=csv",
        proposal.stakeholder.get_absolute_url(),
        reverse("stakeholders:timeline", args=[proposal.stakeholder_id]),
        f"{reverse('search')}?q=heron",
        reverse("reporting:home"),
        document.get_absolute_url(),
        document.about_url,
    ]


def test_nobody_else_comes_across_an_assessment_before_both_are_in(
    client: Client, sealed: tuple[PartnershipProposal, FitAssessment, User]
) -> None:
    proposal, first, _ = sealed
    everybody_else = [
        person(may=everything()),
        *(person(role) for role in ("partnership_manager", "chief_director", "auditor")),
    ]
    leaks = []
    for reader in everybody_else:
        client.force_login(reader)
        for address in pages(proposal, first):
            shown = body(client.get(address))
            leaks += [(address, secret) for secret in SECRETS if secret in shown.replace("q=heron", "")]
        assert not FitAssessment.objects.visible_to(reader).exists()
        assert not FitScore.objects.visible_to(reader).exists()
        assert not FitAssessment.objects.editable_by(reader).exists()
        titles = [line.title for line in timeline.newest(proposal.stakeholder, reader, 50)]
        assert not any("assessed" in title for title in titles)
        assert not finding.find("heron", reader).entries
        for hidden in (first.get_absolute_url(), first.documents.get().get_absolute_url()):
            assert client.get(hidden).status_code == 404
    assert leaks == []


def test_that_somebody_handed_in_is_known_and_what_it_says_is_its_authors(
    client: Client, sealed: tuple[PartnershipProposal, FitAssessment, User]
) -> None:
    proposal, first, officer = sealed
    client.force_login(person("auditor"))
    page = text(client.get(proposal.get_absolute_url()))
    assert "handed in on 1 June 2026" in page
    assert "Nomsa Dlamini" in page
    assert "What was handed in stays closed, also to you, before both are in." in page
    assert "one is in" in text(client.get(reverse("stakeholders:proposal_fit", args=[proposal.pk])))

    client.force_login(officer)
    page = text(client.get(first.get_absolute_url()))
    assert "Only you see this." in page
    assert "42 of 48 points = 100 × 42 ÷ 48 = <strong>88 of 100</strong>" in page
    assert "Heron reason" in page
    assert body(client.get(first.documents.get().get_absolute_url())).startswith("%PDF")


def test_both_lie_open_as_soon_as_the_second_is_in(
    client: Client, sealed: tuple[PartnershipProposal, FitAssessment, User]
) -> None:
    proposal, first, _ = sealed
    second = hand_in(
        proposal, person("partnership_manager", name="Priya Naidoo"), scores=scores(proposal, 1, 1)
    )

    client.force_login(person("auditor"))
    page = text(client.get(reverse("stakeholders:proposal_fit", args=[proposal.pk])))

    # 42 of 48 = 88; 12 of 48 = 25; both 54 of 96 = 56,25. The purpose asks for 2 and has 2,5; it is 3 points apart.
    for shown in (
        "56 of 100 together",
        "Heron reason",
        "Priya Naidoo",
        "heron.pdf",
        "Not now",
        ">88</a>",
        ">25</a>",
    ):
        assert shown in page
    assert "a word on it is missing" in page
    assert client.get(first.get_absolute_url()).status_code == 200
    assert client.get(second.get_absolute_url()).status_code == 200
    titles = [line.title for line in timeline.newest(proposal.stakeholder, person("auditor"), 50)]
    assert titles.count("Strategic fit assessed: Make it a partner") == 2


def test_a_round_set_aside_with_one_assessment_never_opens(
    sealed: tuple[PartnershipProposal, FitAssessment, User],
) -> None:
    proposal, first, officer = sealed
    PartnershipProposal.objects.filter(pk=proposal.pk).update(
        status="set_aside", closed_on=TODAY, closed_by=officer
    )
    assert [*FitAssessment.objects.visible_to(officer)] == [first]
    assert not FitAssessment.objects.visible_to(person(may=everything())).exists()


def test_a_province_sees_open_assessments_of_its_own_and_national_rounds_alone() -> None:
    own = weighed(ProposalFactory(stakeholder__province=ProvinceFactory(code="GP")))
    weighed(ProposalFactory(stakeholder__province=ProvinceFactory(code="LP")))
    national = weighed(ProposalFactory(stakeholder__province=None))

    seen = FitAssessment.objects.visible_to(gift()).values_list("proposal", flat=True)
    assert {*seen} == {own.pk, national.pk}


# The page


def fields_of(proposal: PartnershipProposal, *given: int | str, **fields: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "assessed_on": "2026-11-20",
        "recommendation": "partner",
        "recommendation_reason": "It fits.",
    }
    for one, score in zip(proposal.criteria.criteria.all(), given, strict=True):
        data |= {f"score_{one.pk}": score, f"reason_{one.pk}": "Clear.", f"evidence_{one.pk}": "The visit"}
    return data | fields


def test_an_assessment_is_handed_in_on_its_page(client: Client) -> None:
    proposal = ProposalFactory()
    address = reverse("stakeholders:assess", args=[proposal.pk])
    client.force_login(nomsa())

    response = client.post(
        address, fields_of(proposal, 3, 0) | {"uploads": SimpleUploadedFile("visit.pdf", PDF)}
    )

    assert response["Location"] == proposal.get_absolute_url()
    made = FitAssessment.objects.get()
    assert [one.original_name for one in made.documents.all()] == ["visit.pdf"]
    assert "Nobody else sees it before the second one is in." in text(client.get(response["Location"]))
    page = text(client.get(address))
    assert "You handed your assessment in already." in page
    assert 'name="recommendation"' not in page


def test_an_assessment_with_gaps_names_each_and_keeps_the_rest(client: Client) -> None:
    proposal = ProposalFactory()
    client.force_login(nomsa())

    page = text(
        client.post(
            reverse("stakeholders:assess", args=[proposal.pk]),
            fields_of(proposal, 3, "") | {"uploads": SimpleUploadedFile("visit.pdf", PDF)},
        )
    )

    assert "Score: choose one." in page
    assert 'value="Clear."' in page
    assert "visit.pdf" in page
    assert not FitAssessment.objects.exists()


def test_a_draft_is_kept_as_it_was_typed_for_its_writer_alone(client: Client) -> None:
    proposal, officer = ProposalFactory(), nomsa()
    address = reverse("stakeholders:assess", args=[proposal.pk])
    client.force_login(officer)
    typed = fields_of(proposal, 2, "", recommendation_reason="Half a thought", keep_draft="1")

    response = client.post(address, typed | {"uploads": SimpleUploadedFile("visit.pdf", PDF)})

    assert response["Location"] == proposal.get_absolute_url()
    assert not FitAssessment.objects.exists()
    page = text(client.get(address))
    assert "Half a thought" in page
    assert "visit.pdf" in page
    client.force_login(person("partnership_manager"))
    assert "Half a thought" not in text(client.get(address))
    page = text(client.get(proposal.get_absolute_url()))
    assert "Has begun" in page
    assert "Nomsa Dlamini" in page

    # Handed in, the draft is gone and its file belongs to the assessment.
    client.force_login(officer)
    held = StagedFile.objects.get()
    client.post(address, fields_of(proposal, 2, 2, draft_version="1") | {"uploads-held": str(held.pk)})
    assert not FormDraft.objects.exists()
    assert FitAssessment.objects.get().documents.get().original_name == "visit.pdf"


def test_a_draft_that_was_kept_elsewhere_shows_both_versions(client: Client) -> None:
    proposal = ProposalFactory()
    address = reverse("stakeholders:assess", args=[proposal.pk])
    client.force_login(nomsa())
    keep = {"keep_draft": "1"}
    client.post(address, fields_of(proposal, 2, 2, recommendation_reason="On the phone") | keep)

    page = text(client.post(address, fields_of(proposal, 2, 2, recommendation_reason="At the desk") | keep))

    assert "This draft was saved elsewhere since you opened it" in page
    assert "On the phone" in page
    assert "At the desk</textarea>" in page
    assert FormDraft.objects.get().data["recommendation_reason"] == ["On the phone"]


def test_earlier_scores_that_lie_open_stand_beside_the_new_ones_three_at_most(client: Client) -> None:
    proposal = ProposalFactory()
    for year in (2022, 2023):
        before = ProposalFactory(stakeholder=proposal.stakeholder, decided=True)
        for score in (3, 1):
            FitAssessmentFactory(proposal=before, scores=score, assessed_on=date(year, 3, score))
    aside = ProposalFactory(
        stakeholder=proposal.stakeholder, status="set_aside", closed_on=TODAY, closed_by=nomsa()
    )
    FitAssessmentFactory(proposal=aside, scores=4, assessed_on=date(2024, 3, 4))
    client.force_login(nomsa())

    page = text(client.get(reverse("stakeholders:assess", args=[proposal.pk])))

    assert "3 March 2023: <strong>3 of 4</strong>. Seen in two engagements." in page
    assert "1 March 2023: <strong>1 of 4</strong>" in page
    assert "3 March 2022: <strong>3 of 4</strong>" in page
    assert "1 March 2022" not in page
    assert "4 March 2024" not in page


# Who is asked


def test_the_start_page_asks_whoever_can_be_the_missing_assessor() -> None:
    proposal, officer, manager = ProposalFactory(), nomsa(), person("partnership_manager")
    ProposalFactory(purpose="")
    hand_in(proposal, officer)

    assert waits(officer, "to-assess").total == 0
    found = waits(manager, "to-assess")
    assert [(marker.who, marker.what) for marker in found.markers] == [
        (str(proposal.stakeholder), "assess its fit, 1 of 2 done")
    ]
    assert waits(person("director"), "to-assess").total == 0
    hand_in(proposal, manager)
    assert waits(gift(), "to-assess").total == 0
