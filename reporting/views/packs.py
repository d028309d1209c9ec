"""Audit packs: asking for one, watching it being made, and taking it out."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from partnerships.core.numbers import datetime_long, file_size, number
from partnerships.core.states import State
from partnerships.core.views import Crumbs
from reporting.models import AuditPack, IssuedReport
from reporting.packing.packs import KEPT_FOR, TAKE, ask_for_pack, is_interrupted, take_out, try_again
from reporting.reports.base import LONGEST_LIST

LOOKS_AGAIN = 3  # seconds
QUARTERS = 8
LATEST = 20
LIST = "reporting:audit_packs"


def _crumbs(pack: AuditPack | None = None) -> Crumbs:
    return [("Audit packs", reverse(LIST)), (str(pack), "")] if pack else [("Audit packs", "")]


@require_safe
@permission_required(TAKE, raise_exception=True)
def audit_packs(request: HttpRequest) -> HttpResponse:
    """The quarters that are over, each with its button, and the packs that were made lately."""
    user = _national(request)
    quarters = [Quarter.containing(timezone.localdate()).previous()]
    while len(quarters) < QUARTERS:
        quarters.append(quarters[-1].previous())
    issued = {
        (issue.report.year, issue.report.quarter): issue
        for issue in IssuedReport.objects.filter(report__year__gte=quarters[-1].year).select_related("report")
    }
    context = {
        "quarters": [(one, issued.get((one.year, one.number))) for one in quarters],
        "packs": AuditPack.objects.visible_to(user).select_related("asked_by")[:LATEST],
        "kept_days": KEPT_FOR.days,
        "breadcrumbs": _crumbs(),
    }
    return render(request, "reporting/audit_pack_list.html", context)


@permission_required(TAKE, raise_exception=True)
@require_POST
def audit_pack_make(request: HttpRequest) -> HttpResponse:
    user = _national(request)
    try:
        pack = ask_for_pack(by=user, quarter=Quarter.from_slug(request.POST.get("quarter", "")))
    except (ValueError, ValidationError) as error:
        said = error.messages if isinstance(error, ValidationError) else [str(error)]
        messages.error(request, " ".join(said))
        return redirect(LIST)
    return redirect(pack)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(TAKE, raise_exception=True)
def audit_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the making is, by looking again; then the file and its SHA-256. POST begins again what did not end."""
    user, pack = _national(request), _found(request, pk)
    if request.method == "POST":
        try:
            try_again(pack, by=user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(pack)
    interrupted = is_interrupted(pack)
    context = {
        "pack": pack,
        "is_interrupted": interrupted,
        "looks_again": LOOKS_AGAIN,
        "facts": _facts(pack),
        "gone": State("Not on the disk", "overdue"),
        "other": State("Not as it came", "behind"),
        "longest": LONGEST_LIST,
        "breadcrumbs": _crumbs(pack),
    }
    response = render(request, "reporting/audit_pack.html", context)
    if pack.is_waiting and not interrupted:
        response["Refresh"] = str(LOOKS_AGAIN)
    return response


@require_safe
@permission_required(TAKE, raise_exception=True)
def audit_pack_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The ZIP file, piece by piece from the disk."""
    pack = _found(request, pk)
    try:
        path = take_out(pack, by=_national(request))
    except FileNotFoundError:
        messages.warning(request, "This pack is no longer kept. Have it made anew.")
        return redirect(pack)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=path.name, content_type="application/zip"
    )


def _facts(pack: AuditPack) -> list[tuple[str, str]]:
    if pack.made_at is None or pack.size is None or pack.files is None:
        return []
    kept = datetime_long(timezone.localtime(pack.made_at + KEPT_FOR)) if pack.file else "No longer kept"
    return [
        ("Made", datetime_long(timezone.localtime(pack.made_at))),
        ("Files in it", number(pack.files)),
        ("Size", f"{file_size(pack.size)}, of it {file_size(pack.bytes_total)} of evidence"),
        ("Kept until", kept),
    ]


def _found(request: HttpRequest, pk: int) -> AuditPack:
    packs = AuditPack.objects.visible_to(request.user).select_related("asked_by")  # type: ignore[arg-type]
    found: AuditPack = get_object_or_404(packs, pk=pk)
    return found


def _national(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    if not user.is_national:
        raise Http404
    return user
