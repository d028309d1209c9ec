"""The dashboard of the country or of a province, its workbook, and the indicators behind its figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import Province
from partnerships.core.numbers import date_long, datetime_long
from partnerships.core.scoping import provinces_seen_by
from partnerships.core.views import XLSX
from partnerships.strategy import performance
from reporting.forms import closed_quarters
from reporting.models import NOT_MEASURED
from reporting.renderers.workbook import workbook
from reporting.reports.base import Frame
from reporting.reports.dashboard import dashboard
from reporting.reports.dashboard.document import MARK, TITLE, Dashboard
from reporting.reports.dashboard.links import NATIONAL, chosen, dashboard_of, period_slug
from reporting.reports.dashboard.tables import tables
from reporting.reports.document import INCOMPLETE, IndicatorLine
from reporting.reports.indicators import indicator_figures

NATIONAL_RIGHT = "reporting.view_national_report"
QUARTERS, YEARS = 8, 3


def choose(request: HttpRequest) -> tuple[Frame, list[Province]]:
    """Whose figures of which quarter or year, and the provinces that may be chosen: ?period=2026-27-q2&area=GP.

    Without a choice, and with a period that is none, one sees what one sees at first.
    """
    user: Any = request.user
    quarter, is_year = _period(request.GET.get("period", ""))
    area = request.GET.get("area", "")
    may_read_country = user.is_national and user.has_perm(NATIONAL_RIGHT)
    if area == NATIONAL and not may_read_country:
        if user.is_national:
            raise PermissionDenied
        raise Http404
    country = Frame(quarter, None, user, timezone.localdate(), is_year=is_year)
    if may_read_country and area in {"", NATIONAL}:
        return country, country.provinces
    seen = list(provinces_seen_by(user).order_by("order"))
    province = next((one for one in seen if area in {"", one.code}), None)
    if province is None:
        raise Http404
    return replace(country, province=province), seen


def _period(slug: str) -> tuple[Quarter, bool]:
    """A quarter that has begun; of a year the last quarter of it that is over, or its first."""
    today = timezone.localdate()
    last = Quarter.containing(today).previous()
    try:
        if "-q" in slug:
            quarter, is_year = Quarter.from_slug(slug), False
        else:
            year = FinancialYear.parse(slug.replace("-", "/"))
            over = [one for one in year.quarters if one.is_closed_on(today)]
            quarter, is_year = (over[-1] if over else year.quarters[0]), True
    except ValueError:
        return last, False
    return (quarter, is_year) if quarter.start <= today else (last, False)


def picker(frame: Frame, provinces: list[Province]) -> dict[str, Any]:
    """The choices of period and area, with what is chosen."""
    user, today = frame.viewer, frame.today
    running = Quarter.containing(today)
    quarters = [(running.slug, f"{running}, not over")]
    quarters += [(one.slug, str(one)) for one in closed_quarters(QUARTERS)]
    years = [FinancialYear(running.year - past) for past in range(YEARS)]
    periods = [*quarters, *((str(year).replace("/", "-"), f"Year {year}") for year in years)]
    slug = period_slug(frame)
    if slug not in dict(periods):
        periods.insert(0, (slug, str(frame.quarter)))
    areas = [(one.code, one.name) for one in provinces]
    if user.is_national and user.has_perm(NATIONAL_RIGHT):
        areas.insert(0, (NATIONAL, "National"))
    return {
        "periods": periods,
        "period": slug,
        "areas": areas,
        "area": frame.province.code if frame.province else NATIONAL,
    }


@require_safe
@permission_required("reporting.view_actual", raise_exception=True)
def show(request: HttpRequest) -> HttpResponseBase:
    frame, provinces = choose(request)
    thrust = request.GET.get("thrust", "")
    found = dashboard(frame, thrust=int(thrust) if thrust.isdecimal() else None)
    if request.GET.get("format") == "xlsx":
        return _file(found)
    context = {
        "found": found,
        "picker": picker(frame, provinces),
        "address": chosen(frame),
        "thrusts": list(dict.fromkeys(line.definition.thrust for line in found.lines)),
        "thrust": thrust,
    }
    return render(request, "reporting/dashboard.html", context)


def _file(found: Dashboard) -> HttpResponse:
    frame = found.frame
    title = f"{TITLE}: {found.period}, {frame.place}"
    closed = "" if frame.is_closed else "; the quarter is not over"
    facts = [
        ("Period", str(found.period)),
        ("Scope", frame.place),
        ("Mark", f"{MARK}: figures are preliminary until the annual audit."),
        ("Counted as at", f"{date_long(frame.as_of)}{closed}; what says “today”: {date_long(frame.today)}"),
        ("Computed", datetime_long(found.computed_at)),
        ("Computed for", frame.viewer.name),
    ]
    name = f"dashboard-{period_slug(frame)}-{slugify(frame.place)}.xlsx"
    return HttpResponse(
        workbook(title, MARK, found.computed_at, {"": facts}, tables(found)),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _in(*states: Any) -> Callable[[IndicatorLine], bool]:
    return lambda line: line.state in states


def _judged(line: IndicatorLine) -> bool:
    return line.state in {performance.ON_TRACK, performance.BEHIND, performance.OFF_TRACK}


# What the figures of a dashboard lead to: the words for it, and which lines of the indicators it takes.
SHOWN: dict[str, tuple[str, Callable[[IndicatorLine], bool]]] = {
    "all": ("All indicators", lambda line: True),
    "targeted": ("With a target", lambda line: line.state != performance.NO_TARGET),
    "judged": ("Judged", _judged),
    "on_track": ("On track", _in(performance.ON_TRACK)),
    "behind": ("Behind", _in(performance.BEHIND)),
    "off_track": ("Off track", _in(performance.OFF_TRACK)),
    "no_data": ("Without data", _in(performance.NO_DATA, NOT_MEASURED, INCOMPLETE)),
    "in_words": ("In words", _in(performance.NOT_JUDGED)),
}
# What has no line: figures that should be there, and indicators that nobody set a target for.
ABSENT = {
    "expected": "Figures expected",
    "given": "Figures given",
    "missing": "Figures missing",
    "not_measured": "Figures not measured",
    "untargeted": "Without a target",
}
FIGURES_ON_A_PAGE = 100


@require_safe
@permission_required("reporting.view_actual", raise_exception=True)
def indicators(request: HttpRequest) -> HttpResponseBase:
    """The indicators behind a figure of the dashboard: ?show=behind&focus_area=3."""
    frame, provinces = choose(request)
    figures = indicator_figures(frame)
    show = request.GET.get("show", "")
    show = show if show in SHOWN or show in ABSENT else "all"
    area = next((one for one in figures.areas if str(one.pk) == request.GET.get("focus_area")), None)
    lines = figures.by_area.get(area.pk, ()) if area else figures.lines
    absent: dict[str, Any] = {
        "expected": [*figures.missing, *figures.not_measured, *figures.given],
        "given": figures.given,
        "missing": figures.missing,
        "not_measured": figures.not_measured,
        "untargeted": figures.untargeted,
    }
    address = chosen(frame, **({"focus_area": area.pk} if area else {}))
    offered = {key: label for key, (label, _) in SHOWN.items()} | ABSENT
    context = {
        "frame": frame,
        "period": frame.quarter.financial_year if frame.is_year else frame.quarter,
        "title": offered[show],
        "show": show,
        "area": area,
        "address": address,
        "offered": offered.items(),
        "picker": picker(frame, provinces),
        "lines": [line for line in lines if SHOWN[show][1](line)] if show in SHOWN else [],
        "absent": absent.get(show),
        "page_obj": Paginator(absent.get(show, ()), FIGURES_ON_A_PAGE).get_page(request.GET.get("page")),
        "breadcrumbs": [("Dashboard", dashboard_of(frame)), (offered[show], "")],
    }
    return render(request, "reporting/dashboard_indicators.html", context)
