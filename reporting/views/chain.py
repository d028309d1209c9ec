"""The chain of one record, from the figure of a report to the first engagement and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from mou.models import Activity, MoU, Obligation
from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.core.scoping import provinces_seen_by
from partnerships.core.views import ScopedDetailView
from partnerships.strategy.models import Indicator
from reporting.forms import last_closed_quarter
from reporting.models import Actual
from reporting.reports.chain import RIGHTS, Start, chain
from stakeholders.models import Engagement, PartnerDecision, Stakeholder


@dataclass(frozen=True)
class Kind:
    model: Any
    related: tuple[str, ...]


KINDS = {
    "indicator": Kind(Indicator, ("thrust",)),
    "actual": Kind(Actual, ("indicator", "province")),
    "activity": Kind(Activity, ("mou",)),
    "obligation": Kind(Obligation, ("mou",)),
    "mou": Kind(MoU, ("kind",)),
    "decision": Kind(PartnerDecision, ("stakeholder",)),
    "stakeholder": Kind(Stakeholder, ("group",)),
    "engagement": Kind(Engagement, ("kind",)),
}


class ChainView(ScopedDetailView):
    """``?quarter=2026-27-q2&area=GP`` say of an indicator which of its figures is meant."""

    template_name = "reporting/chain.html"

    @property
    def kind(self) -> Kind:
        if (found := KINDS.get(self.kwargs["kind"])) is None:
            raise Http404
        return found

    @property
    def permission_required(self) -> str:  # type: ignore[override]
        """That of the record."""
        return RIGHTS[self.kind.model]

    @property
    def queryset(self) -> Any:  # type: ignore[override]
        return self.kind.model._default_manager.select_related(*self.kind.related)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        start = _start(self.request, self.user, self.kwargs["kind"], self.object)
        return super().get_context_data(chain=chain(start, self.user), **kwargs)


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
