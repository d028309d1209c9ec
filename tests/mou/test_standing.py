"""Whom each record waits for, in words, and the steps of an agreement's life with their days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mou import standing
from mou.models import Activity, MoU, Obligation
from partnerships.core.states import Waiting
from tests.mou import scenes
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def row(mou: MoU) -> str:
    return standing.in_words(standing.mou_waits_for(MoU.objects.for_list().get(pk=mou.pk), TODAY))


def test_a_draft_waits_for_its_manager() -> None:
    mou = scenes.agreement()
    assert row(mou) == "Mandla Manager: add the obligations"
    scenes.obligation(mou)
    assert row(mou) == "Mandla Manager: complete the draft"


def test_a_draft_that_is_before_the_other_party_waits_for_them() -> None:
    for status in ("draft", "consultation"):
        mou = scenes.agreement(status=status)
        other = scenes.theirs(mou)
        MoU.objects.filter(pk=mou.pk).update(turn=other, turn_since=date(2026, 11, 3))
        assert row(mou).replace("\u00a0", " ") == f"{other.short_name}: the draft is before them"
        MoU.objects.filter(pk=mou.pk).update(turn=scenes.ours(mou))
        assert row(mou).startswith("Mandla Manager: ")


def test_in_clearance_it_waits_for_the_step_whose_turn_it_is() -> None:
    mou = scenes.in_clearance("clear_legal", "clear_secretary")
    assert row(mou) == "Clear legal: clearance"
    mou.clearances.update(status="cleared", decided_on=date(2026, 11, 9))
    assert row(mou) == "Mandla Manager: send it out for signature"


def test_out_for_signature_it_waits_for_those_who_have_not_signed() -> None:
    mou = scenes.out_for_signature()
    theirs = scenes.theirs(mou)
    assert row(mou) == f"CSPS, {theirs.name}: signature"
    theirs.signed_on = TODAY
    theirs.save()
    assert row(mou) == "CSPS: signature"


def test_running_it_waits_for_the_second_person_then_for_what_is_late_then_for_its_end() -> None:
    mou = scenes.agreement(signed=True, ends_on=date(2027, 3, 31))
    assert row(mou) == "Mandla Manager: decide what follows its end"
    scenes.obligation(mou, due_on=date(2026, 9, 30))
    assert row(mou) == "Olga Owner: 1 obligation overdue"
    scenes.obligation(mou, submitted=True)
    scenes.obligation(mou, submitted=True)
    assert row(mou) == "Mandla Manager: verify 2 obligations"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "consultation"}, "Mandla Manager: gather the comments and send it for clearance"),
        ({"signed": True}, "Nobody"),
        ({"signed": True, "ends_on": date(2026, 10, 31)}, "Mandla Manager: close it out"),
        (
            {"signed": True, "status": "suspended", "suspended_on": date(2026, 10, 1)},
            "Mandla Manager: resume or terminate it",
        ),
        (
            {
                "signed": True,
                "status": "terminated",
                "notice_given_on": date(2026, 11, 1),
                "terminated_on": date(2026, 12, 31),
            },
            "Nobody",
        ),
        (
            {"signed": True, "status": "completed", "completed_on": TODAY},
            "Nobody",
        ),
    ],
)
def test_an_agreement_at_rest_and_in_every_other_state(fields: dict[str, Any], words: str) -> None:
    assert row(scenes.agreement(**fields)) == words


def test_a_terminated_agreement_waits_for_what_was_left_open() -> None:
    mou = scenes.agreement(
        signed=True, status="terminated", notice_given_on=date(2026, 9, 1), terminated_on=date(2026, 10, 1)
    )
    scenes.obligation(mou)
    assert row(mou) == "Mandla Manager: settle 1 obligation left open"


# The strip


def strip(mou: MoU) -> list[tuple[str, str, str]]:
    return [
        (step.name, step.phase, step.when.replace("\u00a0", " "))
        for step in standing.steps(mou, list(mou.clearances.all()), TODAY)
    ]


def test_the_strip_of_a_draft() -> None:
    assert strip(scenes.agreement()) == [
        ("Draft", "now", ""),
        ("Consultation", "next", ""),
        ("Clearance", "next", ""),
        ("Signature", "next", ""),
        ("In force", "next", ""),
        ("Expires", "next", "on 31 March 2029"),
    ]


def test_the_strip_in_clearance_and_in_force_says_since_when() -> None:
    assert strip(scenes.in_clearance())[1:3] == [
        ("Consultation", "done", "2 November 2026"),
        ("Clearance", "now", "since 2 November 2026"),
    ]
    mou = scenes.agreement(signed=True, ends_on=None)
    assert strip(mou)[3:] == [
        ("Signature", "done", "20 March 2026"),
        ("In force", "now", "since 1 April 2026"),
        ("Expires", "next", "open-ended"),
    ]


@pytest.mark.parametrize(
    ("fields", "ending"),
    [
        (
            {"starts_on": date(2026, 12, 1)},
            [("In force", "now", "from 1 December 2026"), ("Expires", "next", "on 31 March 2029")],
        ),
        (
            {"ends_on": date(2026, 10, 31)},
            [("In force", "done", "from 1 April 2026"), ("Expired", "stopped", "31 October 2026")],
        ),
        (
            {"status": "suspended", "suspended_on": date(2026, 10, 1)},
            [
                ("In force", "done", "from 1 April 2026"),
                ("Suspended", "stopped", "since 1 October 2026"),
                ("Expires", "next", "on 31 March 2029"),
            ],
        ),
        (
            {
                "status": "terminated",
                "notice_given_on": date(2026, 11, 1),
                "terminated_on": date(2026, 12, 31),
            },
            [("In force", "now", "since 1 April 2026"), ("Ends by notice", "next", "31 December 2026")],
        ),
        (
            {"status": "terminated", "notice_given_on": date(2026, 8, 1), "terminated_on": date(2026, 10, 1)},
            [("In force", "done", "from 1 April 2026"), ("Terminated", "stopped", "1 October 2026")],
        ),
        (
            {"status": "completed", "completed_on": date(2026, 11, 2)},
            [("In force", "done", "from 1 April 2026"), ("Completed", "done", "2 November 2026")],
        ),
    ],
)
def test_how_the_strip_ends(fields: dict[str, Any], ending: list[tuple[str, str, str]]) -> None:
    assert strip(scenes.agreement(signed=True, **fields))[4:] == ending


# Obligations


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"due_on": date(2027, 9, 30)}, "Nobody"),
        ({"due_on": date(2026, 12, 23)}, "Khanya: evidence, through Olga Owner"),
        ({"status": "returned"}, "Olga Owner: submit it again"),
        ({"submitted": True}, "Mandla Manager: verify"),
        ({"status": "disputed"}, "Mandla Manager: settle the dispute"),
        ({"met": True}, "Nobody"),
    ],
)
def test_whom_an_obligation_waits_for(fields: dict[str, Any], words: str) -> None:
    mou = scenes.agreement(signed=True)
    partner = scenes.theirs(mou).stakeholder
    partner.short_name = "Khanya"
    partner.save()
    owed = Obligation.objects.for_list().get(pk=scenes.obligation(mou, **fields).pk)
    assert standing.in_words(standing.obligation_waits_for(owed, TODAY)) == words


def test_what_we_owe_waits_for_our_own_person_and_a_draft_for_nobody() -> None:
    mou = scenes.agreement(signed=True)
    owed = scenes.obligation(mou, owing_party=scenes.ours(mou))
    assert standing.in_words(standing.obligation_waits_for(owed, TODAY)) == "Olga Owner: submit evidence"
    assert standing.obligation_waits_for(scenes.obligation(scenes.agreement()), TODAY) == standing.NOBODY


# The markers of a page


def markers(mou: MoU, user: Any, **more: Any) -> list[Waiting]:
    found = MoU.objects.for_list().get(pk=mou.pk)
    return standing.waiting_on(
        found,
        list(Obligation.objects.for_list().filter(mou=mou).order_by("due_on")),
        list(Activity.objects.for_list().filter(mou=mou)),
        user=user,
        day=TODAY,
        **more,
    )


def test_a_page_says_who_verifies_who_is_late_and_which_quarter_is_not_reported() -> None:
    mou = scenes.agreement(signed=True)
    scenes.obligation(mou, clause="6.2", submitted=True, submitted_on=date(2026, 11, 20))
    scenes.obligation(mou, clause="6.6", due_on=date(2026, 8, 31))
    scenes.obligation(mou, clause="6.7", due_on=date(2026, 9, 30))
    scenes.obligation(mou, clause="5.1", due_on=date(2026, 10, 31), owing_party=scenes.ours(mou))
    scenes.activity(mou, title="Train patrollers", quarters=(1, 2, 3))
    found = markers(mou, nomsa())
    assert [(m.who, m.what, m.since.replace("\u00a0", " ")) for m in found] == [
        ("Mandla Manager", "verify the evidence for clause 6.2", "since 20 November 2026, 3 days"),
        (scenes.theirs(mou).name, "clause 6.6 and 1 more", "overdue since 31 August 2026, 84 days"),
        ("Olga Owner", "clause 5.1", "overdue since 31 October 2026, 23 days"),
        ("Olga Owner", "report “Train patrollers”, Q1 2026/27 and 1 more", "late since 30 June 2026"),
    ]


def test_a_page_speaks_to_the_person_it_waits_for() -> None:
    manager = person("partnership_manager", name="Mandla Manager")
    mou = scenes.agreement(signed=True, partnership_manager=manager)
    scenes.obligation(mou, submitted=True)
    assert [marker.kind for marker in markers(mou, manager)] == ["you"]
    # Whoever submitted is not the second person.
    Obligation.objects.update(submitted_by=manager)
    assert [(marker.kind, marker.who) for marker in markers(mou, manager)] == [
        ("somebody", "a second person")
    ]


def test_a_namesake_is_not_the_person_it_waits_for() -> None:
    mou = scenes.agreement(signed=True)
    scenes.obligation(mou, submitted=True)
    namesake = person("partnership_manager", name="Mandla Manager")
    assert [marker.kind for marker in markers(mou, namesake)] == ["somebody"]


def test_a_step_of_clearance_waits_for_whoever_may_decide_it() -> None:
    mou = scenes.in_clearance("clear_legal")
    (marker,) = markers(mou, person("director"), decide_url="/decide/")
    assert (marker.kind, marker.what, marker.url) == ("you", "decide “Clear legal”", "/decide/")


def test_an_agreement_at_rest_waits_for_nobody() -> None:
    assert markers(scenes.agreement(signed=True), nomsa()) == [standing.NOBODY]


def test_counts_are_said_in_one_and_in_many() -> None:
    assert [standing.count_of(1, "obligation"), standing.count_of(2, "activity"), standing.days(1)] == [
        "1 obligation",
        "2 activities",
        "1 day",
    ]
