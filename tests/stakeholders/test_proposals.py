"""A round of forming: begun, written step by step, closed; and what each step refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, ProgrammingError, transaction

from partnerships.core import history
from partnerships.core.models import User
from stakeholders.lifecycle import PROPOSAL_LIFECYCLE
from stakeholders.models import PartnershipProposal, ProposalObjective, ProposalRisk, Stakeholder
from stakeholders.proposing import digest_of, done_count, missing_in, next_of
from stakeholders.services import (
    begin_proposal,
    conclude_review,
    end_partnership,
    explain_spread,
    set_aside_proposal,
    write_step,
)
from stakeholders.services.proposals import CONFLICT
from stakeholders.views.proposals import LINES_IN_HISTORY
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
    weighed,
)
from tests.people import everything, gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db

ARCHIVED = {"archived_on": date(2026, 1, 1), "archive_reason": "Twice."}


def row(proposal: PartnershipProposal) -> Any:
    return PartnershipProposal.objects.for_list().get(pk=proposal.pk)


# Beginning


@pytest.mark.parametrize("before", ["identified", "not_now", "declined", "ended"])
def test_a_round_brings_a_stakeholder_at_rest_under_assessment(before: str) -> None:
    criteria, officer = FitCriteriaFactory(), nomsa()
    stakeholder = StakeholderFactory(status=before)

    proposal = begin_proposal(stakeholder, by=officer)

    assert (proposal.kind, proposal.status, proposal.criteria) == ("forming", "open", criteria)
    assert (proposal.begun_by, proposal.begun_on) == (officer, date(2026, 11, 23))
    assert Stakeholder.objects.get().status == "under_assessment"


def test_a_partner_is_reviewed_and_stays_one() -> None:
    FitCriteriaFactory()
    partner = StakeholderFactory(partner=True)

    assert begin_proposal(partner, by=nomsa()).is_review
    assert Stakeholder.objects.get(pk=partner.pk).status == "partner"
    with pytest.raises(ValidationError, match="A review is open already"):
        begin_proposal(partner, by=nomsa())


def test_there_is_one_open_round_of_a_stakeholder() -> None:
    proposal = ProposalFactory()

    with pytest.raises(ValidationError, match="“Propose a partnership” is not possible now"):
        begin_proposal(proposal.stakeholder, by=nomsa())
    with pytest.raises(IntegrityError, match="proposal_one_open"), transaction.atomic():
        ProposalFactory(stakeholder=proposal.stakeholder)


def test_beginning_needs_the_right_the_scope_adopted_criteria_and_a_registered_stakeholder() -> None:
    stakeholder = StakeholderFactory(province=ProvinceFactory(code="GP"))
    with pytest.raises(ValidationError, match="No version of the fit criteria is adopted yet"):
        begin_proposal(stakeholder, by=gift())
    FitCriteriaFactory()
    with pytest.raises(PermissionDenied):
        begin_proposal(stakeholder, by=lindiwe())
    with pytest.raises(PermissionDenied):
        begin_proposal(stakeholder, by=person("director"))
    with pytest.raises(ValidationError, match="archived"):
        begin_proposal(StakeholderFactory(**ARCHIVED), by=nomsa())
    with pytest.raises(ValidationError, match="lies in the future"):
        begin_proposal(stakeholder, by=gift(), begun_on=date(2026, 11, 24))
    assert begin_proposal(stakeholder, by=gift()).stakeholder == stakeholder


def test_the_next_round_begins_with_the_words_of_the_one_before_but_for_the_summary() -> None:
    before = ProposalFactory(written=True, decided=True, stakeholder__status="not_now")

    with pytest.raises(ValidationError, match="The round before was closed on 1"):
        begin_proposal(before.stakeholder, by=nomsa(), begun_on=date(2025, 3, 31))
    again = row(begin_proposal(before.stakeholder, by=nomsa()))

    assert (again.purpose, again.gap, again.champion) == (before.purpose, before.gap, before.champion)
    assert [line["text"] for line in again.objective_rows] == ["Train two people."]
    assert [line["met_by"] for line in again.risk_rows] == ["Each side bears its own."]
    assert len(again.area_rows) == 1
    assert missing_in(again, "summary") == ["Write the proposal in a few lines."]
    assert row(before).objective_rows


# Steps


def test_each_step_is_kept_as_it_is_written_and_says_what_it_lacks() -> None:
    proposal, officer = ProposalFactory(purpose=""), nomsa()
    form, area = CollaborationFormFactory(name="Networking"), FocusAreaFactory()
    contact = ContactFactory(stakeholder=proposal.stakeholder)
    steps: dict[str, tuple[dict[str, Any], list[str]]] = {
        "purpose": ({"purpose": " Safer schools "}, ["Say which gap it closes."]),
        "affected": ({"affected": "Learners"}, []),
        "objectives": (
            {"lines": [{"text": "Train", "form": form}, {"text": "Meet", "form": None}]},
            ["Choose the form of collaboration for “Meet”."],
        ),
        "reach": ({"level": "local", "focus_areas": [area]}, []),
        "risks": ({"lines": [{"text": "Travel", "met_by": ""}]}, ["Say how “Travel” is met."]),
        "champion": ({"their_champion": contact}, ["Name our champion."]),
        "summary": ({"summary": "We train."}, []),
    }
    for step, (given, _) in steps.items():
        write_step(proposal, by=officer, step=step, **given)

    found = row(proposal)
    assert found.purpose == "Safer schools"
    assert {step: missing_in(found, step) for step in steps} == {
        step: missing for step, (_, missing) in steps.items()
    }
    assert missing_in(found, "fit") == ["Two assessments are missing."]
    assert done_count(found) == 3
    assert (next_of(found).what, next_of(found).who) == (
        "write “Purpose and the gap it closes”",
        "Partnerships Unit officer, Partnership manager, Provincial officer",
    )
    assert found.version == 8
    write_step(proposal, by=officer, step="risks", no_risk_reason="Nothing is paid and nobody stands.")
    assert missing_in(row(proposal), "risks") == []


def test_the_history_tells_what_became_of_a_line() -> None:
    proposal = ProposalFactory(written=True)
    form = CollaborationFormFactory()
    write_step(
        proposal,
        by=nomsa(),
        step="objectives",
        lines=[{"text": "Train four.", "form": form}, {"text": "Meet."}],
    )
    write_step(proposal, by=nomsa(), step="objectives", lines=[{"text": "Train four.", "form": form}])

    assert [*proposal.objectives.values_list("text", "position")] == [("Train four.", 1)]
    events = ProposalObjective.events.rel.related_model.objects.order_by("pgh_id")
    assert [*events.values_list("pgh_label", "text")] == [
        ("insert", "Train two people."),
        ("update", "Train four."),
        ("insert", "Meet."),
        ("delete", "Meet."),
    ]
    assert history.with_lines(proposal, *LINES_IN_HISTORY)


def test_a_step_needs_the_right_the_scope_and_an_open_round_of_a_registered_stakeholder() -> None:
    gauteng = ProposalFactory(stakeholder__province=ProvinceFactory(code="GP"))

    def write(proposal: PartnershipProposal, by: User, step: str = "summary") -> Any:
        return write_step(proposal, by=by, step=step, summary="We train.")

    for stranger in (lindiwe(), person("director"), person("provincial_head", province="GP")):
        with pytest.raises(PermissionDenied):
            write(gauteng, stranger)
    with pytest.raises(ValidationError, match="This round is closed: “Decided”"):
        write(ProposalFactory(decided=True), nomsa())
    with pytest.raises(ValidationError, match="archived"):
        write(ProposalFactory(stakeholder=StakeholderFactory(status="under_assessment", **ARCHIVED)), nomsa())
    with pytest.raises(ValidationError, match="There is no such step"):
        write(gauteng, gift(), step="fit")
    foreign = ContactFactory()
    with pytest.raises(ValidationError, match="this one belongs to another"):
        write_step(gauteng, by=gift(), step="champion", their_champion=foreign)
    assert row(gauteng).summary == ""
    assert write(gauteng, gift()).summary == "We train."


def test_who_writes_a_step_that_somebody_else_wrote_meanwhile_is_stopped_and_other_steps_do_not_matter() -> (
    None
):
    proposal, officer = ProposalFactory(written=True), nomsa()
    seen = digest_of(row(proposal), "affected")

    write_step(proposal, by=person("partnership_manager"), step="summary", summary="Another word.")
    write_step(proposal, by=officer, step="affected", seen=seen, affected="Learners alone.")
    with pytest.raises(ValidationError) as refused:
        write_step(
            proposal, by=person("partnership_manager"), step="affected", seen=seen, affected="Parents."
        )

    assert refused.value.messages == [CONFLICT]
    assert (row(proposal).affected, row(proposal).summary) == ("Learners alone.", "Another word.")


# The spread


def test_a_word_on_the_spread_is_written_once_both_are_in() -> None:
    proposal, officer = ProposalFactory(), nomsa()
    FitAssessmentFactory(proposal=proposal, scores=4)

    with pytest.raises(ValidationError, match="Both assessments must be handed in first"):
        explain_spread(proposal, by=officer, note="We saw other offices.")
    FitAssessmentFactory(proposal=proposal, scores=1)
    with pytest.raises(ValidationError, match="Say in a sentence"):
        explain_spread(proposal, by=officer, note=" ")
    with pytest.raises(PermissionDenied):
        explain_spread(proposal, by=person("director"), note="We saw other offices.")
    held = explain_spread(proposal, by=officer, note="We saw other offices.")
    assert (held.spread_note, held.spread_noted_by) == ("We saw other offices.", officer)


# Setting aside


def test_a_round_is_set_aside_with_a_reason_and_the_stakeholder_is_identified_again() -> None:
    proposal, officer = ProposalFactory(), nomsa()

    with pytest.raises(ValidationError, match="Give the reason"):
        set_aside_proposal(proposal, by=officer, reason=" ")
    closed = set_aside_proposal(proposal, by=officer, reason="No time.")

    assert (closed.status, closed.closed_by, closed.closing_note) == ("set_aside", officer, "No time.")
    assert Stakeholder.objects.get().status == "identified"
    with pytest.raises(ValidationError, match="This round is closed"):
        set_aside_proposal(proposal, by=officer, reason="Again.")


def test_a_review_set_aside_leaves_the_partner_a_partner() -> None:
    review = ProposalFactory(review=True)
    set_aside_proposal(review, by=nomsa(), reason="Too early.")
    assert Stakeholder.objects.get().status == "partner"


def test_a_review_is_closed_with_the_partnership_that_it_was_about() -> None:
    review = ProposalFactory(review=True)

    end_partnership(
        review.stakeholder,
        by=person("director"),
        ended_on=date(2026, 10, 1),
        end_reason="service_provider",
        note="",
    )

    review.refresh_from_db()
    assert (review.status, review.closed_on) == ("set_aside", date(2026, 10, 1))


# Concluding a review


def conclude(review: PartnershipProposal, by: User | None = None, **fields: Any) -> PartnershipProposal:
    given: dict[str, Any] = {
        "finding": "changes",
        "concluded_on": date(2026, 11, 20),
        "note": "Its trainers left.",
        "look_again_on": date(2027, 11, 20),
    }
    return conclude_review(review, by=by or person("chief_director"), **given | fields)


def test_a_review_ends_with_a_finding_and_the_day_of_the_next() -> None:
    review, chief = weighed(ProposalFactory(review=True)), person("chief_director")

    closed = conclude(review, chief)

    assert (closed.status, closed.finding, closed.closed_by) == ("concluded", "changes", chief)
    decision = review.stakeholder.decisions.get()
    assert (decision.outcome, decision.look_again_on) == ("partner", date(2027, 11, 20))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"finding": "maybe"}, "Choose one of the findings"),
        ({"note": " "}, "Give the reason for the finding"),
        ({"concluded_on": date(2026, 11, 24)}, "lies in the future"),
        ({"concluded_on": date(2025, 2, 28)}, "cannot be earlier than the assessments it stands on"),
        ({"look_again_on": None}, "Give the day on which the partnership is reviewed next"),
        ({"look_again_on": date(2026, 11, 20)}, "must come after the conclusion"),
        ({"version": 99}, "Somebody changed this proposal since you opened it"),
    ],
)
def test_a_conclusion_that_cannot_be_is_refused_with_a_sentence(fields: dict[str, Any], message: str) -> None:
    review = weighed(ProposalFactory(review=True))
    with pytest.raises(ValidationError, match=message):
        conclude(review, **fields)
    assert row(review).status == "open"


def test_a_review_is_concluded_on_two_assessments_by_somebody_else_and_a_proposal_is_not() -> None:
    review, both = ProposalFactory(review=True), person(may=everything())
    with pytest.raises(ValidationError, match="Two people must have assessed"):
        conclude(review)
    FitAssessmentFactory(proposal=review, assessed_by=both)
    FitAssessmentFactory(proposal=review)
    with pytest.raises(ValidationError, match="You are one of its two assessors"):
        conclude(review, both)
    with pytest.raises(ValidationError, match="only a review is concluded"):
        conclude(weighed(ProposalFactory()))
    with pytest.raises(PermissionDenied):
        conclude(review, nomsa())
    assert conclude(review, finding="ends", look_again_on=None).finding == "ends"


# The life cycle


@pytest.mark.parametrize("status", PartnershipProposal.Status.values)
def test_only_the_declared_moves_are_possible(status: str) -> None:
    anybody = person(may=everything())
    closed = {"closed_on": date(2026, 6, 1), "closed_by": anybody}
    for name, move in PROPOSAL_LIFECYCLE.transitions.items():
        fields = {} if status == "open" else closed | ({"finding": "stands"} if status == "concluded" else {})
        is_review = name in {"conclude", "end-with-partnership"} or status == "concluded"
        proposal = weighed(ProposalFactory(written=True, review=is_review, status=status, **fields))
        more = closed | ({"finding": "stands"} if name == "conclude" else {})
        if status in move.sources:
            PROPOSAL_LIFECYCLE.apply(proposal, name, by=anybody, note="Because.", **more)
            assert row(proposal).status == move.target
        else:
            with pytest.raises(ValidationError, match="is not possible now"):
                PROPOSAL_LIFECYCLE.apply(proposal, name, by=anybody, note="Because.", **more)


def test_the_database_reopens_nothing() -> None:
    proposal = ProposalFactory(decided=True)
    with pytest.raises(ProgrammingError, match="declared_moves"), transaction.atomic():
        PartnershipProposal.objects.filter(pk=proposal.pk).update(
            status="open", closed_on=None, closed_by=None
        )


def test_lines_are_seen_and_changed_within_the_scope_of_their_stakeholder() -> None:
    ours = ProposalFactory(written=True, stakeholder__province=ProvinceFactory(code="GP"))
    ProposalFactory(written=True, stakeholder__province=ProvinceFactory(code="LP"))
    for model in (ProposalObjective, ProposalRisk):
        assert [line.proposal for line in model.objects.visible_to(gift())] == [ours]
    PartnerDecisionFactory(stakeholder=ours.stakeholder, proposal=ours)
    assert [*PartnershipProposal.objects.editable_by(gift())] == [ours]
