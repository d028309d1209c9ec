"""The dashboard of the small world, computed by hand: page, workbook, indicator page and report say the same.

``tests.strategy.small_world`` holds the records; the country's figures and their arithmetic stand there in EXPECTED.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from partnerships.core.calendar import FinancialYear, Quarter
from reporting.reports.base import Frame
from reporting.reports.dashboard import dashboard
from reporting.reports.dashboard.document import Dashboard
from reporting.reports.indicator_year import indicator_year
from reporting.reports.quarterly import quarterly_report
from tests import factories as make
from tests.data.conftest import kept_database  # noqa: F401 -- a fixture
from tests.people import nomsa
from tests.strategy import small_world as world
from tests.strategy.small_world import EXPECTED, EXPECTED_SHARES, SmallWorld, build_small_world

pytestmark = pytest.mark.django_db

# After Q3 has closed and before Q4 has.
DAY = date(2026, 3, 31)
Q3 = Quarter(world.YEAR, 3)

# Indicators of Q3 with a target: nine, the percentage and the words. EXPECTED: 2 behind, 7 on track;
# 66,67 of 80 %: 13,33 short = 16,7 % of 80: behind; words of two provinces are judged by nobody.
STANDING = {"On track": 7, "Behind": 3, "Not judged": 1}
# Of the year the same nine, and the percentage of Q3; words of two provinces make no figure.
STANDING_OF_YEAR = {"On track": 7, "Behind": 3, "No data": 1}
# (on track, judged) by focus area 1 (year-end and running totals), 2 (single quarters), 3 (percentage and words), all.
# Gauteng, Q3: of 9 aimed at 10 on, 9 on, 12 where fewer is better off; of 21: 21 on, 22 on (4,8 %), 25 behind (19 %);
#   of 9: 8 behind (11,1 %), 9 on, 9 on; 75 of 80 % on (6,3 %), “some” one step below “regular” behind.
# Limpopo, Q3: of 6: 2 off, 6 on; of 14: 10 off (28,6 %), 14 on; of 6: 6 on, 6 on; 25 of 80 % off, “none” off;
#   the three of which fewer is better were not measured.
GRID = {
    "Gauteng": [(4, 6), (2, 3), (1, 2), (7, 11)],
    "Limpopo": [(2, 4), (2, 2), (0, 2), (4, 8)],
}
# Gauteng, year: of 6 + 6 + 9 = 21: 6 + 5 + 10 = 21 on, 6 + 7 + 9 = 22 on, 5 + 6 + 12 = 23 on (9,5 % over, within 10);
#   the rest as in Q3, which is the last.
# Limpopo, year: of 4 + 4 + 6 = 14: 4 + 4 + 2 = 10 off (28,6 %), 14 on, 4 + 5 and nothing: not judged; running totals
#   10 of 14 off, 14 on, 9 of 14 on (the last one measured, fewer is better); single quarters 6 on, 6 on, 6 on.
GRID_OF_YEAR = {
    "Gauteng": [(5, 6), (2, 3), (1, 2), (8, 11)],
    "Limpopo": [(3, 5), (3, 3), (0, 2), (6, 10)],
}


@pytest.fixture(scope="module")
def small(kept_database: None) -> Iterator[SmallWorld]:  # noqa: F811
    yield build_small_world()


@pytest.fixture(scope="module")
def frame(small: SmallWorld) -> Frame:
    return Frame(Q3, None, nomsa(), DAY)


@pytest.fixture(scope="module")
def of_quarter(frame: Frame) -> Dashboard:
    return dashboard(frame)


@pytest.fixture(scope="module")
def of_year(frame: Frame) -> Dashboard:
    return dashboard(replace(frame, is_year=True))


def counted(found: Dashboard) -> dict[str, int]:
    labels = [line.state.label for line in found.lines]
    return {label: labels.count(label) for label in labels}


def cells(rows: Any) -> dict[str, list[tuple[int, int]]]:
    return {row.province: [(one.on_track, one.judged) for one in (*row.cells, row.total)] for row in rows}


def test_gauges_and_grid_are_those_done_on_paper(of_quarter: Dashboard, of_year: Dashboard) -> None:
    assert counted(of_quarter) == STANDING
    assert counted(of_year) == STANDING_OF_YEAR
    gauges = {one.key: (one.figure.value, one.of.value if one.of else None) for one in of_quarter.gauges}
    assert gauges["on_track"] == (7, 11)
    assert gauges["given"] == (19, 22)  # eleven of two provinces; Limpopo did not measure three
    assert gauges["graded"] == (0, 19)  # no document is attached
    year = {one.key: (one.figure.value, one.of.value if one.of else None) for one in of_year.gauges}
    assert year["on_track"] == (7, 11)
    assert year["graded"] == (0, 63)  # 22 + 22 + 19 figures in Q1 to Q3
    assert cells(of_quarter.grid) == GRID
    assert cells(of_year.grid) == GRID_OF_YEAR


def test_the_lines_are_those_of_the_report_and_of_the_page_of_the_indicator(
    small: SmallWorld, of_quarter: Dashboard, of_year: Dashboard
) -> None:
    report = quarterly_report(Q3, province=None, viewer=nomsa())
    told = {line.code: line for area in report.focus_areas for line in area.indicators}
    quarter = {line.code: line for line in of_quarter.lines}
    year = {line.code: line for line in of_year.lines}
    assert cells(report.grid) == cells(of_quarter.grid)
    for (kind, direction), expected in EXPECTED.items():
        code, (actual, target) = world.code(kind, direction), expected.quarters[2]
        line, so_far = quarter[code], year[code]
        assert (line.actual.value, line.target, line.variance) == (actual, target, actual - target)
        assert line.state.label == told[code].state.label == expected.states[0]
        assert (so_far.actual.value, so_far.target) == expected.year
        page = indicator_year(
            small.indicators[kind, direction], FinancialYear(world.YEAR), viewer=nomsa(), as_at=DAY
        )
        country = page.rows[0]
        assert country.year.state is not None
        assert so_far.state.label == country.year.state.label == expected.states[1]
    assert year[world.SHARE_CODE].actual.value == EXPECTED_SHARES[2]
    assert quarter[world.WORDS_CODE].actual.value == world.EXPECTED_WORDS[2]


def test_the_year_of_a_province_is_judged_as_on_the_page_of_the_indicator(
    small: SmallWorld, frame: Frame
) -> None:
    """And the dashboard of a province has the row that it has in the grid of the country."""
    everything = [*small.indicators.values(), small.share, small.words]
    for place, province in ((1, small.gauteng), (2, small.limpopo)):
        states = [
            indicator_year(one, FinancialYear(world.YEAR), viewer=nomsa(), as_at=DAY).rows[place].year.state
            for one in everything
        ]
        own = dashboard(replace(frame, province=province, is_year=True))
        labels = [state.label for state in states if state]
        on_track, judged = GRID_OF_YEAR[province.name][-1]
        assert (labels.count("On track"), len(labels)) == (on_track, judged)
        assert cells(own.grid) == {province.name: GRID_OF_YEAR[province.name]}
        assert counted(own)["On track"] == on_track


def test_eight_quarters_end_with_the_three_that_were_measured(small: SmallWorld, frame: Frame) -> None:
    drawn: dict[str, Any] = {}
    for thrust in {one.thrust_id for one in (*small.indicators.values(), small.share)}:
        drawn |= {trend.code: trend for trend in dashboard(frame, thrust=thrust).trends}
    assert len(drawn) == 11
    for (kind, direction), expected in EXPECTED.items():
        trend = drawn[world.code(kind, direction)]
        assert str(trend.points[0].quarter) == "Q4 2023/24"
        assert [(one.actual, one.target) for one in trend.points] == [(None, None)] * 5 + [*expected.quarters]
        assert trend.last.state.label == expected.states[0]
        # Eight places, three bars and three lines, five dots, and the base.
        names = [rect.css_class.split()[-1] for rect in trend.rects]
        assert [names.count(f"trend__{one}") for one in ("bar", "bar--now", "target", "none")] == [2, 1, 3, 5]
    share = drawn[world.SHARE_CODE]
    assert [one.actual for one in share.points[5:]] == [*EXPECTED_SHARES]
    assert not drawn[world.WORDS_CODE].is_drawn


def test_figures_of_another_kind_are_parted_and_have_a_scale_of_their_own(
    small: SmallWorld, frame: Frame
) -> None:
    """Q3 was measured by a description in per cent: it cannot be compared with the numbers before."""
    indicator = small.indicators["non-cumulative", "equal"]
    changed = make.IndicatorVersionFactory(
        indicator=indicator,
        number=2,
        unit="percentage",
        calculation_type="non_cumulative",
        valid_from=date(2025, 10, 1),
        code=indicator.code,
    )
    indicator.actuals.filter(quarter=3).update(
        definition=changed, value=Decimal(50), numerator=Decimal(5), denominator=Decimal(10)
    )
    trends = dashboard(frame, thrust=indicator.thrust_id).trends
    trend = next(one for one in trends if one.code == indicator.code)
    assert trend.breaks == (7,)  # the eighth place
    assert "changes unit" in trend.notes[0]
    assert "cannot be compared" in trend.notes[0]
    assert [one.actual for one in trend.points[5:]] == [10, 10, 50]
    heights = [rect.height for rect in trend.rects if "trend__bar" in rect.css_class]
    assert heights == [48.0, 48.0, 48.0]  # each fills its own scale: target 10 before, 50 % after


def test_page_and_workbook_say_the_same(client: Client, small: SmallWorld) -> None:
    client.force_login(nomsa())
    query = {"period": "2025-26-q3", "area": "national"}
    page = client.get(reverse("reporting:dashboard"), query)
    found = page.context["found"]
    assert counted(found) == STANDING
    assert cells(found.grid) == GRID
    html = page.content.decode()
    assert html.count("of 11") >= 1
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("reporting:dashboard"), query | {"format": "xlsx"}).content)
    )
    rows = {row[0]: row for row in book["Target and actual"].iter_rows(min_row=2, values_only=True)}
    for (kind, direction), expected in EXPECTED.items():
        actual, target = expected.quarters[2]
        row = rows[world.code(kind, direction)]
        assert row[2:6] == (target, actual, actual - target, expected.states[0])
    grid = {
        row[0]: row[1:] for row in book["Provinces and focus areas"].iter_rows(min_row=2, values_only=True)
    }
    for province, pairs in GRID.items():
        assert grid[province] == tuple(figure for pair in pairs for figure in pair)
    gauges = {row[0]: row[1:3] for row in book["In short"].iter_rows(min_row=2, values_only=True)}
    assert gauges["Indicators on track"] == (7, 11)
    assert gauges["Figures given"] == (19, 22)
