"""Opening a stored file: for whoever may see the record it belongs to, as a download and never inside a page."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from partnerships.core import files


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file under the name it was sent with. One that is no longer on disk is said to be missing, with 404."""
    found = files.visible_document(pk, request.user)  # type: ignore[arg-type]
    try:
        stored = found.file.open("rb")
    except FileNotFoundError:
        return missing(request, found)
    return FileResponse(
        stored,
        as_attachment=True,
        filename=found.original_name,
        content_type=found.media_type,
        # Evidence is nobody else's: no store between server and reader may keep it, no browser may guess its kind.
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )


def missing(request: HttpRequest, found: files.Document) -> HttpResponse:
    return render(request, "core/document_missing.html", {"document": found}, status=404)


urlpatterns = [path("documents/<int:pk>/", document, name="document")]
