"""The life cycle of a stakeholder: every status against every move, in the code and in the database."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction

from partnerships.core.models import StatusChange
from stakeholders.lifecycle import STAKEHOLDER_LIFECYCLE, steps
from stakeholders.lifecycle.partnership import has_assessment
from stakeholders.models import Stakeholder
from tests.factories import FitAssessmentFactory, PartnerDecisionFactory, StakeholderFactory
from tests.people import everything, person

pytestmark = pytest.mark.django_db

MOVES = STAKEHOLDER_LIFECYCLE.transitions
DECLARED = {(source, move.target) for move in MOVES.values() for source in move.sources}


def ready(status: str) -> Stakeholder:
    """A stakeholder with all that a guard could ask for."""
    stakeholder = StakeholderFactory(status=status)
    FitAssessmentFactory(stakeholder=stakeholder, assessed_on=date(2026, 6, 1))
    return stakeholder


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


def test_setting_an_assessment_aside_needs_a_reason() -> None:
    with pytest.raises(ValidationError, match="Give the reason"):
        STAKEHOLDER_LIFECYCLE.apply(ready("under_assessment"), "set-aside", by=person(may=everything()))


@pytest.mark.parametrize("name", ["assess", "accept", "not-now", "decline"])
def test_an_archived_record_moves_nowhere(name: str) -> None:
    stakeholder = ready(next(iter(MOVES[name].sources)))
    Stakeholder.objects.filter(pk=stakeholder.pk).update(
        archived_on=date(2026, 7, 1), archive_reason="Twice."
    )

    with pytest.raises(ValidationError, match="archived"):
        STAKEHOLDER_LIFECYCLE.apply(stakeholder, name, by=person(may=everything()))


def test_a_decision_needs_an_assessment() -> None:
    stakeholder = StakeholderFactory(status="under_assessment")
    chief = person("chief_director")

    assert has_assessment(stakeholder, chief).startswith("Record an assessment of strategic fit first")
    FitAssessmentFactory(stakeholder=stakeholder)
    assert has_assessment(stakeholder, chief) == ""


def test_after_a_partnership_has_ended_an_old_assessment_is_not_enough() -> None:
    stakeholder = StakeholderFactory(status="under_assessment")
    FitAssessmentFactory(stakeholder=stakeholder, assessed_on=date(2025, 3, 1))
    PartnerDecisionFactory(
        stakeholder=stakeholder,
        decided_on=date(2025, 4, 1),
        ended_on=date(2026, 3, 31),
        end_reason="completed",
        ended_by=person("director"),
    )

    assert has_assessment(stakeholder, person("director"))
    FitAssessmentFactory(stakeholder=stakeholder, assessed_on=date(2026, 4, 1))
    assert has_assessment(stakeholder, person("director")) == ""


def test_the_actions_of_a_page_name_their_blockers_and_leave_out_what_only_services_do() -> None:
    stakeholder = StakeholderFactory(status="under_assessment")
    officer_and_chief = person(may=everything())

    offered = {
        action.label: action for action in STAKEHOLDER_LIFECYCLE.actions(stakeholder, officer_and_chief)
    }

    assert list(offered) == ["Set the assessment aside", "Record a decision"]
    assert offered["Record a decision"].blockers == [
        "Record an assessment of strategic fit first: a decision needs one to stand on."
    ]
    assert offered["Record a decision"].url == f"/stakeholders/{stakeholder.pk}/decide/"
    assert STAKEHOLDER_LIFECYCLE.actions(stakeholder, person("auditor")) == []


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


def test_the_strip_says_since_when_and_forgets_the_round_before() -> None:
    partner = StakeholderFactory(partner=True)
    decision = partner.decisions.get()
    assessment = FitAssessmentFactory(stakeholder=partner, assessed_on=date(2025, 3, 1))

    assert [step.when.replace("\u00a0", " ") for step in steps(partner, decision, assessment)] == [
        "",
        "1 March 2025",
        "1 April 2025",
        "since 1 April 2025",
        "",
    ]
    again = StakeholderFactory(status="under_assessment")
    assert steps(again, decision, assessment)[1].when == "not assessed yet"
    assert steps(again, None, assessment)[1].when.replace("\u00a0", " ") == "assessed on 1 March 2025"
