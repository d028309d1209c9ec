"""What a list is measured against: the least that could show the same rows, and Django's own administration.

The bare view fetches the rows that the list shows, by the same queryset, and writes the cells of its export into a
table; it counts nothing, offers no filter, checks no right and draws no layout. Only a search it counts: how many
rows match is half of what is asked, and a view that stops at the 25th match would not answer it.

The administration's list shows the same columns of the same rows to the same person, as many to a page, with the
search and the filters it has ready, and with both of its counts, as Django makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Exists, Model, OuterRef
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import NoReverseMatch, URLPattern, path, resolve, reverse
from django.urls.resolvers import URLResolver

from mou.models import Activity, ActivityQuarter, Clearance, MoU, Promise, SteeringCommittee
from partnerships.core.exports import Column
from partnerships.core.models import User
from partnerships.core.views import ScopedListView
from partnerships.strategy.models import IndicatorVersion
from reporting.models import Actual
from stakeholders.models import (
    ActionItem,
    Contact,
    Engagement,
    PartnerDecision,
    PartnershipProposal,
    Stakeholder,
    Structure,
)
from stakeholders.models.contact import PersonalInformationRequest


@dataclass(frozen=True)
class Yardstick:
    """How the administration lists the model of one of our lists; ``rows`` where the model cannot say it itself."""

    list_name: str
    model: type[Model]
    search_fields: Sequence[str] = ()
    list_filter: Sequence[Any] = ()
    rows: Callable[[User], Any] | None = None


def _directory(user: User) -> Any:
    """Every organisation of every province, and whether this person may open its page."""
    own = Stakeholder.objects.visible_to(user).filter(pk=OuterRef("pk"))
    return Stakeholder.objects.registered().select_related("group", "province").annotate(may_open=Exists(own))


def _all_agreements(user: User) -> Any:
    """Every agreement of every province, with its parties and its focus areas."""
    return MoU.objects.select_related("kind", "province").prefetch_related(
        "parties__stakeholder", "focus_areas"
    )


# Where a request carries what the administration would take for a filter of its own.
ROWS = "bench.rows"


def _held_by(field: str) -> tuple[str, Any]:
    """Offers those who stand in a record, not everybody: as our list does."""
    return field, admin.RelatedOnlyFieldListFilter


def _organisation(field: str = "") -> list[str]:
    return [f"{field}name", f"{field}short_name"]


AGREEMENT = ["reference", "title", *_organisation("parties__stakeholder__")]
PART_OF_AGREEMENT = ["mou__reference", "mou__title"]
# The same question is put to both: the administration searches the fields that our list searches, and offers those
# of our filters that it can make of a field. Every list has its own; those that are built later are walked as soon
# as their address exists.
YARDSTICKS = (
    Yardstick(
        "stakeholders:list",
        Stakeholder,
        _organisation(),
        ["group", "type", "level", "province", "status", _held_by("relationship_manager")],
    ),
    Yardstick(
        "stakeholders:directory",
        Stakeholder,
        _organisation(),
        ["group", "status", "province"],
        rows=_directory,
    ),
    Yardstick(
        "stakeholders:verification",
        Stakeholder,
        _organisation(),
        ["group", "province", _held_by("relationship_manager")],
    ),
    Yardstick(
        "stakeholders:contacts",
        Contact,
        ["name", "post", "email", *_organisation("stakeholder__")],
        ["stakeholder__province", "is_main", "do_not_contact"],
    ),
    Yardstick(
        "stakeholders:requests", PersonalInformationRequest, (), ["kind", "contact__stakeholder__province"]
    ),
    Yardstick(
        "stakeholders:structures",
        Structure,
        [*_organisation("stakeholder__"), "station__name", "municipality__name"],
        ["kind__family", "kind", "stakeholder__province", "district"],
    ),
    Yardstick(
        "stakeholders:action_items",
        ActionItem,
        ["what", *_organisation("stakeholder__")],
        ["status", "direction", "province"],
    ),
    Yardstick(
        "stakeholders:engagements",
        Engagement,
        ["purpose", *_organisation("stakeholder__")],
        ["kind", "mode", "stakeholder__group", "province", "languages"],
    ),
    Yardstick(
        "stakeholders:proposals",
        PartnershipProposal,
        (),
        ["stakeholder__province", "kind", "status"],
    ),
    Yardstick(
        "stakeholders:decisions",
        PartnerDecision,
        (),
        ["outcome", "stakeholder__province", "reason_category", "end_reason"],
    ),
    Yardstick(
        "mou:list",
        MoU,
        AGREEMENT,
        [
            *("kind", "status", "province", "focus_areas"),
            _held_by("business_owner"),
            _held_by("partnership_manager"),
        ],
    ),
    Yardstick(
        "mou:directory",
        MoU,
        AGREEMENT,
        ["status", "province", "focus_areas"],
        rows=_all_agreements,
    ),
    Yardstick(
        "mou:obligations",
        Promise,
        ["what", *PART_OF_AGREEMENT, "owing_party__stakeholder__name", "stakeholder__name"],
        ["status", "item_status", "mou__province", "thrust__focus_area", "thrust"],
    ),
    Yardstick(
        "mou:activities",
        Activity,
        ["title", "output__title", *PART_OF_AGREEMENT, "responsible_party__stakeholder__name"],
        ["year", "mou__province", "thrust__focus_area", "thrust"],
    ),
    Yardstick(
        "mou:planned_quarters",
        ActivityQuarter,
        ["activity__title", "activity__mou__reference", "activity__mou__title"],
        ["activity__year", "activity__mou__province", "activity__thrust"],
    ),
    Yardstick("mou:clearances", Clearance, PART_OF_AGREEMENT, ["mou__province"]),
    Yardstick("mou:committees", SteeringCommittee, PART_OF_AGREEMENT, ["mou__province"]),
    Yardstick(
        "strategy:indicators",
        IndicatorVersion,
        ["code", "name", "definition"],
        ["thrust__focus_area", "thrust", "collected_from", "calculation_type"],
    ),
    Yardstick(
        "reporting:actuals",
        Actual,
        (),
        ["indicator", "year", "quarter", "province", "indicator__thrust__focus_area"],
    ),
)


def exists(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


def lists() -> list[str]:
    """The lists that the product has, in the order of the yardsticks."""
    return [yardstick.list_name for yardstick in YARDSTICKS if exists(yardstick.list_name)]


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
        "title": f"{name}, {kept.count()} found" if request.GET.get("search") else name,
        "headings": [column.heading for column in columns],
        "rows": ([column.cell(row) for column in columns] for row in rows),
    }
    return render(request, "bench/bare.html", context)


# --- the administration -------------------------------------------------------------


class Site(admin.AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active)


class ReadOnly(admin.ModelAdmin):
    """Shows to each person the rows that the product would show, in its order, and changes nothing.

    ``?rows=`` says which rows these are, in the words of the list's own filter; the search is the administration's.
    """

    yardstick: Yardstick
    list_per_page = ScopedListView.paginate_by
    list_display_links = None

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        parameters = request.GET.copy()
        (request.META[ROWS],) = parameters.pop("rows", [""])
        request.GET = parameters  # type: ignore[assignment]
        return super().changelist_view(request, extra_context)

    def get_queryset(self, request: HttpRequest) -> Any:
        if self.yardstick.rows:
            return self.yardstick.rows(request.user)  # type: ignore[arg-type]
        return self._chosen(request).all()

    def get_ordering(self, request: HttpRequest) -> Any:
        return self._chosen(request).query.order_by

    def _chosen(self, request: HttpRequest) -> Any:
        return _kept(self.yardstick.list_name, request.user, request.META.get(ROWS, ""))[0]  # type: ignore[arg-type]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return _shown(self.yardstick.list_name, request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Fields:
    """A record read like the row of a directory: ``row["group__name"]``."""

    def __init__(self, record: Any):
        self.record = record

    def __getitem__(self, name: str) -> Any:
        if name == "party_names":
            return [party.stakeholder.name for party in self.record.parties.all() if party.stakeholder]
        if name == "focus_area_names":
            return [f"{area.code} {area.name}" for area in self.record.focus_areas.all()]
        return Column("", name).cell(self.record)


@cache
def _shown(list_name: str, user: User) -> list[Any]:
    """The columns of the list's export as the administration takes them: functions with a heading."""
    read = Fields if list_name.endswith("directory") else lambda record: record
    return [_as_function(column, read) for column in opened(list_name, user, "").export_columns]


