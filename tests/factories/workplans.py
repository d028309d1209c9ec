"""What belongs to a workplan beside its activities: outputs, resources, visits, reports and templates."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import factory
from factory.django import DjangoModelFactory

from mou.models import (
    ActivityQuarter,
    ChallengeCategory,
    Output,
    PlannedVisit,
    ProgressReport,
    Resource,
    ResourceKind,
    TemplateActivity,
    WorkplanTemplate,
)
from tests.factories.core import ReferenceFactory
from tests.factories.mou import ActivityFactory, ActivityQuarterFactory, MoUFactory


class OutputFactory(DjangoModelFactory):
    class Meta:
        model = Output

    mou = factory.SubFactory(MoUFactory, signed=True)
    year = 2026
    position = factory.Sequence(lambda n: n % 30_000 + 1)
    title = factory.Sequence(lambda n: f"Register {n}")


class ResourceKindFactory(ReferenceFactory):
    class Meta:
        model = ResourceKind

    code = "venue"
    name = "Venue"


class ResourceFactory(DjangoModelFactory):
    class Meta:
        model = Resource

    activity = factory.SubFactory(ActivityFactory)
    party = factory.LazyAttribute(lambda resource: resource.activity.responsible_party)
    kind = factory.SubFactory(ResourceKindFactory)
    what = "A hall for two days"


class PlannedVisitFactory(DjangoModelFactory):
    class Meta:
        model = PlannedVisit

    activity = factory.SubFactory(ActivityFactory)
    number = 3
    place = "Thohoyandou"
    purpose = "See the patrollers at work"


class ChallengeCategoryFactory(ReferenceFactory):
    class Meta:
        model = ChallengeCategory

    code = "funding-to-attend"
    name = "Funding to attend meetings"


class ProgressReportFactory(DjangoModelFactory):
    class Meta:
        model = ProgressReport

    quarter = factory.SubFactory(ActivityQuarterFactory)
    status = ActivityQuarter.Status.CONSTRAINED
    reported_on = date(2026, 8, 10)
    reported_by = factory.LazyAttribute(lambda report: report.quarter.activity.responsible_person)
    narrative = "Nobody paid for the journey."


class WorkplanTemplateFactory(ReferenceFactory):
    class Meta:
        model = WorkplanTemplate

    code = "training"
    name = "Training of volunteers"


class TemplateActivityFactory(ReferenceFactory):
    class Meta:
        model = TemplateActivity

    code = "train"
    name = "Train volunteers"
    template = factory.SubFactory(WorkplanTemplateFactory)
    quarters: ClassVar[Any] = [1, 3]
