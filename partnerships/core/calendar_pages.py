"""The calendar: a month or a list of what waits; and the secret address under which other calendars read it."""

from __future__ import annotations

import calendar
import time
from collections import OrderedDict
from datetime import date
from hashlib import sha256
from threading import Lock
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partnerships.core.feed import calendar_of, new_address, owner_of, revoke_address
from partnerships.core.models import Province, User
from partnerships.core.numbers import MONTHS
from partnerships.core.reminding.agenda import Agenda, Choice, month_after, month_before, month_of
from partnerships.core.reminding.kinds import kind_named, kinds_open_to
from partnerships.core.reminding.mails import absolute
from partnerships.core.scoping import provinces_seen_by, readers_of
from partnerships.core.working_days import is_working_day

ON_A_PAGE = 40
MINE, ALL, NATIONAL = "mine", "all", "national"
FIRST_YEAR, LAST_YEAR = 2000, 2100


class CalendarForm(forms.Form):
    """What the calendar shows: whose dates, of which kind. The rest stands in the address."""

    whose = forms.ChoiceField(required=False, label="Whose")
    person = forms.ChoiceField(required=False, label="One person")
    kind = forms.ChoiceField(required=False, label="Kind")

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        self.provinces = {province.code: province for province in provinces_seen_by(user).order_by("order")}
        people = User.objects.filter(is_active=True)
        if not user.is_national:
            people = people.filter(readers_of(user.province_id))
        self.people = {str(one.pk): one for one in people.select_related("province").order_by("name")}
        fields = cast("Any", self.fields)
        fields["whose"].choices = [
            (MINE, "Mine"),
            (ALL, "Everything I may see"),
            (NATIONAL, "National"),
            *((code, province.name) for code, province in self.provinces.items()),
        ]
        fields["person"].choices = [
            ("", "Nobody in particular"),
            *((pk, f"{one.name}, {one.role_label}") for pk, one in self.people.items()),
        ]
        fields["kind"].choices = [
            ("", "All kinds"),
            *((kind.name, kind.label) for kind in kinds_open_to(user)),
        ]

    def choice(self) -> Choice:
        """What was chosen; what cannot be chosen is not, and the page says so."""
        given = self.cleaned_data if self.is_valid() else {}
        kind = kind_named(given.get("kind", ""))
        if person := self.people.get(given.get("person", "")):
            return Choice(person=person, kind=kind)
        whose = given.get("whose") or MINE
        if whose == MINE:
            return Choice(person=self.user, kind=kind)
        if whose == NATIONAL:
            return Choice(province=0, kind=kind)
        province: Province | None = self.provinces.get(whose)
        return Choice(province=province.pk if province else None, kind=kind)


@require_safe
def calendar_page(request: HttpRequest) -> HttpResponse:
    """?month=2026-12 shows a month, ?view=list what comes from ?from= on, ?view=late what should have been done."""
    user, today = cast("User", request.user), timezone.localdate()
    form = CalendarForm(request.GET or None, user=user)
    choice = form.choice()
    kept = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    view = request.GET.get("view", "")
    context = {
        "form": form,
        "today": today,
        "whose": choice.person,
        "views": [
            ("Month", f"?{urlencode(kept)}", view not in {"list", "late"}),
            ("List, from today", f"?{urlencode(kept | {'view': 'list'})}", view == "list"),
            ("Late", f"?{urlencode(kept | {'view': 'late'})}", view == "late"),
        ],
        "view": view,
    }
    if view in {"list", "late"}:
        start = _day(request.GET.get("from", "")) or today
        agenda = Agenda(choice, viewer=user, today=today, start=start, late=view == "late")
        rows: Any = agenda
        page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
        context |= {"page_obj": page, "entries": page.object_list, "start": start, "is_late": view == "late"}
        return render(request, "core/calendar_list.html", context)
    first = _month(request.GET.get("month", "")) or today.replace(day=1)
    weeks = month_of(first, choice, viewer=user, today=today)
    days = [day for week in weeks for day in week if day]
    context |= {
        "weeks": weeks,
        "weekdays": list(calendar.day_name),
        "title": _named(first),
        "working_days": sum(is_working_day(day.day) for day in days),
        "count": sum(len(day.entries) + day.more for day in days),
        "before": _link(kept, month_before(first)),
        "after": _link(kept, month_after(first)),
        "kept": urlencode(kept),
    }
    return render(request, "core/calendar_month.html", context)


def _named(first: date) -> str:
    return f"{MONTHS[first.month - 1]} {first.year}"


def _link(kept: dict[str, str], first: date) -> tuple[str, str]:
    return f"?{urlencode(kept | {'month': f'{first:%Y-%m}'})}", _named(first)


def _month(text: str) -> date | None:
    found = _day(f"{text}-01")
    return found if found and FIRST_YEAR <= found.year <= LAST_YEAR else None


def _day(text: str) -> date | None:
    """What is no day is as if nothing had been said."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# --- for calendars elsewhere ----------------------------------------------------


@never_cache
@require_POST
def make_address(request: HttpRequest) -> HttpResponse:
    """The address is shown here once and nowhere else: only its hash is kept."""
    secret = new_address(by=cast("User", request.user))
    address = absolute(reverse("calendar_feed", args=[secret]))
    context = {
        "address": address,
        "breadcrumbs": [("Reminders", reverse("reminders")), ("Calendar address", "")],
    }
    return render(request, "core/calendar_address.html", context)


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    revoke_address(by=cast("User", request.user))
    messages.success(request, "The calendar address no longer works.")
    return redirect("reminders")


class Guesses:
    """How often each address asked for a calendar that is nobody's, in this process and in this minute.

    In memory, because a table would cost every guess more than looking it up does. An address with too many wrong ones
    is answered without a look until the minute is over.
    """

    MOST, WITHIN, ADDRESSES = 30, 60, 10_000

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._lock = Lock()

    def is_too_many(self, address: str) -> bool:
        begun, count = self._wrong.get(address, (0.0, 0))
        return count >= self.MOST and time.monotonic() - begun < self.WITHIN

    def note(self, address: str) -> None:
        with self._lock:
            begun, count = self._wrong.pop(address, (0.0, 0))
            now = time.monotonic()
            self._wrong[address] = (begun, count + 1) if now - begun < self.WITHIN else (now, 1)
            while len(self._wrong) > self.ADDRESSES:
                self._wrong.popitem(last=False)


GUESSES = Guesses()


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Somebody's own dates; wrong, taken back and of a closed account are the same 404."""
    asked_from = get_adapter().get_client_ip(request)
    if GUESSES.is_too_many(asked_from):
        return HttpResponse(
            "Too many wrong addresses came from here. Wait a minute.\n",
            status=429,
            content_type="text/plain",
            headers={"Retry-After": str(Guesses.WITHIN)},
        )
    found = owner_of(secret)
    if found is None:
        GUESSES.note(asked_from)
        raise Http404
    body = calendar_of(found, timezone.localdate())
    etag = f'"{sha256(body).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


urlpatterns = [
    path("calendar/", calendar_page, name="calendar"),
    path("calendar/address/", make_address, name="calendar_address"),
    path("calendar/address/end/", take_back, name="calendar_address_end"),
    path("calendar/feed/<str:secret>/", feed, name="calendar_feed"),
]
