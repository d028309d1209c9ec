"""What a list is measured against: the least that could show the same rows, and Django's own administration.

The bare view fetches the rows that the list shows, by the same queryset, and writes the cells of its export into a
table; it counts nothing, offers no filter, checks no right and draws no layout. The administration's list shows the
same columns of the same model, as many rows to a page, with the search and the filters it has ready.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import resolve, reverse

from mou.models import Activity, MoU, Obligation
from partnerships.core.exports import Column
from partnerships.core.models import User
from partnerships.core.views import ScopedListView
from partnerships.strategy.models import Indicator
from reporting.models import Actual
from stakeholders.models import Engagement, PartnerDecision, Stakeholder


@dataclass(frozen=True)
class Yardstick:
    """How the administration lists the model of one of our lists."""

    list_name: str
    model: type[models.Model]
    search_fields: Sequence[str] = ()
    list_filter: Sequence[str] = ()


REGISTERS = (
    Yardstick(
        "stakeholders:list", Stakeholder, ["name", "short_name"], ["status", "level", "group", "province"]
    ),
    Yardstick("stakeholders:engagements", Engagement, ["purpose", "stakeholder__name"], ["kind", "province"]),
    Yardstick(
        "stakeholders:decisions", PartnerDecision, ["stakeholder__name"], ["outcome", "stakeholder__province"]
    ),
    Yardstick("mou:list", MoU, ["reference", "title"], ["status", "kind", "province"]),
    Yardstick("mou:obligations", Obligation, ["text", "mou__reference"], ["status", "thrust"]),
    Yardstick("mou:activities", Activity, ["title", "mou__reference"], ["year", "thrust"]),
    Yardstick("strategy:indicators", Indicator, ["code", "name"], ["unit", "collected_from"]),
    Yardstick("reporting:actuals", Actual, ["indicator__name"], ["year", "quarter", "province"]),
)
MODEL_OF = {yardstick.list_name: yardstick.model for yardstick in REGISTERS} | {
    "stakeholders:directory": Stakeholder,
    "mou:directory": MoU,
}


def view_of(list_name: str) -> type[ScopedListView]:
    return resolve(reverse(list_name)).func.view_class  # type: ignore[attr-defined]


def opened(list_name: str, user: User, query: str) -> ScopedListView:
    """The list's view as this person's request with these parameters would find it."""
    request = HttpRequest()
    request.method, request.GET = "GET", QueryDict(query)
    request.user = user
    view = view_of(list_name)()
    view.setup(request)
    return view


def chosen_rows(list_name: str, user: User, query: str) -> Any:
    """The queryset behind the list's page, before it is cut into pages."""
    view = opened(list_name, user, query)
    return view.get_filterset(view.get_filterset_class()).qs


# --- the bare view ------------------------------------------------------------------


@cache
def _kept(list_name: str, user: User, query: str) -> tuple[Any, Sequence[Column]]:
    """Rows and columns, made once: a bare view would not read and check the parameters of a filter."""
    return chosen_rows(list_name, user, query), opened(list_name, user, query).export_columns


def bare(request: HttpRequest, name: str) -> HttpResponse:
    kept, columns = _kept(name, request.user, request.GET.urlencode())
    size = ScopedListView.paginate_by
    start = (int(request.GET.get("page", 1)) - 1) * size
    rows = kept.all()[start : start + size]
    context = {
        "title": name,
        "headings": [column.heading for column in columns],
        "rows": ([column.cell(row) for column in columns] for row in rows),
    }
    return render(request, "bench/bare.html", context)


# --- the administration -------------------------------------------------------------


class Site(admin.AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active)


class ReadOnly(admin.ModelAdmin):
    """Shows to each person the rows that the product would show, and changes nothing."""

    list_name: str
    list_per_page = ScopedListView.paginate_by
    list_display_links = None

    def get_queryset(self, request: HttpRequest) -> Any:
        return self.model.objects.for_list().visible_to(request.user)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return _shown(self.list_name, request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@cache
def _shown(list_name: str, user: User) -> list[Any]:
    """The columns of the list's export as the administration takes them: functions with a heading."""
    return [_as_function(column) for column in opened(list_name, user, "").export_columns]


def _as_function(column: Column) -> Any:
    @admin.display(description=column.heading)
    def cell(row: Any) -> Any:
        return column.cell(row)

    return cell


site = Site(name="yardsticks")
for register in REGISTERS:
    # The administration asks for one class per model.
    made = type(
        f"{register.model.__name__}Admin",
        (ReadOnly,),
        {
            "list_name": register.list_name,
            "search_fields": register.search_fields,
            "list_filter": register.list_filter,
        },
    )
    site.register(register.model, made)


def admin_url(list_name: str) -> str:
    options = MODEL_OF[list_name]._meta
    return reverse(f"yardsticks:{options.app_label}_{options.model_name}_changelist")
