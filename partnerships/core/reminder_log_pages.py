"""The log of the reminders: every run, every message and whether it went, and what people put off with which reason."""

from __future__ import annotations

from typing import Any, cast

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from partnerships.core.forms import DateInput
from partnerships.core.listing import ListFilterSet, ProvinceFilter, ReferenceFilter, SortFilter
from partnerships.core.models import ReminderMessage, ReminderRun, Snooze, User
from partnerships.core.reminding.kinds import kind_named, kinds_open_to
from partnerships.core.reminding.runs import is_running, send_again
from partnerships.core.states import State
from partnerships.core.views import ScopedListView

STATES = {
    "sent": Q(sent_at__isnull=False),
    "waiting": Q(begun_at__isnull=True, closed_at__isnull=True),
    "uncertain": Q(begun_at__isnull=False, sent_at__isnull=True),
    "closed": Q(closed_at__isnull=False),
}


class DayFilter(django_filters.DateFilter):
    """From, or up to, a day."""

    def __init__(self, field: str, label: str, *, last: bool = False):
        super().__init__(
            field_name=f"{field}__date", lookup_expr="lte" if last else "gte", widget=DateInput(), label=label
        )


class RunFilter(ListFilterSet):
    begun_after = DayFilter("begun_at", "From")
    begun_before = DayFilter("begun_at", "To", last=True)
    trouble = django_filters.ChoiceFilter(
        choices=[("yes", "With trouble")], method="filter_trouble", label="How it went"
    )
    sort = SortFilter(fields=[("begun_at", "begun_at")])

    def filter_trouble(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(Q(failures__gt=0) | Q(ended_at__isnull=True) | ~Q(trouble=""))


class RunListView(ScopedListView):
    """When it looked at what is due, what it found and what became of it. The same for everybody who may read it."""

    queryset = ReminderRun.objects.all()
    filterset_class = RunFilter
    permission_required = "core.view_reminderrun"
    template_name = "core/reminder_runs.html"
    list_title = "Reminder runs"
    extra_context = {"default_sort": "-begun_at"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        works = is_running()
        newest = context["object_list"][0] if context["object_list"] else None
        return context | {
            "rows": [(run, _state(run, works=works and run == newest)) for run in context["object_list"]]
        }


def _state(run: ReminderRun, *, works: bool) -> State:
    if run.ended_at is None:
        return State("Under way", "open") if works else State("Interrupted", "behind")
    if run.trouble or run.failures:
        return State("With trouble", "behind")
    return State("Done", "good")


class RecipientFilter(ReferenceFilter):
    """Whoever was sent something that the reader may know of."""

    def offered(self) -> Any:
        seen = ReminderMessage.objects.visible_to(self.parent.request.user)
        return self.queryset.filter(pk__in=seen.order_by().values("person"))


class MessageFilter(ListFilterSet):
    person = RecipientFilter(queryset=User.objects.all(), place=Value(0), label="To whom")
    kind = django_filters.ChoiceFilter(
        choices=[("digest", "Weekly message"), ("day", "Message of the same day")],
        method="filter_kind",
        label="Kind",
    )
    state = django_filters.ChoiceFilter(
        choices=[
            ("sent", "Sent"),
            ("waiting", "Waiting"),
            ("uncertain", "Uncertain"),
            ("closed", "Not needed"),
        ],
        method="filter_state",
        label="State",
    )
    made_after = DayFilter("made_at", "From")
    made_before = DayFilter("made_at", "To", last=True)
    sort = SortFilter(fields=[("made_at", "made_at"), ("person__name", "person")])

    def filter_kind(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(week__isnull=value == "day")

    def filter_state(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(STATES[value])


class MessageListView(ScopedListView):
    """To whom a message went, with how many lines; what stood in it is its reader's."""

    queryset = ReminderMessage.objects.with_line_count().select_related("person__province", "again_by")
    filterset_class = MessageFilter
    permission_required = "core.view_remindermessage"
    template_name = "core/reminder_messages.html"
    list_title = "Messages sent"
    extra_context = {"default_sort": "-made_at"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        works = is_running()
        may = self.user.has_perm("core.resend_remindermessage") and not works
        rows = [
            (one, state := one.state(is_sending=works), may and state.label == "Uncertain")
            for one in context["object_list"]
        ]
        return context | {"rows": rows}


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    user = cast("User", request.user)
    if not user.has_perm("core.resend_remindermessage"):
        raise PermissionDenied
    found = get_object_or_404(ReminderMessage.objects.visible_to(user), pk=pk)
    try:
        send_again(found, by=user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"The message to {found.person} is sent again.")
    return redirect("log_messages")


class SnoozerFilter(ReferenceFilter):
    def offered(self) -> Any:
        seen = Snooze.objects.visible_to(self.parent.request.user)
        return self.queryset.filter(pk__in=seen.order_by().values("person"))


class SnoozeFilter(ListFilterSet):
    person = SnoozerFilter(queryset=User.objects.all(), place=Value(0), label="By whom")
    province = ProvinceFilter()
    now = django_filters.ChoiceFilter(
        choices=[("yes", "Still put off")], method="filter_now", label="Until when"
    )
    sort = SortFilter(fields=[("made_at", "made_at"), ("until", "until"), ("due_on", "due_on")])

    def filter_now(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.resting_on(timezone.localdate())


class SnoozeListView(ScopedListView):
    """What somebody does not want to be reminded of for a while, and why."""

    queryset = Snooze.objects.select_related("person", "province")
    filterset_class = SnoozeFilter
    permission_required = "core.view_snooze"
    template_name = "core/snoozes.html"
    list_title = "Put off"
    extra_context = {"default_sort": "-made_at"}

    def get_queryset(self) -> Any:
        known = [kind.name for kind in kinds_open_to(self.user)]
        return super().get_queryset().filter(kind__in=known)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context, today = super().get_context_data(**kwargs), timezone.localdate()
        rows = [(one, _address(one), one.ends_on > today) for one in context["object_list"]]
        return context | {"rows": rows}


def _address(one: Snooze) -> str:
    kind = kind_named(one.kind)
    return kind.address(one.number, one.province_id) if kind else ""


urlpatterns = [
    path("reminders/runs/", RunListView.as_view(), name="log_runs"),
    path("reminders/log/", MessageListView.as_view(), name="log_messages"),
    path("reminders/log/<int:pk>/again/", again, name="log_send_again"),
    path("reminders/snoozes/", SnoozeListView.as_view(), name="log_put_off"),
]
