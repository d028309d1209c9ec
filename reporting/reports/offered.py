"""Which quarters there is something to report of, and how far each of them has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncQuarter
from django.urls import reverse
from django.utils import timezone

from mou.models import ActivityQuarter, Obligation
from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.core.states import State
from partnerships.strategy.models import Target
from reporting.models import Actual
from reporting.reports.base import Frame
from stakeholders.models import Engagement

RUNNING, CLOSED = State("Not over yet", "open"), State("Over", "good")


@dataclass(frozen=True, slots=True)
class OfferedQuarter:
    """A quarter that has begun and of which there are records of some kind."""

    quarter: Quarter
    url: str
    state: State
    targets: int
    actuals: int

    @property
    def report_due_on(self) -> date:
        return self.quarter.report_due_on


def offered_quarters(*, viewer: User, province: Province | None) -> list[OfferedQuarter]:
    """The newest first; five queries."""
    today = timezone.localdate()
    frame = Frame(Quarter.containing(today), province, viewer, today)
    targets, actuals = _by_quarter(frame, Target), _by_quarter(frame, Actual)
    planned = frame.records(ActivityQuarter).order_by().values_list("activity__year", "number").distinct()
    quarters = {*targets, *actuals, *(Quarter(*pair) for pair in planned)}
    # A quarter of a financial year is a quarter of the calendar, too.
    for model, day in ((Engagement, "held_on"), (Obligation, "due_on")):
        begun = (
            frame.records(model).order_by().annotate(begun=TruncQuarter(day)).values_list("begun", flat=True)
        )
        quarters |= {Quarter.containing(first) for first in begun.distinct() if first}
    return [
        OfferedQuarter(
            quarter,
            _address(quarter, province),
            CLOSED if quarter.is_closed_on(today) else RUNNING,
            targets.get(quarter, 0),
            actuals.get(quarter, 0),
        )
        for quarter in sorted(quarters, reverse=True)
        if quarter.start <= today
    ]


def _by_quarter(frame: Frame, model: Any) -> dict[Quarter, int]:
    rows = frame.records(model).order_by().values_list("year", "quarter").annotate(Count("pk"))
    return {Quarter(year, number): count for year, number, count in rows}


def _address(quarter: Quarter, province: Province | None) -> str:
    if province is None:
        return reverse("reporting:quarterly", args=[quarter.slug])
    return reverse("reporting:quarterly_province", args=[quarter.slug, province.code])
