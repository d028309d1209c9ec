"""The dashboard: figures of the report, each with its records; whose, of which period, in how many queries."""

from __future__ import annotations

import gzip
import io
from dataclasses import fields
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from reporting.models import ReportingPeriod
from reporting.reports.base import Figure
from reporting.reports.quarterly import quarterly_report
from tests import factories as make
from tests.people import gift, person
from tests.reporting.test_quarterly import _more_of_everything
from tests.reporting.world import World, build_world

pytestmark = pytest.mark.django_db

PAGE, BEHIND = "reporting:dashboard", "reporting:dashboard_indicators"
Q2 = {"period": "2026-27-q2"}
# What a page may weigh over the line, and what it may ask, with the session, the person and the rights.
BYTES, QUERIES = 40_000, 20


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def director(client: Client, world: World) -> User:
    user = person("director")
    client.force_login(user)
    return user


def gauges(response: Any) -> dict[str, tuple[Any, Any]]:
    found = response.context["found"]
    return {one.key: (one.figure.value, one.of.value if one.of else None) for one in found.gauges}


def test_the_figures_are_those_of_the_quarterly_report(client: Client, director: User) -> None:
    """By hand they are counted in tests/reporting/test_quarterly.py; here they must be the same ones."""
    page = client.get(reverse(PAGE), Q2)
    report = quarterly_report(Quarter(2026, 2), province=None, viewer=director)
    partners, mous = report.register.movements
    assert gauges(page) == {
        "on_track": (1, 4),  # of 1.1.1, 1.1.2, 1.2.1 and 2.1.1 the last one
        "given": (4, 6),
        "graded": (0, 4),
        "met": (2, 6),
        "done": (1, 5),
        "mous": (3, None),
        "partners": (2, None),
        "engagements": (3, None),
    }
    assert (report.standing.on_track, report.standing.total) == gauges(page)["on_track"]
    assert (mous.at_end.value, partners.at_end.value, report.engagements.total.held.value) == (3, 2, 3)
    found = page.context["found"]
    assert [(row.province, row.total.on_track, row.total.judged) for row in found.grid] == [
        (row.province, row.total.on_track, row.total.judged) for row in report.grid
    ]
    [(_, first), (_, second)] = found.activities
    assert (first.planned.value, second.planned.value, second.done.value, second.late.value) == (1, 5, 1, 3)
    assert {line.code: line.state for line in found.lines} == {
        line.code: line.state for area in report.focus_areas for line in area.indicators
    }


@pytest.mark.parametrize("query", [Q2, {"period": "2026-27"}, {"period": "2026-27", "area": "LP"}])
def test_every_figure_opens_to_exactly_its_records(
    client: Client, director: User, world: World, query: dict[str, str]
) -> None:
    """Of gauges, notes, quarters, ages, stages and of what is late: the list has as many rows as the figure says."""
    _more_that_waits(world)
    found = client.get(reverse(PAGE), query).context["found"]
    figures = [
        *(figure for one in found.gauges for figure in (one.figure, one.of) if figure),
        *(part for one in found.gauges for part in one.note if isinstance(part, Figure)),
        *(getattr(one, field.name) for _, one in found.activities for field in fields(one)),
        *(figure for age in found.ages for figure in (age.ours, age.theirs)),
        *(stage.count for stage in found.stages),
        *(part.count for part in found.late_parts),
    ]
    assert [part.name for part in found.late_parts if not part.count.url] == []
    opened = 0
    for figure in {one.url: one for one in figures if one.url and one.value}.values():
        context = client.get(figure.url).context
        rows = context["lines"] or context["absent"] if "lines" in context else None
        rows = context["rows"] if "only_wanting" in context else rows
        count = len(rows) if rows is not None else context["page_obj"].paginator.count
        assert count == figure.value, figure.url
        opened += 1
    assert opened > 20 - 8 * ("area" in query)
    counts = {part.name: part.count.value for part in found.late_parts}
    # Two side by side of the agreement and one of the amendment; the step after those two does not stand open yet.
    assert counts["Steps of clearance that wait"] == 3
    assert counts["Evidence that waits for a second person"] == 1
    by_key = {one.key: one for one in found.gauges}
    if found.frame.is_year:
        assert "/workplans/quarters/" in by_key["done"].of.url


