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
from partnerships.strategy.models import Slot, Target
from reporting.models import Actual
from reporting.reports.base import Figure, Frame
from reporting.reports.deadlines import due_days
from stakeholders.models import Engagement


@dataclass(frozen=True, slots=True)
class OfferedQuarter:
    """A quarter that has begun and of which there are records of some kind."""

    quarter: Quarter
    url: str
    is_closed: bool
    due_on: date
    actuals: Figure


def offered_quarters(*, viewer: User, province: Province | None) -> list[OfferedQuarter]:
    """The newest first; six queries."""
    today = timezone.localdate()
    frame = Frame(Quarter.containing(today), province, viewer, today)
    targets, actuals = _promised(frame), _by_quarter(frame, Actual)
    due = due_days(viewer=viewer, province=province)
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
            quarter.is_closed_on(today),
            due.get(quarter, quarter.report_due_on),
            Figure(
                actuals.get(quarter, 0),
                frame.address("reporting:actuals", year=quarter.year, quarter=quarter.number),
            ),
        )
        for quarter in sorted(quarters, reverse=True)
        if quarter.start <= today
    ]


def _promised(frame: Frame) -> set[Quarter]:
    """The quarters for which targets stand."""
    rows = frame.records(Target).order_by().values_list("year", "slot").distinct()
    return {Quarter(year, number) for year, slot in rows if (number := Slot(slot).quarter)}


def _by_quarter(frame: Frame, model: Any) -> dict[Quarter, int]:
    rows = frame.records(model).order_by().values_list("year", "quarter").annotate(Count("pk"))
    return {Quarter(year, number): count for year, number, count in rows}


def _address(quarter: Quarter, province: Province | None) -> str:
    if province is None:
        return reverse("reporting:quarterly", args=[quarter.slug])
    return reverse("reporting:quarterly_province", args=[quarter.slug, province.code])
