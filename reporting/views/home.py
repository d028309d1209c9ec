"""The start page: what must I do this week, who is waiting for me, and whom am I waiting for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnerships.core.calendar import Quarter
from reporting.reports.deadlines import Deadlines
from reporting.reports.to_do import SHOWN, to_do


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    quarter = Quarter.containing(today)
    found = to_do(request.user, today=today)  # type: ignore[arg-type]
    # One scope lists what is missing; several show how far each has come.
    own = found.actuals[0] if len(found.actuals) == 1 else None
    deadlines = Deadlines(found.quarter, viewer=request.user)  # type: ignore[arg-type]
    due_on = deadlines.due_on(own.province.pk if own and own.province else None)
    context = {
        "found": found,
        "today": today,
        "quarter": quarter,
        "week": (today - quarter.start).days // 7 + 1,
        "own": own,
        "missing": own.missing[:SHOWN] if own else (),
        "report_due_on": due_on,
        "report_left": (due_on - today).days,
    }
    return render(request, "reporting/home.html", context)
