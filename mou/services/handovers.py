"""Handing the duty of a business owner or partnership manager to a successor, who accepts it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mou.lifecycle import HANDOVER_LIFECYCLE
from mou.models import Handover, MoU
from mou.services.acts import day_of, hold, require
from mou.services.people import check_people
from partnerships.core import history
from partnerships.core.models import User


def against_handing_over(mou: MoU, by: User) -> list[str]:
    """Why this person cannot offer a duty to a successor now; empty when it can be done."""
    if mou.status in MoU.ENDED:
        return [
            f"The agreement is {mou.get_status_display().lower()}: nobody needs to answer for it any more."
        ]
    if by.pk in {mou.business_owner_id, mou.partnership_manager_id} or by.has_perm("mou.change_mou"):
        return []
    return [
        f"Only {mou.business_owner}, {mou.partnership_manager} or whoever drafts agreements hands a duty over."
    ]


@transaction.atomic
def offer_handover(
    mou: MoU, *, by: User, duty: str, to_person: User, note: str, on: date | None = None
) -> Handover:
    """Offer a duty to a successor with a note. The person of now keeps it until the successor accepts."""
    require(by, "mou.hand_over_mou")
    if reasons := against_handing_over(hold(mou), by):
        raise ValidationError(reasons)
    holder: User = getattr(mou, duty)
    if holder.pk == to_person.pk:
        raise ValidationError(
            {
                "to_person": f"{to_person} is {Handover.Duty(duty).label.lower()} already. Choose somebody else."
            }
        )
    _check_fits(mou, duty, to_person)
    handover = Handover(
        mou=mou,
        duty=duty,
        from_person=holder,
        to_person=to_person,
        note=note.strip(),
        asked_by=by,
        asked_on=day_of(on, "The offer"),
    )
    with history.acting(by, note):
        handover.full_clean()
        handover.save()
    return handover


def _check_fits(mou: MoU, duty: str, successor: User) -> None:
    """Raises ValidationError when the two would be one person, or the successor may not hold the duty."""
    people = {name: getattr(mou, name) for name in Handover.Duty.values} | {duty: successor}
    if len({person.pk for person in people.values()}) < len(people):
        raise ValidationError(
            {
                "to_person": f"{successor} holds the other duty. Business owner and partnership manager are two people."
            }
        )
    # Whether the one who stays may still be named is not asked here: that one is not being chosen.
    try:
        check_people(
            people[Handover.Duty.BUSINESS_OWNER], people[Handover.Duty.PARTNERSHIP_MANAGER], mou.province
        )
    except ValidationError as error:
        mine = [message for message in error.messages if message.startswith(str(successor))]
        if mine:
            raise ValidationError({"to_person": mine}) from error


@transaction.atomic
def answer_handover(handover: Handover, *, by: User, move: str, note: str = "") -> Handover:
    """``move`` is “accept”, “decline” or “withdraw”. Accepted, the duty is the successor's from now on."""
    mou = hold(handover.mou)
    HANDOVER_LIFECYCLE.apply(handover, move, by=by, note=note, answered_on=timezone.localdate())
    if move == "accept":
        _check_fits(mou, handover.duty, handover.to_person)
        setattr(mou, handover.duty, handover.to_person)
        mou.version += 1
        with history.acting(by, f"Handed over by {handover.from_person}: {handover.note}"):
            mou.full_clean()
            mou.save()
    return handover
