"""Moving a record along its life cycle: core/lifecycle.py, tried on stakeholders and on proposals."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction

from mou import lifecycle as mou
from mou.models import MoU
from partnerships.core import history
from partnerships.core.lifecycle import Lifecycle, Transition
from partnerships.core.models import StatusChange
from stakeholders.lifecycle import FIT_CRITERIA_LIFECYCLE, PROPOSAL_LIFECYCLE, STAKEHOLDER_LIFECYCLE
from stakeholders.models import Stakeholder
from tests.factories import ProposalFactory, StakeholderFactory, weighed
from tests.people import everything, person

pytestmark = pytest.mark.django_db

Status = Stakeholder.Status


@pytest.fixture
def anybody():
    return person(may=everything(), name="Nomsa Dlamini")


def stored(record):
    return Stakeholder.objects.values_list("status", "version").get(pk=record.pk)


def test_a_move_sets_the_status_counts_the_save_and_leaves_its_line(anybody):
    record = StakeholderFactory()

    change = STAKEHOLDER_LIFECYCLE.apply(record, "assess", by=anybody, note="  Asked by the director. ")

    assert stored(record) == (Status.UNDER_ASSESSMENT, 2)
    assert record.status == Status.UNDER_ASSESSMENT
    assert list(
        StatusChange.objects.values_list("transition", "label", "from_status", "to_status", "note")
    ) == [("assess", "Propose a partnership", "identified", "under_assessment", "Asked by the director.")]
    assert (change.record, change.changed_by) == (record, anybody)


def test_fields_are_stored_with_the_move(anybody):
    record = StakeholderFactory(status=Status.UNDER_ASSESSMENT)

    STAKEHOLDER_LIFECYCLE.apply(record, "set-aside", by=anybody, note="Not this year.", seat="Polokwane")

    assert Stakeholder.objects.get(pk=record.pk).seat == "Polokwane"


def test_without_the_right_nothing_moves():
    record = StakeholderFactory()

    with pytest.raises(PermissionDenied):
        STAKEHOLDER_LIFECYCLE.apply(record, "assess", by=person(may=()))

    assert stored(record) == (Status.IDENTIFIED, 1)
    assert StatusChange.objects.count() == 0


def test_a_move_from_elsewhere_is_refused_with_where_the_record_stands(anybody):
    record = StakeholderFactory(status=Status.PARTNER)

    with pytest.raises(ValidationError) as refused:
        STAKEHOLDER_LIFECYCLE.apply(record, "assess", by=anybody)

    assert refused.value.messages == [
        "“Propose a partnership” is not possible now: the record is “Partner”. "
        "Somebody may have moved it; reload the page."
    ]
    assert stored(record) == (Status.PARTNER, 1)


def test_where_a_record_stands_is_read_anew_so_that_of_two_moves_the_second_is_refused(anybody):
    record = StakeholderFactory()
    seen_by_another = Stakeholder.objects.get(pk=record.pk)
    STAKEHOLDER_LIFECYCLE.apply(record, "assess", by=anybody)

    with pytest.raises(ValidationError, match="Somebody may have moved it"):
        STAKEHOLDER_LIFECYCLE.apply(seen_by_another, "assess", by=anybody)

    assert StatusChange.objects.count() == 1


def test_what_stands_against_a_move_is_said_and_nothing_moves(anybody):
    record = StakeholderFactory(archived_on=date(2026, 7, 1), archive_reason="Twice.")

    with pytest.raises(ValidationError) as refused:
        STAKEHOLDER_LIFECYCLE.apply(record, "assess", by=anybody)

    assert refused.value.messages == ["This record is archived. Restore it first."]
    assert stored(record) == (Status.IDENTIFIED, 1)


@pytest.mark.parametrize("note", ["", "   "])
def test_a_move_that_needs_a_reason_is_refused_without(anybody, note):
    record = StakeholderFactory(status=Status.UNDER_ASSESSMENT)

    with pytest.raises(ValidationError) as refused:
        STAKEHOLDER_LIFECYCLE.apply(record, "set-aside", by=anybody, note=note)

    assert refused.value.messages == ["Give the reason: it is kept with the record."]
    assert stored(record) == (Status.UNDER_ASSESSMENT, 1)


def test_a_move_whose_fields_are_not_valid_changes_nothing(anybody):
    record = StakeholderFactory()

    with pytest.raises(ValidationError):
        STAKEHOLDER_LIFECYCLE.apply(record, "assess", by=anybody, level="universal")

    assert stored(record) == (Status.IDENTIFIED, 1)
    assert StatusChange.objects.count() == 0


def test_an_undeclared_move_has_no_name(anybody):
    with pytest.raises(KeyError):
        STAKEHOLDER_LIFECYCLE.apply(StakeholderFactory(), "promote", by=anybody)


def test_the_database_refuses_an_undeclared_move_by_whatever_way_it_comes():
    record = StakeholderFactory()

    with pytest.raises(ProgrammingError, match="declared_moves"), transaction.atomic():
        Stakeholder.objects.update(status=Status.PARTNER)
    with (
        pytest.raises(ProgrammingError, match="declared_moves"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE stakeholders_stakeholder SET status = 'ended'")

    assert stored(record) == (Status.IDENTIFIED, 1)


def test_the_lines_of_moves_can_neither_be_changed_nor_taken_away(anybody):
    STAKEHOLDER_LIFECYCLE.apply(StakeholderFactory(), "assess", by=anybody)

    with pytest.raises(ProgrammingError, match="append_only"), transaction.atomic():
        StatusChange.objects.update(note="Another reason")
    with pytest.raises(ProgrammingError, match="append_only"), transaction.atomic():
        StatusChange.objects.all().delete()

    assert StatusChange.objects.get().note == ""


def test_the_move_stands_in_the_timeline_with_its_reason(anybody):
    record = StakeholderFactory(status=Status.UNDER_ASSESSMENT)

    STAKEHOLDER_LIFECYCLE.apply(record, "set-aside", by=anybody, note="Not this year.")

    moves = [entry for entry in history.timeline(record) if entry.title == "Set the proposal aside"]
    assert [(entry.who, entry.note) for entry in moves] == [("Nomsa Dlamini", "Not this year.")]


# What a page offers


def test_a_page_offers_the_moves_that_start_here_and_that_the_person_may_make(anybody):
    record = ProposalFactory()
    writer = person(may={"stakeholders.change_partnershipproposal"})

    offered = {
        who: [action.name for action in PROPOSAL_LIFECYCLE.actions(record, user)]
        for who, user in {"anybody": anybody, "writer": writer, "reader": person("auditor")}.items()
    }

    # What is closed with the partnership is part of a larger act, no button.
    assert offered == {
        "anybody": ["decide", "conclude", "set-aside"],
        "writer": ["set-aside"],
        "reader": [],
    }


def test_an_action_says_what_stands_against_it_until_nothing_does(anybody):
    record = ProposalFactory(written=True)

    def blockers():
        return {action.name: action.blockers for action in PROPOSAL_LIFECYCLE.actions(record, anybody)}

    assert blockers()["decide"] == [
        "Two people must have assessed the strategic fit, each for themselves: nobody has yet."
    ]
    weighed(record)
    assert blockers()["decide"] == []
    assert blockers()["set-aside"] == []


def test_a_plain_move_is_a_button_and_one_that_asks_for_something_is_a_page(anybody):
    identified, record = StakeholderFactory(), ProposalFactory()

    [propose] = STAKEHOLDER_LIFECYCLE.actions(identified, anybody)
    decide, _, set_aside = PROPOSAL_LIFECYCLE.actions(record, anybody)

    assert [action.page for action in (propose, set_aside, decide)] == [False, True, True]
    assert propose.url == f"/stakeholders/{identified.pk}/assess/"
    assert decide.url == f"/stakeholders/proposals/{record.pk}/decide/"


def test_looking_at_what_is_offered_changes_nothing(anybody):
    record = StakeholderFactory(status=Status.UNDER_ASSESSMENT)

    STAKEHOLDER_LIFECYCLE.actions(record, anybody)

    assert stored(record) == (Status.UNDER_ASSESSMENT, 1)


def test_the_state_is_the_status_in_words_with_its_tone():
    state = STAKEHOLDER_LIFECYCLE.state(StakeholderFactory(status=Status.PARTNER))

    assert (state.label, state.tone) == ("Partner", STAKEHOLDER_LIFECYCLE.tones[Status.PARTNER])


def test_every_status_of_every_life_cycle_has_a_tone():
    for lifecycle in life_cycles():
        assert set(lifecycle.tones) == {str(status) for status in lifecycle.model.Status}, lifecycle.model


def test_every_move_goes_between_statuses_that_exist_and_every_status_can_be_reached():
    for lifecycle in life_cycles():
        statuses = {str(status) for status in lifecycle.model.Status}
        moves: list[Transition] = list(lifecycle.transitions.values())
        # Without a target the record stays where it is.
        named = {str(end) for move in moves for end in (*move.sources, move.target) if end}
        start = lifecycle.model._meta.get_field("status").default
        assert named == statuses, lifecycle.model
        assert {str(move.target) for move in moves if move.target} | {str(start)} == statuses, lifecycle.model


def life_cycles() -> list[Lifecycle]:
    return [
        STAKEHOLDER_LIFECYCLE,
        PROPOSAL_LIFECYCLE,
        FIT_CRITERIA_LIFECYCLE,
        mou.MOU_LIFECYCLE,
        mou.CLEARANCE_LIFECYCLE,
        mou.OBLIGATION_LIFECYCLE,
        mou.ACTIVITY_LIFECYCLE,
    ]


def test_what_is_missing_says_who_can_meet_it_and_where(anybody):
    record = ProposalFactory(written=True)

    [missing] = PROPOSAL_LIFECYCLE.transitions["decide"].blockers(record, anybody)

    assert missing.url == f"/stakeholders/proposals/{record.pk}/assess/"
    assert missing.who == "Partnerships Unit officer, Partnership manager, Provincial officer"


def test_a_move_of_a_state_to_come_is_told_with_that_state(anybody):
    record = StakeholderFactory(status=Status.UNDER_ASSESSMENT)

    later = {a.name: a.blockers for a in STAKEHOLDER_LIFECYCLE.later(record, anybody)}

    assert later == {
        "assess": ["Possible while it is “Identified”, “Not now”, “Declined” or “Partnership ended”."],
        "review": ["Possible while it is “Partner”."],
        "end": ["Possible while it is “Partner”."],
    }
    assert STAKEHOLDER_LIFECYCLE.later(record, person("auditor")) == []


def test_what_a_record_can_no_longer_come_to_is_not_told(anybody):
    completed = MoU(status=MoU.Status.COMPLETED)
    signed = MoU(status=MoU.Status.SIGNED)

    assert mou.MOU_LIFECYCLE.later(completed, anybody) == []
    assert [a.name for a in mou.MOU_LIFECYCLE.later(signed, anybody)] == ["resume"]
