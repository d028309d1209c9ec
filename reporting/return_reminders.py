"""By when returns are given, corrected, signed and accepted, and by whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from partnerships.core.calendar import Quarter
from partnerships.core.reminding.kinds import HEAD, Holders, Kind, register
from partnerships.core.timeline import joined, quarter_named
from reporting.models import LateOpening, ProvincialReturn, ReportingPeriod

LADDER = "return"
# About the time until the return of the next quarter opens.
OWED_AFTER_CLOSING = timedelta(days=60)
VIEW = "reporting.view_provincialreturn"


def to_give(seen: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Periods of provinces whose return was not submitted yet; one that is missing is owed until the next is."""
    still_open = Exists(LateOpening._base_manager.filter(period=OuterRef("pk"), until__gte=day))
    return seen.filter(
        Q(closes_on__gte=day - OWED_AFTER_CLOSING) | still_open,
        Q(provincial_return__isnull=True) | Q(provincial_return__status=ProvincialReturn.Status.OPEN),
        province__isnull=False,
        opens_on__lte=day,
    )


def _named(path: str) -> Any:
    """“Return of Gauteng, Q2 2026/27”, from the period that the path leads to."""
    return joined(Value("Return of "), f"{path}province__name", Value(", "), quarter_named(path))


def _list_of(number: int, province: int | None) -> str:
    year, quarter = divmod(number, 10)
    return f"{reverse('reporting:returns')}?quarter={Quarter(year, quarter).slug}"


def _in_state(status: str) -> Any:
    return lambda seen, day: seen.filter(status=status)


def _kind(
    name: str, label: str, task: str, status: str, *, due: Any, people: Any, is_asked: bool = False
) -> Kind:
    return Kind(
        name=name,
        label=label,
        task=task,
        permission=VIEW,
        model=ProvincialReturn,
        rows=_in_state(status),
        due=due,
        title=_named("period__"),
        page="reporting:return",
        ladder=LADDER,
        people=people,
        is_asked=is_asked,
    )


Status = ProvincialReturn.Status
register(
    Kind(
        name="return",
        label="Return to give",
        task="Complete and submit a return",
        permission=VIEW,
        model=ReportingPeriod,
        rows=to_give,
        due="due_on",
        title=_named(""),
        about=Value("Due by the reporting calendar"),
        number=F("year") * 10 + F("quarter"),
        locate=_list_of,
        people=(Holders("reporting.submit_provincialreturn"), HEAD),
    ),
    _kind(
        "return-correction",
        "Return to correct",
        "Correct a return and submit it again",
        Status.RETURNED,
        due=Coalesce("correct_by", "period__closes_on"),
        people=("submitted_by", HEAD),
    ),
    _kind(
        "return-signature",
        "Return to sign",
        "Sign a return",
        Status.SUBMITTED,
        due="period__due_on",
        people=(Holders("reporting.sign_provincialreturn"), HEAD),
    ),
    _kind(
        "return-acceptance",
        "Return to accept",
        "Accept a return, or send it back",
        Status.SIGNED,
        due="period__closes_on",
        people=(Holders("reporting.accept_provincialreturn"), HEAD),
        is_asked=True,
    ),
)
