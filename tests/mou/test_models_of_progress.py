"""Obligations and planned quarters: what their dates tell of any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from mou.models import (
    ActivityQuarter,
    Obligation,
    done_by,
    fulfilled_by,
    late_at,
    open_at,
    overdue_on,
)
from tests.factories import (
    ActivityQuarterFactory,
    UserFactory,
)
from tests.mou import scenes
from tests.mou.test_models import TODAY

pytestmark = pytest.mark.django_db


# Obligations, told of any day


def overdue(day: date) -> set[str]:
    return set(Obligation.objects.filter(overdue_on(day)).values_list("clause", flat=True))


def test_overdue_is_told_of_a_past_day_as_it_was() -> None:
    mou = scenes.agreement(signed=True)
    due = {"due_on": date(2026, 6, 30)}
    scenes.obligation(mou, clause="open", **due)
    scenes.obligation(mou, clause="met in time", met=True, submitted_on=date(2026, 6, 30), **due)
    scenes.obligation(mou, clause="met late", met=True, submitted_on=date(2026, 8, 10), **due)
    released = {"released_by": UserFactory(), "release_authority": "Minutes"}
    scenes.obligation(mou, clause="waived", status="waived", released_on=date(2026, 7, 15), **released, **due)
    scenes.obligation(mou, clause="disputed", status="disputed", **due)
    scenes.obligation(mou, clause="submitted", submitted=True, submitted_on=date(2026, 7, 1), **due)
    scenes.obligation(scenes.agreement(), clause="of a draft", **due)

    assert overdue(date(2026, 6, 30)) == set()
    assert overdue(date(2026, 7, 1)) == {"open", "met late", "waived", "disputed", "submitted"}
    assert overdue(date(2026, 7, 15)) == {"open", "met late", "disputed", "submitted"}
    assert overdue(date(2026, 8, 10)) == {"open", "disputed", "submitted"}


def test_nothing_is_overdue_before_the_agreement_was_signed() -> None:
    mou = scenes.agreement(signed=True, signed_on=date(2026, 7, 10))
    scenes.obligation(mou, clause="5.1", due_on=date(2026, 6, 30))
    assert overdue(date(2026, 7, 9)) == set()
    assert overdue(date(2026, 7, 10)) == {"5.1"}


def test_fulfilled_counts_from_the_day_of_the_submission() -> None:
    mou = scenes.agreement(signed=True)
    scenes.obligation(
        mou, clause="met", met=True, submitted_on=date(2026, 9, 20), verified_on=date(2026, 10, 5)
    )
    scenes.obligation(mou, clause="submitted", submitted=True)
    found = Obligation.objects.filter(fulfilled_by(date(2026, 9, 20))).values_list("clause", flat=True)
    assert list(found) == ["met"]
    assert not Obligation.objects.filter(fulfilled_by(date(2026, 9, 19))).exists()


@pytest.mark.parametrize(
    ("fields", "signed", "label"),
    [
        ({"due_on": date(2026, 12, 24)}, True, "Not due"),
        ({"due_on": date(2026, 12, 23)}, True, "Due soon"),
        ({"due_on": TODAY}, True, "Due soon"),
        ({"due_on": date(2026, 11, 22)}, True, "Overdue, 1 day"),
        ({"due_on": date(2026, 10, 1), "status": "returned"}, True, "Overdue, 53 days"),
        ({"due_on": date(2026, 12, 24), "status": "returned"}, True, "Returned"),
        ({"submitted": True, "due_on": date(2026, 9, 20)}, True, "Submitted"),
        ({"submitted": True, "due_on": date(2026, 9, 19)}, True, "Submitted late"),
        ({"due_on": date(2026, 10, 1)}, False, "Open"),
    ],
)
def test_the_state_of_an_obligation_in_words(fields: dict[str, Any], signed: bool, label: str) -> None:
    owed = scenes.obligation(scenes.agreement(signed=signed), **fields)
    assert str(owed.state_on(TODAY)) == label


@pytest.mark.parametrize(
    ("due_on", "age"),
    [
        (date(2028, 3, 31), 0),
        (date(2028, 3, 30), 1),
        (date(2028, 2, 29), 1),
        (date(2028, 2, 28), 2),
        (date(2028, 1, 30), 2),
        (date(2028, 1, 29), 3),
        (date(2027, 12, 1), 3),
        (date(2027, 11, 30), 4),
    ],
)
def test_ages_are_counted_by_days_also_across_a_29_february(due_on: date, age: int) -> None:
    mou = scenes.agreement(signed=True)
    scenes.obligation(mou, due_on=due_on)
    scenes.obligation(mou, due_on=due_on, owing_party=scenes.ours(mou), submitted=True)
    scenes.obligation(mou, due_on=due_on, met=True)
    expected = [int(number == age) for number in range(5)]
    assert Obligation.objects.ages(date(2028, 2, 29)) == (expected, expected)


# Planned quarters, told of any day


@pytest.mark.parametrize(
    ("day", "late", "open_"),
    [
        (date(2027, 3, 30), {3}, {4}),
        (date(2027, 3, 31), {3, 4}, set()),  # the last day of Q4 has ended the quarter at its close
        (date(2026, 12, 30), set(), {3, 4}),
        (date(2028, 2, 29), {3, 4}, set()),
    ],
)
def test_a_quarter_is_late_from_its_last_day_on(day: date, late: set[int], open_: set[int]) -> None:
    line = scenes.activity(quarters=(3, 4))
    ActivityQuarterFactory(activity=line, number=1, status="done", done_on=date(2026, 5, 1))
    ActivityQuarterFactory(activity=line, number=2, status="not_done", narrative="Dropped.")
    numbers = ActivityQuarter.objects.values_list("number", flat=True)
    assert set(numbers.filter(late_at(day))) == late
    assert set(numbers.filter(open_at(day))) == open_


def test_what_was_done_later_was_late_then() -> None:
    scenes.activity(quarters=())
    ActivityQuarterFactory(number=1, status="done", done_on=date(2026, 8, 3))
    numbers = ActivityQuarter.objects.values_list("number", flat=True)
    assert list(numbers.filter(late_at(date(2026, 8, 2)))) == [1]
    assert list(numbers.filter(late_at(date(2026, 8, 3)))) == []
    assert list(numbers.filter(done_by(date(2026, 8, 3)))) == [1]


@pytest.mark.parametrize(("today", "label"), [("2027-03-31", "Planned"), ("2027-04-01", "Late")])
def test_a_quarter_is_shown_late_on_the_day_after_its_last(today: str, label: str) -> None:
    quarter = scenes.activity(quarters=(4,)).quarters.get()
    with time_machine.travel(f"{today} 08:00+02:00", tick=False):
        assert quarter.state_on(date.today()).label == label  # noqa: DTZ011 -- the frozen clock
