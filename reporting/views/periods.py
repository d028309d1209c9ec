"""Pages of the reporting calendar: the days of a year, laying them out, and changing those of one quarter and scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from partnerships.core import history
from partnerships.core.calendar import FIRST_YEAR, LAST_YEAR, FinancialYear, Quarter
from partnerships.core.models import User
from partnerships.core.states import State
from partnerships.core.views import Crumbs, ScopedUpdateView
from partnerships.core.working_days import holiday_on, is_working_day, working_days_from
from reporting.forms import DaysForm
from reporting.models import PeriodRule, ReportingPeriod
from reporting.services import change_period, is_exception, lay_out_year


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One line of the calendar: its days, how many working days lie between, and how it stands today."""

    period: ReportingPeriod
    working_days: int
    state: State
    due_note: str

    @classmethod
    def of(cls, period: ReportingPeriod, today: date) -> PeriodRow:
        return cls(
            period,
            working_days_from(period.opens_on, period.due_on),
            period.state_on(today),
            free_day(period.due_on),
        )


def free_day(day: date) -> str:
    """Why a day is no working day: the holiday or the day of the week; otherwise nothing."""
    return "" if is_working_day(day) else holiday_on(day) or f"{day:%A}"


def chosen_year(text: str) -> FinancialYear:
    """The year in the address; this one where there is none that exists."""
    if text.isdecimal() and len(text) == 4 and FIRST_YEAR <= int(text) < LAST_YEAR:
        return FinancialYear(int(text))
    return FinancialYear.containing(timezone.localdate())


@require_safe
@permission_required("reporting.view_reportingperiod", raise_exception=True)
def periods(request: HttpRequest) -> HttpResponse:
    """The days of a financial year, quarter by quarter: ``?year=2026``. Municipal years have no place here."""
    user: User = request.user  # type: ignore[assignment]
    year, today = chosen_year(request.GET.get("year", "")), timezone.localdate()
    rows = ReportingPeriod.objects.visible_to(user).filter(year=year.start_year)
    found = [
        PeriodRow.of(one, today)
        for one in rows.select_related("province").order_by("quarter", "province__order")
    ]
    may_keep = user.is_national and user.has_perm("reporting.add_reportingperiod")
    expected = 4 * PeriodRule.objects.in_use().count()
    context = {
        "year": year,
        "years": [FinancialYear(year.start_year + step) for step in (-1, 1)],
        "quarters": [(quarter, list(_of(quarter, found))) for quarter in year.quarters] if found else [],
        "may_lay_out": may_keep and len(found) < expected,
        "may_open_late": user.is_national and user.has_perm("reporting.reopen_provincialreturn"),
        "may_change": user.is_national and user.has_perm("reporting.change_reportingperiod"),
    }
    return render(request, "reporting/periods.html", context)


def _of(quarter: Quarter, rows: Iterable[PeriodRow]) -> Iterable[PeriodRow]:
    """The country first."""
    ours = [row for row in rows if row.period.quarter == quarter.number]
    return sorted(ours, key=lambda row: row.period.province_id is not None)


@permission_required("reporting.add_reportingperiod", raise_exception=True)
@require_POST
def periods_lay_out(request: HttpRequest) -> HttpResponse:
    """Lay out what a year still lacks, by the rules."""
    user: User = request.user  # type: ignore[assignment]
    if not user.is_national:
        raise PermissionDenied
    year = chosen_year(request.POST.get("year", ""))
    try:
        new = lay_out_year(by=user, year=year)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = f"{len(new)} periods of {year} are laid out." if new else f"{year} is laid out already."
        messages.success(request, said)
    return redirect(f"{reverse('reporting:periods')}?year={year.start_year}")


class PeriodEditView(ScopedUpdateView):
    """Other days for one quarter and scope; after the due day as an exception alone."""

    queryset = ReportingPeriod.objects.select_related("province")
    form_class = DaysForm
    permission_required = "reporting.change_reportingperiod"
    template_name = "reporting/period_form.html"

    def save(self, form: DaysForm) -> ReportingPeriod:
        given = form.cleaned_data
        return change_period(
            form.instance, by=self.user, save=form.save, reason=given["reason"], authority=given["authority"]
        )

    def saved_message(self) -> str:
        return f"The days of {self.object} are changed."

    def breadcrumbs(self) -> Crumbs:
        return [
            ("Reporting calendar", reverse("reporting:periods")),
            (str(self.object.financial_year), self.object.get_absolute_url()),
            (str(self.object), ""),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Not the form's instance, which holds what was typed.
        stored = self.get_queryset().get(pk=self.object.pk)
        return super().get_context_data(
            period=stored,
            row=PeriodRow.of(stored, timezone.localdate()),
            is_exception=is_exception(stored),
            entries=history.timeline(stored),
            cancel_url=stored.get_absolute_url(),
            **kwargs,
        )