def _more_that_waits(world: World) -> None:
    """Steps side by side and one after them, evidence in time, and what is owed under an agreement of this quarter."""
    clearing = make.MoUFactory(province=world.limpopo, status="clearance")
    for position, code in ((1, "legal-opinion"), (1, "finance"), (2, "secretary")):
        make.ClearanceFactory(mou=clearing, position=position, step__code=code, opened_on=date(2026, 9, 1))
    signed = make.MoUFactory(province=world.limpopo, signed=True, signed_on=date(2026, 10, 5))
    make.ClearanceFactory(
        mou=signed,
        amendment=make.AmendmentFactory(mou=signed, status="clearance"),
        opened_on=date(2026, 11, 2),
    )
    party = make.MoUPartyFactory(mou=signed)
    owed = {"mou": signed, "owing_party": party}
    make.ObligationFactory(**owed, due_on=date(2026, 11, 2))
    submitted = {
        "status": "submitted",
        "submitted_by": person(),
        "submission": "Sent",
        "submitted_on": date(2026, 11, 20),
    }
    make.ObligationFactory(**owed, due_on=date(2026, 11, 23), **submitted)
    # Submitted too late: it is told as overdue.
    make.ObligationFactory(**owed, due_on=date(2026, 11, 22), **submitted)


def test_the_tiles_and_the_grid_say_in_words_what_their_colour_says(client: Client, director: User) -> None:
    page = client.get(reverse(PAGE), Q2)
    tiles = {code: (row.total.tone, words) for code, row, words in page.context["found"].tiles}
    # Gauteng 2 of 2; Limpopo 0 of 1; the others have no target, which is no failure.
    assert tiles["GP"] == ("good", "All on track")
    assert tiles["LP"] == ("overdue", "None on track")
    html = page.content.decode()
    for words in ("All on track", "None on track", "nothing to judge, which is not zero"):
        assert words in html
    cell = page.context["found"].grid[0].cells[0]
    [line, other] = client.get(cell.url).context["lines"]
    assert {line.code, other.code} == {"1.1.1", "1.1.2"}


def test_what_is_late_says_who_holds_it_the_oldest_first(
    client: Client, director: User, world: World
) -> None:
    clearing = make.MoUFactory(reference="MOU-2026-020", province=world.limpopo, status="clearance")
    make.ClearanceFactory(mou=clearing, opened_on=date(2026, 9, 1), step__name="Legal opinion")
    kind = make.EngagementKindFactory(code="forum-meeting", needs_minutes=True)
    make.EngagementFactory(kind=kind, held_on=date(2026, 11, 2), stakeholder=world.union)
    found = client.get(reverse(PAGE), Q2).context["found"]
    # Today is 23 November 2026. 5.3 is due since 15 June: 15 + 31 + 31 + 30 + 31 + 23 = 161 days.
    assert (found.late[0].what.text, found.late[0].days) == ("MOU-2026-001, clause 5.3", 161)
    lines = {line.what.text: line for line in found.late}
    assert lines["MOU-2026-001, clause 5.6"].holder == world.safer_schools.partnership_manager.name
    assert lines["MOU-2026-020, Legal opinion"].days == 83  # 29 + 31 + 23
    assert "Director" in lines["MOU-2026-020, Legal opinion"].holder
    missing = lines["1 figure of Q2 2026/27, Limpopo"]
    assert (missing.holder, missing.since, missing.days) == ("Limpopo", date(2026, 10, 31), 23)
    assert [line.since for line in found.late] == sorted(line.since for line in found.late)
    # 5.2, 5.3, 5.4 and 5.6 of the first agreement; 5.7 was met after the quarter and is late no more.
    counts = {part.name: part.count.value for part in found.late_parts}
    assert counts["Obligations overdue"] == 4
    assert counts["Steps of clearance that wait"] == 1
    # Held on 2 November, due five days later: 16 days ago.
    assert lines["Minutes: Farmers' Union (demo)"].days == 16
    [overdue] = [part.count for part in found.late_parts if part.name == "Minutes overdue"]
    assert overdue.value == client.get(overdue.url).context["page_obj"].paginator.count == 1


