"""The one page that a partner opens: our record of a quarter, to confirm or contest line by line, with no account."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mou.forms.slips import AnswerForm
from mou.models import ConfirmationSlip, SlipLine
from mou.services import answer_slip, note_opening, slip_of
from partnerships.core.calendar_pages import Guesses
from partnerships.core.views import put_on

GUESSES = Guesses()
# Found by no search, told to no other server and kept in no store on the way.
HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


# Nobody is signed in here: the secret in the address is the only right, and no other site can know it. A browser that
# sends no referrer names no origin either, so that a token of the form could not be checked.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_slip(request: HttpRequest, secret: str) -> HttpResponse:
    """A wrong link, one that was taken back or has run out, and that of a former partner give the same answer."""
    asked_from = get_adapter().get_client_ip(request)
    if GUESSES.is_too_many(asked_from):
        return _shown(request, "mou/slip_closed.html", {"is_too_many": True}, status=429)
    slip = slip_of(secret)
    if slip is None:
        GUESSES.note(asked_from)
        return _shown(request, "mou/slip_closed.html", {}, status=404)
    note_opening(slip)
    lines = list(SlipLine._base_manager.filter(slip=slip).select_related("contested").order_by("position"))
    if slip.answered_at is not None:
        return _answered(request, slip, lines, is_late=request.method == "POST")
    form = AnswerForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        try:
            answer_slip(slip, **form.answer())
        except ValidationError as error:
            put_on(form, error)
        else:
            lines = list(SlipLine._base_manager.filter(slip=slip).select_related("contested"))
            return _answered(request, slip, lines)
    return _shown(request, "mou/slip_open.html", _about(slip) | {"form": form})


def _answered(
    request: HttpRequest, slip: ConfirmationSlip, lines: list[SlipLine], *, is_late: bool = False
) -> HttpResponse:
    return _shown(request, "mou/slip_answered.html", _about(slip) | {"lines": lines, "is_late": is_late})


def _about(slip: ConfirmationSlip) -> dict[str, Any]:
    return {
        "slip": slip,
        "mou": slip.mou,
        "party": slip.party,
        "until": timezone.localdate(slip.expires_at),
    }


def _shown(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    response = render(request, template, context, status=status)
    for name, value in HEADERS.items():
        response[name] = value
    return response
