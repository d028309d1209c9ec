"""The own reminders: what was sent and when, what is put off, on which day one is told, and who stands in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partnerships.core.choosing import PersonField
from partnerships.core.forms import DateInput
from partnerships.core.models import CalendarFeed, ReminderMessage, Snooze, User, Weekday
from partnerships.core.numbers import days_left
from partnerships.core.reminding.kinds import all_kinds, kind_named
from partnerships.core.reminding.mails import address_of
from partnerships.core.reminding.preferences import may_stand_in_for, preference_of, set_preference
from partnerships.core.reminding.snoozing import LONGEST_SNOOZE_DAYS, end_snooze, snooze, waiting_item
from partnerships.core.reminding.steps import weekday_of_the_house
from partnerships.core.views import Crumbs, put_on

MESSAGES_ON_A_PAGE = 15
LINES_ON_A_PAGE = 50


class PreferenceForm(forms.Form):
    """The day of the weekly message, and who gets everything meanwhile."""

    weekday = forms.TypedChoiceField(
        coerce=int, required=False, empty_value=None, label="Day of the weekly message"
    )
    away_from = forms.DateField(required=False, widget=DateInput(), label="Away from")
    away_until = forms.DateField(required=False, widget=DateInput(), label="Until, the last day away")
    stand_in = PersonField(
        required=False,
        empty_label="Nobody",
        label="Who stands in",
        help_text="Gets your reminders meanwhile. Offered are people who may see what you see.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        house = Weekday(weekday_of_the_house()).label
        days = cast("Any", self.fields["weekday"])
        days.choices = [("", f"That of the house: {house}"), *Weekday.choices]
        people = cast("Any", self.fields["stand_in"])
        people.queryset = may_stand_in_for(user).select_related("province")


class SnoozeForm(forms.Form):
    until = forms.DateField(widget=DateInput(), label="Remind me again on")
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whoever is told next reads it.",
    )


def _crumbs(title: str) -> Crumbs:
    return [("Reminders", reverse("reminders")), (title, "")]


@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    user, today = cast("User", request.user), timezone.localdate()
    sent = ReminderMessage.objects.filter(person=user).with_line_count()
    page = Paginator(sent, MESSAGES_ON_A_PAGE).get_page(request.GET.get("page"))
    preference = preference_of(user)
    snoozes = [
        (one, kind.address(one.number, one.province_id))
        for one in Snooze.objects.visible_to(user).filter(person=user).resting_on(today)
        if (kind := kind_named(one.kind)) and user.has_perm(kind.permission)
    ]
    context = {
        "page_obj": page,
        "rows": [(message, message.state()) for message in page],
        "preference": preference,
        "weekday": Weekday(
            weekday_of_the_house() if preference.weekday is None else preference.weekday
        ).label,
        "is_away": preference.is_away_on(today),
        "snoozes": snoozes,
        "feed": CalendarFeed.objects.filter(person=user, revoked_at__isnull=True).first(),
    }
    return render(request, "core/reminders.html", context)


@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """What one message told: the own ones alone, and of them what this person may still see."""
    user = cast("User", request.user)
    found = get_object_or_404(ReminderMessage, person=user, pk=pk)
    known = [kind.name for kind in all_kinds() if user.has_perm(kind.permission)]
    lines = found.lines.filter(kind__in=known).select_related("owed_to").visible_to(user)
    page = Paginator(lines, LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [
        (line, kind_named(line.kind), address_of(line), days_left((line.due_on - line.told_on).days))
        for line in page
    ]
    context = {
        "message": found,
        "state": found.state(),
        "page_obj": page,
        "rows": rows,
        "breadcrumbs": _crumbs(found.label),
    }
    return render(request, "core/reminder_message.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponseBase:
    user = cast("User", request.user)
    own = preference_of(user)
    names = ("weekday", "away_from", "away_until", "stand_in")
    form = PreferenceForm(
        request.POST or None, user=user, initial={name: getattr(own, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_preference(by=user, **form.cleaned_data)
        except ValidationError as error:
            put_on(form, error)
        else:
            messages.success(request, "Saved.")
            return redirect("reminders")
    context = {"form": form, "title": "When you are told", "back": reverse("reminders")}
    return render(request, "core/reminder_form.html", context | {"breadcrumbs": _crumbs("When you are told")})


@require_http_methods(["GET", "HEAD", "POST"])
def put_off(request: HttpRequest, kind: str, item: int) -> HttpResponseBase:
    """Put off the reminders of one item that waits and that this person may see."""
    user, today = cast("User", request.user), timezone.localdate()
    if not user.has_perm("core.add_snooze"):
        raise PermissionDenied
    known = kind_named(kind)
    found = waiting_item(known, item, user=user, day=today) if known else None
    if known is None or found is None:
        raise Http404
    form = SnoozeForm(request.POST or None)
    address = known.address(found["number"], found["province_id"])
    if request.method == "POST" and form.is_valid():
        try:
            snooze(known, item, by=user, **form.cleaned_data)
        except ValidationError as error:
            put_on(form, error)
        else:
            messages.success(request, "You are reminded of it again on that day.")
            return redirect("reminders")
    context = {
        "form": form,
        "kind": known,
        "found": found,
        "address": address,
        "left": days_left((found["due_on"] - today).days),
        "last": today + timedelta(days=LONGEST_SNOOZE_DAYS),
        "breadcrumbs": _crumbs("Snooze with a reason"),
    }
    return render(request, "core/snooze.html", context)


@require_POST
def put_on_again(request: HttpRequest, pk: int) -> HttpResponse:
    user = cast("User", request.user)
    one = get_object_or_404(Snooze, person=user, pk=pk)
    try:
        end_snooze(one, by=user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "You are reminded of it again with the next message.")
    return redirect("reminders")


urlpatterns = [
    path("reminders/", reminders, name="reminders"),
    path("reminders/messages/<int:pk>/", message, name="reminder_message"),
    path("reminders/settings/", preferences, name="reminder_settings"),
    path("reminders/snooze/<slug:kind>/<int:item>/", put_off, name="snooze"),
    path("reminders/snoozes/<int:pk>/end/", put_on_again, name="snooze_end"),
]
