"""Who met, what was said, what was promised."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from stakeholders.models import (
    ActionItem,
    Engagement,
    EngagementKind,
    EngagementMode,
    EngagementParticipant,
    EngagementPoint,
    GuideTopic,
    InterviewAnswer,
    InterviewGuide,
)
from tests.factories.core import ReferenceFactory
from tests.factories.stakeholders import StakeholderFactory


class EngagementKindFactory(ReferenceFactory):
    class Meta:
        model = EngagementKind

    code = "meeting"


class InterviewGuideFactory(ReferenceFactory):
    class Meta:
        model = InterviewGuide

    code = "non-governmental-partners"


class GuideTopicFactory(ReferenceFactory):
    class Meta:
        model = GuideTopic

    code = factory.Sequence(lambda n: f"topic-{n}")
    guide = factory.SubFactory(InterviewGuideFactory)


class EngagementFactory(DjangoModelFactory):
    class Meta:
        model = Engagement

    stakeholder = factory.SubFactory(StakeholderFactory)
    province = factory.LazyAttribute(lambda engagement: engagement.stakeholder.province)
    kind = factory.SubFactory(EngagementKindFactory)
    held_on = date(2026, 7, 15)
    purpose = "Safer schools"


class EngagementParticipantFactory(DjangoModelFactory):
    class Meta:
        model = EngagementParticipant

    engagement = factory.SubFactory(EngagementFactory)
    side = EngagementParticipant.Side.THEIRS
    office = "Chairperson"


class EngagementPointFactory(DjangoModelFactory):
    class Meta:
        model = EngagementPoint

    engagement = factory.SubFactory(EngagementFactory)
    position = 1
    kind = EngagementPoint.Kind.CONCERN
    text = "Transport to meetings is not paid."


class InterviewAnswerFactory(DjangoModelFactory):
    class Meta:
        model = InterviewAnswer

    engagement = factory.SubFactory(EngagementFactory)
    position = factory.Sequence(lambda n: n + 1)
    question = "Which resources do you have?"


class EngagementModeFactory(ReferenceFactory):
    class Meta:
        model = EngagementMode

    code = "in-person"


class ActionItemFactory(DjangoModelFactory):
    class Meta:
        model = ActionItem

    engagement = factory.SubFactory(EngagementFactory)
    stakeholder = factory.SelfAttribute("engagement.stakeholder")
    province = factory.SelfAttribute("engagement.province")
    direction = "to_us"
    status = factory.LazyAttribute(lambda item: "done" if item.done_on else "open")
    done_on = None
    what = "Send the training manual"
    owner_elsewhere = "Secretary of the forum"
    due_on = date(2026, 8, 31)
