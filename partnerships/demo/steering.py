"""Steering committees of the demonstration: with their members, and meetings held in time, late, or not for long."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle

from mou.models import CommitteeMember, MoU, SteeringCommittee
from mou.services import add_member, establish_committee, note_present, record_meeting
from partnerships.core.numbers import date_long
from partnerships.demo.stage import MARK, Stage
from partnerships.demo.stakeholders import SPOKEN
from stakeholders.models import Contact, EngagementKind, EngagementMode, Stakeholder
from stakeholders.services import record_engagement

# By turns: how often it meets, and how many days ago it last did; None: it has not met yet.
RHYTHMS: tuple[tuple[int, str, tuple[int, ...]], ...] = (
    (1, "quarters", (190, 160, 20)),
    (6, "months", (300, 165)),
    (1, "quarters", (240,)),
    (2, "quarters", ()),
)
TERMS = (
    "It agrees on the workplan of each year, looks at the reports of each quarter, and settles differences."
)
EVERY_OTHER = 2


def build(stage: Stage) -> None:
    """For every other agreement in force, in the order of their numbers."""
    agreements = MoU.objects.in_force(stage.today).select_related("province").order_by("reference")
    turns = cycle(RHYTHMS)
    for place, mou in enumerate(agreements):
        if place % EVERY_OTHER == 0:
            every, counted_in, meetings = next(turns)
            committee = _establish(stage, mou, every, counted_in)
            for days in meetings:
                _meet(stage, committee, stage.working_day(stage.ago(days)))


def _establish(stage: Stage, mou: MoU, every: int, counted_in: str) -> SteeringCommittee:
    by = stage.officer(mou.province)
    assert mou.signed_on is not None
    committee = establish_committee(
        mou,
        by=by,
        chair=mou.partnership_manager,
        established_on=max(mou.signed_on, mou.starts_on),
        every=every,
        counted_in=counted_in,
        quorum=2,
        terms=TERMS,
    )
    ours = mou.parties.get(stakeholder=None)
    if mou.business_owner != mou.partnership_manager:
        sits = {"role": CommitteeMember.Role.SECRETARY, "from_on": committee.established_on}
        add_member(committee, by=by, party=ours, person=mou.business_owner, **sits)
    for party in mou.parties.filter(stakeholder__isnull=False):
        contact = (
            Contact.objects.visible_to(by)
            .named()
            .in_post_on(stage.today)
            .filter(stakeholder=party.stakeholder)
            .order_by("pk")
            .first()
        )
        if contact is not None:
            add_member(committee, by=by, party=party, contact=contact, from_on=committee.established_on)
    return committee


def _meet(stage: Stage, committee: SteeringCommittee, held_on: date) -> None:
    """A meeting with the first other party, with what was decided and who does it by when."""
    mou = committee.mou
    by = stage.officer(mou.province)
    partner = (
        Stakeholder.objects.visible_to(by)
        .filter(mou_parties__mou=mou)
        .order_by("mou_parties__position")
        .first()
    )
    if partner is None or held_on <= committee.established_on:
        return
    # What was taken on at earlier ones is long done.
    taken_on = {"what": "Send the dates to all members", "owner": by, "due_on": held_on + timedelta(days=30)}
    engagement = record_engagement(
        by=by,
        stakeholder=partner,
        kind=EngagementKind.objects.get(code="meeting"),
        mode=EngagementMode.objects.get(code="video"),
        languages=[stage.languages[SPOKEN[partner.province.code if partner.province else None][0]]],
        held_on=held_on,
        purpose=f"Steering committee of {mou.reference}, {date_long(held_on)}{MARK}",
        attendance=4,
        participants=[
            {"side": "ours", "office": "Partnership manager", "count": 1},
            {"side": "theirs", "office": "Office bearers", "count": 3},
        ],
        points=[{"kind": "decision", "text": "The dates of the next quarter are agreed."}],
        action_items=[taken_on] if held_on > stage.ago(30) else [],
    )
    meeting = record_meeting(committee, engagement, by=by)
    members = [member for member in committee.members.all() if member.sits_on(held_on)]
    note_present(meeting, by=by, members=members[: 3 if held_on > stage.ago(100) else 1])
