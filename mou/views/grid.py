"""A workplan as a grid: one row an activity, one column a quarter, the planned quarters drawn as a bar."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from mou.models import Activity, ActivityQuarter, MoU
from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.numbers import figure
from partnerships.core.states import State

MONTHS = {1: "Apr–Jun", 2: "Jul–Sep", 3: "Oct–Dec", 4: "Jan–Mar"}


def columns(year: int | None, day: date) -> list[dict[str, Any]]:
    """Q1 to Q4; the quarter of today stands out when its year is the one shown."""
    now = Quarter.containing(day)
    return [
        {"label": f"Q{n}", "months": months, "is_now": year is not None and Quarter(year, n) == now}
        for n, months in MONTHS.items()
    ]


Judge = Callable[[ActivityQuarter], State]


@dataclass(frozen=True)
class Cell:
    """One planned quarter: its state, what was reached of what is planned, and the milestone that lies in it."""

    state: State
    notes: tuple[str, ...] = ()
    # The quarter before is planned too: the two are drawn as one bar.
    goes_on: bool = False

    @property
    def label(self) -> str:
        return self.state.label


def row(activity: Activity, judge: Judge, *, sub: str) -> dict[str, Any]:
    planned = {quarter.number: quarter for quarter in activity.quarters.all()}
    cells = [_cell(activity, planned, number, judge) for number in MONTHS]
    return {
        "title": activity.title,
        "sub": sub,
        "url": activity.get_absolute_url(),
        "cells": cells,
        "is_late": any(cell and cell.label == "Late" for cell in cells),
        "carried": carried(activity),
    }


def _cell(activity: Activity, planned: dict[int, ActivityQuarter], number: int, judge: Judge) -> Cell | None:
    if (quarter := planned.get(number)) is None:
        return None
    notes = []
    if quarter.planned_value is not None:
        meant = figure(quarter.planned_value)
        notes.append(f"{meant} planned" if quarter.value is None else f"{figure(quarter.value)} of {meant}")
    day = activity.milestone_on
    if day and quarter.period.start <= day <= quarter.period.end:
        # The column says the year.
        notes.append(f"Milestone {day.day} {day:%b}")
    return Cell(judge(quarter), tuple(notes), goes_on=number - 1 in planned)


def carried(activity: Activity) -> tuple[str, str]:
    """“Carried over from 2025/26” with the address of the other line, or nothing twice."""
    if later := activity.later:
        return f"Carried over into {later.financial_year}", later.get_absolute_url()
    if earlier := activity.carried_from:
        return f"Carried over from {earlier.financial_year}", earlier.get_absolute_url()
    return "", ""


def by_output(
    activities: Iterable[Activity], make: Callable[[Activity], dict[str, Any]]
) -> list[dict[str, Any]]:
    """Rows under the output to which they lead, in the order of the plan; without one at the end."""
    groups: dict[Any, list[dict[str, Any]]] = {}
    outputs: dict[Any, Any] = {}
    for activity in activities:
        groups.setdefault(activity.output_id, []).append(make(activity))
        outputs[activity.output_id] = activity.output
    ordered = sorted(groups, key=lambda pk: (outputs[pk] is None, outputs[pk].position if outputs[pk] else 0))
    is_plain = ordered == [None]
    return [
        {
            "heading": "" if is_plain else outputs[pk].title if outputs[pk] else "Without an output",
            "rows": groups[pk],
        }
        for pk in ordered
    ]


class WorkplanPage:
    """The part of an agreement's page that shows its workplan of one financial year (``?year=2026``)."""

    request: HttpRequest

    def workplan(self, mou: MoU, activities: Iterable[Activity], day: date) -> dict[str, Any]:
        activities = list(activities)
        planned = sorted({activity.year for activity in activities})
        year = self._year(mou, planned, day)
        groups = by_output(
            [activity for activity in activities if activity.year == year],
            lambda activity: row(
                activity,
                lambda quarter: quarter.state_on(day),
                sub=f"{activity.responsible_party.short_name}, thrust {activity.thrust.code}",
            ),
        )
        return {
            "year": FinancialYear(year),
            "other_years": [FinancialYear(other) for other in planned if other != year],
            "quarters": columns(year, day),
            "grid": groups,
        }

    def _year(self, mou: MoU, planned: list[int], day: date) -> int:
        """The year that was asked for; otherwise this one, or the nearest one that is planned or has begun."""
        asked = self.request.GET.get("year", "")
        if asked.isdecimal() and 2000 <= int(asked) <= 2100:
            return int(asked)
        now = FinancialYear.containing(day).start_year
        choices = planned or [max(now, FinancialYear.containing(mou.starts_on).start_year)]
        return min(choices, key=lambda year: abs(year - now))
