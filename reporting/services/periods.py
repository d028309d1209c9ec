"""Keeping the reporting calendar: a year is laid out by the rules, and a day is changed with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import history
from partnerships.core.calendar import FinancialYear
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from reporting.models import PeriodRule, ProvincialReturn, ReportingPeriod


@transaction.atomic
def lay_out_year(*, by: User, year: FinancialYear) -> list[ReportingPeriod]:
    """The days of all quarters and scopes that have none yet, by the rules in use; what stands is left as it is."""
    _need(by, "reporting.add_reportingperiod")
    # Two people at once: the second one waits here and then finds nothing to lay out.
    rules = list(PeriodRule.objects.in_use().select_related("province").select_for_update(of=("self",)))
    if not rules:
        raise ValidationError("No rule of the reporting calendar is in use. An administrator keeps them.")
    rows = ReportingPeriod.objects.editable_by(by).filter(year=year.start_year)
    standing = {*rows.values_list("quarter", "province_id")}
    new = [
        ReportingPeriod(
            year=year.start_year,
            quarter=quarter.number,
            province=rule.province,
            **rule.days_of(quarter),
        )
        for rule in rules
        for quarter in year.quarters
        if (quarter.number, rule.province_id) not in standing
    ]
    with history.acting(by, f"Laid out for {year} by the rules."):
        for period in new:
            period.full_clean()
        return ReportingPeriod.objects.bulk_create(new)


def is_exception(period: ReportingPeriod, *, on: date | None = None) -> bool:
    """Whether its days change as an exception alone: the due day is over, or its return was submitted."""
    if (on or timezone.localdate()) > period.due_on:
        return True
    sent = ProvincialReturn._base_manager.filter(period=period, first_submitted_on__isnull=False)
    return sent.exists()


@transaction.atomic
def change_period(
    period: ReportingPeriod, *, by: User, save: Callable[[], Any], reason: str, authority: str = ""
) -> ReportingPeriod:
    """Store other days (``save``) with the reason; once the due day is over, by an authority that is named."""
    _need(by, "reporting.change_reportingperiod")
    stored = ReportingPeriod.objects.editable_by(by).select_for_update(of=("self",)).get(pk=period.pk)
    if not reason.strip():
        raise ValidationError({"reason": "Say why these days change: it is kept with them."})
    if is_exception(stored) and not authority.strip():
        raise ValidationError(
            {
                "authority": (
                    f"It was due on {date_long(stored.due_on)}. Afterwards its days change only as an exception: "
                    "name who allowed it, and in which paper."
                )
            }
        )
    with history.acting(by, reason.strip()):
        saved: ReportingPeriod = save()
    return saved


def _need(by: User, right: str) -> None:
    if not (by.is_national and by.has_perm(right)):
        raise PermissionDenied
