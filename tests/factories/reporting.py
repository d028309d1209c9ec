"""Figures of the quarters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from partnerships.core.calendar import Quarter
from reporting.models import (
    Actual,
    CategoryValue,
    EvidenceGrade,
    LateOpening,
    PeriodRule,
    ProvincialReturn,
    ReportingPeriod,
    ReturnLine,
    ReturnPassage,
    ReturnRule,
)
from tests.factories.core import ProvinceFactory, UserFactory
from tests.factories.strategy import IndicatorFactory


def described_in(actual):
    """The description that holds in the quarter of the actual."""
    quarter = Quarter(actual.year, actual.quarter)
    return actual.indicator.versions.valid_in(quarter).get()


class ActualFactory(DjangoModelFactory):
    class Meta:
        model = Actual

    indicator = factory.SubFactory(IndicatorFactory)
    definition = factory.LazyAttribute(described_in)
    year = 2026
    quarter = 2
    value = Decimal(10)
    captured_by = factory.SubFactory(UserFactory)
    captured_on = date(2026, 10, 10)


class CategoryValueFactory(DjangoModelFactory):
    class Meta:
        model = CategoryValue

    actual = factory.SubFactory(ActualFactory)


class EvidenceGradeFactory(DjangoModelFactory):
    """Sufficient, of the figure and the last document of an actual that has one."""

    class Meta:
        model = EvidenceGrade

    actual = factory.SubFactory(ActualFactory)
    validity = accuracy = completeness = "yes"
    figure = factory.LazyAttribute(lambda grade: f"{grade.actual.value:.2f}")
    newest_document = factory.LazyAttribute(lambda grade: grade.actual.documents.last())
    graded_by = factory.SubFactory(UserFactory)
    graded_on = date(2026, 10, 20)


class PeriodRuleFactory(DjangoModelFactory):
    """Fifteen days after the quarter, on a working day; of the country with ``province=None``: one month."""

    class Meta:
        model = PeriodRule

    code = factory.LazyAttribute(lambda rule: rule.province.code.lower() if rule.province else "national")
    name = factory.LazyAttribute(lambda rule: f"Return, {rule.province or 'the country'}")
    province = None
    counting = factory.LazyAttribute(lambda rule: "days" if rule.province else "month")
    due_after = factory.LazyAttribute(lambda rule: 15 if rule.province else None)
    on_free_day = factory.LazyAttribute(lambda rule: "before" if rule.province else "stays")


class ReportingPeriodFactory(DjangoModelFactory):
    """Q3 2026/27, which nobody reports yet."""

    class Meta:
        model = ReportingPeriod

    year = 2026
    quarter = 3
    opens_on = date(2027, 1, 1)
    due_on = date(2027, 1, 15)
    closes_on = date(2027, 1, 29)


class OpenPeriodFactory(ReportingPeriodFactory):
    """Q2 2026/27 of Gauteng, which is reported on the day of the tests and due a week later."""

    province = factory.SubFactory(ProvinceFactory)
    quarter = 2
    opens_on = date(2026, 10, 1)
    due_on = date(2026, 11, 30)
    closes_on = date(2026, 12, 14)


class ProvincialReturnFactory(DjangoModelFactory):
    class Meta:
        model = ProvincialReturn

    period = factory.SubFactory(OpenPeriodFactory)
    begun_by = factory.SubFactory(UserFactory)
    begun_on = date(2026, 10, 2)


class ReturnLineFactory(DjangoModelFactory):
    class Meta:
        model = ReturnLine

    provincial_return = factory.SubFactory(ProvincialReturnFactory)
    position = factory.Sequence(lambda n: n + 1)
    definition = factory.LazyAttribute(lambda line: IndicatorFactory().versions.get())


class ReturnPassageFactory(DjangoModelFactory):
    class Meta:
        model = ReturnPassage

    provincial_return = factory.SubFactory(ProvincialReturnFactory)
    position = 100
    kind = "way_forward"
    heading = "Way forward"


class ReturnRuleFactory(DjangoModelFactory):
    class Meta:
        model = ReturnRule

    code = factory.Sequence(lambda n: f"rule-{n}")
    name = "Rule of a return"


class LateOpeningFactory(DjangoModelFactory):
    class Meta:
        model = LateOpening

    period = factory.SubFactory(OpenPeriodFactory)
    until = date(2026, 12, 20)
    reason = "The offices were closed after the storm."
    authority = "Letter of the Secretary, 2 November 2026"
    opened_by = factory.SubFactory(UserFactory)
    opened_on = date(2026, 11, 20)
