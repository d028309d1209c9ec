"""The ledger of the national reports, one report on its way to being issued, its files and errata, and the check."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partnerships.core import history
from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from partnerships.core.pdf import PdfError
from partnerships.core.states import State, Step
from partnerships.core.views import XLSX, Crumbs, ScopedActView, ScopedDetailView, TransitionView
from reporting.forms.issuing import ErratumForm, FileToVerifyForm, RedactedCopyForm
from reporting.issuing import (
    COMPILE,
    REDACT,
    begin_report,
    changes_since,
    compile_anew,
    compiled,
    move,
    publish_erratum,
    redacted_copy,
    verify,
)
from reporting.lifecycle.issue import ISSUE, NATIONAL_LIFECYCLE
from reporting.lifecycle.narrative import SECTION_LIFECYCLE
from reporting.models import IssuedFile, IssuedReport, NationalReport, ReportSection
from reporting.renderers.eqprs import CSV
from reporting.renderers.pdf import ask_for_pdf
from reporting.renderers.word import DOCX
from reporting.views.quarterly import FILES, NATIONAL_RIGHT, file_of

VIEW = "reporting.view_nationalreport"
TYPES = {
    IssuedFile.Kind.PDF: "application/pdf",
    IssuedFile.Kind.EXCEL: XLSX,
    IssuedFile.Kind.WORD: DOCX,
    IssuedFile.Kind.EQPRS: CSV,
    IssuedFile.Kind.FIGURES: "application/json",
}


def crumbs(report: NationalReport | None = None, *more: tuple[str, str]) -> Crumbs:
    ledger = ("National reports", reverse("reporting:national_reports"))
    if report is None:
        return [(ledger[0], ""), *more] if not more else [ledger, *more]
    return [ledger, (str(report.period), report.get_absolute_url() if more else ""), *more]


def may_read(user: User) -> bool:
    """The figures of all provinces side by side are for national readers; number, days and digests are for all."""
    return user.is_national and user.has_perm(NATIONAL_RIGHT)


@require_safe
@permission_required(VIEW, raise_exception=True)
def national_reports(request: HttpRequest) -> HttpResponse:
    """Every report that was begun, the newest first: what was issued, when, by whom, and its errata."""
    user: User = request.user  # type: ignore[assignment]
    found = list(NationalReport.objects.visible_to(user).for_list())
    last = Quarter.containing(timezone.localdate()).previous()
    may_begin = user.is_national and user.has_perm(COMPILE)
    context = {
        "rows": [(report, NATIONAL_LIFECYCLE.state(report)) for report in found],
        "next": last if may_begin and all(report.period != last for report in found) else None,
        "breadcrumbs": crumbs(),
    }
    return render(request, "reporting/national_report_list.html", context)


@permission_required(COMPILE, raise_exception=True)
@require_POST
def national_begin(request: HttpRequest) -> HttpResponse:
    """Begin the report of the quarter that is over."""
    user: User = request.user  # type: ignore[assignment]
    if not user.is_national:
        raise PermissionDenied
    try:
        quarter = Quarter.from_slug(request.POST.get("quarter", ""))
        report = begin_report(by=user, quarter=quarter)
    except (ValueError, ValidationError) as error:
        said = error.messages if isinstance(error, ValidationError) else [str(error)]
        messages.error(request, " ".join(said))
        return redirect("reporting:national_reports")
    messages.success(request, "The report is begun: its figures are compiled as the records stand now.")
    return redirect(report)


class NationalReportView(ScopedDetailView):
    """Where the report stands, what was compiled, its seal, its files and its errata."""

    queryset = NationalReport.objects.select_related("begun_by", "reviewed_by", "approved_by")
    permission_required = VIEW
    template_name = "reporting/national_report.html"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report, user = self.object, self.user
        issue = IssuedReport.objects.filter(report=report).select_related("issued_by").first()
        return super().get_context_data(
            report=report,
            state=NATIONAL_LIFECYCLE.state(report),
            steps=steps(report, issue),
            compilations=report.compilations.defer("figures").select_related("compiled_by").order_by("-pk"),
            issue=issue,
            files=issue.files.defer("content").select_related("issue") if issue else [],
            errata=issue.errata.select_related("published_by", "issue") if issue else [],
            sections=sections_of(report) if may_read(user) else [],
            actions=NATIONAL_LIFECYCLE.actions(report, user),
            later=NATIONAL_LIFECYCLE.later(report, user),
            may_read=may_read(user),
            may_issue=user.is_national and user.has_perm(ISSUE),
            may_redact=issue and user.is_national and user.has_perm(REDACT),
            may_compile=user.is_national
            and user.has_perm(COMPILE)
            and report.status == NationalReport.Status.COMPILING,
            entries=history.timeline(report),
            **kwargs,
        )


def sections_of(report: NationalReport) -> list[tuple[ReportSection, State]]:
    found = ReportSection.objects.filter(report=report).select_related("owner", "report").defer("text")
    return [(one, SECTION_LIFECYCLE.state(one)) for one in found.order_by("position")]


def steps(report: NationalReport, issue: IssuedReport | None) -> list[Step]:
    """The life of a report as a strip."""
    order = list(NationalReport.Status)
    days = {
        "compiling": report.begun_on,
        "reviewed": report.reviewed_on,
        "approved": report.approved_on,
        "issued": timezone.localdate(issue.issued_at) if issue else None,
    }
    now = order.index(NationalReport.Status(report.status))
    return [
        Step(
            str(status.label),
            "done" if place < now else "now" if place == now else "next",
            date_long(day) if (day := days[status]) else "",
        )
        for place, status in enumerate(order)
    ]


def _found(request: HttpRequest, pk: int) -> NationalReport:
    """The report whose figures this person may read."""
    user: User = request.user  # type: ignore[assignment]
    if not user.has_perm(NATIONAL_RIGHT):
        raise PermissionDenied
    if not user.is_national:
        raise Http404
    found: NationalReport = get_object_or_404(NationalReport.objects.visible_to(user), pk=pk)
    return found


@require_safe
def national_read(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The report from its bytes: a page, or with ``?format=`` the draft as a file. What is issued has its files."""
    record = _found(request, pk)
    report = compiled(record)
    form = request.GET.get("format", "")
    name = f"{record.number}-draft.{form}"
    if form in FILES and report.seal is None:
        return file_of(report, form, name)
    if form == "pdf" and report.seal is None:
        return redirect(ask_for_pdf(report, by=request.user, file_name=name, came_from=request.path))  # type: ignore[arg-type]
    context = {
        "report": report,
        "record": record,
        "breadcrumbs": crumbs(record, ("Read", "")),
    }
    return render(request, "reporting/quarterly_report.html", context)


