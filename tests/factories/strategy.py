"""What the Unit set out to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from partnerships.strategy.models import (
    AreaWording,
    ExpectedOutcome,
    FocusArea,
    Indicator,
    IndicatorVersion,
    IssueWording,
    LibraryDocument,
    LibraryKind,
    SignOff,
    Slot,
    StrategicIssue,
    StrategicThrust,
    StrategyVersion,
    Target,
    TargetChange,
    TargetChangeSet,
    ThrustWording,
    closes_on,
)
from tests.factories.core import UserFactory


class StrategyVersionFactory(DjangoModelFactory):
    """The version in force; ``draft=True`` is the next one, which nobody has sent yet."""

    class Meta:
        model = StrategyVersion
        django_get_or_create = ["number"]

    class Params:
        draft = factory.Trait(number=2, status=StrategyVersion.Status.DRAFT, adopted_on=None)

    number = 1
    title = "Partnership Strategy"
    starts_on = date(2020, 4, 1)
    status = StrategyVersion.Status.ADOPTED
    adopted_on = date(2020, 4, 1)


class AreaWordingFactory(DjangoModelFactory):
    class Meta:
        model = AreaWording

    strategy = factory.SubFactory(StrategyVersionFactory, draft=True)
    code = factory.Sequence(lambda n: f"{n + 10}")
    name = "Joint work"


class ThrustWordingFactory(DjangoModelFactory):
    class Meta:
        model = ThrustWording

    area = factory.SubFactory(AreaWordingFactory)
    code = factory.LazyAttributeSequence(lambda thrust, n: f"{thrust.area.code}.{n}")
    name = "Business"


class IssueWordingFactory(DjangoModelFactory):
    class Meta:
        model = IssueWording

    thrust = factory.SubFactory(ThrustWordingFactory)
    code = factory.LazyAttributeSequence(lambda issue, n: f"{issue.thrust.code}.{n}")
    name = "Contracts are expected"


class ExpectedOutcomeFactory(DjangoModelFactory):
    class Meta:
        model = ExpectedOutcome

    thrust = factory.SubFactory(ThrustWordingFactory)
    position = 1
    statement = "Forums that work"
    number = Decimal(80)
    unit = "per cent"
    by_when = date(2029, 3, 31)


class SignOffFactory(DjangoModelFactory):
    class Meta:
        model = SignOff

    strategy = factory.SubFactory(StrategyVersionFactory)
    role = SignOff.Role.REVIEWED
    office = "Chief Directorate: Intersectoral Coordination and Strategic Partnerships"
    signed_on = date(2026, 11, 2)
    recorded_by = factory.SubFactory(UserFactory)


class LibraryKindFactory(DjangoModelFactory):
    class Meta:
        model = LibraryKind
        django_get_or_create = ["code"]

    code = "law"
    name = "Law"


class LibraryDocumentFactory(DjangoModelFactory):
    class Meta:
        model = LibraryDocument

    title = factory.Sequence(lambda n: f"Act {n} of 2011")
    kind = factory.SubFactory(LibraryKindFactory)
    year = 2011
    says = "Obliges us to implement a partnership strategy."


class FocusAreaFactory(DjangoModelFactory):
    """A part of the version in force, which words it as it is called."""

    class Meta:
        model = FocusArea
        django_get_or_create = ["code"]
        skip_postgeneration_save = True

    code = "1"
    name = factory.LazyAttribute(lambda area: f"Focus area {area.code}")

    @factory.post_generation
    def worded(self, create, extracted, **kwargs):
        texts = _numbered(self) | {"description": self.description}
        AreaWording.objects.get_or_create(strategy=StrategyVersionFactory(), part=self, defaults=texts)


class ThrustFactory(DjangoModelFactory):
    class Meta:
        model = StrategicThrust
        django_get_or_create = ["code"]
        skip_postgeneration_save = True

    code = "1.1"
    name = factory.LazyAttribute(lambda thrust: f"Thrust {thrust.code}")
    focus_area = factory.SubFactory(
        FocusAreaFactory, code=factory.LazyAttribute(lambda area: area.factory_parent.code.split(".")[0])
    )

    @factory.post_generation
    def worded(self, create, extracted, **kwargs):
        area = AreaWording.objects.get(strategy__number=1, part=self.focus_area)
        texts = _numbered(self) | {"description": self.description}
        ThrustWording.objects.get_or_create(area=area, part=self, defaults=texts)


class StrategicIssueFactory(DjangoModelFactory):
    class Meta:
        model = StrategicIssue
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"1.1.i{n}")
    name = "Role of local government"
    thrust = factory.SubFactory(ThrustFactory)

    @factory.post_generation
    def worded(self, create, extracted, **kwargs):
        thrust = ThrustWording.objects.get(area__strategy__number=1, part=self.thrust)
        roles = {"national_role": self.national_role, "provincial_role": self.provincial_role}
        IssueWording.objects.get_or_create(thrust=thrust, part=self, defaults=_numbered(self) | roles)


def _numbered(part):
    return {name: getattr(part, name) for name in ("code", "name", "order", "is_placeholder")}


class IndicatorVersionFactory(DjangoModelFactory):
    """A description that is approved and holds from before anything was measured; a draft with ``status="draft"``."""

    class Meta:
        model = IndicatorVersion

    number = 1
    status = IndicatorVersion.Status.APPROVED
    valid_from = date(2020, 4, 1)
    code = factory.SelfAttribute("indicator.code")
    name = factory.SelfAttribute("indicator.name")
    order = factory.SelfAttribute("indicator.order")
    is_placeholder = factory.SelfAttribute("indicator.is_placeholder")
    thrust = factory.SelfAttribute("indicator.thrust")
    definition = "Structures assessed with the functionality instrument."
    source_of_data = "Assessment reports"
    method_of_calculation = "Simple count"
    means_of_verification = "Signed assessment form"
    calculation_type = IndicatorVersion.CalculationType.CUMULATIVE_YEAR_END
    desired_performance = IndicatorVersion.DesiredPerformance.HIGHER
    unit = IndicatorVersion.Unit.NUMBER
    collected_from = IndicatorVersion.CollectedFrom.PROVINCES
    responsible_post = "Director: Civil Society"


DESCRIBED = {field.name for field in IndicatorVersion._meta.fields}
NAMED = {"code", "name", "thrust", "order", "is_placeholder"}


class IndicatorFactory(DjangoModelFactory):
    """An indicator with its first description; what the description says is named here as well."""

    class Meta:
        model = Indicator
        django_get_or_create = ["code"]

    code = "1.1.1"
    name = "Number of community structures assessed"
    thrust = factory.SubFactory(
        ThrustFactory,
        code=factory.LazyAttribute(lambda thrust: ".".join(thrust.factory_parent.code.split(".")[:2])),
    )

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        described = {name: kwargs.pop(name) for name in DESCRIBED - NAMED if name in kwargs}
        indicator = super()._create(model_class, *args, **kwargs)
        if not indicator.versions.exists():
            IndicatorVersionFactory(indicator=indicator, **described)
        return indicator


class TargetFactory(DjangoModelFactory):
    """``quarter`` names the slot as the tests think of it."""

    class Meta:
        model = Target

    class Params:
        quarter = 2

    indicator = factory.SubFactory(IndicatorFactory)
    year = 2026
    slot = factory.LazyAttribute(lambda target: Slot.of(target.quarter))
    value = Decimal(10)
    authority = "Annual Performance Plan 2026/27"


class TargetChangeSetFactory(DjangoModelFactory):
    class Meta:
        model = TargetChangeSet

    year = 2026
    reason = "The plan was adopted."
    authority = "Annual Performance Plan 2026/27"
    proposed_by = factory.SubFactory(UserFactory)
    proposed_on = date(2026, 11, 2)


class TargetChangeFactory(DjangoModelFactory):
    class Meta:
        model = TargetChange

    change_set = factory.SubFactory(TargetChangeSetFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    slot = Slot.Q4
    after_value = Decimal(12)
    closes_on = factory.LazyAttribute(lambda line: closes_on(line.change_set.year, line.slot))
