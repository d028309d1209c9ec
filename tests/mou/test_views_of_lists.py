"""The list pages: what they show, how they open, and how many queries they take."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import ActionItemFactory, ActivityQuarterFactory, StakeholderFactory
from tests.mou import scenes
from tests.people import gift, nomsa, person

pytestmark = pytest.mark.django_db

LISTS = ("mou:list", "mou:directory", "mou:obligations", "mou:activities")


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


@pytest.mark.parametrize("name", LISTS)
def test_a_list_needs_its_right(client: Client, name: str) -> None:
    client.force_login(person(may=()))
    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("where", ["GP", None])
def test_a_list_takes_eight_queries_at_most_with_one_row_and_with_four(
    client: Client, name: str, where: str | None
) -> None:
    def one_more() -> None:
        mou = scenes.agreement("GP", signed=True)
        scenes.obligation(mou, submitted=True)
        scenes.activity(mou, quarters=(1, 2, 3))
        scenes.in_clearance()

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name)).status_code == 200
        return len(captured)

    client.force_login(person(may=scenes.everything(), province=where))
    one_more()
    count()  # what is remembered for the whole process is asked once
    with_one = count()
    for _ in range(3):
        one_more()
    assert count() == with_one <= 8


def test_a_row_of_the_list_says_who_what_until_when_and_whom_it_waits_for(client: Client) -> None:
    partner = StakeholderFactory(name="Khanya Safety Trust", partner=True)
    mou = scenes.agreement(
        "GP", signed=True, title="Safer schools", partner=partner, ends_on=date(2026, 12, 31)
    )
    scenes.obligation(mou, met=True)
    scenes.obligation(mou, due_on=date(2026, 9, 30))
    client.force_login(gift())
    page = text(client.get(reverse("mou:list")))
    for words in (
        mou.reference,
        "Safer schools",
        "Khanya Safety Trust",
        "Gauteng",
        "In force, ending soon",
        "31 Dec 2026",
        "38 days",
        "1 of 2, <strong>1 late</strong>",
        "Olga Owner",
        "Mandla Manager",
        "Olga Owner: 1 obligation overdue",
    ):
        assert words in page, words


def test_a_province_finds_its_own_and_the_national_agreements(client: Client) -> None:
    for where in ("GP", "LP", None):
        scenes.agreement(where, title=f"Agreement of {where}")
    client.force_login(gift())
    page = text(client.get(reverse("mou:list")))
    assert ["Agreement of GP" in page, "Agreement of None" in page, "Agreement of LP" in page] == [
        True,
        True,
        False,
    ]


def test_the_list_has_pages(client: Client) -> None:
    mou = scenes.agreement()
    type(mou).objects.bulk_create(
        [
            type(mou)(
                reference=f"MOU-2020-{number:03}",
                title=f"Number {number}",
                kind=mou.kind,
                purpose="Many.",
                business_owner=mou.business_owner,
                partnership_manager=mou.partnership_manager,
                starts_on=mou.starts_on,
            )
            for number in range(30)
        ]
    )
    client.force_login(nomsa())
    assert "1 to 25 of 31" in text(client.get(reverse("mou:list")))
    assert "26 to 31 of 31" in text(client.get(reverse("mou:list"), {"page": 2}))
    assert "26 to 31 of 31" in text(client.get(reverse("mou:list"), {"page": 99}))


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    client.force_login(nomsa())
    assert "Draft an agreement" in text(client.get(reverse("mou:list")))
    assert "Nothing is owed" in text(client.get(reverse("mou:obligations")))
    assert "Nothing matches" in text(client.get(reverse("mou:obligations"), {"search": "nowhere"}))
    assert "Nothing is planned in this financial year" in text(client.get(reverse("mou:activities")))
    assert "No activity matches" in text(client.get(reverse("mou:activities"), {"search": "nowhere"}))
    assert "No agreement matches" in text(client.get(reverse("mou:directory")))


@pytest.mark.parametrize(
    ("name", "query", "sentence"),
    [
        ("mou:list", {"status": "invented"}, "Status: choose one of the entries that are offered."),
        ("mou:obligations", {"overdue_on": "31 February"}, "Overdue on: give a day that exists"),
        ("mou:activities", {"quarter": "5"}, "Planned in: choose one of the entries that are offered."),
    ],
)
def test_an_unknown_filter_value_is_said_and_shows_no_rows(
    client: Client, name: str, query: dict[str, str], sentence: str
) -> None:
    mou = scenes.agreement(signed=True, title="Not to be seen")
    scenes.obligation(mou, text="Not to be seen")
    scenes.activity(mou, title="Not to be seen")
    client.force_login(nomsa())
    page = text(client.get(reverse(name), query))
    assert sentence in page
    assert "Not to be seen" not in page


# The directory


def test_the_directory_names_agreements_of_every_province_and_opens_ones_own(client: Client) -> None:
    mine, foreign = scenes.agreement("GP", purpose="Mine"), scenes.agreement("LP", purpose="A secret")
    client.force_login(gift())
    page = text(client.get(reverse("mou:directory")))
    assert foreign.reference in page
    assert scenes.theirs(foreign).name in page
    assert mine.get_absolute_url() in page
    assert foreign.get_absolute_url() not in page
    assert "A secret" not in page
    assert foreign.business_owner.name not in page


# The register of obligations


def test_the_register_opens_on_what_is_owed_and_not_settled(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    scenes.obligation(mou, text="Still owed")
    scenes.obligation(mou, text="Kept already", met=True)
    scenes.obligation(scenes.agreement(), text="Only in a draft")
    client.force_login(nomsa())
    page = text(client.get(reverse("mou:obligations")))
    assert ["Still owed" in page, "Kept already" in page, "Only in a draft" in page] == [True, False, False]
    everything = text(client.get(reverse("mou:obligations"), {"status": ""}))
    assert ["Still owed" in everything, "Kept already" in everything, "Only in a draft" in everything] == [
        True
    ] * 3
    # Paging and sorting keep what the bare address shows.
    sorted_page = text(client.get(reverse("mou:obligations"), {"sort": "-due_on"}))
    assert ["Still owed" in sorted_page, "Kept already" in sorted_page] == [True, False]


def test_the_register_says_who_owes_how_late_and_whom_it_waits_for(client: Client) -> None:
    mou = scenes.agreement("GP", signed=True)
    scenes.obligation(mou, clause="6.2", text="Train 120 patrollers", due_on=date(2026, 9, 30))
    scenes.obligation(
        mou, clause="5.1", text="Give the manual", owing_party=scenes.ours(mou), due_on=date(2026, 12, 1)
    )
    client.force_login(gift())
    page = text(client.get(reverse("mou:obligations")))
    for words in (
        "Train 120 patrollers",
        "clause 6.2",
        "30 Sep 2026",
        'Overdue<span class="status-tag__note">, 54 days</span>',
        f"{scenes.theirs(mou).short_name}: evidence, through Olga Owner",
        "Give the manual",
        "in 8 days",
        "Olga Owner: submit evidence",
    ):
        assert words in page, words


def test_the_counts_by_age_lead_to_exactly_the_rows_they_count(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    for due_on in (
        date(2027, 3, 31),
        date(2026, 12, 23),
        date(2026, 11, 23),
        date(2026, 11, 22),
        date(2026, 10, 24),
        date(2026, 10, 23),
        date(2026, 8, 25),
        date(2026, 8, 24),
    ):
        scenes.obligation(mou, due_on=due_on)
        scenes.obligation(mou, due_on=due_on, owing_party=scenes.ours(mou), submitted=True)
    scenes.obligation(mou, met=True)
    scenes.obligation(scenes.agreement())
    client.force_login(nomsa())
    said = ActionItemFactory(due_on=date(2026, 8, 1), direction="by_us")
    ActionItemFactory(engagement=said.engagement, due_on=None)
    ActionItemFactory(engagement=said.engagement, status="dropped", dropped_on=date(2026, 8, 1))
    context = client.get(reverse("mou:obligations")).context
    # Not due, due soon, late up to 30 days, up to 90, more: what was only said has no day, or 114 days.
    assert [(bar["label"], bar["parts"]) for bar in context["bars"]] == [
        ("We owe", [1, 2, 2, 2, 1]),
        ("They owe", [1, 2, 2, 2, 1]),
        ("We said", [0, 0, 0, 0, 1]),
        ("They said", [1, 0, 0, 0, 0]),
    ]
    assert [count for *_, count in context["ages"]] == [3, 4, 4, 4, 3]
    assert context["page_obj"].paginator.count == 18
    for _, _, query, count in context["ages"]:
        found = client.get(f"{reverse('mou:obligations')}?{query}").context["page_obj"].paginator.count
        assert found == count


def test_ready_made_views_know_which_of_them_is_shown(client: Client) -> None:
    client.force_login(nomsa())

    def current(name: str, query: str = "") -> list[str]:
        context = client.get(f"{reverse(name)}{query}").context
        return [label for label, _, is_current in context["ready_made"] if is_current]

    assert current("mou:list") == ["All"]
    assert current("mou:list", "?status=clearance&sort=title") == ["In clearance"]
    assert current("mou:obligations") == ["Not settled"]
    assert current("mou:obligations", "?overdue_on=2026-11-23") == ["Overdue"]
    assert current("mou:obligations", "?status=") == ["All"]
    assert current("mou:activities") == ["This year, 2026/27"]
    assert current("mou:activities", "?year=2026&quarter=2&state=late") == ["Late in Q2 2026/27"]


# Workplans


def test_workplans_open_on_this_financial_year_as_a_grid(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    line = scenes.activity(mou, title="Train patrollers", quarters=(2, 4))
    ActivityQuarterFactory(activity=line, number=3, status="under_way")
    scenes.activity(mou, title="Of next year", year=2027)
    client.force_login(nomsa())
    response = client.get(reverse("mou:activities"))
    page = text(response)
    assert ["Train patrollers" in page, "Of next year" in page, "Q3, now" in page] == [True, False, True]
    (row,) = response.context["groups"][0]["rows"]
    assert [cell and cell.label for cell in row["cells"]] == [None, "Late", "On track", "Planned"]
    assert [cell and cell.goes_on for cell in row["cells"]] == [None, False, True, True]
    assert "Of next year" in text(client.get(reverse("mou:activities"), {"year": ""}))


def test_a_workplan_asked_of_a_past_day_is_shown_and_exported_as_it_stood(client: Client) -> None:
    line = scenes.activity(title="Train patrollers", quarters=(3,))
    ActivityQuarterFactory(activity=line, number=1, status="done", done_on=date(2026, 6, 30))
    ActivityQuarterFactory(
        activity=line, number=2, status="done", done_on=date(2026, 10, 20), narrative="Late."
    )
    ActivityQuarterFactory(activity=line, number=4, status="not_done", narrative="Dropped.")
    client.force_login(nomsa())
    query = {"year": "2026", "as_at": "2026-09-30"}
    response = client.get(reverse("mou:activities"), query)
    assert "as they stood on 30 September 2026" in text(response)
    (row,) = response.context["groups"][0]["rows"]
    assert [state.label for state in row["cells"]] == ["Done", "Late", "Planned", "Given up"]
    exported = b"".join(client.get(reverse("mou:activities"), query | {"format": "csv"})).decode()
    assert exported.strip().endswith("Done,Late,Planned,Given up")
