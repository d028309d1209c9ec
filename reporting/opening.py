"""On which days figures of a quarter are taken: from its opening to its closing day, and later as an exception."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from partnerships.core.calendar import Quarter
from partnerships.core.numbers import date_long
from reporting.models import LateOpening, ProvincialReturn, ReportingPeriod

CLOSED = (
    "{scope}: captures of {quarter} closed on {day}. They are taken later only as an exception: by whose authority, "
    "why and until when is recorded with the reporting calendar."
)


def period_of(quarter: Quarter, province_id: int | None) -> ReportingPeriod | None:
    """The days of that quarter and scope; None where nobody has laid them out."""
    rows = ReportingPeriod._base_manager.filter(year=quarter.year, quarter=quarter.number)
    return rows.filter(province=province_id).select_related("province").first()


def last_day(period: ReportingPeriod, *, known_on: date) -> date:
    """The closing day, or the end of a late opening that was recorded by that day."""
    rows = LateOpening._base_manager.filter(period=period, opened_on__lte=known_on)
    later = rows.aggregate(until=Max("until"))["until"]
    return max(period.closes_on, later) if later else period.closes_on


def against_capturing(period: ReportingPeriod, day: date) -> str:
    """Why no figure of that period is taken on that day; empty when one is."""
    if day < period.opens_on:
        return f"{period} opens on {date_long(period.opens_on)}. Its figures are captured from then on."
    if day > (last := last_day(period, known_on=day)):
        return CLOSED.format(scope=period.scope_label, quarter=period.period, day=date_long(last))
    return ""


def against_writing(found: ProvincialReturn, day: date) -> str:
    """Why nothing can be written into a return on that day; empty when it can."""
    if found.is_locked:
        said = f"The return is “{found.get_status_display().lower()}”: nothing in it changes"
        return f"{said} unless it is sent back."
    if found.status == ProvincialReturn.Status.RETURNED and found.correct_by and day <= found.correct_by:
        return ""
    return against_capturing(found.period, day)
