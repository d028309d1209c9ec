"""The calendar page: month and list, whose dates, which kind, holidays, and nothing of another province."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.core.reminding.scene import DAY, MONDAY, Scene
from tests.factories import ActionItemFactory, EngagementFactory, ObligationFactory, ProvinceFactory
from tests.mou import scenes
from tests.people import lindiwe, nomsa, person

pytestmark = pytest.mark.django_db


def month(client: Client, query: str = "") -> Any:
    answer = client.get(reverse("calendar") + query)
    assert answer.status_code == 200
    return answer


def titles(answer: Any) -> list[str]:
    if "entries" in answer.context:
        return [entry.title for entry in answer.context["entries"]]
    return [e.title for week in answer.context["weeks"] for day in week if day for e in day.entries]


def test_the_month_shows_what_waits_for_me_with_working_days_and_holidays(
    client: Client, scene: Scene
) -> None:
    scene.owes(date(2026, 12, 16), text="On the Day of Reconciliation")
    scene.owes(date(2026, 12, 17), accountable=scene.manager, text="Of the manager")
    client.force_login(scene.officer)
    page = month(client, "?month=2026-12")
    assert titles(page) == ["On the Day of Reconciliation"]
    # December 2026: 23 weekdays, less the 16th and the 25th.
    assert page.context["working_days"] == 21
    html = page.content.decode()
    assert "Day of Reconciliation" in html and "Christmas Day" in html
    obligation = scene.mou.obligations.get(text="On the Day of Reconciliation")
    assert f'href="{obligation.get_absolute_url()}"' in html
    assert [label for _, label in (page.context["before"], page.context["after"])] == [
        "November 2026",
        "January 2027",
    ]


@pytest.mark.parametrize(
    ("first", "weeks", "outside"),
    [("2028-02", 5, 6), ("2027-02", 4, 0), ("2026-08", 6, 11), ("2027-01", 5, 4)],
)
def test_a_month_is_whole_weeks_also_in_february_and_at_the_turn_of_the_year(
    client: Client,
    scene: Scene,
    first: str,
    weeks: int,
    outside: int,
) -> None:
    client.force_login(scene.officer)
    shown = month(client, f"?month={first}").context["weeks"]
    assert (len(shown), sum(day is None for week in shown for day in week)) == (weeks, outside)
    assert all(len(week) == 7 for week in shown)


def test_a_full_day_shows_the_first_few_and_leads_to_the_rest(client: Client, scene: Scene) -> None:
    for number in range(5):
        scene.owes(MONDAY + 2 * DAY, text=f"Promise {number}")
    client.force_login(scene.officer)
    page = month(client)
    assert "and 2 more" in page.content.decode()
    assert page.context["count"] == 5
    assert len(titles(month(client, f"?view=list&from={MONDAY + 2 * DAY}"))) == 5


def test_whose_dates_and_of_which_kind(client: Client, scene: Scene) -> None:
    day = MONDAY + 2 * DAY
    scene.owes(day, text="Mine")
    scene.owes(day, accountable=scene.manager, text="Of the manager")
    national = scenes.agreement(signed=True, ends_on=None)
    ObligationFactory(mou=national, due_on=day, text="National", accountable=scene.manager)
    ActionItemFactory(
        owner=scene.officer,
        due_on=day,
        what="Send it",
        engagement=EngagementFactory(province=scene.mou.province),
    )
    client.force_login(scene.officer)
    listed = "?view=list&"
    assert sorted(titles(month(client, listed))) == ["Mine", "Send it"]
    assert titles(month(client, f"{listed}kind=obligation")) == ["Mine"]
    assert {"Mine", "Of the manager", "Send it"} <= {*titles(month(client, f"{listed}whose=GP"))}
    assert {"Mine", "Of the manager"} <= {*titles(month(client, f"{listed}person={scene.manager.pk}"))}
    assert titles(month(client, f"{listed}whose=national&kind=obligation")) == ["National"]
    late = month(client, "?view=late&from=2026-12-01")
    assert late.context["is_late"]


def test_nothing_of_another_province_stands_in_any_choice(client: Client, scene: Scene) -> None:
    scene.owes(MONDAY + 2 * DAY, text="Of Gauteng")
    other = lindiwe()
    ProvinceFactory(code="GP")
    client.force_login(other)
    for query in (
        "",
        "?whose=all",
        "?whose=GP",
        f"?person={scene.officer.pk}",
        "?view=list&whose=all",
        "?view=late",
    ):
        assert "Of Gauteng" not in month(client, query).content.decode(), query
    assert scene.officer.name not in month(client).content.decode()
    client.force_login(nomsa())
    assert "Of Gauteng" in month(client, "?whose=GP").content.decode()
    client.force_login(person(may=()))
    assert titles(month(client, "?whose=all")) == []


@pytest.mark.parametrize(
    "query",
    [
        "?month=2026-13",
        "?month=x",
        "?month=9999-99",
        "?view=list&from=yesterday",
        "?page=9&view=list",
        "?kind=no",
    ],
)
def test_an_address_that_says_nothing_sensible_shows_the_present(
    client: Client, scene: Scene, query: str
) -> None:
    client.force_login(scene.officer)
    page = month(client, query)
    if "weeks" in page.context:
        assert page.context["title"] == "November 2026"
    else:
        assert page.context["start"] == MONDAY


def test_the_calendar_runs_the_same_queries_whatever_it_shows(
    client: Client,
    scene: Scene,
    django_assert_num_queries: Any,
) -> None:
    client.force_login(scene.officer)
    month(client)
    for _ in range(2):
        scene.owes(MONDAY + 2 * DAY)
        with django_assert_num_queries(6):
            month(client, "?whose=all")
        with django_assert_num_queries(7):
            month(client, "?view=list&whose=all")
