"""The forecast of the running quarter."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnerships.core.scoping import provinces_seen_by
from reporting.reports.forecast import forecast
from reporting.views.quarterly import NATIONAL_RIGHT, PROVINCIAL_RIGHT


@require_safe
@permission_required(PROVINCIAL_RIGHT, raise_exception=True)
def show(request: HttpRequest) -> HttpResponse:
    """The country, or with ?area=GP a province; ?whose=mine keeps the agreements of which one is business owner."""
    user: Any = request.user
    may_read_country = user.is_national and user.has_perm(NATIONAL_RIGHT)
    seen = list(provinces_seen_by(user).order_by("order"))
    area = request.GET.get("area", "")
    province = next((one for one in seen if one.code == area), None)
    if area and province is None:
        raise Http404
    if province is None and not may_read_country:
        if not seen:
            raise Http404
        province = seen[0]
    is_mine = request.GET.get("whose") == "mine"
    found = forecast(user, timezone.localdate(), province=province, owner=user if is_mine else None)
    context = {
        "found": found,
        "areas": seen,
        "may_read_country": may_read_country,
        "area": province.code if province else "",
        "is_mine": is_mine,
        "breadcrumbs": [("Forecast", "")],
    }
    return render(request, "reporting/forecast.html", context)