def _as_function(column: Column, read: Callable[[Any], Any]) -> Any:
    @admin.display(description=column.heading)
    def cell(row: Any) -> Any:
        return column.cell(read(row))

    return cell


def _slug(list_name: str) -> str:
    return list_name.replace(":", "-")


def _addresses() -> Iterator[URLPattern | URLResolver]:
    """A site for each list: the administration takes a model once, and some lists share one."""
    for yardstick in YARDSTICKS:
        site = Site(name=_slug(yardstick.list_name))
        made = type(
            f"{yardstick.model.__name__}Admin",
            (ReadOnly,),
            {
                "yardstick": yardstick,
                "search_fields": yardstick.search_fields,
                "list_filter": yardstick.list_filter,
            },
        )
        site.register(yardstick.model, made)
        yield path(f"{_slug(yardstick.list_name)}/", site.urls)


urlpatterns = list(_addresses())


def admin_url(list_name: str, query: dict[str, Any]) -> str:
    """Where the administration shows the rows that the list shows with these parameters."""
    options = next(one.model for one in YARDSTICKS if one.list_name == list_name)._meta
    address = reverse(f"{_slug(list_name)}:{options.app_label}_{options.model_name}_changelist")
    rows = {name: value for name, value in query.items() if name not in {"search", "page"}}
    own = {
        "rows": urlencode(rows),
        "q": query.get("search"),
        "p": query.get("page"),
    }
    used = urlencode({name: value for name, value in own.items() if value})
    return f"{address}?{used}" if used else address
