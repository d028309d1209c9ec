"""The decision on a partner: on two assessments, by a third person, with its reason; and looking again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from partnerships.core.models import User
from stakeholders.models import PartnerDecision, PartnershipProposal, Stakeholder
from stakeholders.precedents import precedents
from stakeholders.services import begin_proposal, decide_on_partner, end_partnership, set_aside_proposal
from tests.factories import (
    CollaborationFormFactory,
    DecisionReasonFactory,
    FitAssessmentFactory,
    FitCriteriaFactory,
    PartnerDecisionFactory,
    ProposalFactory,
    ProvinceFactory,
    StakeholderFactory,
    StakeholderGroupFactory,
    StakeholderTypeFactory,
    weighed,
)
from tests.people import everything, gift, nomsa, person
from tests.start_page import owed, waits

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def plain(error: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(error.value.messages).replace("\u00a0", " ")


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def ready(first: Any = 3, second: Any = 3, **fields: Any) -> PartnershipProposal:
    """Written and weighed on 1 June 2026."""
    proposal = ProposalFactory(written=True, begun_on=date(2026, 5, 1), **fields)
    return weighed(proposal, first, second, assessed_on=date(2026, 6, 1))


def decide(proposal: PartnershipProposal, by: User | None = None, **fields: Any) -> PartnerDecision:
    outcome = fields.get("outcome", "partner")
    given: dict[str, Any] = {
        "outcome": "partner",
        "decided_on": date(2026, 6, 10),
        "reason": "It fits.",
        "reason_category": DecisionReasonFactory(outcome=outcome if outcome != "maybe" else "partner"),
    }
    if outcome == "partner":
        given |= {"form_of_collaboration": CollaborationFormFactory(), "level": "local"}
    if outcome == "not_now":
        given |= {"look_again_on": date(2027, 6, 10)}
    return decide_on_partner(proposal, by=by or person("chief_director"), **given | fields)


@pytest.mark.parametrize("outcome", ["partner", "not_now", "declined"])
def test_a_decision_says_who_what_when_and_why_and_closes_the_round(outcome: str) -> None:
    proposal, chief = ready([3, 2], [3, 1]), person("chief_director")

    decision = decide(proposal, chief, outcome=outcome)

    assert (decision.outcome, decision.decided_by, decision.reason) == (outcome, chief, "It fits.")
    # 9 × 6 + 3 × 3 = 63 of 96 = 65,6.
    assert (decision.fit, decision.proposal) == (66, proposal)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.closed_on, proposal.closed_by) == ("decided", date(2026, 6, 10), chief)
    assert Stakeholder.objects.get().status == outcome


def test_a_partner_is_one_from_the_day_of_the_decision_to_the_day_of_its_end() -> None:
    proposal = ready()
    decide(proposal)
    end_partnership(
        proposal.stakeholder,
        by=person("director"),
        ended_on=date(2026, 9, 30),
        end_reason="completed",
        note="",
    )

    was_partner = [
        bool(Stakeholder.objects.partners_on(day))
        for day in (date(2026, 6, 9), date(2026, 6, 10), date(2026, 9, 29), date(2026, 9, 30))
    ]
    assert was_partner == [False, True, True, False]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"reason": "  "}, "Give the reason for the decision"),
        ({"outcome": "maybe"}, "Choose one of the outcomes"),
        ({"decided_on": date(2026, 11, 24)}, "24 November 2026 lies in the future"),
        (
            {"decided_on": date(2026, 5, 31)},
            "cannot be earlier than the assessments it stands on, the last of which was made on 1 June 2026",
        ),
        ({"form_of_collaboration": None}, "Say which form of collaboration the partnership takes"),
        ({"level": ""}, "Say at which level the partnership works"),
        ({"look_again_on": date(2026, 6, 10)}, "must come after the decision"),
        ({"outcome": "not_now", "look_again_on": None}, "Give the day on which it is looked at again"),
        ({"outcome": "not_now", "look_again_on": date(2026, 6, 9)}, "must come after the decision"),
        ({"version": 99}, "Somebody changed this proposal since you opened it"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_with_a_sentence(fields: dict[str, Any], message: str) -> None:
    proposal = ready()

    with pytest.raises(ValidationError) as refused:
        decide(proposal, **fields)
    assert message in plain(refused)
    assert Stakeholder.objects.get().status == "under_assessment"
    assert PartnershipProposal.objects.get().status == "open"
    assert not PartnerDecision.objects.exists()


def test_the_kind_of_reason_belongs_to_the_outcome() -> None:
    with pytest.raises(ValidationError, match="This kind of reason belongs to another outcome"):
        decide(ready(), reason_category=DecisionReasonFactory(outcome="declined"))


def test_without_a_round_a_partner_needs_a_form_and_with_one_not_now_a_day() -> None:
    """Both also in the database."""
    with pytest.raises(IntegrityError, match="partner_needs_form"), transaction.atomic():
        PartnerDecisionFactory(form_of_collaboration=None)
    with pytest.raises(IntegrityError, match="not_now_says_when"), transaction.atomic():
        PartnerDecisionFactory(outcome="not_now", proposal=ProposalFactory(decided=True), look_again_on=None)


def test_nothing_is_decided_before_all_is_written_and_two_have_assessed_or_twice() -> None:
    proposal = ProposalFactory()
    with pytest.raises(ValidationError) as refused:
        decide(proposal)
    assert plain(refused) == (
        "Not complete yet: purpose and the gap it closes, who is affected, objectives and form of collaboration, "
        "level and reach, risks and how each is met, champions, the proposal in a few lines. "
        "Two people must have assessed the strategic fit, each for themselves: nobody has yet."
    )
    FitAssessmentFactory(proposal=proposal)
    with pytest.raises(ValidationError, match="each for themselves: one has"):
        decide(proposal)
    done = ready()
    decide(done)
    with pytest.raises(ValidationError, match="This round is closed: “Decided”"):
        decide(done)


def test_a_large_spread_needs_a_word_first() -> None:
    proposal = ready(4, [2, 4])
    with pytest.raises(ValidationError, match="The assessors lie far apart on “Aligned purpose”"):
        decide(proposal)
    PartnershipProposal.objects.filter(pk=proposal.pk).update(
        spread_note="We saw other offices.", spread_noted_by=nomsa()
    )
    assert decide(proposal).pk


def test_neither_assessor_decides_whatever_rights_they_hold() -> None:
    both = person(may=everything())
    proposal = ProposalFactory(written=True)
    FitAssessmentFactory(proposal=proposal)
    FitAssessmentFactory(proposal=proposal, assessed_by=both)

    with pytest.raises(ValidationError, match="You are one of its two assessors"):
        decide(proposal, both)
    with pytest.raises(PermissionDenied):
        decide(proposal, nomsa())
    assert decide(proposal).pk


def test_a_head_decides_in_the_own_province_alone() -> None:
    head = person("provincial_head", province="GP")

    for foreign in (
        ready(stakeholder__province=ProvinceFactory(code="LP")),
        ready(stakeholder__province=None),
    ):
        with pytest.raises(PermissionDenied):
            decide(foreign, head)
    assert decide(ready(stakeholder__province=head.province), head).decided_by == head


def test_a_review_and_an_archived_stakeholder_are_not_decided_on() -> None:
    with pytest.raises(ValidationError, match="it is concluded, and nothing is decided anew"):
        decide(weighed(ProposalFactory(review=True, written=True)))
    archived = ready()
    Stakeholder.objects.filter(pk=archived.stakeholder_id).update(
        archived_on=date(2026, 7, 1), archive_reason="Twice."
    )
    with pytest.raises(ValidationError, match="archived"):
        decide(PartnershipProposal.objects.get(pk=archived.pk))


def test_a_decision_does_not_reach_back_into_the_partnership_before() -> None:
    proposal = ready()
    decide(proposal)
    end_partnership(
        proposal.stakeholder,
        by=person("director"),
        ended_on=date(2026, 9, 30),
        end_reason="withdrew",
        note="",
    )
    again = begin_proposal(proposal.stakeholder, by=nomsa(), begun_on=date(2026, 7, 1))
    PartnershipProposal.objects.filter(pk=again.pk).update(summary="Once more.")
    weighed(again, assessed_on=date(2026, 9, 1))

    with pytest.raises(ValidationError, match="An earlier partnership ended on"):
        decide(again, decided_on=date(2026, 9, 29))
    assert decide(again, decided_on=date(2026, 10, 1)).pk


# Precedents


def test_the_nearest_three_earlier_decisions_stand_beside_the_buttons(client: Client) -> None:
    """Type first, then group, then fit; of another province nothing."""
    faith, business = StakeholderGroupFactory(code="faith"), StakeholderGroupFactory(code="business")
    forum = StakeholderTypeFactory(code="forum", group=faith)

    def decided(name: str, fit: int | None, **fields: Any) -> None:
        PartnerDecisionFactory(
            stakeholder=StakeholderFactory(name=name, **{"group": business} | fields), fit=fit
        )

    decided("Same type, far", 40, group=faith, type=forum)
    decided("Same group, near", 74, group=faith)
    decided("Same group, nearer", 75, group=faith)
    decided("Same group, of before", None, group=faith)
    decided("Another group, equal", 75)
    decided("Limpopo, equal", 75, group=faith, type=forum, province=ProvinceFactory(code="LP"))
    mine = ready(
        stakeholder__group=faith, stakeholder__type=forum, stakeholder__province=ProvinceFactory(code="GP")
    )
    PartnerDecisionFactory(
        stakeholder=mine.stakeholder, outcome="declined", form_of_collaboration=None, fit=75
    )
    head = person("provincial_head", province="GP")

    found = precedents(mine.stakeholder, 75, viewer=head)

    assert [(str(one.stakeholder), one.nearness) for one in found] == [
        ("Same type, far", 0),
        ("Same group, nearer", 1),
        ("Same group, near", 1),
    ]
    client.force_login(head)
    page = text(client.get(reverse("stakeholders:decide", args=[mine.pk])))
    assert "Fit 40 of 100, same type" in page
    assert found[0].stakeholder.get_absolute_url() in page
    assert "Limpopo" not in page


# The page


def fields_of(**fields: Any) -> dict[str, Any]:
    return {
        "outcome": "partner",
        "decided_on": "2026-11-20",
        "reason": "It fits.",
        "conditions": "Yearly review.",
        "version": "1",
    } | fields


def test_a_decision_is_taken_beside_both_assessments_and_what_is_proposed(client: Client) -> None:
    proposal = ready(4, [3, 4])
    address = reverse("stakeholders:decide", args=[proposal.pk])
    client.force_login(person("chief_director"))

    page = text(client.get(address))
    # 9 × 7 + 3 × 8 = 87 of 96 = 90,6.
    for shown in ("91 of 100", "100 and 81, 19 apart"):
        assert shown not in page  # 19 apart needs a word first
    assert "The assessors lie far apart on the fit as a whole" in page
    PartnershipProposal.objects.update(spread_note="Seen at two sites.", spread_noted_by=nomsa())
    page = text(client.get(address))
    for shown in ("91 of 100", "100 and 81, 19 apart", "Make it a partner", "Train two people of each school.",
                  "Seen at two sites.", "From 65 of 100 on"):  # fmt: skip
        assert shown in page

    page = text(client.post(address, fields_of(reason_category=DecisionReasonFactory().pk)))
    assert (
        '<a href="#id_form_of_collaboration">Say which form of collaboration the partnership takes.</a>'
        in page
    )
    assert "Say at which level the partnership works." in page
    assert "Yearly review.</textarea>" in page
    assert not PartnerDecision.objects.exists()
    whole = {"form_of_collaboration": CollaborationFormFactory().pk, "level": "local"}
    whole["reason_category"] = DecisionReasonFactory().pk
    response = client.post(address, fields_of(**whole))
    assert response["Location"] == proposal.stakeholder.get_absolute_url()
    page = text(client.get(response["Location"]))
    assert "Why it is a partner" in page
    assert "91 of 100" in page


def test_who_decides_on_words_that_changed_meanwhile_looks_again(client: Client) -> None:
    proposal = ready()
    address = reverse("stakeholders:decide", args=[proposal.pk])
    client.force_login(person("chief_director"))
    PartnershipProposal.objects.update(version=2)
    whole = fields_of(outcome="declined", reason_category=DecisionReasonFactory(outcome="declined").pk)

    page = client.post(address, whole)

    assert "Somebody changed this proposal since you opened it" in text(page)
    assert page.context["form"]["version"].value() == "2"
    assert client.post(address, whole | {"version": "2"}).status_code == 302


def test_what_is_missing_stands_in_place_of_the_form_with_who_and_where(client: Client) -> None:
    proposal = ProposalFactory(purpose="", written=True)
    client.force_login(person("chief_director"))

    page = text(client.get(reverse("stakeholders:decide", args=[proposal.pk])))

    assert "Not complete yet: purpose and the gap it closes." in page
    assert "For: Partnerships Unit officer, Partnership manager, Provincial officer" in page
    assert reverse("stakeholders:proposal_step", args=[proposal.pk, "purpose"]) in page
    assert reverse("stakeholders:assess", args=[proposal.pk]) in page
    assert 'name="outcome"' not in page
    page = text(client.get(proposal.stakeholder.get_absolute_url()))
    assert "Not complete yet: purpose and the gap it closes." in page


def test_the_start_page_asks_whoever_may_decide() -> None:
    proposal = ready()
    ProposalFactory(written=True)

    found = waits(person("director"), "to-decide")
    assert [(marker.who, marker.what) for marker in found.markers] == [
        (str(proposal.stakeholder), "decide, or see what is missing")
    ]
    assert waits(person("provincial_head", province="GP"), "to-decide").total == 0
    assert waits(nomsa(), "to-decide").total == 0


# Looking again


def put_off(
    name: str, look_again_on: date | None, outcome: str = "not_now", **fields: Any
) -> PartnerDecision:
    form = {} if outcome == "partner" else {"form_of_collaboration": None}
    return PartnerDecisionFactory(
        stakeholder=StakeholderFactory(name=name, status=outcome, **fields),
        outcome=outcome,
        look_again_on=look_again_on,
        **form,
    )


def due(day: date = TODAY) -> set[str]:
    return {str(one.stakeholder) for one in PartnerDecision.objects.to_look_again_on(day)}


def test_those_whose_day_has_come_and_at_whom_nobody_looked_since_are_listed() -> None:
    put_off("Today", TODAY)
    put_off("Tomorrow", date(2026, 11, 24))
    put_off("Declined", date(2026, 11, 1), outcome="declined")
    put_off("Partner", date(2026, 11, 1), outcome="partner")
    put_off("No day", None, outcome="declined")
    put_off("Archived", TODAY, archived_on=TODAY, archive_reason="Dissolved.")
    looked = put_off("Round is open", date(2026, 11, 1)).stakeholder
    ProposalFactory(stakeholder=looked)
    aside = put_off("Set aside since", date(2026, 11, 1)).stakeholder
    ProposalFactory(stakeholder=aside, status="set_aside", closed_on=date(2026, 11, 2), closed_by=nomsa())
    early = put_off("Set aside before", date(2026, 11, 1)).stakeholder
    ProposalFactory(stakeholder=early, status="set_aside", closed_on=date(2026, 10, 2), closed_by=nomsa())
    again = put_off("Decided again", date(2026, 11, 1)).stakeholder
    PartnerDecisionFactory(
        stakeholder=again, decided_on=date(2026, 8, 1), outcome="declined", form_of_collaboration=None
    )
    ended = put_off("Ended", date(2026, 11, 1), outcome="partner").stakeholder
    end_partnership(ended, by=person("director"), ended_on=date(2026, 10, 1), end_reason="completed", note="")

    assert due() == {"Today", "Declined", "Partner", "Set aside before"}
    assert due(date(2026, 10, 31)) == set()


def test_what_is_set_aside_again_is_off_the_list_and_a_leap_day_counts() -> None:
    decision = put_off("Leap year", date(2028, 2, 29))
    assert due(date(2028, 2, 28)) == set()
    assert due(date(2028, 2, 29)) == {"Leap year"}
    FitCriteriaFactory()
    proposal = begin_proposal(decision.stakeholder, by=nomsa())
    PartnerDecision.objects.update(look_again_on=date(2026, 11, 20))
    set_aside_proposal(proposal, by=nomsa(), reason="Not yet.")
    assert due() == set()


def test_they_stand_in_a_ready_made_view_and_on_the_start_page_of_whoever_assesses(client: Client) -> None:
    put_off("Ours", date(2026, 11, 20), province=ProvinceFactory(code="GP"))
    put_off("Theirs", date(2026, 11, 20), province=ProvinceFactory(code="LP"))
    officer = gift()
    client.force_login(officer)

    page = text(client.get(reverse("stakeholders:decisions"), {"look_again": "due"}))
    assert '<a class="views__link" href="?look_again=due" aria-current="true">To look at again</a>' in page
    assert "Ours" in page
    assert "Theirs" not in page
    found = owed(officer)["late"]
    assert [(task.title, task.left) for task in found.tasks] == [("Look again at Ours", "3 days late")]
    assert "To look at again" in text(client.get(reverse("reporting:home")))
    assert owed(person("provincial_head", province="GP"))["late"].total == 0
