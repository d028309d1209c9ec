"""The annual report of the indicators, its files, and the page on which an audited figure is entered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from partnerships.core import printing
from partnerships.core.calendar import FinancialYear
from partnerships.core.models import User
from partnerships.core.numbers import datetime_long
from partnerships.core.views import XLSX
from partnerships.strategy.models import Indicator
from reporting.forms.audited import AuditedFigureForm, year_of
from reporting.models import AuditedFigure, IssuedReport
from reporting.renderers.annual import HOW, SHEET, render_print, render_workbook
from reporting.reports.annual import AnnualLine, AnnualReport, annual_report
from reporting.reports.annual_tables import tables
from reporting.services.audited import ENTER, described_at_last, enter_audited_figure
from reporting.views.quarterly import NATIONAL_RIGHT

PAGE = "reporting:annual"


def _address(year: FinancialYear) -> str:
    return f"{reverse(PAGE)}?year={_slug(year)}"


def _slug(year: FinancialYear) -> str:
    return str(year).replace("/", "-")


def _national(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    if not user.is_national:
        raise Http404
    return user


def _years() -> list[FinancialYear]:
    """Those of which a quarter was issued, the newest first; then this one and the last, whose audit comes in."""
    issued = IssuedReport.objects.order_by("-report__year").values_list("report__year", flat=True).distinct()
    this = FinancialYear.containing(timezone.localdate()).start_year
    return [FinancialYear(one) for one in dict.fromkeys([*issued, this, this - 1])]


@require_safe
@permission_required(NATIONAL_RIGHT, raise_exception=True)
def annual(request: HttpRequest) -> HttpResponseBase:
    """The year of each indicator: ?year=2026-27, and ?format=pdf or xlsx for a file."""
    user = _national(request)
    years = _years()
    try:
        year = year_of(request.GET["year"]) if "year" in request.GET else years[0]
    except ValueError as error:
        return render(request, "404.html", {"explanation": str(error)}, status=404)
    report = annual_report(year, viewer=user)
    form = request.GET.get("format")
    if form == "pdf":
        return redirect(_printed(report, user))
    if form == "xlsx":
        headers = {"Content-Disposition": f'attachment; filename="{_file_name(report, form)}"'}
        return HttpResponse(render_workbook(report), content_type=XLSX, headers=headers)
    may_enter = user.has_perm(ENTER) and timezone.localdate() > year.end

    def enter(line: AnnualLine) -> str:
        return reverse("reporting:audited_enter", args=[_slug(year), line.pk])

    context = {
        "report": report,
        "years": [(_slug(one), one) for one in sorted({*years, year}, reverse=True)],
        "tables": list(tables(report, enter=enter if may_enter else None)),
        "how": HOW,
        "address": _address(year),
        "breadcrumbs": [("Annual report", "")],
    }
    return render(request, "reporting/annual_report.html", context)


def _file_name(report: AnnualReport, ending: str) -> str:
    return f"annual-report-{_slug(report.year)}.{ending}"


def _printed(report: AnnualReport, user: User) -> Any:
    html = render_print(report)
    said = html.replace(report.computed_at.isoformat(), "").replace(datetime_long(report.computed_at), "")
    return printing.ask(
        html,
        SHEET,
        by=user,
        title=report.title,
        file_name=_file_name(report, "pdf"),
        came_from=_address(report.year),
        said=said,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(ENTER, raise_exception=True)
def audited_enter(request: HttpRequest, year: str, pk: int) -> HttpResponse:
    """The audited figure of one indicator and year; its earlier versions stand beside the form."""
    user = _national(request)
    indicator = get_object_or_404(Indicator.objects.all(), pk=pk)
    try:
        financial_year = year_of(year)
    except ValueError:
        raise Http404 from None
    definition = described_at_last(indicator, financial_year)
    if definition is None:
        raise Http404
    held = list(
        AuditedFigure.objects.visible_to(user)
        .filter(indicator=indicator, year=financial_year.start_year)
        .select_related("entered_by")
    )
    number = held[-1].number if held else 0
    form = AuditedFigureForm(request.POST or None, definition=definition, initial={"seen": number})
    if request.method == "POST" and form.is_valid():
        try:
            enter_audited_figure(indicator, financial_year, by=user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
            # The next one is entered in knowledge of what stands now.
            form.data = request.POST.copy()
            form.data["seen"] = str(number)
        else:
            messages.success(request, "The audited figure is entered, and stands beside the preliminary one.")
            return redirect(_address(financial_year))
    line = next((one for one in annual_report(financial_year, viewer=user).lines if one.pk == pk), None)
    is_over = timezone.localdate() > financial_year.end
    context = {
        "form": form,
        "title": "Enter the audited figure",
        "object": f"{definition}, {financial_year}",
        "submit_label": "Enter it",
        "cancel_url": _address(financial_year),
        "blockers": []
        if is_over
        else [f"{financial_year} is not over. Its figures are audited after it ends."],
        "line": line,
        "held": held,
        "suffix": definition.suffix,
        "breadcrumbs": [("Annual report", _address(financial_year)), ("Audited figure", "")],
    }
    return render(request, "reporting/audited_form.html", context)
