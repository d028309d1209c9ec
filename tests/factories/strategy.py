"""What the Unit set out to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from partnerships.strategy.models import (
    FocusArea,
    Indicator,
    StrategicIssue,
    StrategicThrust,
    Strategy,
    Target,
)


class StrategyFactory(DjangoModelFactory):
    class Meta:
        model = Strategy
        django_get_or_create = ["code"]

    code = "partnership-strategy"
    title = "Partnership Strategy"
    starts_on = date(2020, 4, 1)
    is_current = True


class FocusAreaFactory(DjangoModelFactory):
    class Meta:
        model = FocusArea
        django_get_or_create = ["code"]

    code = "1"
    name = factory.LazyAttribute(lambda area: f"Focus area {area.code}")
    strategy = factory.SubFactory(StrategyFactory)


class ThrustFactory(DjangoModelFactory):
    class Meta:
        model = StrategicThrust
        django_get_or_create = ["code"]

    code = "1.1"
    name = factory.LazyAttribute(lambda thrust: f"Thrust {thrust.code}")
    focus_area = factory.SubFactory(
        FocusAreaFactory, code=factory.LazyAttribute(lambda area: area.factory_parent.code.split(".")[0])
    )


class StrategicIssueFactory(DjangoModelFactory):
    class Meta:
        model = StrategicIssue

    code = factory.Sequence(lambda n: f"1.1.i{n}")
    name = "Role of local government"
    thrust = factory.SubFactory(ThrustFactory)


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator
        django_get_or_create = ["code"]

    code = "1.1.1"
    name = "Number of community structures assessed"
    thrust = factory.SubFactory(
        ThrustFactory,
        code=factory.LazyAttribute(lambda thrust: ".".join(thrust.factory_parent.code.split(".")[:2])),
    )
    definition = "Structures assessed with the functionality instrument."
    source_of_data = "Assessment reports"
    method_of_calculation = "Simple count"
    means_of_verification = "Signed assessment form"
    calculation_type = Indicator.CalculationType.CUMULATIVE_YEAR_END
    desired_performance = Indicator.DesiredPerformance.HIGHER
    unit = Indicator.Unit.NUMBER
    collected_from = Indicator.CollectedFrom.PROVINCES
    responsible_post = "Director: Civil Society"


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = Target

    indicator = factory.SubFactory(IndicatorFactory)
    year = 2026
    quarter = 2
    value = Decimal(10)
    authority = "Annual Performance Plan 2026/27"
