"""Pages of a PDF that is being made: its place in the queue, then the file, or what stood against it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from partnerships.core import printing
from partnerships.core.models import PrintJob, User

LOOKS_AGAIN = 2  # seconds


def _found(request: HttpRequest, token: UUID) -> PrintJob:
    user: User = request.user  # type: ignore[assignment]
    own = PrintJob.objects.visible_to(user).defer("html")
    job: PrintJob = get_object_or_404(own, token=token)
    return job


@require_http_methods(["GET", "HEAD", "POST"])
def print_job(request: HttpRequest, token: UUID) -> HttpResponse:
    """Looks again by itself until the file is there, then fetches it. POST tries once more what failed."""
    job = _found(request, token)
    if request.method == "POST":
        printing.try_again(job)
        return redirect(job)
    if job.is_waiting:
        printing.look_after(job)
        context = {"before": printing.before(job), "usual_seconds": printing.usual_seconds()}
        response = render(request, "core/print_job.html", {"job": job, "looks_again": LOOKS_AGAIN} | context)
        response["Refresh"] = str(LOOKS_AGAIN)
        return response
    response = render(request, "core/print_job.html", {"job": job})
    if not job.problem:
        response["Refresh"] = f"0; url={reverse('print_file', args=[token])}"
    return response


@require_safe
def print_file(request: HttpRequest, token: UUID) -> HttpResponse:
    job = _found(request, token)
    if job.content is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{job.file_name}"'}
    return HttpResponse(bytes(job.content), content_type="application/pdf", headers=headers)


urlpatterns = [
    path("printing/<uuid:token>/", print_job, name="print_job"),
    path("printing/<uuid:token>/file/", print_file, name="print_file"),
]
