"""Every figure of the small world, computed by hand, is the same on the page, in the report and in Excel."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.strategy.definitions import Definitions
from partnerships.strategy.target_table import Targets, provinces_against_country, quarters_against_year
from reporting.renderers.workbook import render_workbook
from reporting.reports.document import IndicatorLine
from reporting.reports.indicator_year import indicator_year
from reporting.reports.quarterly import quarterly_report
from tests.data.conftest import kept_database  # noqa: F401 -- a fixture
from tests.people import nomsa
from tests.strategy import small_world as world
from tests.strategy.small_world import EXPECTED, SmallWorld, build_small_world

pytestmark = pytest.mark.django_db

YEAR = FinancialYear(world.YEAR)
# After Q3 has closed and before Q4 has.
DAY = date(2026, 3, 31)


@pytest.fixture(scope="module")
def small(kept_database: None) -> Iterator[SmallWorld]:  # noqa: F811
    yield build_small_world()


@pytest.fixture(scope="module")
def lines(small: SmallWorld) -> dict[int, dict[str, IndicatorLine]]:
    """Quarter → number → its line in the national report."""
    return {number: _lines(Quarter(world.YEAR, number), None) for number in (1, 2, 3)}


def _lines(quarter: Quarter, province: Any) -> dict[str, IndicatorLine]:
    report = quarterly_report(quarter, province=province, viewer=nomsa())
    return {line.code: line for area in report.focus_areas for line in area.indicators}


@pytest.mark.parametrize(("kind", "direction"), EXPECTED)
def test_the_country_and_its_year_are_those_done_on_paper(
    small: SmallWorld, lines: dict[int, dict[str, IndicatorLine]], kind: str, direction: str
) -> None:
    expected, code = EXPECTED[kind, direction], world.code(kind, direction)

    found = indicator_year(small.indicators[kind, direction], YEAR, viewer=nomsa(), as_at=DAY)
    country = found.rows[0]
    assert [(cell.value, cell.target) for cell in country.cells[:3]] == [*expected.quarters]
    assert (country.baseline, country.annual) == (world.BASELINE, world.ANNUAL[kind])
    assert (country.year.value, country.year.target) == expected.year
    for quarter, (actual, target) in enumerate(expected.quarters, start=1):
        line = lines[quarter][code]
        assert (line.actual.value, line.target, line.variance) == (actual, target, actual - target)
    third = lines[3][code]
    assert (third.year_actual, third.year_target) == expected.year
    assert (third.state.label, country.cells[2].state.label) == (expected.states[0],) * 2
    assert country.year.state.label == expected.states[1]


@pytest.mark.parametrize(("kind", "direction"), EXPECTED)
def test_the_rows_of_the_provinces_are_what_was_captured(
    small: SmallWorld, lines: dict[int, dict[str, IndicatorLine]], kind: str, direction: str
) -> None:
    rows = indicator_year(small.indicators[kind, direction], YEAR, viewer=nomsa(), as_at=DAY).rows
    code = world.code(kind, direction)
    for row, figures, targets, province in zip(
        rows[1:],
        world.ACTUALS[kind, direction],
        world.TARGETS[kind],
        (small.gauteng, small.limpopo),
        strict=True,
    ):
        assert [cell.value for cell in row.cells] == [*figures, None]
        assert [cell.target for cell in row.cells] == [*targets]
        for quarter, figure in enumerate(figures, start=1):
            assert lines[quarter][code].by_scope[province.code] == figure


def test_a_percentage_of_the_country_comes_from_its_summed_parts_in_every_quarter(
    small: SmallWorld, lines: dict[int, dict[str, IndicatorLine]]
) -> None:
    cells = indicator_year(small.share, YEAR, viewer=nomsa(), as_at=DAY).rows[0].cells

    assert tuple(cell.value for cell in cells[:3]) == world.EXPECTED_SHARES
    assert tuple(Decimal(lines[n][world.SHARE_CODE].actual.value) for n in (1, 2, 3)) == world.EXPECTED_SHARES


def test_words_are_never_added_up_and_judged_along_their_scale(
    small: SmallWorld, lines: dict[int, dict[str, IndicatorLine]]
) -> None:
    rows = indicator_year(small.words, YEAR, viewer=nomsa(), as_at=DAY).rows

    assert tuple(cell.value for cell in rows[0].cells[:3]) == world.EXPECTED_WORDS
    assert {cell.state.label for cell in rows[0].cells[:3]} == {"Not judged"}
    assert rows[0].year.value is None
    assert tuple(row.cells[2].state.label for row in rows[1:]) == world.EXPECTED_WORDS_STATES
    assert tuple(row.year.value for row in rows[1:]) == ("some", "none")
    line = lines[3][world.WORDS_CODE]
    assert (line.actual.value, line.variance, line.state.label) == (
        world.EXPECTED_WORDS[2],
        None,
        "Not judged",
    )
    assert line.by_scope == {"GP": "some", "LP": "none"}


def test_the_report_of_a_province_stands_on_its_own_figures(small: SmallWorld) -> None:
    lines = _lines(Quarter(world.YEAR, 3), small.limpopo)

    # 2 of 6: 4 short = 66,7 %: off track; the year 4+4+2 = 10 of 14
    line = lines[world.code("year-end", "higher")]
    assert (line.actual.value, line.target, line.state.label) == (2, 6, "Off track")
    assert (line.year_actual, line.year_target) == (10, 14)
    assert lines[world.code("year-end", "lower")].state.label == "Not measured"
    assert (lines[world.WORDS_CODE].actual.value, lines[world.WORDS_CODE].state.label) == (
        "none",
        "Off track",
    )


def test_the_workbook_of_the_report_holds_the_same_figures(
    small: SmallWorld, lines: dict[int, dict[str, IndicatorLine]]
) -> None:
    report = quarterly_report(Quarter(world.YEAR, 3), province=None, viewer=nomsa())
    sheet = openpyxl.load_workbook(io.BytesIO(render_workbook(report)))["Indicators"]
    heading, *rows = sheet.iter_rows(values_only=True)
    by_code = {row[0]: dict(zip(heading, row, strict=True)) for row in rows}

    for (kind, direction), expected in EXPECTED.items():
        row = by_code[world.code(kind, direction)]
        assert (row["Actual"], row["Target"], row["State"]) == (*expected.quarters[2], expected.states[0])
        assert (row["Actual, year to date"], row["Target, year to date"]) == expected.year
    assert by_code[world.SHARE_CODE]["Actual"] == pytest.approx(66.67)
    assert by_code[world.WORDS_CODE]["Actual"] == "none 1, some 1"


def test_targets_of_provinces_and_quarters_add_up_by_the_calculation_type(small: SmallWorld) -> None:
    targets, definitions = Targets(YEAR, viewer=nomsa()), Definitions(YEAR)
    for indicator in small.indicators.values():
        through = definitions.through(indicator.pk)
        # The annual target stands for the country alone, so the provinces have none to compare.
        sums = list(provinces_against_country(targets, through, [small.gauteng, small.limpopo]))
        year = quarters_against_year(targets, through, None, "National")
        assert [check.label for check in sums] == [f"Provinces, Q{n}" for n in (1, 2, 3, 4)]
        assert all(check.adds_up for check in sums)
        assert year.adds_up
    for indicator in (small.share, small.words):
        through = definitions.through(indicator.pk)
        assert list(provinces_against_country(targets, through, [small.gauteng, small.limpopo])) == []
