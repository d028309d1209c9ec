"""The life cycle of a stakeholder: every status against every move, in the code and in the database."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction

from partnerships.core.models import StatusChange
from stakeholders.lifecycle import STAKEHOLDER_LIFECYCLE, steps
from stakeholders.models import Stakeholder
from tests.factories import ProposalFactory, StakeholderFactory
from tests.people import everything, person

pytestmark = pytest.mark.django_db

MOVES = STAKEHOLDER_LIFECYCLE.transitions
DECLARED = {(source, move.target) for move in MOVES.values() for source in move.sources}


def ready(status: str) -> Stakeholder:
    """A stakeholder with all that a guard could ask for."""
    return StakeholderFactory(status=status)


@pytest.mark.parametrize(("status", "name"), [*product(Stakeholder.Status.values, MOVES)])
def test_only_the_declared_moves_are_possible(status: str, name: str) -> None:
    stakeholder, somebody = ready(status), person(may=everything())
    move = MOVES[name]

    if status in move.sources:
        change = STAKEHOLDER_LIFECYCLE.apply(stakeholder, name, by=somebody, note="Because.")
        assert (change.from_status, change.to_status) == (status, move.target)
        assert Stakeholder.objects.get(pk=stakeholder.pk).status == move.target
    else:
        with pytest.raises(ValidationError, match="is not possible now"):
            STAKEHOLDER_LIFECYCLE.apply(stakeholder, name, by=somebody, note="Because.")
        assert Stakeholder.objects.get(pk=stakeholder.pk).status == status
        assert not StatusChange.objects.exists()


@pytest.mark.parametrize(
    ("source", "target"),
    [pair for pair in product(Stakeholder.Status.values, repeat=2) if pair[0] != pair[1]],
)
def test_the_database_refuses_a_move_that_is_not_declared(source: str, target: str) -> None:
    stakeholder = StakeholderFactory(status=source)
    rows = Stakeholder.objects.filter(pk=stakeholder.pk)

    if (source, target) in DECLARED:
        assert rows.update(status=target) == 1
    else:
        with pytest.raises(ProgrammingError), transaction.atomic():
            rows.update(status=target)
        assert rows.get().status == source


def test_the_database_refuses_it_from_plain_sql_too() -> None:
    stakeholder = StakeholderFactory(status="identified")

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE stakeholders_stakeholder SET status = 'partner' WHERE id = %s", [stakeholder.pk]
        )


@pytest.mark.parametrize("name", MOVES)
def test_a_move_needs_its_right(name: str) -> None:
    stakeholder = ready(next(iter(MOVES[name].sources)))
    others = everything() - {MOVES[name].permission}

    with pytest.raises(PermissionDenied):
        STAKEHOLDER_LIFECYCLE.apply(stakeholder, name, by=person(may=others), note="Because.")


def test_setting_a_proposal_aside_needs_a_reason() -> None:
    with pytest.raises(ValidationError, match="Give the reason"):
        STAKEHOLDER_LIFECYCLE.apply(ready("under_assessment"), "set-aside", by=person(may=everything()))


@pytest.mark.parametrize("name", ["assess", "accept", "not-now", "decline", "review"])
def test_an_archived_record_moves_nowhere(name: str) -> None:
    stakeholder = ready(next(iter(MOVES[name].sources)))
    Stakeholder.objects.filter(pk=stakeholder.pk).update(
        archived_on=date(2026, 7, 1), archive_reason="Twice."
    )

    with pytest.raises(ValidationError, match="archived"):
        STAKEHOLDER_LIFECYCLE.apply(stakeholder, name, by=person(may=everything()))


def test_the_actions_of_a_page_leave_out_what_comes_with_an_act_on_the_proposal() -> None:
    officer_and_chief = person(may=everything())

    def offered(**fields: object) -> dict[str, str]:
        actions = STAKEHOLDER_LIFECYCLE.actions(StakeholderFactory(**fields), officer_and_chief)
        return {action.label: " ".join(action.blockers) for action in actions}

    assert offered() == {"Propose a partnership": ""}
    assert offered(status="under_assessment") == {}
    assert offered(partner=True) == {"Begin a review": "", "End the partnership": ""}
    review = ProposalFactory(review=True)
    actions = STAKEHOLDER_LIFECYCLE.actions(review.stakeholder, officer_and_chief)
    assert actions[0].blockers == ["A review is open already. Go on with that one."]
    assert actions[0].blockers[0].url == review.get_absolute_url()


@pytest.mark.parametrize(
    ("status", "phases"),
    [
        ("identified", ["now", "next", "next", "next"]),
        ("under_assessment", ["done", "now", "next", "next"]),
        ("partner", ["done", "done", "done", "now", "next"]),
        ("not_now", ["done", "done", "stopped", "skipped"]),
        ("declined", ["done", "done", "stopped", "skipped"]),
        ("ended", ["done", "done", "done", "done", "stopped"]),
    ],
)
def test_the_strip_shows_where_it_stands(status: str, phases: list[str]) -> None:
    assert [step.phase for step in steps(StakeholderFactory(status=status), None, None)] == phases


def test_the_strip_says_since_when() -> None:
    partner = StakeholderFactory(partner=True)
    decision = partner.decisions.get()
    decision.proposal = ProposalFactory(stakeholder=partner, decided=True)

    def when(*found: object) -> list[str]:
        return [step.when.replace("\u00a0", " ") for step in steps(*found)]  # type: ignore[arg-type]

    assert when(partner, decision, None) == [
        "",
        "from 1 February 2025",
        "1 April 2025",
        "since 1 April 2025",
        "",
    ]
    again = ProposalFactory(begun_on=date(2026, 5, 4))
    assert when(again.stakeholder, decision, again)[1] == "since 4 May 2026"
