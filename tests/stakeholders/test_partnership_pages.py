"""The pages on the way to a partnership: the guided page, its steps, a review, the end, and the moves between."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from stakeholders.models import ContactAccess, PartnershipProposal, Stakeholder
from tests.factories import (
    CollaborationFormFactory,
    ContactFactory,
    FitAssessmentFactory,
    FitCriteriaFactory,
    FocusAreaFactory,
    PartnerDecisionFactory,
    ProposalFactory,
    ProvinceFactory,
    StakeholderFactory,
    UserFactory,
    weighed,
)
from tests.people import gift, nomsa, person

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    """The page with its spaces made plain."""
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def row(proposal: PartnershipProposal) -> Any:
    return PartnershipProposal.objects.for_list().get(pk=proposal.pk)


def step(proposal: PartnershipProposal, name: str) -> str:
    return reverse("stakeholders:proposal_step", args=[proposal.pk, name])


@pytest.fixture
def national(client: Client) -> Client:
    client.force_login(nomsa())
    return client


# The guided page


def test_a_round_is_begun_by_a_button_and_the_page_says_what_is_next(national: Client) -> None:
    FitCriteriaFactory()
    stakeholder = StakeholderFactory()

    response = national.post(reverse("stakeholders:move", args=[stakeholder.pk, "assess"]))

    proposal = PartnershipProposal.objects.get()
    assert response["Location"] == proposal.get_absolute_url()
    page = text(national.get(response["Location"]))
    assert "0 of 8 steps done" in page
    assert "write “Purpose and the gap it closes”" in page
    assert "A sound reason to work together comes first" in page
    assert f'<a class="btn btn-primary" href="{step(proposal, "purpose")}">Write this step' in page
    assert "Say which gap it closes." in page
    # The fit is weighed against a purpose, so nobody can assess before there is one.
    assert reverse("stakeholders:assess", args=[proposal.pk]) not in page
    assert text(national.get(stakeholder.get_absolute_url())).count("0 of 8 steps done") == 1


def test_without_adopted_criteria_no_round_begins_and_the_page_says_why(national: Client) -> None:
    stakeholder = StakeholderFactory()
    page = text(national.post(reverse("stakeholders:move", args=[stakeholder.pk, "assess"])))
    assert "No version of the fit criteria is adopted yet." in page
    assert Stakeholder.objects.get().status == "identified"


def test_the_page_of_a_whole_proposal_prints_everything_it_says(client: Client) -> None:
    contact = ContactFactory(name="Thandi Example", post="Coordinator")
    proposal = weighed(
        ProposalFactory(written=True, stakeholder=contact.stakeholder, their_champion=contact), 4, 4
    )
    Stakeholder.objects.filter(pk=proposal.stakeholder_id).update(status="under_assessment")
    client.force_login(person("chief_director"))

    page = text(client.get(proposal.get_absolute_url()))

    for said in (
        "8 of 8 steps done",
        "Safer schools",
        "No trainers in the evenings.",
        "Train two people. Form of collaboration: Formal agreement",
        "Costs of travel. Met: Each side bears its own.",
        "Train two people of each school.",
        "100 of 100, both side by side",
        "Make it a partner",
        "Thandi Example",
        reverse("stakeholders:decide", args=[proposal.pk]),
    ):
        assert said in page
    # Who saw the contact person is kept, as everywhere.
    assert [(a.contact, a.act) for a in ContactAccess.objects.all()] == [(contact, "view")]
    client.force_login(person(may={"stakeholders.view_partnershipproposal"}))
    page = text(client.get(proposal.get_absolute_url()))
    assert "Thandi Example" not in page
    assert "Coordinator" in page
    assert "100 of 100" not in page  # without the right to read assessments


def test_who_cannot_do_a_step_reads_who_can(client: Client) -> None:
    proposal = ProposalFactory()
    client.force_login(person("director"))
    page = text(client.get(proposal.get_absolute_url()))
    assert "Write this step" not in page
    assert "For: Partnerships Unit officer, Partnership manager, Provincial officer" in page
    assert "Not complete yet: purpose and the gap it closes, who is affected" in page


def test_earlier_rounds_stay_readable(national: Client) -> None:
    before = weighed(ProposalFactory(decided=True, written=True, begun_on=date(2024, 5, 6)))
    PartnerDecisionFactory(
        stakeholder=before.stakeholder,
        proposal=before,
        outcome="not_now",
        form_of_collaboration=None,
        reason="No plan yet.",
    )
    now = ProposalFactory(stakeholder=before.stakeholder)

    page = text(national.get(now.get_absolute_url()))
    assert f'<a href="{before.get_absolute_url()}">Proposal of 6 May 2024</a>' in page
    page = text(national.get(before.get_absolute_url()))
    assert "No plan yet." in page
    assert "Change" not in page.partition("What became of it")[2].partition("History")[0]
    page = text(national.get(step(before, "summary")))
    assert "This round is closed: “Decided”. It stays as it was." in page


def test_the_list_says_how_far_each_has_come_and_what_it_waits_for(client: Client) -> None:
    gauteng = ProvinceFactory(code="GP")
    half = ProposalFactory(stakeholder__name="Half", stakeholder__province=gauteng)
    whole = weighed(ProposalFactory(written=True, stakeholder__name="Whole", stakeholder__province=gauteng))
    ProposalFactory(stakeholder__name="Foreign", stakeholder__province=ProvinceFactory(code="LP"))
    client.force_login(gift())
    address = reverse("stakeholders:proposals")

    page = text(client.get(address))
    assert "8 of 8" in page
    assert "2 of 2" in page
    assert "Decide" in page
    assert "Foreign" not in page
    apart = weighed(ProposalFactory(written=True, stakeholder__province=gauteng), 4, 1)
    assert "Write a word on the spread" in text(client.get(address, {"stakeholder": apart.stakeholder_id}))
    assert [one for one, _, _ in client.get(address, {"waits_for": "assessor"}).context["rows"]] == [half]
    assert [one for one, _, _ in client.get(address, {"waits_for": "decision"}).context["rows"]] == [
        apart,
        whole,
    ]
    assert [one for one, _, _ in client.get(address, {"kind": "review"}).context["rows"]] == []
    rows = b"".join(client.get(address, {"format": "csv"})).decode()
    assert "Whole" in rows
    assert "Foreign" not in rows


# Steps


def lines(*given: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {"lines-TOTAL_FORMS": len(given), "lines-INITIAL_FORMS": 0}
    for number, line in enumerate(given):
        data |= {f"lines-{number}-{name}": value for name, value in line.items()}
    return data


def seen(client: Client, address: str) -> str:
    return str(client.get(address).context["form"]["seen"].value())


def test_steps_are_written_one_after_the_other(national: Client) -> None:
    proposal = ProposalFactory(purpose="")
    form, area, thrust = CollaborationFormFactory(), FocusAreaFactory(), None
    champion = UserFactory(post="Director")
    written: dict[str, dict[str, Any]] = {
        "purpose": {"purpose": "Safer schools", "gap": "No trainers"},
        "affected": {"affected": "Learners"},
        "objectives": lines({"text": "Train", "form": form.pk}, {"text": "", "form": ""}),
        "reach": {"level": "local", "focus_areas": [area.pk]},
        "risks": lines({"text": "Travel", "met_by": "Each its own"}) | {"no_risk_reason": ""},
        "champion": {"champion": champion.pk, "their_champion": ""},
        "summary": {"summary": "We train."},
    }
    assert thrust is None
    following = [*list(written)[1:], ""]
    for (name, fields), after in zip(written.items(), following, strict=True):
        address = step(proposal, name)
        response = national.post(address, fields | {"seen": seen(national, address), "and_next": "1"})
        expected = step(proposal, after) if after else proposal.get_absolute_url()
        assert response["Location"] == expected, name

    page = text(national.get(proposal.get_absolute_url()))
    assert "7 of 8 steps done" in page
    assert "assess the fit, 0 of 2 done" in page


def test_one_more_line_keeps_what_was_written_without_judging_it(national: Client) -> None:
    proposal = ProposalFactory()
    address = step(proposal, "risks")

    response = national.post(
        address,
        lines({"text": "", "met_by": "Half a line"})
        | {"no_risk_reason": "Typed", "seen": "x", "add_line": "1"},
    )

    assert len(response.context["lines"].forms) == 2
    assert "Half a line" in text(response)
    assert "Typed</textarea>" in text(response)
    assert row(proposal).risk_rows == []
    response = national.post(
        address, lines({"text": "", "met_by": "Half a line"}) | {"seen": seen(national, address)}
    )
    assert "Write the risk, or empty the whole line." in text(response)
    assert "Half a line</textarea>" in text(response)


def test_the_second_editor_of_a_step_sees_both_versions_and_another_step_does_not_matter(
    national: Client,
) -> None:
    proposal = ProposalFactory(written=True)
    address = step(proposal, "objectives")
    before = seen(national, address)
    form = CollaborationFormFactory().pk
    mine = lines({"text": "Mine", "form": form})
    national.post(
        step(proposal, "summary"), {"summary": "Other.", "seen": seen(national, step(proposal, "summary"))}
    )
    national.post(address, lines({"text": "Theirs", "form": form}) | {"seen": before})

    response = national.post(address, mine | {"seen": before})

    page = text(response)
    assert "Somebody else saved this record while you were editing" in page
    assert "Theirs. Form of collaboration: Formal agreement" in page
    assert "Mine</textarea>" in page
    assert [line["text"] for line in row(proposal).objective_rows] == ["Theirs"]
    # Saved again in knowledge of the other version.
    again = response.context["form"]["seen"].value()
    assert national.post(address, mine | {"seen": again}).status_code == 302
    assert [line["text"] for line in row(proposal).objective_rows] == ["Mine"]
    assert row(proposal).summary == "Other."


def test_only_contact_people_of_this_stakeholder_and_people_of_the_own_scope_can_be_champions(
    client: Client,
) -> None:
    gauteng = ProvinceFactory(code="GP")
    proposal = ProposalFactory(stakeholder__province=gauteng)
    own, foreign = ContactFactory(stakeholder=proposal.stakeholder), ContactFactory()
    stranger = UserFactory(province=ProvinceFactory(code="LP"), name="Stranger of Limpopo")
    client.force_login(gift())
    address = step(proposal, "champion")
    form = client.get(address).context["form"]

    assert [*form.fields["their_champion"].queryset] == [own]
    assert stranger not in form.fields["champion"].queryset
    for wrong in ({"their_champion": foreign.pk}, {"champion": stranger.pk}):
        response = client.post(address, wrong | {"seen": seen(client, address)})
        assert list(response.context["form"].errors) == list(wrong)
    assert client.get(step(proposal, "fit")).status_code == 404


def test_what_was_typed_when_the_session_ran_out_is_there_after_signing_in(client: Client) -> None:
    proposal, officer = ProposalFactory(), nomsa()
    client.force_login(officer)
    address = step(proposal, "affected")
    typist = client.get(address).context["typist"]
    client.logout()

    client.post(address, {"affected": "Typed in vain?", "typed_by": typist})
    session = client.session
    client.force_login(officer)
    kept = client.session
    kept.update(session)
    kept.save()

    page = text(client.get(address))
    assert "You were signed out while you wrote." in page
    assert "Typed in vain?</textarea>" in page


def test_the_word_on_the_spread_is_written_on_its_page(client: Client) -> None:
    proposal = ProposalFactory(written=True)
    FitAssessmentFactory(proposal=proposal, scores=[4, 2])
    client.force_login(nomsa())
    address = reverse("stakeholders:proposal_spread", args=[proposal.pk])
    assert "Both assessments must be handed in first" in text(client.get(address))
    FitAssessmentFactory(proposal=proposal, scores=[1, 2])

    assert "4 and 1" in text(client.get(address))
    response = client.post(address, {"note": "One saw the office only."})
    assert response["Location"] == reverse("stakeholders:proposal_fit", args=[proposal.pk])
    page = text(client.get(response["Location"]))
    assert "One saw the office only." in page
    assert "Nomsa Dlamini" in page


def test_setting_a_round_aside_asks_why(national: Client) -> None:
    proposal = ProposalFactory()
    address = reverse("stakeholders:proposal_move", args=[proposal.pk, "set-aside"])
    assert "cannot stay empty" in text(national.post(address))
    assert national.post(address, {"note": "No time."}).status_code == 302
    assert "No time." in text(national.get(proposal.get_absolute_url()))
    assert Stakeholder.objects.get().status == "identified"
    for unknown in ("decide", "end-with-partnership", "vanish"):
        expected = 403 if unknown == "decide" else 404
        assert (
            national.get(reverse("stakeholders:proposal_move", args=[proposal.pk, unknown])).status_code
            == expected
        )


# A review


def test_a_review_stands_beside_the_selection_also_across_versions_of_the_criteria(client: Client) -> None:
    selected = weighed(
        ProposalFactory(decided=True, stakeholder=StakeholderFactory(partner=True)), [4, 4], [3, 4]
    )
    partner = selected.stakeholder
    partner.decisions.update(proposal=selected, fit=91)
    FitCriteriaFactory(
        number=2,
        weighs=[
            {"code": "purpose", "name": "Aligned purpose", "weight": 5},
            {"code": "privacy", "name": "Protection of details", "weight": 5},
        ],
    )
    client.force_login(nomsa())
    response = client.post(reverse("stakeholders:move", args=[partner.pk, "review"]))
    review = PartnershipProposal.objects.get(kind="review")
    assert response["Location"] == review.get_absolute_url()
    assert review.criteria.number == 2
    weighed(review, [2, 3], [2, 4], assessed_on=date(2026, 11, 23))

    page = text(client.get(reverse("stakeholders:proposal_fit", args=[review.pk])))

    assert "At selection and now" in page
    # Purpose: 3,5 then, 2 now; of the common criterion alone that is 88 and 50 of 100.
    for shown in (">3,5</td>", ">−1,5</td>", ">88</td>", ">50</td>", ">−38</td>"):
        assert shown in page
    assert "New since: Protection of details." in page
    assert "Not weighed any more: Expects payment." in page
    assert "Keep it a partner" in page
    page = text(client.get(partner.get_absolute_url()))
    assert "the criteria changed since" in page
    assert "91 of 100" in page


def test_a_review_is_concluded_on_its_page_and_the_change_is_told_on_the_stakeholders(client: Client) -> None:
    selected = weighed(ProposalFactory(decided=True, stakeholder=StakeholderFactory(partner=True)), 4, 4)
    partner = selected.stakeholder
    partner.decisions.update(proposal=selected, fit=100)
    review = weighed(ProposalFactory(review=True, stakeholder=partner, begun_on=date(2026, 10, 1)), 3, 3)
    client.force_login(person("chief_director"))
    address = reverse("stakeholders:conclude_review", args=[review.pk])
    assert "100 of 100, now 75 (−25)" in text(client.get(address))
    fields = {"finding": "changes", "concluded_on": "2026-11-20", "note": "Trainers left.", "version": "1"}

    assert "Give the day on which the partnership is reviewed next" in text(client.post(address, fields))
    response = client.post(address, fields | {"look_again_on": "2027-11-20"})

    assert response["Location"] == partner.get_absolute_url()
    page = text(client.get(partner.get_absolute_url()))
    assert "75 of 100</a> at the review of 1 October 2026, −25 since the selection" in page
    assert "It goes on with changes" in page
    assert "20 November 2027" in page


# The end


def test_ending_a_partnership_points_to_its_agreements(client: Client) -> None:
    partner = StakeholderFactory(partner=True)
    client.force_login(person("chief_director"))
    address = reverse("stakeholders:end_partnership", args=[partner.pk])
    page = text(client.get(address))
    assert "Its agreements must then be closed" in page
    assert f"/mous/?partner={partner.pk}" in page

    fields = {"ended_on": "2025-03-31", "end_reason": "service_provider", "note": "Won a tender."}
    page = text(client.post(address, fields))
    assert "The partnership cannot end before the decision that began it." in page
    assert "Won a tender.</textarea>" in page
    assert client.post(address, fields | {"ended_on": "2026-10-01"}).status_code == 302
    assert Stakeholder.objects.get().status == "ended"
    assert "there is no partnership to end" in text(client.get(address))


def test_what_comes_with_an_act_on_the_proposal_is_no_move_of_the_stakeholder(national: Client) -> None:
    stakeholder = StakeholderFactory()
    for unknown in ("accept", "not-now", "set-aside", "vanish"):
        address = reverse("stakeholders:move", args=[stakeholder.pk, unknown])
        assert national.post(address).status_code == 404
