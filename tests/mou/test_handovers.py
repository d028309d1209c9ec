"""Handing a duty to a successor: offered with a note, passed when it is accepted, never left with nobody."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from mou import services
from mou.models import Handover, MoU
from partnerships.core.models import User
from tests.mou import scenes
from tests.people import lindiwe, person
from tests.start_page import waits

pytestmark = pytest.mark.django_db

NOTE = "Clause 5 waits for the partner; the papers are in the registry."


@pytest.fixture
def mou() -> MoU:
    return scenes.agreement(signed=True)


@pytest.fixture
def successor() -> User:
    return person("business_owner", name="Sizwe Successor")


def offer(mou: MoU, to: User, **given: object) -> Handover:
    return services.offer_handover(
        mou, **{"by": mou.business_owner, "duty": "business_owner", "to_person": to, "note": NOTE} | given
    )


def test_the_duty_passes_when_the_successor_accepts_and_not_before(mou: MoU, successor: User) -> None:
    before = mou.business_owner
    handover = offer(mou, successor)
    mou.refresh_from_db()
    assert (mou.business_owner, handover.status, handover.asked_on) == (before, "waiting", date(2026, 11, 23))
    services.answer_handover(handover, by=successor, move="accept")
    mou.refresh_from_db()
    assert (mou.business_owner, handover.status, handover.answered_on) == (
        successor,
        "accepted",
        date(2026, 11, 23),
    )


def test_it_waits_on_the_start_page_of_the_successor(mou: MoU, successor: User) -> None:
    offer(mou, successor)
    [marker] = waits(successor, "handover").markers
    assert (marker.who, marker.what) == ("Olga Owner", f"business owner of {mou}")
    assert waits(mou.business_owner, "handover").total == 0
    assert [one.who for one in waits(mou.business_owner, "handed-over").markers] == [successor.name]


@pytest.mark.parametrize("move", ["accept", "decline"])
def test_nobody_else_answers_the_offer(mou: MoU, successor: User, move: str) -> None:
    handover = offer(mou, successor)
    with pytest.raises(ValidationError, match="Only the person to whom it is offered"):
        services.answer_handover(handover, by=mou.business_owner, move=move, note="No.")


def test_a_duty_that_is_declined_stays_and_the_reason_is_kept(mou: MoU, successor: User) -> None:
    handover = offer(mou, successor)
    with pytest.raises(ValidationError, match="Give the reason"):
        services.answer_handover(handover, by=successor, move="decline")
    services.answer_handover(handover, by=successor, move="decline", note="I leave in January.")
    mou.refresh_from_db()
    assert (handover.status, mou.business_owner.name) == ("declined", "Olga Owner")


def test_an_offer_is_withdrawn_by_who_made_it(mou: MoU, successor: User) -> None:
    handover = offer(mou, successor)
    with pytest.raises(ValidationError, match="Only who offered it"):
        services.answer_handover(handover, by=successor, move="withdraw")
    services.answer_handover(handover, by=mou.business_owner, move="withdraw")
    assert handover.status == "withdrawn"


def test_nothing_is_handed_over_to_oneself_nor_to_who_has_the_other_duty(mou: MoU) -> None:
    with pytest.raises(ValidationError, match=r"is business owner already\. Choose somebody else"):
        offer(mou, mou.business_owner)
    with pytest.raises(ValidationError, match="Business owner and partnership manager are two people"):
        offer(mou, mou.partnership_manager)
    assert not Handover.objects.exists()


def test_the_successor_must_be_one_who_may_hold_the_duty(mou: MoU) -> None:
    with pytest.raises(ValidationError, match="cannot be business owner"):
        offer(mou, person("auditor"))
    with pytest.raises(ValidationError, match="cannot be business owner"):
        offer(mou, person("business_owner", is_active=False))


def test_a_note_is_needed_and_one_offer_at_a_time(mou: MoU, successor: User) -> None:
    with pytest.raises(ValidationError, match="cannot be blank"):
        offer(mou, successor, note="  ")
    offer(mou, successor)
    with pytest.raises(ValidationError, match="offered to somebody already"):
        offer(mou, person("business_owner"))


def test_who_has_no_part_in_it_offers_nothing(mou: MoU, successor: User) -> None:
    with pytest.raises(ValidationError, match="hands a duty over"):
        offer(mou, successor, by=person("business_owner"))
    with pytest.raises(PermissionDenied):
        offer(mou, successor, by=person("auditor"))


def test_an_agreement_that_has_ended_needs_nobody_any_more(successor: User) -> None:
    ended = scenes.agreement(
        status=MoU.Status.COMPLETED,
        signed_on=date(2026, 3, 20),
        completed_on=date(2026, 9, 1),
    )
    with pytest.raises(ValidationError, match="nobody needs to answer for it any more"):
        offer(ended, successor)


def test_acceptance_is_refused_when_the_successor_has_taken_the_other_duty_meanwhile(mou: MoU) -> None:
    both = person("partnership_manager", name="Both Hands")
    first = services.offer_handover(
        mou, by=mou.business_owner, duty="business_owner", to_person=both, note=NOTE
    )
    second = services.offer_handover(
        mou, by=mou.business_owner, duty="partnership_manager", to_person=both, note=NOTE
    )
    services.answer_handover(first, by=both, move="accept")
    with pytest.raises(ValidationError, match="two people"):
        services.answer_handover(second, by=both, move="accept")
    second.refresh_from_db()
    assert second.status == "waiting"


def test_agreements_whose_people_have_left_are_listed(mou: MoU) -> None:
    scenes.agreement(signed=True)
    User.objects.filter(pk=mou.business_owner_id).update(is_active=False)
    assert list(MoU.objects.without_active_people(date(2026, 11, 23))) == [mou]


# Pages


def test_the_offer_is_made_and_accepted_on_pages(mou: MoU, successor: User, client: Client) -> None:
    client.force_login(mou.business_owner)
    url = reverse("mou:hand_over", args=[mou.pk])
    assert "no agreement is without either" in client.get(url).content.decode()
    refused = client.post(url, {"duty": "business_owner", "to_person": mou.business_owner_id, "note": NOTE})
    assert "is business owner already" in refused.content.decode() and NOTE in refused.content.decode()
    client.post(url, {"duty": "business_owner", "to_person": successor.pk, "note": NOTE})
    handover = Handover.objects.get()
    client.force_login(successor)
    shown = client.get(mou.get_absolute_url()).content.decode()
    assert NOTE in shown and "Accept the duty" in shown
    client.post(reverse("mou:answer_handover", args=[handover.pk, "accept"]))
    mou.refresh_from_db()
    assert mou.business_owner == successor
    late = client.get(reverse("mou:answer_handover", args=[handover.pk, "decline"])).content.decode()
    assert "The offer is answered: accepted." in late


def test_a_successor_of_another_province_is_not_offered(client: Client) -> None:
    mou = scenes.agreement("GP", signed=True)
    limpopo = lindiwe()
    client.force_login(mou.business_owner)
    shown = client.get(reverse("mou:hand_over", args=[mou.pk])).content.decode()
    assert limpopo.name not in shown
