"""The start page: what must I do this week, who is waiting for me, and whom am I waiting for."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from partnerships.core.reminding.kinds import all_kinds
from partnerships.core.reminding.owing import owed_by
from partnerships.core.reminding.waiting import waits_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Two queries, whatever the number of kinds: what is registered as dated, and what is registered as a wait."""
    user, today = cast("User", request.user), timezone.localdate()
    quarter = Quarter.containing(today)
    owed, waits = owed_by(user, today), waits_of(user, today)
    context = {
        "today": today,
        "quarter": quarter,
        "week": (today - quarter.start).days // 7 + 1,
        "owed": owed,
        "owes": any(owed[part].total for part in ("late", "week", "coming")),
        "for_me": waits["for_me"],
        "by_me": waits["by_me"],
        "waiting_for_me": sum(one.total for one in waits["for_me"]),
        "may_act": any(user.has_perm(act.right) for kind in all_kinds() for act in kind.acts),
    }
    return render(request, "reporting/home.html", context)
