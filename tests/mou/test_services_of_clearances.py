"""Sending an agreement for clearance, clearing it and sending it back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from mou import services
from mou.lifecycle import MOU_LIFECYCLE
from mou.models import Clearance, MoU
from partnerships.core.models import StatusChange
from tests.factories import (
    ClearanceStepFactory,
)
from tests.mou import scenes
from tests.mou.test_services_of_agreements import said
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db


# Clearance


def ready_to_clear(*steps: str) -> MoU:
    mou = scenes.agreement(status="consultation")
    scenes.obligation(mou)
    for order, code in enumerate(steps or ("legal", "secretary"), start=1):
        ClearanceStepFactory(code=code, kind=mou.kind, permission=f"mou.clear_{code}", order=order)
    ClearanceStepFactory(code="retired", kind=mou.kind, order=9, is_active=False)
    return mou


def test_sending_for_clearance_opens_a_round_with_the_steps_of_its_kind() -> None:
    mou = ready_to_clear("secretary", "legal")
    services.send_for_clearance(mou, by=nomsa(), on=date(2026, 11, 2))
    steps = [(c.round, c.position, c.step.code, c.status, c.opened_on) for c in mou.clearances.all()]
    assert mou.status == "clearance"
    assert steps == [
        (1, 1, "secretary", "waiting", date(2026, 11, 2)),
        (1, 2, "legal", "waiting", date(2026, 11, 2)),
    ]


def test_a_kind_without_steps_is_not_sent_for_clearance() -> None:
    mou = scenes.agreement(status="consultation")
    scenes.obligation(mou)
    with pytest.raises(ValidationError) as refused:
        services.send_for_clearance(mou, by=nomsa())
    assert said(refused) == [
        "No clearance steps are set up for “Memorandum of understanding”. "
        "Ask an administrator to enter them first."
    ]
    mou.refresh_from_db()
    assert mou.status == "consultation"
    assert not StatusChange.objects.exists()


def test_an_agreement_without_obligations_is_not_sent_for_clearance() -> None:
    mou = scenes.agreement(status="consultation")
    ClearanceStepFactory(kind=mou.kind)
    with pytest.raises(ValidationError, match="Add at least one obligation first"):
        services.send_for_clearance(mou, by=nomsa())
    assert not Clearance.objects.exists()


def test_clearing_keeps_who_when_and_what_was_said() -> None:
    mou = scenes.in_clearance("clear_legal", "clear_secretary")
    director = person("director")
    services.decide_clearance(
        mou.clearances.first(), by=director, move="clear", reason="Sound.", on=date(2026, 11, 5)
    )
    cleared = mou.clearances.first()
    assert (cleared.status, cleared.decided_by, cleared.decided_on, cleared.reason) == (
        "cleared",
        director,
        date(2026, 11, 5),
        "Sound.",
    )
    mou.refresh_from_db()
    assert mou.status == "clearance"


def test_the_last_clearance_does_not_send_it_out_by_itself() -> None:
    mou = scenes.in_clearance("clear_legal")
    services.decide_clearance(mou.clearances.get(), by=person("director"), move="clear")
    mou.refresh_from_db()
    assert mou.status == "clearance"
    MOU_LIFECYCLE.apply(mou, "send-for-signature", by=nomsa())
    assert mou.status == "signature"


def test_a_return_makes_it_a_draft_again_and_closes_the_steps_that_wait() -> None:
    mou = scenes.in_clearance("clear_legal", "clear_secretary")
    services.decide_clearance(
        mou.clearances.first(), by=person("director"), move="return", reason="No notice clause."
    )
    mou.refresh_from_db()
    assert mou.status == "draft"
    assert list(mou.clearances.values_list("status", flat=True)) == ["returned", "closed"]
    move = StatusChange.objects.get(object_id=mou.pk, transition="return", from_status="clearance")
    assert move.note == "Clear legal: No notice clause."


def test_a_second_round_begins_anew() -> None:
    mou = ready_to_clear("legal")
    services.send_for_clearance(mou, by=nomsa(), on=date(2026, 11, 2))
    services.decide_clearance(
        mou.clearances.get(), by=person("director"), move="return", reason="Say who pays."
    )
    mou.refresh_from_db()
    MOU_LIFECYCLE.apply(mou, "consult", by=nomsa())
    services.send_for_clearance(mou, by=nomsa())
    assert list(mou.clearances.values_list("round", "status")) == [(1, "returned"), (2, "waiting")]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"on": date(2026, 11, 24)}, "The decision lies in the future"),
        ({"on": date(2026, 11, 1)}, "The decision lies before the day it was sent"),
        ({"move": "return", "reason": " "}, "Give the reason"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_and_nothing_changes(
    given: dict[str, Any], sentence: str
) -> None:
    mou = scenes.in_clearance("clear_legal")
    with pytest.raises(ValidationError, match=sentence):
        services.decide_clearance(mou.clearances.get(), **{"by": person("director"), "move": "clear"} | given)
    assert mou.clearances.get().status == "waiting"
