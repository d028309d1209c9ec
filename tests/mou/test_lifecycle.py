"""The seven tables: what is declared moves, what is not declared is refused, by the code and by the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from mou.lifecycle import (
    ACTIVITY_LIFECYCLE,
    AMENDMENT_LIFECYCLE,
    CLEARANCE_LIFECYCLE,
    HANDOVER_LIFECYCLE,
    MOU_LIFECYCLE,
    OBLIGATION_LIFECYCLE,
    REMARK_LIFECYCLE,
)
from mou.models import ActivityQuarter, Amendment, ClauseRemark, Clearance, Handover, MoU, Obligation
from partnerships.core.lifecycle import Lifecycle
from partnerships.core.models import StatusChange
from tests.factories import (
    ActivityQuarterFactory,
    AmendmentFactory,
    ClauseRemarkFactory,
    ClearanceFactory,
    CloseOutFactory,
    HandoverFactory,
    MoUFactory,
    ObligationFactory,
    PartnerDecisionFactory,
    StakeholderFactory,
    UserFactory,
)
from tests.mou import scenes
from tests.people import person

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)
# What a row of each status needs to be possible at all.
MOU_FIELDS: dict[str, dict[str, Any]] = {
    status: {"signed_on": date(2026, 3, 20)} for status in ("signed", "suspended", "terminated", "completed")
}
MOU_FIELDS["suspended"] |= {"suspended_on": date(2026, 9, 1)}
MOU_FIELDS["terminated"] |= {"notice_given_on": date(2026, 9, 1), "terminated_on": date(2026, 10, 15)}
MOU_FIELDS["completed"] |= {"completed_on": date(2026, 10, 1)}


def a_mou(status: str) -> MoU:
    return MoUFactory(status=status, **MOU_FIELDS.get(status, {}))


def a_clearance(status: str) -> Clearance:
    return ClearanceFactory(status=status, reason="Why.", mou=MoUFactory(status="clearance"))


def an_obligation(status: str) -> Obligation:
    return ObligationFactory(
        status=status,
        submitted_on=date(2026, 9, 1),
        submitted_by=UserFactory(),
        submission="Done.",
        verified_on=date(2026, 9, 2),
        verified_by=UserFactory(),
        released_on=date(2026, 9, 3),
        released_by=UserFactory(),
        release_authority="Minutes of 3 September",
    )


def a_quarter(status: str) -> ActivityQuarter:
    days = {"done_on": date(2026, 9, 1), "carried_on": date(2026, 9, 1)}
    return ActivityQuarterFactory(status=status, narrative="Why.", **days)


def an_amendment(status: str) -> Amendment:
    return AmendmentFactory(status=status, signed_on=DAY if status == "signed" else None)


def a_handover(status: str) -> Handover:
    return HandoverFactory(status=status)


def a_remark(status: str) -> ClauseRemark:
    return ClauseRemarkFactory(status=status)


TABLES: dict[str, tuple[Lifecycle, Callable[[str], Any]]] = {
    "mou": (MOU_LIFECYCLE, a_mou),
    "clearance": (CLEARANCE_LIFECYCLE, a_clearance),
    "amendment": (AMENDMENT_LIFECYCLE, an_amendment),
    "handover": (HANDOVER_LIFECYCLE, a_handover),
    "remark": (REMARK_LIFECYCLE, a_remark),
    "obligation": (OBLIGATION_LIFECYCLE, an_obligation),
    "quarter": (ACTIVITY_LIFECYCLE, a_quarter),
}
# What is stored with a move, where the table's constraints ask for it.
WITH = {
    "suspend": {"suspended_on": DAY, "resumed_on": None},
    "resume": {"resumed_on": DAY},
    "terminate": {"notice_given_on": DAY, "terminated_on": DAY},
    "complete": {"completed_on": DAY},
    "sign": {"signed_on": DAY},
}


def stored_with(move: str) -> dict[str, Any]:
    report = {"close_out": CloseOutFactory()} if move == "complete" else {}
    return WITH.get(move, {}) | report


PAIRS = [
    (name, status, move)
    for name, (lifecycle, _) in TABLES.items()
    for status, move in product(lifecycle.model.Status.values, lifecycle.transitions)
]


@pytest.mark.parametrize(("name", "status", "move"), PAIRS)
def test_only_the_declared_moves_are_possible(
    name: str, status: str, move: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lifecycle, make = TABLES[name]
    transition = lifecycle.transitions[move]
    record, somebody = make(status), scenes.anybody()
    # The guards have tests of their own; here the table speaks alone.
    monkeypatch.setitem(lifecycle.transitions, move, replace(transition, guards=()))

    if status in transition.sources:
        lifecycle.apply(record, move, by=somebody, note="For a reason.", **stored_with(move))
        record.refresh_from_db()
        # Without a target the record stays where it is.
        assert record.status == (transition.target or status)
        written = StatusChange.objects.get(object_id=record.pk, transition=move)
        assert (written.from_status, written.to_status, written.note) == (
            status,
            record.status,
            "For a reason.",
        )
    else:
        with pytest.raises(ValidationError, match="is not possible now"):
            lifecycle.apply(record, move, by=somebody, note="For a reason.", **stored_with(move))
        record.refresh_from_db()
        assert record.status == status
        assert not StatusChange.objects.exists()


@pytest.mark.parametrize("name", TABLES)
def test_the_database_refuses_what_no_table_declares(name: str) -> None:
    lifecycle, make = TABLES[name]
    statuses = lifecycle.model.Status.values
    declared = {(source, t.target) for t in lifecycle.transitions.values() for source in t.sources}

    refused = {
        (source, target)
        for source in statuses
        for target, record in zip(statuses, [make(source)] * len(statuses), strict=True)
        if source != target and refuses(record, target)
    }

    assert refused == {pair for pair in product(statuses, statuses) if pair[0] != pair[1]} - declared


def refuses(record: Any, target: str) -> bool:
    """Whether the trigger stops an update by hand; other constraints may, but that is another matter."""
    sql = f'UPDATE "{record._meta.db_table}" SET status = %s WHERE id = %s'  # noqa: S608 -- the table's own name
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [target, record.pk])
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    except DatabaseError as error:
        assert "Invalid transition" in str(error)
        return True
    return False


@pytest.mark.parametrize(
    ("name", "move"), [(name, move) for name, (table, _) in TABLES.items() for move in table.transitions]
)
def test_without_the_right_nothing_moves(name: str, move: str) -> None:
    lifecycle, make = TABLES[name]
    record = make(next(iter(sorted(lifecycle.transitions[move].sources))))
    before = record.status

    with pytest.raises(PermissionDenied):
        lifecycle.apply(record, move, by=person(may=()), note="For a reason.")

    record.refresh_from_db()
    assert record.status == before


@pytest.mark.parametrize(
    ("name", "move"),
    [(n, m) for n, (table, _) in TABLES.items() for m, t in table.transitions.items() if t.needs_reason],
)
def test_a_move_that_needs_a_reason_is_refused_without(
    name: str, move: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lifecycle, make = TABLES[name]
    transition = lifecycle.transitions[move]
    monkeypatch.setitem(lifecycle.transitions, move, replace(transition, guards=()))

    with pytest.raises(ValidationError, match="Give the reason"):
        lifecycle.apply(make(sorted(transition.sources)[0]), move, by=scenes.anybody(), note="  ")


# Guards of an agreement


def blockers(record: Any, lifecycle: Lifecycle, move: str, by: Any = None) -> list[str]:
    return lifecycle.transitions[move].blockers(record, by or scenes.anybody())


def test_an_agreement_goes_to_consultation_with_two_parties_and_a_focus_area() -> None:
    assert blockers(MoUFactory(), MOU_LIFECYCLE, "consult") == [
        "Add the other party first: an agreement needs two.",
        "Name at least one focus area of the strategy.",
    ]
    assert blockers(scenes.agreement(), MOU_LIFECYCLE, "consult") == []


def test_an_agreement_without_obligations_is_not_sent_for_clearance() -> None:
    mou = scenes.agreement(status="consultation")
    assert blockers(mou, MOU_LIFECYCLE, "send-for-clearance") == ["Add at least one obligation first."]
    scenes.obligation(mou)
    assert blockers(mou, MOU_LIFECYCLE, "send-for-clearance") == []


def test_only_partners_of_the_day_are_sent_an_agreement() -> None:
    provider = StakeholderFactory(name="Guards for hire (demo)")
    PartnerDecisionFactory(
        stakeholder=provider,
        ended_on=date(2026, 11, 23),
        end_reason="service_provider",
        ended_by=UserFactory(),
    )
    mou = scenes.agreement(status="clearance", partner=provider)
    assert blockers(mou, MOU_LIFECYCLE, "send-for-signature") == [
        "Not a partner today: Guards for hire (demo). Record the decision on the stakeholder's page first."
    ]


def test_an_agreement_goes_out_for_signature_once_every_step_is_cleared() -> None:
    mou = scenes.in_clearance("clear_legal", "clear_secretary")
    assert blockers(mou, MOU_LIFECYCLE, "send-for-signature") == [
        "Not yet cleared: Clear legal, Clear secretary."
    ]


def test_what_somebody_has_signed_is_not_called_back() -> None:
    mou = scenes.out_for_signature()
    assert blockers(mou, MOU_LIFECYCLE, "recall") == []
    party = scenes.theirs(mou)
    party.signed_on = DAY
    party.save()
    assert blockers(mou, MOU_LIFECYCLE, "recall") == [
        f"Signed already: {party.name}. The text is locked; a change is an amendment."
    ]
    assert blockers(mou, MOU_LIFECYCLE, "sign") == [
        "Not yet signed: Civilian Secretariat for Police Service."
    ]


def test_an_agreement_is_completed_once_nothing_is_owed() -> None:
    mou = scenes.agreement(signed=True)
    scenes.obligation(mou, met=True)
    assert blockers(mou, MOU_LIFECYCLE, "complete") == []
    scenes.obligation(mou)
    assert blockers(mou, MOU_LIFECYCLE, "complete") == [
        "1 obligation is still open. Each is settled, waived or let lapse first."
    ]
    scenes.obligation(mou, submitted=True)
    assert blockers(mou, MOU_LIFECYCLE, "complete") == [
        "2 obligations are still open. Each is settled, waived or let lapse first."
    ]


# Guards of a step of clearance


def test_a_step_is_decided_by_whoever_has_its_right_and_in_its_turn() -> None:
    legal, secretary = scenes.in_clearance("clear_legal", "clear_secretary").clearances.all()
    assert blockers(legal, CLEARANCE_LIFECYCLE, "clear", person("director")) == []
    assert blockers(legal, CLEARANCE_LIFECYCLE, "clear", person("secretary")) == [
        "“Clear legal” is for somebody with that right to decide."
    ]
    assert blockers(secretary, CLEARANCE_LIFECYCLE, "return", person("secretary")) == ["First: Clear legal."]


# Guards of an obligation


def test_nothing_is_owed_before_the_last_signature() -> None:
    draft = scenes.obligation(scenes.agreement())
    for move in ("submit", "waive", "lapse", "dispute"):
        assert "The agreement is not signed yet: nothing is owed before." in blockers(
            draft, OBLIGATION_LIFECYCLE, move
        )


@pytest.mark.parametrize(
    ("who", "may"),
    [("accountable", True), ("owner", True), ("manager", True), ("officer", True), ("stranger", False)],
)
def test_who_answers_for_an_obligation_submits_it(who: str, may: bool) -> None:
    mou = scenes.agreement(signed=True)
    people = {
        "accountable": person("business_owner"),
        "owner": mou.business_owner,
        "manager": mou.partnership_manager,
        "officer": person("unit_officer"),
        "stranger": person("business_owner"),
    }
    owed = scenes.obligation(mou, accountable=people["accountable"])
    said = (
        []
        if may
        else ["Only the accountable person, the business owner or the Partnerships Unit submits this."]
    )
    assert blockers(owed, OBLIGATION_LIFECYCLE, "submit", people[who]) == said


def test_met_needs_evidence_and_a_second_person() -> None:
    manager = person("partnership_manager")
    owed = scenes.obligation(submitted=True, submitted_by=manager)
    assert blockers(owed, OBLIGATION_LIFECYCLE, "meet", manager) == [
        "You submitted this yourself: somebody else must verify it.",
        "Add at least one document as evidence.",
    ]
    assert blockers(owed, OBLIGATION_LIFECYCLE, "meet-partly", person("partnership_manager")) == []


# Guards of a planned quarter


@pytest.mark.parametrize(
    ("who", "may"), [("person", True), ("owner", True), ("manager", True), ("stranger", False)]
)
def test_who_answers_for_an_activity_reports_on_it(who: str, may: bool) -> None:
    mou = scenes.agreement(signed=True)
    people = {
        "person": person("business_owner"),
        "owner": mou.business_owner,
        "manager": mou.partnership_manager,
        "stranger": person("business_owner"),
    }
    quarter = scenes.activity(mou, responsible_person=people["person"]).quarters.get()
    said = (
        []
        if may
        else ["Only the responsible person, the business owner or the Partnerships Unit reports on this."]
    )
    for move in ("begin", "finish", "give-up"):
        assert blockers(quarter, ACTIVITY_LIFECYCLE, move, people[who]) == said


def test_a_workplan_begins_with_the_last_signature() -> None:
    quarter = scenes.activity(scenes.agreement()).quarters.get()
    assert blockers(quarter, ACTIVITY_LIFECYCLE, "finish") == [
        "The agreement is not signed yet: its workplan has not begun."
    ]
