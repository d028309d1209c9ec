"""Structures, engagements and promises of the demonstration in Q2 2026/27: page, PDF and workbook say what paper says.

The tables and the arithmetic stand in tests/reporting/hand_computed.py; the demonstration is
``load_demo --seed 1 --today 2026-11-23``. Other data fail at the records, before the sums.
"""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from reporting.renderers.pdf import render_pdf
from reporting.renderers.workbook import render_workbook
from reporting.reports.quarterly import quarterly_report
from stakeholders.models import ActionItem, Engagement, FunctionalityAssessment, Structure
from tests.reporting import hand_computed as paper
from tests.reporting.test_hand_computed import Rows, _plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

Q2 = Quarter(2026, 2)
RESULTS = {"functional": "F", "partly": "P", "not_functional": "N"}


# --- the records are those of the tables ----------------------------------------------------------------------------


def test_the_structures_are_those_of_the_table() -> None:
    stood = Structure.objects.exclude(stakeholder__name="Marico Springs Local Safety Forum (demo)")
    found = []
    for one in stood.select_related("stakeholder__province", "kind").order_by(
        "stakeholder__province__order", "pk"
    ):
        counts = FunctionalityAssessment.objects.exclude(withdrawn_on__lte=Q2.end).filter(
            structure=one, assessed_on__range=(Q2.end - timedelta(days=364), Q2.end)
        )
        seen = counts.order_by("assessed_on").last()
        visit = (seen.assessed_on, seen.score, RESULTS[seen.result]) if seen else (None, None, "-")
        name = one.stakeholder.name.removesuffix(" (demo)")
        found.append((one.stakeholder.province.code, one.kind.code, name, *visit))
    assert found == paper.STRUCTURES
    assert Structure.objects.count() == len(found) + 1


def test_the_sums_are_those_of_the_table() -> None:
    names = dict(Province.objects.values_list("code", "name"))
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for code, kind, *_, result in paper.STRUCTURES:
        sums[names[code], kind[:3]][result] += 1
    assert {
        name: tuple(
            (sums[name, family].total(), *(sums[name, family][result] for result in "FPN-"))
            for family in ("cpf", "csf")
        )
        for name in names.values()
    } == paper.FOUND


def test_the_engagements_are_those_of_the_table() -> None:
    found = defaultdict(list)
    held = Engagement.objects.filter(held_on__range=(Q2.start, Q2.end)).order_by(
        "kind__order", "province__order", "held_on", "pk"
    )
    for kind, group, code, present in held.values_list(
        "kind__code", "stakeholder__group__code", "province__code", "attendance"
    ):
        found[kind, group, code or ""].append(present)
    assert found == paper.ENGAGEMENTS


def test_the_action_items_are_those_of_the_table() -> None:
    done, dropped = Q(done_on__lte=Q2.end), Q(dropped_on__lte=Q2.end)
    found = {}
    for direction in ("by_us", "to_us"):
        items = ActionItem.objects.filter(direction=direction)
        due = items.filter(due_on__range=(Q2.start, Q2.end))
        before = items.filter(due_on__lt=Q2.start)
        left = before.exclude(done).exclude(dropped)
        found[direction] = (
            due.count(),
            due.filter(dropped).count(),
            due.filter(done).count(),
            left.count(),
        )
    assert found == paper.PROMISED


# --- and so the three renderings say --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def report(demonstration: None) -> Any:
    return quarterly_report(Q2, province=None, viewer=User.objects.get(email="director@demo.example"))


@pytest.fixture
def on_the_page(demonstration: None, client: Client) -> dict[str, list[list[str]]]:
    client.force_login(User.objects.get(email="director@demo.example"))
    page = client.get(reverse("reporting:quarterly", args=[Q2.slug])).content.decode()
    places = [page.index(f'id="{key}"') for key in ("engagements", "structures", "grid")]
    return {
        "engagements": Rows(page[places[0] : places[1]]).rows,
        "structures": Rows(page[places[1] : places[2]]).rows,
    }


@pytest.fixture(scope="module")
def in_print(report: Any) -> str:
    reader = PdfReader(io.BytesIO(render_pdf(report)))
    text = _plain(" ".join(one.extract_text() for one in reader.pages))
    return text[text.index("Movements in the registers") : text.index("Indicators on track, of those")]


@pytest.fixture(scope="module")
def in_the_workbook(report: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render_workbook(report)))


def sheet(book: Any, name: str) -> list[tuple[Any, ...]]:
    return list(book[name].iter_rows(min_row=2, values_only=True))


def shown(number: int) -> str:
    """2314 as the house writes it."""
    return f"{number:,}".replace(",", " ")