@require_safe
def national_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What was issued, to the byte."""
    record = _found(request, pk)
    file = get_object_or_404(IssuedFile.objects.select_related("issue"), issue__report=record, kind=kind)
    return _file(bytes(file.content), TYPES[IssuedFile.Kind(file.kind)], file.name)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@permission_required(COMPILE, raise_exception=True)
@require_POST
def national_compile(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute every figure anew."""
    report = _found(request, pk)
    try:
        compile_anew(report, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Compiled anew: the figures are those of the records as they stand now.")
    return redirect(report)


class NationalMoveView(TransitionView):
    """One step of the report."""

    lifecycle = NATIONAL_LIFECYCLE
    queryset = NationalReport.objects.all()

    def get_queryset(self) -> Any:
        if not self.user.is_national:
            raise Http404
        return super().get_queryset()

    def move(self, note: str) -> None:
        try:
            move(self.object, self.transition.name, by=self.user, note=note)
        except PdfError as error:
            raise ValidationError(f"Nothing was issued. {error}") from error


class RedactedCopyView(ScopedActView):
    """A copy for readers outside, made when it is asked for; the sealed files stay as they are."""

    queryset = NationalReport.objects.filter(status=NationalReport.Status.ISSUED)
    permission_required = REDACT
    form_class = RedactedCopyForm
    template_name = "reporting/redacted_copy.html"
    title = "Redacted copy for a reader outside"
    submit_label = "Make the copy"

    def get_queryset(self) -> Any:
        if not self.user.is_national:
            raise Http404
        return super().get_queryset()

    def form_valid(self, form: RedactedCopyForm) -> HttpResponse:
        record, form_ = self.object, form.cleaned_data["form"]
        report = redacted_copy(record, by=self.user, form=form_, reader=form.cleaned_data["reader"])
        name = f"{record.number}-redacted.{form_}"
        if form_ in FILES:
            return file_of(report, form_, name)
        return redirect(
            ask_for_pdf(report, by=self.user, file_name=name, came_from=record.get_absolute_url())
        )

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, ("Redacted copy", ""))


class ErratumAddView(ScopedActView):
    """What differs today from what was issued; whoever may issue keeps it as an erratum, with the reason."""

    queryset = NationalReport.objects.filter(status=NationalReport.Status.ISSUED)
    permission_required = ISSUE
    form_class = ErratumForm
    template_name = "reporting/erratum_add.html"
    title = "What changed since it was issued"
    submit_label = "Publish this erratum"

    def get_queryset(self) -> Any:
        if not self.user.is_national:
            raise Http404
        return super().get_queryset()

    @property
    def issue(self) -> IssuedReport:
        return IssuedReport.objects.select_related("compilation").get(report=self.object)

    def blockers(self) -> list[str]:
        found, _ = changes_since(self.issue, viewer=self.user)
        self.extra_context = {"changes": found}
        if not found:
            return ["Every figure is as it was issued. There is nothing to put right."]
        return []

    def act(self, form: Any) -> None:
        publish_erratum(self.issue, by=self.user, reason=form.cleaned_data["reason"])

    def saved_message(self) -> str:
        return "The erratum is published. The report itself stays as it was issued."

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, ("What changed", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(VIEW, raise_exception=True)
def national_verify(request: HttpRequest) -> HttpResponse:
    """Whether a file is what was issued. The file is read, compared and not kept."""
    form = FileToVerifyForm(request.POST or None, request.FILES or None)
    verdict = None
    if request.method == "POST" and form.is_valid():
        verdict = verify(form.cleaned_data["file"].read())
    context = {
        "form": form,
        "verdict": verdict,
        "name": form.cleaned_data["file"].name if verdict else "",
        "breadcrumbs": crumbs(None, ("Check a file", "")),
        "is_demonstration": settings.DEMONSTRATION,
    }
    return render(request, "reporting/national_verify.html", context)
