"""Activities that go from one financial year into the next, and what stood in the way: figures worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mou.models import Activity, ActivityQuarter
from partnerships.core.calendar import Quarter
from reporting.reports.base import Figure
from reporting.reports.document import QuarterlyReport
from reporting.reports.quarterly import quarterly_report
from tests import factories as make
from tests.people import person

pytestmark = pytest.mark.django_db

Q2 = Quarter(2026, 2)
CARRIED, GIVEN_UP = ActivityQuarter.Status.CARRIED, ActivityQuarter.Status.NOT_DONE


@pytest.fixture
def work() -> None:
    """Q2 2026/27 under two agreements.

    Gauteng, thrust 1.1: a done; b planned; c carried over on 20 September 2026; d carried over on 11 January 2027; e
    from 2025/26, constrained. Limpopo, thrust 2.1: f given up. A draft, and Q1 of b, count in nothing.
    """
    gauteng, limpopo = (
        make.MoUFactory(signed=True, province=make.ProvinceFactory(code=code)) for code in ("GP", "LP")
    )

    def planned(mou: Any, title: str, thrust: str = "1.1", **fields: Any) -> ActivityQuarter:
        line = make.ActivityFactory(mou=mou, thrust=make.ThrustFactory(code=thrust), title=title)
        quarter: ActivityQuarter = make.ActivityQuarterFactory(activity=line, number=2, **fields)
        return quarter

    planned(gauteng, "a", status="done", done_on=date(2026, 9, 10))
    b = planned(gauteng, "b")
    planned(gauteng, "c", status=CARRIED, carried_on=date(2026, 9, 20))
    planned(gauteng, "d", status=CARRIED, carried_on=date(2027, 1, 11))
    e = planned(gauteng, "e", status="constrained", narrative="No bus.")
    before = make.ActivityFactory(mou=gauteng, year=2025, title="e")
    Activity.objects.filter(pk=e.activity_id).update(
        carried_from=before, carry_reason="Floods.", carried_on=date(2026, 4, 20)
    )
    f = planned(limpopo, "f", "2.1", status=GIVEN_UP, narrative="They asked for a contract.")
    draft = planned(make.MoUFactory(province=gauteng.province), "g")
    funding, forums, commerce = (
        make.ChallengeCategoryFactory(code=code, name=name, order=order)
        for order, (code, name) in enumerate(
            (("funding", "Funding"), ("csf", "Forum"), ("trade", "Commerce"))
        )
    )
    named = [
        (b, [funding]),
        (e, [funding]),
        (e, [funding, forums]),
        (f, [commerce]),
        (draft, [funding]),
        (make.ActivityQuarterFactory(activity=b.activity, number=1), [funding]),
    ]
    for quarter, categories in named:
        make.ProgressReportFactory(quarter=quarter).challenges.set(categories)


def report(province: str | None = None) -> QuarterlyReport:
    where = make.ProvinceFactory(code=province) if province else None
    return quarterly_report(Q2, province=where, viewer=person("director"))


def counts(part: Any) -> dict[str, Any]:
    names = ("planned", "done", "late", "given_up", "carried", "brought")
    return {name: getattr(part.activities, name).value for name in names}


def test_what_is_planned_is_done_late_given_up_or_carried_over(work: None) -> None:
    first, second = (area.thrusts[0] for area in report().focus_areas)
    # b, d (carried over only in January) and e are late on 30 September: 5 = 1 + 3 + 0 + 1
    expected = {"planned": 5, "done": 1, "late": 3, "given_up": 0, "carried": 1, "brought": 1}
    assert counts(first) == expected
    # 1 = 0 + 0 + 1 + 0
    expected = {"planned": 1, "done": 0, "late": 0, "given_up": 1, "carried": 0, "brought": 0}
    assert counts(second) == expected


def test_the_summary_says_what_went_into_the_next_year_and_what_came_from_the_last(work: None) -> None:
    said = ["".join(str(part) for part in sentence) for sentence in report().summary]
    assert (
        "Of 6 planned activities, 1 was done, 3 are late and 1 was given up. 1 was carried over into the next year. "
        "Of the planned, 1 came from the year before."
    ) in said


@pytest.mark.parametrize(
    ("province", "expected"),
    [
        # b and e twice over: two activities
        (None, {"Funding": 2, "Forum": 1, "Commerce": 1}),
        ("GP", {"Funding": 2, "Forum": 1}),
        ("LP", {"Commerce": 1}),
    ],
)
def test_challenges_are_counted_by_activity_and_category(
    work: None, province: str | None, expected: dict[str, int]
) -> None:
    rows: Any = report(province).challenges.rows
    assert {str(name): figure.value for name, figure in rows} == expected


def test_each_figure_opens_to_exactly_what_it_counts(work: None, client: Client) -> None:
    client.force_login(person("director"))
    whole = report()
    figures = [figure for _, figure in whole.challenges.rows]
    figures += [getattr(whole.focus_areas[0].activities, name) for name in counts(whole.focus_areas[0])]
    for figure in figures:
        assert isinstance(figure, Figure)
        response = client.get(figure.url)
        assert response.context["page_obj"].paginator.count == figure.value, figure.url


def test_the_page_names_the_challenges_and_what_came_from_last_year(work: None, client: Client) -> None:
    client.force_login(person("director"))
    shown = client.get(reverse("reporting:quarterly", args=[Q2.slug])).content.decode()
    for words in ("What stands in the way", "Funding", "from last year", "Carried over"):
        assert words in shown, words
