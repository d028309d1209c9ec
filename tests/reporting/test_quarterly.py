"""The quarterly report as a document: registers, grid, gaps, days, scope, and the records behind each figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from partnerships.core.calendar import Quarter
from reporting.reports.base import LONGEST_LIST, Figure
from reporting.reports.document import QUARTER_OPEN, GridCell, QuarterlyReport
from reporting.reports.quarterly import grid, quarterly_report
from tests import factories as make
from tests.people import gift, person
from tests.reporting.world import World, build_world

pytestmark = pytest.mark.django_db


Q2 = Quarter(2026, 2)


def values(part: Any) -> dict[str, Any]:
    """The figures of a part by name."""
    return {field.name: getattr(part, field.name).value for field in fields(part)}


def line(report: QuarterlyReport, code: str) -> Any:
    return next(one for area in report.focus_areas for one in area.indicators if one.code == code)


def gap(report: QuarterlyReport, label: str) -> Any:
    return next(one for one in report.gaps if one.label == label)


# Registers and engagements


def test_partners_at_start_and_new_less_ended_are_partners_at_end(national: QuarterlyReport) -> None:
    partners, mous = national.register.movements
    # start: trust, retail watch; new: union; ended: retail watch
    assert [partners.at_start.value, partners.new.value, partners.ended.value, partners.at_end.value] == [
        2,
        1,
        1,
        2,
    ]
    # start: 001, 002, 004; came: 003; left: 004
    assert [mous.at_start.value, mous.new.value, mous.ended.value, mous.at_end.value] == [3, 1, 1, 3]


def test_changes_of_the_registers_say_who_when_and_why(national: QuarterlyReport) -> None:
    rows = {
        table.key: [[getattr(cell, "text", cell) for cell in row] for row in table.rows]
        for table in national.register.changes
    }
    assert rows == {
        "new_partners": [["Farmers' Union (demo)", date(2026, 7, 10), "Formal agreement"]],
        "ended_partners": [["Retail Watch (demo)", date(2026, 9, 1), "The partner withdrew"]],
        "new_mous": [["MOU-2026-003 Victim support", "In force from 1\u00a0August\u00a02026"]],
        "ended_mous": [["MOU-2026-004 Radio links", "Terminated on 15\u00a0August\u00a02026"]],
    }


def test_a_table_is_read_to_its_sixtieth_row_and_says_how_many_more_the_workbook_has(
    national: QuarterlyReport,
) -> None:
    short = national.register.changes[0]
    assert (short.shortened.rows, short.shortened.left_out) == (short.rows, 0)
    long = replace(short, rows=short.rows * (LONGEST_LIST + 5))
    assert (len(long.shortened.rows), long.shortened.left_out) == (60, 5)
    # What counted its rows in the database says so itself.
    assert replace(long, of=1000).shortened.left_out == 940


def test_engagements_of_the_quarter_by_kind_and_place(national: QuarterlyReport) -> None:
    engagements = national.engagements
    assert {one.name: (one.held.value, one.present) for one in engagements.by_kind} == {
        "Meeting": (2, 12),
        "Imbizo": (1, 340),
    }
    assert [(one.name, one.held.value) for one in engagements.by_province] == [
        ("National", 1),
        ("Gauteng", 2),
        ("Limpopo", 0),
    ]
    total = engagements.total
    assert (total.held.value, total.present, total.counted) == (3, 352, 2)


# Grid, gaps, summary


def test_the_grid_counts_what_can_be_judged_in_each_province(national: QuarterlyReport) -> None:
    cells = {
        row.province: [(cell.on_track, cell.judged) for cell in (*row.cells, row.total)]
        for row in national.grid
    }
    # Gauteng: 12 of 10 and 80 of 80; Limpopo: nothing said for 1.1.1, 50 of 80 is off track
    assert cells == {"Gauteng": [(2, 2), (0, 0), (2, 2)], "Limpopo": [(0, 1), (0, 0), (0, 1)]}


def test_a_focus_area_without_indicators_keeps_its_column_of_the_grid(national: QuarterlyReport) -> None:
    one, two = (GridCell(count, 2, "") for count in (1, 2))
    row = replace(national.grid[0], cells=(one, two), total=GridCell(3, 4, ""))
    areas = tuple(SimpleNamespace(pk=pk) for pk in (10, 30))
    figures: Any = SimpleNamespace(areas=areas, grid=(row,))

    (found,) = grid(figures, [10, 20, 30])

    assert [(cell.on_track, cell.judged) for cell in found.cells] == [(1, 2), (0, 0), (2, 2)]
    assert found.total == row.total


def test_a_province_has_no_grid(of_gauteng: QuarterlyReport) -> None:
    assert of_gauteng.grid == ()


@pytest.mark.parametrize(
    ("label", "count"),
    [
        ("Indicators without an actual", 1),  # 1.1.1 in Limpopo
        ("Indicators not measured", 1),  # 1.2.1
        ("Actuals captured late", 1),  # 1.1.2 in Limpopo
        ("Actuals without evidence", 3),  # 1.1.2 twice, 2.1.1
        ("Evidence of actuals not graded", 1),  # 1.1.1 in Gauteng
        ("Evidence of actuals found wanting", 0),
        ("Obligations overdue", 4),  # 5.2, 5.3, 5.6, 5.7
        ("Evidence not verified", 1),  # 5.6
        ("Activities late", 3),
        ("MoUs without an obligation", 0),
        ("MoUs without a workplan for 2026/27", 1),  # 003
        ("MoUs without a signed copy", 3),
        ("MoUs dormant", 0),
        ("Minutes overdue", 0),
        ("Structures not assessed", 0),
        ("Contested by partners", 0),
        ("Confirmation slips not answered", 0),
    ],
)
def test_what_is_missing_or_late(national: QuarterlyReport, label: str, count: int) -> None:
    found = gap(national, label)
    assert found.count.value == count
    named = found.table.of if found.table.of is not None else len(found.table.rows)
    assert named == count or label == "Actuals without evidence"  # one row for each indicator


def test_overdue_obligations_say_who_owes_them_and_for_how_long(national: QuarterlyReport) -> None:
    ours = "Civilian Secretariat for Police Service"
    rows = [
        (row[0].text.split(":")[0], row[1], row[2], row[3])
        for row in gap(national, "Obligations overdue").table.rows
    ]
    assert rows == [
        ("MOU-2026-001, 5.3", ours, date(2026, 6, 15), 108),  # 15 June to 1 October
        ("MOU-2026-001, 5.6", ours, date(2026, 9, 25), 6),
        ("MOU-2026-001, 5.7", ours, date(2026, 9, 28), 3),
        ("MOU-2026-001, 5.2", ours, date(2026, 9, 30), 1),
    ]


def test_the_summary_says_the_same_figures_as_the_parts(national: QuarterlyReport) -> None:
    said = ["".join(str(part) for part in sentence) for sentence in national.summary]
    assert said == [
        "Of 4 indicators with a target, 1 was on track, 1 behind and 1 off track; 1 gave no figure.",
        "Of 6 figures expected for them, 4 were given, 1 could not be measured and 1 is missing.",
        "Of 6 obligations that fell due in the quarter, 2 were met and 1 partly met (50,0\u00a0% together). "
        "In all, 4 are overdue, those of earlier quarters included.",
        "Of 5 planned activities, 1 was done, 3 are late and 1 was given up.",
        "Partners: 2 at the start of 1\u00a0July\u00a02026, 1 new, 1 ended, 2 on 30\u00a0September\u00a02026.",
        "MoUs in force: 3 at the start of 1\u00a0July\u00a02026, 1 new, 1 ended, 3 on 30\u00a0September\u00a02026.",
        "3 engagements with stakeholders were held, 352 people present at the 2 where they were counted.",
        "Tied to no thrust, and therefore in no focus area below: 1 obligation due and 0 overdue.",
        "No action item fell due in this quarter; none is overdue.",
        "No community structure is registered.",
        "Of 4 figures given, 1 (25,0\u00a0%) has a document, and 0 (0,0\u00a0%) were graded by a second person; "
        "0 were found valid, accurate and complete.",
    ]


def test_an_empty_country_is_reported_in_words() -> None:
    make.ProvinceFactory()
    report = quarterly_report(Q2, province=None, viewer=person("director"))
    said = ["".join(str(part) for part in sentence) for sentence in report.summary]
    assert said[:3] == [
        "No indicator has a target in this quarter.",
        "No obligation fell due in this quarter; 0 of earlier quarters are overdue.",
        "No activity was planned for this quarter.",
    ]
    assert said[3 + 2 :] == [
        "No engagement was recorded for this quarter.",
        "No action item fell due in this quarter; none is overdue.",
        "No community structure is registered.",
    ]
    assert report.gap_count == 0


# Days


def test_a_quarter_that_runs_is_not_judged_and_nothing_of_it_is_late(world: World) -> None:
    with time_machine.travel("2026-08-31 12:00+02:00", tick=False):
        report = quarterly_report(Q2, province=None, viewer=person("director"))
    assert (report.as_of, report.is_closed) == (date(2026, 8, 31), False)
    assert {one.state for area in report.focus_areas for one in area.indicators} == {QUARTER_OPEN}
    # what Gauteng says early counts; of Limpopo nothing is missing yet
    assert (line(report, "1.1.1").actual.value, line(report, "1.1.1").silent) == (12, ())
    assert gap(report, "Indicators without an actual").count.value == 0
    said = ["".join(str(part) for part in sentence) for sentence in report.summary]
    assert said[0] == "The quarter is not over: 4 indicators have a target, and none is judged yet."
    assert said[1].startswith("Of 7 obligations that fall due in the quarter, 2 were met")
    first = report.focus_areas[0].thrusts[0]
    nothing = {"carried": 0, "brought": 0}
    assert (
        values(first.activities) == {"planned": 3, "done": 0, "late": 0, "open": 3, "given_up": 0} | nothing
    )
    # 5.1 met; 5.2 is due on 30 September: not overdue yet; 5.3 is
    assert values(first.obligations) == {"due": 3, "met": 1, "partly_met": 0, "overdue": 1}


def test_an_earlier_quarter_is_told_as_it_stood(world: World) -> None:
    report = quarterly_report(Quarter(2026, 1), province=None, viewer=person("director"))
    partners, mous = report.register.movements
    # trust, retail watch and the old guild until 29 June; 001, 002 and 004 from 1 April
    assert [partners.at_start.value, partners.new.value, partners.ended.value, partners.at_end.value] == [
        3,
        0,
        1,
        2,
    ]
    assert [mous.at_start.value, mous.new.value, mous.ended.value, mous.at_end.value] == [0, 3, 0, 3]


# Scope


def test_a_province_never_learns_of_another(world: World, of_gauteng: QuarterlyReport) -> None:
    said = repr(of_gauteng)
    for secret in ("Limpopo", "MOU-2026-003", "Retail Watch", "not quorate"):
        assert secret not in said


def test_partners_of_other_provinces_are_named_without_a_link(world: World) -> None:
    foreign = make.StakeholderFactory(name="Limpopo Forum (demo)", province=world.limpopo)
    make.MoUPartyFactory(mou=world.safer_schools, stakeholder=foreign)
    report = quarterly_report(Q2, province=world.gauteng, viewer=gift())
    links = {link.text: bool(link.url) for link in report.focus_areas[0].partner_links}
    assert links == {"Limpopo Forum (demo)": False, "Vhuṱali Ḽifa Trust (demo)": True}


# Every figure opens to its records


def figures(part: Any) -> Iterator[Figure]:
    if isinstance(part, Figure):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from figures(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from figures(getattr(part, field.name))


def counted(client: Client, url: str) -> int:
    response = client.get(url)
    assert response.status_code == 200, url
    assert response.context["filter"].form.errors == {}, url
    return response.context["page_obj"].paginator.count


@pytest.mark.parametrize("whose", ["national", "of_gauteng"])
def test_every_count_is_the_length_of_the_list_behind_it(
    client: Client, request: pytest.FixtureRequest, whose: str
) -> None:
    report = request.getfixturevalue(whose)
    client.force_login(person("director") if whose == "national" else gift())
    measured = {id(one.actual) for area in report.focus_areas for one in area.indicators}
    followed, wrong = set(), []
    for figure in figures(report):
        if figure.url and id(figure) not in measured:
            followed.add(figure.url)
            if (found := counted(client, figure.url)) != figure.value:
                wrong.append(f"{figure.url}: {figure.value} in the report, {found} in the list")
    assert wrong == []
    assert len(followed) > 40


def test_the_list_behind_an_actual_holds_the_figures_it_was_formed_from(
    client: Client, national: QuarterlyReport
) -> None:
    client.force_login(person("director"))
    response = client.get(line(national, "1.1.2").actual.url)
    found = [(row.province.code, row.numerator, row.denominator) for row in response.context["object_list"]]
    assert sorted(found) == [("GP", 8, 10), ("LP", 3, 6)]


# Queries


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize(("whole", "queries"), [(True, 38), (False, 35)])
def test_the_number_of_queries_is_fixed(
    django_assert_num_queries: Callable[..., Any], several: bool, whole: bool, queries: int
) -> None:
    world = build_world()
    if several:
        _more_of_everything(world)
    viewer = person("director")
    quarterly_report(Q2, province=None, viewer=viewer)  # Django remembers content types from now on
    with django_assert_num_queries(queries):
        quarterly_report(Q2, province=None, viewer=viewer, whole=whole)


def _more_of_everything(world: World) -> None:
    # The references of the world are written out: those to come must not meet them.
    make.MoUFactory.reset_sequence(500, force=True)
    for number in range(3, 6):
        indicator = make.IndicatorFactory(code=f"1.1.{number}")
        for province in (world.gauteng, world.limpopo):
            make.TargetFactory(indicator=indicator, province=province)
            make.ActualFactory(indicator=indicator, province=province)
        mou = make.MoUFactory(signed=True)
        mou.focus_areas.add(make.FocusAreaFactory(code="1"))
        make.MoUPartyFactory(mou=mou)
        make.ObligationFactory(mou=mou, thrust=make.ThrustFactory())
        make.ActivityQuarterFactory(activity__mou=mou)
        make.EngagementFactory()
        make.ActionItemFactory()
        make.StructureFactory()
        make.PartnerDecisionFactory(decided_on=date(2026, 8, number))
