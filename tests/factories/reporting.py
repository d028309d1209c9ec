"""Figures of the quarters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from partnerships.core.calendar import Quarter
from reporting.models import Actual
from tests.factories.core import UserFactory
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
