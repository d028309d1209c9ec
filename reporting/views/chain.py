"""The chain of one record, from the figure of a report to the first engagement and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mou.models import Activity, MoU, Obligation
from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.core.scoping import provinces_seen_by
from partnerships.strategy.models import Indicator
from reporting.forms import last_closed_quarter
from reporting.models import Actual
from reporting.reports.chain import RIGHTS, Start, chain
from stakeholders.models import Engagement, PartnerDecision, Stakeholder


@dataclass(frozen=True)
class Kind:
    model: Any
    related: tuple[str, ...] = ()


KINDS = {
    "indicator": Kind(Indicator),
    "actual": Kind(Actual, ("indicator", "province")),
    "activity": Kind(Activity),
    "obligation": Kind(Obligation),
    "mou": Kind(MoU),
    "decision": Kind(PartnerDecision, ("stakeholder",)),
    "stakeholder": Kind(Stakeholder),
    "engagement": Kind(Engagement),
}


@require_safe
@login_required
def show(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """``?quarter=2026-27-q2&area=GP`` say of an indicator which of its figures is meant."""
    user: Any = request.user
    if (asked := KINDS.get(kind)) is None:
        raise Http404
    if not user.has_perm(RIGHTS[asked.model]):
        raise PermissionDenied
    rows = asked.model.objects.visible_to(user)
    record = get_object_or_404(rows.select_related(*asked.related) if asked.related else rows, pk=pk)
    found = chain(_start(request, user, kind, record), user)
    return render(request, "reporting/chain.html", {"chain": found})


def _start(request: HttpRequest, user: User, kind: str, record: Any) -> Start:
    today, last = timezone.localdate(), last_closed_quarter()
    if kind == "actual":
        return Start(kind, record, record.period, record.period.end, today, record.province)
    if kind != "indicator":
        return Start(kind, record, last, today, today)
    quarter = _quarter(request.GET.get("quarter", "")) or last
    return Start(kind, record, quarter, quarter.end, today, _area(request.GET.get("area", ""), user))


def _quarter(slug: str) -> Quarter | None:
    """None where the address names none, or one that is still to come."""
    try:
        quarter = Quarter.from_slug(slug)
    except ValueError:
        return None
    return quarter if quarter.start <= timezone.localdate() else None


def _area(code: str, user: User) -> Province | None:
    """A province whose figures this person sees."""
    found: Province | None = get_object_or_404(provinces_seen_by(user), code=code) if code else None
    return found
