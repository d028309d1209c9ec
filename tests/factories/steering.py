"""Steering committees with their members and meetings."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from mou.models import CommitteeMember, SteeringCommittee, SteeringMeeting
from tests.factories.core import UserFactory
from tests.factories.engagements import EngagementFactory
from tests.factories.mou import MoUFactory, MoUPartyFactory


class CommitteeFactory(DjangoModelFactory):
    """It meets every quarter."""

    class Meta:
        model = SteeringCommittee

    mou = factory.SubFactory(MoUFactory, signed=True)
    established_on = date(2026, 4, 1)


class CommitteeMemberFactory(DjangoModelFactory):
    """One of our people."""

    class Meta:
        model = CommitteeMember

    committee = factory.SubFactory(CommitteeFactory)
    party = factory.LazyAttribute(
        lambda member: (
            member.committee.mou.parties.filter(stakeholder=None).first()
            or MoUPartyFactory(mou=member.committee.mou, stakeholder=None)
        )
    )
    person = factory.SubFactory(UserFactory)
    from_on = date(2026, 4, 1)


class SteeringMeetingFactory(DjangoModelFactory):
    class Meta:
        model = SteeringMeeting

    committee = factory.SubFactory(CommitteeFactory)
    engagement = factory.SubFactory(EngagementFactory)
