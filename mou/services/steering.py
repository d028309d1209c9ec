"""Steering committees: establishing one, who sits on it, and the meetings that it held."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from mou.models import CommitteeMember, MoU, MoUParty, SteeringCommittee, SteeringMeeting, sits_on
from mou.services.acts import hold, require
from mou.services.resources import check_is_with_a_party
from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from partnerships.core.scoping import readers_of
from stakeholders.models import Contact, Engagement

CHAIR = CommitteeMember.Role.CHAIR


def against_establishing(mou: MoU) -> str:
    """Why no committee can be established now; empty when one can."""
    if mou.signed_on is None:
        return "The agreement is not signed yet. A committee steers a signed agreement."
    if mou.status in MoU.ENDED:
        return f"The agreement is {mou.get_status_display().lower()}: nothing is left to steer."
    if SteeringCommittee._base_manager.filter(mou=mou).exists():
        return "The agreement has a steering committee already."
    return ""


@transaction.atomic
def establish_committee(mou: MoU, *, by: User, chair: User | None = None, **terms: Any) -> SteeringCommittee:
    """A committee with its terms, and our person in the chair where one is named."""
    require(by, "mou.add_steeringcommittee")
    if against := against_establishing(hold(mou)):
        raise ValidationError(against)
    committee = SteeringCommittee(mou=mou, **terms)
    with history.acting(by):
        committee.full_clean()
        committee.save()
    if chair is not None:
        add_member(
            committee,
            by=by,
            party=mou.parties.get(stakeholder=None),
            person=chair,
            role=CHAIR,
            from_on=committee.established_on,
        )
    return committee


@transaction.atomic
def add_member(committee: SteeringCommittee, *, by: User, **fields: Any) -> CommitteeMember:
    """Somebody sits on the committee for a party: one of our people for us, a contact of the party for it."""
    _may_steer(committee, by)
    member = CommitteeMember(committee=committee, **fields)
    _check_member(member, by)
    with history.acting(by):
        member.save()
    return member


@transaction.atomic
def change_member(member: CommitteeMember, *, by: User, form: Any) -> CommitteeMember:
    """Another role, or the days from and until which somebody sits there."""
    _may_steer(member.committee, by)
    _check_member(form.instance, by)
    with history.acting(by):
        stored: CommitteeMember = form.save()
    return stored


def _may_steer(committee: SteeringCommittee, by: User) -> None:
    require(by, "mou.change_steeringcommittee")
    if hold(committee.mou).status in MoU.ENDED:
        raise ValidationError("The agreement has ended: its committee is closed.")


def _check_member(member: CommitteeMember, by: User) -> None:
    member.full_clean()
    mou = member.committee.mou
    if member.person and not people_of(mou).filter(pk=member.person.pk).exists():
        raise ValidationError(
            f"{member.person} cannot sit there: choose an active colleague of "
            f"{mou.province if mou.province_id else 'the house'} or a national one."
        )
    if member.contact and not Contact.objects.visible_to(by).filter(pk=member.contact.pk).exists():
        raise PermissionDenied
    others = CommitteeMember._base_manager.filter(committee=member.committee).exclude(pk=member.pk)
    at_once = others.filter(Q(until_on__isnull=True) | Q(until_on__gte=member.from_on))
    if member.until_on:
        at_once = at_once.filter(from_on__lte=member.until_on)
    if at_once.filter(person=member.person, contact=member.contact).exists():
        raise ValidationError(f"{member.named} sits on the committee in these days already.")
    if member.role == CHAIR and (
        chair := at_once.filter(role=CHAIR).select_related("person", "contact").first()
    ):
        until = f" to {date_long(chair.until_on)}" if chair.until_on else ""
        raise ValidationError(
            {"role": f"{chair.named} is in the chair from {date_long(chair.from_on)}{until}. End that first."}
        )


def people_of(mou: MoU) -> Any:
    """Our people who can sit on its committee: active ones who may read the agreement."""
    return User.objects.filter(readers_of(mou.province_id), is_active=True)


def contacts_of(mou: MoU, by: User, day: date) -> Any:
    """The contacts of the other parties who are in post on that day, as far as this person may see them."""
    parties = mou.parties.filter(stakeholder__isnull=False).order_by().values("stakeholder")
    return Contact.objects.visible_to(by).named().in_post_on(day).filter(stakeholder__in=parties)


def parties_without_a_member(committee: SteeringCommittee, day: date) -> list[MoUParty]:
    """Whose voice is missing (guidelines for joint programmes: one nominated official for each organ)."""
    sitting = CommitteeMember._base_manager.filter(sits_on(day), committee=committee).order_by()
    missing = committee.mou.parties.exclude(pk__in=sitting.values("party")).select_related("stakeholder")
    return list(missing.order_by("position"))


# Meetings


def against_convening(committee: SteeringCommittee, by: User) -> str:
    """Why this person does not record meetings of the committee; empty for whoever does."""
    mou = committee.mou
    if by.has_perm("mou.change_steeringcommittee") or by.pk in {
        mou.business_owner_id,
        mou.partnership_manager_id,
    }:
        return ""
    return "Only the business owner, the partnership manager or the Partnerships Unit records its meetings."


@transaction.atomic
def record_meeting(committee: SteeringCommittee, engagement: Engagement, *, by: User) -> SteeringMeeting:
    """An engagement with a party of the agreement was a meeting of the committee."""
    require(by, "mou.convene_steeringcommittee")
    if against := against_convening(committee, by):
        raise ValidationError(against)
    check_is_with_a_party(hold(committee.mou), engagement)
    if engagement.held_on is None:
        raise ValidationError("The engagement has no date. Give it one first.")
    if engagement.held_on < committee.established_on:
        raise ValidationError(
            {
                "held_on": f"The committee was established on {date_long(committee.established_on)}. Give a later day."
            }
        )
    known = (
        SteeringMeeting._base_manager.filter(engagement=engagement).select_related("committee__mou").first()
    )
    if known:
        raise ValidationError(
            f"This engagement is recorded as a meeting of the committee of {known.committee.mou.reference} already."
        )
    meeting = SteeringMeeting(committee=committee, engagement=engagement)
    with history.acting(by):
        meeting.full_clean()
        meeting.save()
    return meeting


@transaction.atomic
def note_present(
    meeting: SteeringMeeting, *, by: User, members: Collection[CommitteeMember]
) -> SteeringMeeting:
    """Who of the members was there; whether that was enough follows from the quorum of the terms."""
    require(by, "mou.convene_steeringcommittee")
    committee = meeting.committee
    if against := against_convening(committee, by):
        raise ValidationError(against)
    day = meeting.engagement.held_on
    if wrong := [m.named for m in members if m.committee_id != committee.pk or not (day and m.sits_on(day))]:
        raise ValidationError(f"No member of this committee on that day: {', '.join(wrong)}.")
    with history.acting(by):
        meeting.present.set(members)
        meeting.present_count = len(members)
        meeting.save()
    return meeting
