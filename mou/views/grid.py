"""A workplan as a grid: one row an activity, one column a quarter of the financial year that was chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest

from mou.models import Activity, ActivityQuarter, MoU
from partnerships.core.calendar import FinancialYear, Quarter
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


def row(activity: Activity, judge: Judge, *, sub: str) -> dict[str, Any]:
    states = {quarter.number: judge(quarter) for quarter in activity.quarters.all()}
    return {
        "title": activity.title,
        "sub": sub,
        "url": activity.get_absolute_url(),
        "cells": [states.get(number) for number in MONTHS],
    }


class WorkplanPage:
    """The part of an agreement's page that shows its workplan of one financial year (``?year=2026``)."""

    request: HttpRequest

    def workplan(self, mou: MoU, activities: Iterable[Activity], day: date) -> dict[str, Any]:
        activities = list(activities)
        planned = sorted({activity.year for activity in activities})
        year = self._year(mou, planned, day)
        rows = [
            row(
                activity,
                lambda quarter: quarter.state_on(day),
                sub=f"{activity.responsible_party.short_name}, thrust {activity.thrust.code}",
            )
            for activity in activities
            if activity.year == year
        ]
        return {
            "year": FinancialYear(year),
            "other_years": [FinancialYear(other) for other in planned if other != year],
            "quarters": columns(year, day),
            "grid": rows,
        }

    def _year(self, mou: MoU, planned: list[int], day: date) -> int:
        """The year that was asked for; otherwise this one, or the nearest one that is planned or has begun."""
        asked = self.request.GET.get("year", "")
        if asked.isdecimal() and 2000 <= int(asked) <= 2100:
            return int(asked)
        now = FinancialYear.containing(day).start_year
        choices = planned or [max(now, FinancialYear.containing(mou.starts_on).start_year)]
        return min(choices, key=lambda year: abs(year - now))
