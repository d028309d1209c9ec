"""What the end of a quarter brings at the present rate: arithmetic by hand and by properties, page and reminder.

Today is 23 November 2026: day 54 of the 92 of Q3 2026/27, in its eighth week.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from mou.models import ActivityQuarter, MoU
from partnerships.core.calendar import Quarter
from partnerships.core.models import ReminderLine
from partnerships.core.reminding.kinds import kind_named
from partnerships.core.reminding.selecting import select
from partnerships.strategy.models import IndicatorVersion
from reporting.reports.base import Table
from reporting.reports.forecast import falling_short, forecast, planned_figures
from reporting.reports.rate import Rate, days_from, last_two_weeks, week_eight
from tests import factories as make
from tests.people import nomsa, person

TODAY = date(2026, 11, 23)
Q3 = Quarter(2026, 3)
AMOUNTS = st.decimals(0, 1_000_000, places=2)
SPANS = st.tuples(st.integers(1, 400), st.integers(1, 400)).map(sorted)


def test_the_days_of_a_quarter_are_counted_by_hand() -> None:
    # 1 October and seven weeks: 31 days of October and 18 of November are 49, so week 8 begins on 19 November.
    assert week_eight(Q3) == date(2026, 11, 19)
    assert last_two_weeks(Q3) == (date(2026, 12, 18), date(2026, 12, 31))
    assert days_from(Q3.start, Q3.end) == 92
    # Q4: 31 + 28 + 31 = 90 days.
    assert days_from(Quarter(2026, 4).start, Quarter(2026, 4).end) == 90
    assert last_two_weeks(Quarter(2026, 4)) == (date(2027, 3, 18), date(2027, 3, 31))


def test_a_rate_is_reckoned_by_hand() -> None:
    # 12 in 54 of 92 days: 12 × 92 ÷ 54 = 1104 ÷ 54 = 20,444…
    rate = Rate(Decimal(12), 54, 92)
    assert rate.expected == Decimal("20.44")
    assert rate.in_words == "12 ÷ 54 × 92 = 20,44"
    assert rate.falls_short_of(Decimal("20.45"))
    assert not rate.falls_short_of(Decimal(20))
    # 27 in 54 days is exactly 46 in 92.
    even = Rate(Decimal(27), 54, 92)
    assert not even.falls_short_of(Decimal(46))
    assert not even.goes_beyond(Decimal(46))
    for gone in (0, 93):
        with pytest.raises(ValueError, match="cannot be gone"):
            Rate(Decimal(1), gone, 92)


@settings(max_examples=50)
@given(AMOUNTS, AMOUNTS, SPANS, AMOUNTS)
def test_a_rate_keeps_its_properties(
    so_far: Decimal, more: Decimal, span: list[int], target: Decimal
) -> None:
    gone, days = span
    rate = Rate(so_far, gone, days)
    exact = Fraction(so_far) * days / gone
    assert abs(Fraction(rate.expected) - exact) <= Fraction(1, 200)
    assert rate.falls_short_of(target) == (exact < Fraction(target))
    assert rate.goes_beyond(target) == (exact > Fraction(target))
    assert Rate(so_far, days, days).expected == so_far  # nothing is left to come
    assert rate.expected >= so_far.quantize(Decimal("0.01"))  # what is reached stays
    assert Rate(so_far + more, gone, days).expected >= rate.expected  # more never promises less


def row_of(table: Table, words: str) -> dict[str, Any]:
    (found,) = [row for row in table.rows if words in str(row[0])]
    return {column.heading: cell for column, cell in zip(table.columns, found, strict=True)}


def indicator(code: str, targets: dict[int, int], actuals: dict[int, int | None], **described: Any) -> None:
    """Of the national Secretariat."""
    described = {"collected_from": "national", "unit": "number"} | described
    found = make.IndicatorFactory(code=code, name=f"Number of {code}", **described)
    for quarter, value in targets.items():
        make.TargetFactory(indicator=found, quarter=quarter, value=Decimal(value))
    for quarter, value in actuals.items():
        missing = (
            {"value": None, "not_measured_because": "Nobody counted."} if value is None else {"value": value}
        )
        make.ActualFactory(indicator=found, quarter=quarter, **missing)


@pytest.mark.django_db
def test_targets_out_of_reach_are_told_with_their_arithmetic_and_what_has_no_rate_says_why() -> None:
    kinds = IndicatorVersion.CalculationType
    year_end, to_date = kinds.CUMULATIVE_YEAR_END, kinds.CUMULATIVE_YEAR_TO_DATE
    targets = {1: 10, 2: 10, 3: 10}
    # Q1 and Q2 have 91 + 92 = 183 days, with Q3 275. 18 ÷ 183 × 275 = 27,049…: short of 10 + 10 + 10.
    indicator("1.1.1", targets, {1: 8, 2: 10}, calculation_type=year_end)
    # The same with a tolerance of 10 %: 27 of 30 are enough.
    indicator("1.1.2", targets, {1: 8, 2: 10}, calculation_type=year_end, tolerance=Decimal(10))
    # A running total: 40 by Q2, 40 ÷ 183 × 275 = 60,109…, of 60.
    indicator("1.1.3", {2: 40, 3: 60}, {1: 15, 2: 40}, calculation_type=to_date)
    # Lower is wanted: 4 ÷ 183 × 275 = 6,01 is beyond 2 + 2 + 2.
    indicator(
        "1.1.4", {1: 2, 2: 2, 3: 2}, {1: 2, 2: 2}, calculation_type=year_end, desired_performance="lower"
    )
    indicator("1.1.5", targets, {1: 8, 2: None}, calculation_type=year_end)
    indicator("1.1.6", targets, {1: 8, 2: 8}, calculation_type=kinds.NON_CUMULATIVE)
    indicator("1.1.7", targets, {}, calculation_type=to_date, unit="percentage")
    indicator("1.1.8", {1: 10}, {1: 10}, calculation_type=year_end)  # promises nothing for Q3

    found = forecast(nomsa(), TODAY, province=None)

    assert found.week == 8
    assert [str(row[0])[:5] for row in found.short.rows] == ["1.1.1", "1.1.4"]
    first = row_of(found.short, "1.1.1")
    assert (first["Target by the end"], first["So far"], first["Expected"], first["Still needed"]) == (
        Decimal(30),
        Decimal(18),
        Decimal("27.05"),
        Decimal(12),
    )
    assert first["So far ÷ days gone × days"] == "18 ÷ 183 × 275 = 27,05."
    beyond = row_of(found.short, "1.1.4")
    assert (beyond["Expected"], beyond["State"].label) == (Decimal("6.01"), "Too much at this rate")
    assert beyond["Still needed"] is None
    assert {str(row[0])[:5]: row[4] for row in found.in_reach.rows} == {
        "1.1.2": Decimal("27.05"),
        "1.1.3": Decimal("60.11"),
    }
    why = {str(row[0])[:5]: str(row[1]) for row in found.unsaid.rows}
    assert why == {
        "1.1.5": "Nothing was measured in Q2: a rate without it would be wrong.",
        "1.1.6": "Each quarter stands for itself: the last one says nothing of this one.",
        "1.1.7": "A percentage has no rate by the day: its parts are not known yet.",
    }


def planned(mou: MoU, title: str, wanted: int, reached: int | None, on: date = TODAY) -> ActivityQuarter:
    activity = make.ActivityFactory(mou=mou, title=title)
    quarter: ActivityQuarter = make.ActivityQuarterFactory(
        activity=activity, number=3, planned_value=wanted, status="under_way"
    )
    if reached is not None:
        make.ProgressReportFactory(quarter=quarter, status="under_way", value=reached, reported_on=on)
    return quarter


@pytest.mark.django_db
def test_owners_see_and_are_told_once_what_their_agreements_owe_at_the_end_of_the_quarter(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    call_command("load_reference", "reminders", verbosity=0)
    owner = person("business_owner", name="Zola Owner")
    mou = make.MoUFactory(signed=True, business_owner=owner, title="Safer schools", ends_on=date(2030, 3, 31))
    other = make.MoUFactory(signed=True, title="Quiet streets", ends_on=date(2030, 3, 31))
    # By 10 November 41 days are gone: 4 ÷ 41 × 92 = 8,975…, of 9: short. 5 ÷ 41 × 92 = 11,2: in reach.
    second = make.MoUFactory(signed=True, business_owner=owner, ends_on=date(2030, 3, 31))
    make.ObligationFactory(mou=second, due_on=date(2026, 12, 24))
    planned(mou, "Train patrollers", 9, 4, date(2026, 11, 10))
    planned(mou, "Hold meetings", 9, 5, date(2026, 11, 10))
    planned(mou, "Print leaflets", 9, None)
    planned(other, "Light streets", 9, 9, date(2026, 10, 20))
    for day, status in (
        (date(2026, 12, 17), "open"),
        (date(2026, 12, 18), "open"),
        (date(2026, 12, 31), "returned"),
        (date(2026, 12, 31), "waived"),
    ):
        released = (
            {"released_on": TODAY, "released_by": owner, "release_authority": "A"}
            if status == "waived"
            else {}
        )
        make.ObligationFactory(mou=mou, due_on=day, status=status, text=f"{status} by {day}", **released)

    found = forecast(owner, TODAY, province=None, owner=owner)
    assert [row[1] for row in found.due.rows] == [date(2026, 12, 18), date(2026, 12, 24), date(2026, 12, 31)]
    short = row_of(found.planned, "Train patrollers")
    assert short["Reached ÷ days gone × days"] == (
        "4 ÷ 41 × 92 = 8,98, as reported on 10\u00a0November\u00a02026."
    )
    assert short["State"].label == "Short at this rate"
    assert row_of(found.planned, "Hold meetings")["State"].label == "In reach"
    assert row_of(found.planned, "Print leaflets")["State"] is None
    # SQL and Python agree about who falls short.
    rows = planned_figures(ActivityQuarter.objects.all(), Q3)
    by_sql = set(falling_short(rows, Q3).values_list("activity__title", flat=True))
    assert (
        by_sql
        == {
            row.activity.title
            for row in rows
            if row.reported and Rate(row.reached, row.gone, 92).falls_short_of(row.planned_value)
        }
        == {"Train patrollers"}
    )

    client.force_login(owner)
    with django_assert_max_num_queries(16):
        page = client.get(reverse("reporting:forecast"), {"whose": "mine"}).content.decode()
    assert "Train patrollers" in page
    assert "Light streets" not in page
    assert "Light streets" in client.get(reverse("reporting:forecast")).content.decode()

    def dated(day: date) -> list[Any]:
        kind = kind_named("forecast")
        assert kind is not None
        sql, params = select(kind, None, day, ("due_on", "title", "about", "person_0"))
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    line = (
        date(2026, 12, 18),
        "What the end of Q3 2026/27 brings",
        "Obligations due in the last two weeks: 3; planned figures out of reach at the present rate: 1",
        owner.pk,
    )
    assert dated(TODAY) == [line]
    assert dated(date(2026, 11, 18)) == []  # the last day of week 7
    assert dated(date(2026, 12, 19)) == []
    # Told once, however often reminders are sent.
    for _ in range(2):
        call_command("send_reminders", verbosity=0)
    told = ReminderLine.objects.filter(kind="forecast")
    assert [(one.person_id, one.due_on) for one in told] == [(owner.pk, date(2026, 12, 18))]


@pytest.mark.django_db
def test_a_province_sees_its_own_and_no_other(client: Client) -> None:
    client.force_login(person("provincial_officer", province="GP"))
    make.ProvinceFactory(code="LP")
    assert "Gauteng" in client.get(reverse("reporting:forecast")).content.decode()
    assert client.get(reverse("reporting:forecast"), {"area": "LP"}).status_code == 404