def together(name: str) -> tuple[int, ...]:
    return tuple(map(sum, zip(*paper.FOUND[name], strict=True)))


def test_functionality_on_the_page(on_the_page: dict[str, list[list[str]]]) -> None:
    rows = [[row[0], *map(int, row[1:])] for row in on_the_page["structures"] if row[1:] and row[1].isdigit()]
    assert rows == [
        *([name, *police] for name, (police, _) in paper.FOUND.items()),
        ["All", *paper.POLICE],
        *([name, *safety] for name, (_, safety) in paper.FOUND.items()),
        ["All", *paper.SAFETY],
        *([name, *together(name)] for name in paper.FOUND),
        ["All", *paper.ALL_STRUCTURES],
    ]


def test_functionality_in_print(in_print: str) -> None:
    for name, (police, safety) in paper.FOUND.items():
        for counts in (police, safety, together(name)):
            assert f"{name} {' '.join(map(str, counts))} " in in_print, name
    for counts in (paper.POLICE, paper.SAFETY, paper.ALL_STRUCTURES):
        assert f"All {' '.join(map(str, counts))} " in in_print


def test_functionality_in_the_workbook(in_the_workbook: Any) -> None:
    found = {
        (family, where): tuple(rest)
        for family, where, *rest in sheet(in_the_workbook, "Community structures")
    }
    police, safety = "Community police forums and boards", "Community safety forums"
    expected = {
        (police, "All"): paper.POLICE,
        (safety, "All"): paper.SAFETY,
        ("All", "All"): paper.ALL_STRUCTURES,
    }
    for name, (its_police, its_safety) in paper.FOUND.items():
        expected |= {(police, name): its_police, (safety, name): its_safety, ("All", name): together(name)}
    assert found == expected


def test_the_drawing_says_the_same_in_words(report: Any, client: Client) -> None:
    client.force_login(User.objects.get(email="director@demo.example"))
    page = client.get(reverse("reporting:quarterly", args=[Q2.slug])).content.decode()
    for name in paper.FOUND:
        functional, partly, not_functional, unknown = together(name)[1:]
        assert (
            f'aria-label="{name}: {functional} functional, {partly} partly functional, '
            f'{not_functional} not functional, {unknown} not assessed"'
        ) in page


def test_the_report_of_gauteng_names_those_that_need_support() -> None:
    viewer = User.objects.get(email="gauteng@demo.example")
    report = quarterly_report(Q2, province=viewer.province, viewer=viewer)
    support = report.structures.needing_support
    assert support is not None
    assert [str(row[0]) for row in support.rows] == paper.SUPPORT_IN_GAUTENG


TABLES = {"Kind": paper.BY_KIND, "Group": paper.BY_GROUP, "Where": paper.BY_PROVINCE}


def test_engagements_on_the_page(on_the_page: dict[str, list[list[str]]]) -> None:
    rows = {row[0]: tuple(row[1:]) for row in on_the_page["engagements"] if len(row) == 3}
    for table in TABLES.values():
        for name, (held, present) in table.items():
            assert rows[name] == (str(held), shown(present))
    assert rows["All"] == tuple(map(shown, paper.ENGAGEMENTS_IN_ALL))


def test_engagements_in_print(in_print: str) -> None:
    for table in TABLES.values():
        for name, (held, present) in table.items():
            assert f"{name} {held} {shown(present)} " in in_print, name
    held, present = paper.ENGAGEMENTS_IN_ALL
    assert in_print.count(f"All {held} {shown(present)} ") == 3


def test_engagements_in_the_workbook(in_the_workbook: Any) -> None:
    rows = {
        (by, name): (held, present) for by, name, held, present, _ in sheet(in_the_workbook, "Engagements")
    }
    expected = {(by, name): counts for by, table in TABLES.items() for name, counts in table.items()}
    assert rows == expected | {("All", "All"): paper.ENGAGEMENTS_IN_ALL}


def test_action_items_on_the_page(on_the_page: dict[str, list[list[str]]]) -> None:
    rows = {row[0]: tuple(row[1:]) for row in on_the_page["engagements"] if len(row) == 4}
    del rows["Action items"]  # the headings
    assert rows == {name: tuple(map(str, counts)) for name, counts in paper.PROMISES.items()}


def test_action_items_in_print(in_print: str) -> None:
    for name, counts in paper.PROMISES.items():
        assert f"{name} {' '.join(map(str, counts))} " in in_print, name


def test_action_items_in_the_workbook(in_the_workbook: Any) -> None:
    assert {name: tuple(rest) for name, *rest in sheet(in_the_workbook, "Action items")} == paper.PROMISES
