"""Community structures, their executives and their functionality."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from stakeholders.models import (
    ExecutivePost,
    ExecutiveTerm,
    FunctionalityAnswer,
    FunctionalityAssessment,
    FunctionalityBand,
    InstrumentQuestion,
    InstrumentVersion,
    PoliceStation,
    Structure,
    StructureKind,
)
from tests.factories.core import ProvinceFactory, ReferenceFactory, UserFactory
from tests.factories.stakeholders import ContactFactory, StakeholderFactory


class StructureKindFactory(ReferenceFactory):
    class Meta:
        model = StructureKind

    code = "cpf"
    family = factory.LazyAttribute(lambda kind: kind.code[:3])
    seat = "station"


class PoliceStationFactory(DjangoModelFactory):
    class Meta:
        model = PoliceStation

    province = factory.SubFactory(ProvinceFactory)
    name = factory.Sequence(lambda n: f"Station {n:04}")


class StructureFactory(DjangoModelFactory):
    class Meta:
        model = Structure

    stakeholder = factory.SubFactory(
        StakeholderFactory, group__code="community-structures", province=factory.SubFactory(ProvinceFactory)
    )
    kind = factory.SubFactory(StructureKindFactory)


class ExecutivePostFactory(ReferenceFactory):
    class Meta:
        model = ExecutivePost

    code = "chairperson"
    is_required = True


class ExecutiveTermFactory(DjangoModelFactory):
    class Meta:
        model = ExecutiveTerm

    structure = factory.SubFactory(StructureFactory)
    post = factory.SubFactory(ExecutivePostFactory)
    contact = factory.SubFactory(
        ContactFactory,
        stakeholder=factory.LazyAttribute(lambda contact: contact.factory_parent.structure.stakeholder),
    )
    began_on = date(2024, 4, 1)
    ends_on = date(2029, 3, 31)


class InstrumentVersionFactory(DjangoModelFactory):
    """Two questions and three bands, adopted; ``adopted=False`` leaves it a draft, ``asks`` gives other questions."""

    class Meta:
        model = InstrumentVersion
        django_get_or_create = ["family", "number"]
        skip_postgeneration_save = True

    family = "cpf"
    number = 1

    @factory.post_generation
    def asks(self, create, extracted, **kwargs):
        if self.questions.exists():
            return
        for position, asked in enumerate(extracted or ["Are minutes kept?", "Is there a plan?"], start=1):
            given = {"text": asked} if isinstance(asked, str) else asked
            InstrumentQuestion.objects.create(version=self, position=position, **given)
        for result, begins in {"functional": 75, "partly": 50, "not_functional": 0}.items():
            FunctionalityBand.objects.create(version=self, result=result, from_per_cent=begins)

    @factory.post_generation
    def adopted(self, create, extracted, **kwargs):
        if extracted is not False and self.status == "draft":
            day = extracted if isinstance(extracted, date) else date(2025, 4, 1)
            earlier = InstrumentVersion.objects.filter(family=self.family, status="adopted")
            earlier.update(status="superseded")
            InstrumentVersion.objects.filter(pk=self.pk).update(status="adopted", adopted_on=day)
            self.refresh_from_db()


class FunctionalityAssessmentFactory(DjangoModelFactory):
    class Meta:
        model = FunctionalityAssessment

    structure = factory.SubFactory(StructureFactory)
    version = factory.SubFactory(
        InstrumentVersionFactory,
        family=factory.LazyAttribute(lambda version: version.factory_parent.structure.kind.family),
    )
    assessed_on = date(2026, 10, 5)
    assessed_by = factory.SubFactory(UserFactory)
    score = 80
    result = "functional"


class FunctionalityAnswerFactory(DjangoModelFactory):
    class Meta:
        model = FunctionalityAnswer

    assessment = factory.SubFactory(FunctionalityAssessmentFactory)
    question = factory.LazyAttribute(lambda answer: answer.assessment.version.questions.first())
    answer = "yes"
