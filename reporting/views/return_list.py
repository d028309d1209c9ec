"""The returns of the provinces as a list, how each stands, and beginning one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from partnerships.core.models import User
from partnerships.core.scoping import may_write_for
from partnerships.core.states import State
from partnerships.core.views import EditableMixin
from reporting.forms import PeriodForm
from reporting.lifecycle import RETURN_LIFECYCLE
from reporting.models import LateOpening, ProvincialReturn, ReportingPeriod
from reporting.services import begin_return

VIEW = "reporting.view_provincialreturn"


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One period of a province with its return, where it was begun."""

    period: ReportingPeriod
    found: ProvincialReturn | None
    state: State
    given: int
    due: int
    late_opening: LateOpening | None
    may_begin: bool


@require_safe
@permission_required(VIEW, raise_exception=True)
def returns(request: HttpRequest) -> HttpResponse:
    """Nationally the provinces in one quarter, ``?quarter=2026-27-q2``; for a province its own, newest first.

    ``?wanting`` leaves those of the quarter that are past their day and not accepted.
    """
    user: User = request.user  # type: ignore[assignment]
    today = timezone.localdate()
    form = PeriodForm(request.GET or None)
    quarter = form.chosen()
    periods = ReportingPeriod.objects.visible_to(user).filter(province__isnull=False)
    only_wanting = "wanting" in request.GET
    if only_wanting:
        periods = periods.of_quarter(quarter).wanting_on(today).order_by("province__order")
        if (province := request.GET.get("province", "")).isdecimal():
            periods = periods.filter(province=province)
    elif user.is_national:
        periods = periods.of_quarter(quarter).order_by("province__order")
    else:
        periods = periods.filter(opens_on__lte=today).order_by("-year", "-quarter")[:12]
    lines = "provincial_return__lines"
    periods = periods.select_related("province", "provincial_return").annotate(
        due=Count(lines), given=Count(lines, filter=Q(**{f"{lines}__actual__isnull": False}))
    )
    found = list(periods)
    late = LateOpening.objects.visible_to(user).filter(period__in=[one.pk for one in found], until__gte=today)
    openings = {one.period_id: one for one in late.order_by("until")}
    may_write = user.has_perm("reporting.change_actual")
    context = {
        "period": PeriodForm(initial={"quarter": quarter.slug}),
        "quarter": quarter,
        "is_national": user.is_national,
        "only_wanting": only_wanting,
        "rows": [
            _list_row(one, openings.get(one.pk), may_write and may_write_for(user, one.province_id))
            for one in found
        ],
    }
    return render(request, "reporting/returns.html", context)


def _list_row(period: Any, late: LateOpening | None, may_write: bool) -> ReturnRow:
    today = timezone.localdate()
    found = getattr(period, "provincial_return", None)
    is_open = period.opens_on <= today and (today <= period.closes_on or late is not None)
    return ReturnRow(
        period,
        found,
        state_of(period, found),
        period.given,
        period.due,
        late,
        found is None and is_open and may_write,
    )


def state_of(period: ReportingPeriod, found: ProvincialReturn | None) -> State:
    """How it stands today; what nobody has begun is told by the days of its period."""
    today = timezone.localdate()
    if found is None:
        if today < period.opens_on:
            return State("Not open yet", "none")
        if today <= period.due_on:
            return State("Not begun", "draft")
        return State("Missing", "overdue", f"{(today - period.due_on).days} days late")
    state = RETURN_LIFECYCLE.state(found)
    if not found.is_locked and found.first_submitted_on is None and today > period.due_on:
        return State("Late", "overdue", f"{(today - period.due_on).days} days")
    return State(state.label, state.tone, "late" if found.is_late else "")


class ReturnBeginView(EditableMixin, SingleObjectMixin, View):
    """Begin the return of a period; posting once more opens the one that is there."""

    permission_required = "reporting.change_actual"
    http_method_names = ("post",)

    def get_queryset(self) -> Any:
        return ReportingPeriod.objects.visible_to(self.user).answered_by(self.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated or not self.has_permission():
            return self.handle_no_permission()
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            found = begin_return(self.object, by=self.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(f"{reverse('reporting:returns')}?quarter={self.object.period.slug}")
        return redirect("reporting:return_indicators", found.pk)
