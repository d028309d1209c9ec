"""Figures of a return that records already know: how many of which, and the list in which they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from mou.models import ActivityQuarter, Obligation, done_by, due_within, fulfilled_by, released_by
from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.strategy.models import IndicatorVersion
from partnerships.strategy.performance import Measure
from reporting.models import ReturnRule
from stakeholders.models import Engagement
from stakeholders.reports.functionality import functionality_by_province

Kind = ReturnRule.Measure


@dataclass(frozen=True, slots=True)
class Counted:
    """So many records, of so many (None: of nothing), and the address of the list that holds them."""

    count: int
    of: int | None
    label: str
    url: str

    def as_measure(self, definition: IndicatorVersion) -> Measure | None:
        """What they make of an indicator; None where nothing can be formed from them."""
        if definition.is_qualitative:
            return None
        if not definition.is_percentage:
            return Measure(Decimal(self.count))
        return Measure.share(Decimal(self.count), Decimal(self.of)) if self.of else None


@dataclass(frozen=True, slots=True)
class Span:
    """Whose records of which days are counted, for whose eyes."""

    province: Province | None
    quarter: Quarter
    viewer: User
    # A running total counts from 1 April.
    start: date

    @property
    def end(self) -> date:
        return self.quarter.end

    def address(self, page: str, **chosen: object) -> str:
        place = self.province.pk if self.province else "null"
        return f"{reverse(page)}?{urlencode({'province': place, **chosen})}"


def counted(measure: str, span: Span) -> Counted:
    """One query, whatever the measure."""
    return COUNTS[Kind(measure)](span)


def start_of(definition: IndicatorVersion, quarter: Quarter) -> date:
    running = IndicatorVersion.CalculationType.CUMULATIVE_YEAR_TO_DATE
    return quarter.financial_year.start if definition.calculation_type == running else quarter.start


def _engagements(span: Span) -> Counted:
    days = (span.start, span.end)
    held = Engagement.objects.visible_to(span.viewer).filter(province=span.province, held_on__range=days)
    url = span.address("stakeholders:engagements", held_on_after=span.start, held_on_before=span.end)
    return Counted(held.count(), None, "engagements held", url)


def _obligations_met(span: Span) -> Counted:
    owed = Obligation.objects.visible_to(span.viewer).filter(
        due_within(span.start, span.end, as_at=span.end) & ~released_by(span.end),
        mou__province=span.province,
        mou__signed_on__lte=span.end,
    )
    met = Q(fulfilled_by(span.end), status=Obligation.Status.MET)
    found = owed.aggregate(of=Count("pk"), count=Count("pk", filter=met))
    url = span.address(
        "mou:obligations",
        mark="in_mou",
        due_on_after=span.start,
        due_on_before=span.end,
        owed_on=span.end,
        fulfilled_by=span.end,
        status="met",
    )
    return Counted(found["count"], found["of"], "obligations met", url)


def _activities_done(span: Span) -> Counted:
    first = Quarter.containing(span.start).number
    planned = ActivityQuarter.objects.visible_to(span.viewer).filter(
        activity__mou__province=span.province,
        activity__mou__signed_on__lte=span.end,
        activity__year=span.quarter.year,
        number__range=(first, span.quarter.number),
    )
    found = planned.aggregate(of=Count("pk"), count=Count("pk", filter=done_by(span.end)))
    chosen = {"quarter": span.quarter.number} if first == span.quarter.number else {}
    url = span.address("mou:activities", year=span.quarter.year, as_at=span.end, state="done", **chosen)
    return Counted(found["count"], found["of"], "activities done", url)


def _structures_assessed(span: Span) -> Counted:
    found = functionality_by_province(span.end, span.viewer, span.province)
    url = span.address("stakeholders:structures", as_at=span.end)
    assessed, total = sum(one.assessed for one in found), sum(one.total for one in found)
    return Counted(assessed, total, "structures assessed in the year before", url)


def _structures_functional(span: Span) -> Counted:
    found = functionality_by_province(span.end, span.viewer, span.province)
    url = span.address("stakeholders:structures", as_at=span.end, result="functional")
    functional, assessed = sum(one.functional for one in found), sum(one.assessed for one in found)
    return Counted(functional, assessed, "functional structures", url)


COUNTS: dict[str, Callable[[Span], Counted]] = {
    Kind.ENGAGEMENTS: _engagements,
    Kind.OBLIGATIONS_MET: _obligations_met,
    Kind.ACTIVITIES_DONE: _activities_done,
    Kind.STRUCTURES_ASSESSED: _structures_assessed,
    Kind.STRUCTURES_FUNCTIONAL: _structures_functional,
}