def test_a_return_past_its_day_lies_with_whoever_has_the_next_step(
    client: Client, director: User, world: World
) -> None:
    days = {
        "year": 2026,
        "quarter": 2,
        "opens_on": "2026-10-01",
        "due_on": "2026-10-15",
        "closes_on": "2026-10-29",
    }
    ReportingPeriod._base_manager.all().delete()
    begun = {}
    for code, status in (("GP", "signed"), ("LP", None), ("KZN", "submitted"), ("WC", "accepted")):
        period = make.ReportingPeriodFactory(province=make.ProvinceFactory(code=code), **days)
        if status:
            accepted = {"on_time": "yes", "complete": "yes", "substantiated": "yes", "accepted_by": director}
            begun[code] = make.ProvincialReturnFactory(
                period=period, status=status, **(accepted if status == "accepted" else {})
            )
    found = client.get(reverse(PAGE), Q2).context["found"]
    lines = {line.what.text: line for line in found.late if line.kind == "return"}
    # 15 October to 23 November: 16 + 23 = 39 days.
    assert {name: (line.holder, line.days) for name, line in lines.items()} == {
        "Return of Gauteng, Q2 2026/27": ("Partnerships Unit officer, Partnership manager", 39),
        "Return of Limpopo, Q2 2026/27": ("Limpopo", 39),
        "Return of KwaZulu-Natal, Q2 2026/27": ("Provincial head", 39),
    }
    assert lines["Return of Gauteng, Q2 2026/27"].what.url == begun["GP"].get_absolute_url()
    [wanting] = [one.count for one in found.late_parts if one.name == "Returns of provinces not accepted"]
    assert lines["Return of Limpopo, Q2 2026/27"].what.url == wanting.url
    shown = client.get(wanting.url).context["rows"]
    assert [row.period.province.code for row in shown] == ["GP", "KZN", "LP"]


def test_agreements_stand_in_one_stage_each(client: Client, director: User) -> None:
    stages = {one.name: one.count.value for one in client.get(reverse(PAGE), Q2).context["found"].stages}
    # Two drafts; 001 to 003 in force; 004 terminated.
    assert {name: count for name, count in stages.items() if count} == {
        "Draft": 2,
        "In force": 3,
        "Terminated": 1,
    }


def test_a_running_quarter_says_that_it_runs_and_is_not_judged(client: Client, director: User) -> None:
    page = client.get(reverse(PAGE), {"period": "2026-27-q3"})
    html = page.content.decode()
    assert "not over" in html
    assert page.context["found"].gauges[0].label == "Indicators with a target"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 200),
        ({"area": "GP"}, 200),
        ({"area": "LP"}, 404),
        ({"area": "national"}, 404),
        ({"area": "nowhere"}, 404),
        ({"period": "nonsense", "thrust": "x"}, 200),
        ({"period": "2031-32-q1"}, 200),
    ],
)
@pytest.mark.parametrize("name", [PAGE, BEHIND])
def test_a_province_sees_its_own_and_nothing_else(
    client: Client, world: World, name: str, query: dict[str, str], status: int
) -> None:
    client.force_login(gift())
    response = client.get(reverse(name), query)
    assert response.status_code == status
    if status == 200:
        html = response.content.decode()
        assert "Dashboard" in html
        assert "Limpopo" not in html


def test_the_workbook_holds_the_same_figures(client: Client, director: User) -> None:
    found = client.get(reverse(PAGE), Q2).context["found"]
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse(PAGE), Q2 | {"format": "xlsx"}).content))
    assert book.sheetnames == [
        "About",
        "Contents",
        "In short",
        "Provinces and focus areas",
        "Target and actual",
        "Eight quarters",
        "Activities by quarter",
        "Obligations by age",
        "Late, the oldest first",
        "MoUs by stage",
        "Community structures",
    ]
    rows = list(book["In short"].iter_rows(min_row=2, max_col=3, values_only=True))
    assert rows == [(one.label, one.figure.value, one.of.value if one.of else None) for one in found.gauges]
    late = list(book["Late, the oldest first"].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[1], row[3]) for row in late] == [
        (line.what.text, line.holder, line.days) for line in found.late
    ]


@pytest.mark.parametrize("query", [Q2, {"period": "2026-27"}, Q2 | {"area": "GP"}])
def test_at_most_twenty_queries_whatever_there_is_and_a_light_page(
    client: Client, director: User, world: World, query: dict[str, str]
) -> None:
    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            body = client.get(reverse(PAGE), query).content
        return len(captured), len(gzip.compress(body))

    asked()  # content types and sessions are remembered after the first look
    before, _ = asked()
    _more_of_everything(world)
    after, size = asked()
    assert (before, after) == (after, before)
    assert after <= QUERIES
    assert size < BYTES
