"""The page of the search over everything."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from partnerships.core import finding
from partnerships.core.finding import Found

PER_PAGE = 20
NOTHING = Found((), [], [])


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the person may see of everything that holds the words, best first; of one kind when it is chosen."""
    user: Any = request.user
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())
    problem, found = "", NOTHING
    try:
        found = finding.find(text, user)
    except ValidationError as error:
        (problem,) = error.messages
        text = ""
    groups = {group.name: group for group in found.groups}
    chosen = request.GET.get("kind", "") if request.GET.get("kind") in groups else ""
    page = Paginator(found.of(chosen), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "text": text,
        "problem": problem,
        "groups": found.groups,
        "chosen": chosen,
        "total": len(found.entries),
        "more": any(group.more for group in found.groups),
        "page_obj": page,
        "hits": finding.shown(found, list(page.object_list), user),
    }
    return render(request, "core/search.html", context)


urlpatterns = [path("search/", search, name="search")]
