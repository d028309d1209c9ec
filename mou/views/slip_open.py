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
from mou.services import answer_slips, note_opening, slips_of
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
    slips = slips_of(secret)
    if not slips:
        GUESSES.note(asked_from)
        return _shown(request, "mou/slip_closed.html", {}, status=404)
    for slip in slips:
        note_opening(slip)
    open_ones = [slip for slip in slips if slip.answered_at is None]
    if not open_ones:
        return _answered(request, slips, is_late=request.method == "POST")
    form = AnswerForm(request.POST or None, lines=_lines_of(open_ones))
    if request.method == "POST" and form.is_valid():
        try:
            answer_slips(open_ones, **form.answer())
        except ValidationError as error:
            put_on(form, error)
        else:
            return _answered(request, slips_of(secret))
    return _shown(request, "mou/slip_open.html", _about(open_ones) | {"form": form})


def _lines_of(slips: list[ConfirmationSlip]) -> list[SlipLine]:
    """Agreement by agreement, numbered through."""
    known = {slip.pk: slip for slip in slips}
    rows = SlipLine._base_manager.filter(slip__in=known).select_related("contested")
    lines = sorted(rows, key=lambda line: ([*known].index(line.slip_id), line.position))
    for place, line in enumerate(lines, start=1):
        line.position, line.slip = place, known[line.slip_id]
    return lines


def _answered(request: HttpRequest, slips: list[ConfirmationSlip], *, is_late: bool = False) -> HttpResponse:
    context = {"lines": _lines_of(slips), "is_late": is_late}
    return _shown(request, "mou/slip_answered.html", _about(slips) | context)


def _about(slips: list[ConfirmationSlip]) -> dict[str, Any]:
    """Of several agreements the shortest time holds for all."""
    first = slips[0]
    return {
        "slip": first,
        "slips": slips,
        "party": first.party,
        "until": timezone.localdate(min(slip.expires_at for slip in slips)),
    }


def _shown(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    response = render(request, template, context, status=status)
    for name, value in HEADERS.items():
        response[name] = value
    return response
