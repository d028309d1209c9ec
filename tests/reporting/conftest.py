"""The small country of ``tests.reporting.world`` and its report of Q2 2026/27, nationally and of one province."""

from __future__ import annotations

import pytest

from partnerships.core.calendar import Quarter
from reporting.reports.document import QuarterlyReport
from reporting.reports.quarterly import quarterly_report
from tests.people import gift, person
from tests.reporting.world import World, build_world

Q2 = Quarter(2026, 2)


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def national(world: World) -> QuarterlyReport:
    return quarterly_report(Q2, province=None, viewer=person("director"))


@pytest.fixture
def of_gauteng(world: World) -> QuarterlyReport:
    return quarterly_report(Q2, province=world.gauteng, viewer=gift())
