"""Pages of text that everybody may read without an account: help, accessibility, privacy."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def help_and_contact(request: HttpRequest) -> HttpResponse:
    return render(request, "core/help.html", {"contact": settings.HELP_CONTACT})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "core/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "core/privacy.html", {"contact": settings.HELP_CONTACT})


urlpatterns = [
    path("help/", help_and_contact, name="help"),
    path("accessibility/", accessibility, name="accessibility"),
    path("privacy/", privacy, name="privacy"),
]
