"""The quarterly report as a page, a PDF and a workbook; and the page where one chooses which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from partnerships.core.calendar import Quarter
from partnerships.core.models import Province
from partnerships.core.numbers import date_long
from partnerships.core.scoping import sees_in_full
from partnerships.core.views import XLSX
from reporting.renderers.eqprs import CSV, render_eqprs
from reporting.renderers.pdf import ask_for_pdf, render_file
from reporting.renderers.word import DOCX, render_word
from reporting.renderers.workbook import render_workbook
from reporting.reports.document import QuarterlyReport
from reporting.reports.offered import offered_quarters
from reporting.reports.quarterly import quarterly_report

# Ending → what makes the file, and what kind it is.
FILES: dict[str, tuple[Callable[[QuarterlyReport], bytes], str]] = {
    "xlsx": (render_workbook, XLSX),
    "docx": (render_word, DOCX),
    "csv": (render_eqprs, CSV),
    "html": (lambda report: render_file(report).encode(), "text/html; charset=utf-8"),
}
NATIONAL_RIGHT, PROVINCIAL_RIGHT = "reporting.view_national_report", "reporting.view_actual"


@require_safe
def quarterly(request: HttpRequest, quarter: str) -> HttpResponseBase:
    """The country: for those who may read all provinces side by side."""
    user: Any = request.user
    if not user.has_perm(NATIONAL_RIGHT):
        raise PermissionDenied
    if not user.is_national:
        raise Http404
    return _answer(request, quarter, None)


@require_safe
def quarterly_province(request: HttpRequest, quarter: str, code: str) -> HttpResponseBase:
    """One province: for those who see its records in full."""
    user: Any = request.user
    if not user.has_perm(PROVINCIAL_RIGHT):
        raise PermissionDenied
    province = Province.objects.filter(code=code).first()
    if province is None or not sees_in_full(user, province.pk):
        raise Http404
    return _answer(request, quarter, province)


def _answer(request: HttpRequest, slug: str, province: Province | None) -> HttpResponseBase:
    try:
        quarter = Quarter.from_slug(slug)
    except ValueError as error:
        return _not_found(request, str(error))
    if quarter.start > timezone.localdate():
        return _not_found(
            request, f"{quarter} begins on {date_long(quarter.start)}. There is nothing to report yet."
        )
    viewer: Any = request.user
    form = request.GET.get("format")
    report = quarterly_report(quarter, province=province, viewer=viewer, whole=form in {"pdf", *FILES})
    if form == "pdf":
        return redirect(
            ask_for_pdf(report, by=viewer, file_name=_name(report, "pdf"), came_from=request.path)
        )
    if form in FILES:
        return file_of(report, form, _name(report, form))
    crumbs = [("Quarterly report", reverse("reporting:reports")), (f"{report.place}, {quarter}", "")]
    return render(request, "reporting/quarterly_report.html", {"report": report, "breadcrumbs": crumbs})


def file_of(report: QuarterlyReport, form: str, name: str) -> HttpResponse:
    """The report as a file of one of the kinds that are made while one waits."""
    render_it, kind = FILES[form]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(render_it(report), content_type=kind, headers=headers)


def _not_found(request: HttpRequest, explanation: str) -> HttpResponse:
    """404 with a sentence that says what is wrong with the address."""
    return render(request, "404.html", {"explanation": explanation}, status=404)


def _name(report: QuarterlyReport, ending: str) -> str:
    return f"quarterly-report-{report.quarter.slug}-{slugify(report.place)}.{ending}"


@require_safe
@permission_required(PROVINCIAL_RIGHT, raise_exception=True)
def reports(request: HttpRequest) -> HttpResponseBase:
    """Every quarter that has records, and whose report one wants to read."""
    user: Any = request.user
    provinces = [province for province in Province.objects.all() if sees_in_full(user, province.pk)]
    may_read_country = user.is_national and user.has_perm(NATIONAL_RIGHT)
    chosen = next((one for one in provinces if one.code == request.GET.get("province")), None)
    if chosen is None and not may_read_country:
        chosen = provinces[0] if provinces else None
    if chosen is None and not may_read_country:
        raise Http404
    return render(
        request,
        "reporting/report_list.html",
        {
            "quarters": offered_quarters(viewer=user, province=chosen),
            "provinces": provinces,
            "chosen": chosen,
            "may_read_country": may_read_country,
        },
    )
