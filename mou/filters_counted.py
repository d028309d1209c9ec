"""What the lists can be chosen by of which reports count every row: steps of clearance, and planned quarters."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone

from mou.filters import JUDGEMENTS, DateFilter, thrust_filter, years
from mou.models import Activity, MoU
from partnerships.core.listing import ListFilterSet, ProvinceFilter, SortFilter


class ClearanceFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    province = ProvinceFilter(field_name="mou__province")
    sort = SortFilter(
        fields=[
            ("opened_on", "opened_on"),
            ("mou__reference", "mou"),
            ("step__order", "step"),
            ("mou__province__order", "province"),
        ],
        nullable={"mou__province__order"},
    )

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        found = MoU.objects.visible_to(self.request.user).matching(value.strip())
        return queryset.filter(mou__in=found.order_by().values("pk"))


class PlannedQuarterFilter(ListFilterSet):
    """As of one day: agreements that were signed by then, and each planned quarter as it stood."""

    search = django_filters.CharFilter(method="filter_search", label="Search")
    year = django_filters.ChoiceFilter(
        field_name="activity__year", choices=years, empty_label="All years", label="Financial year"
    )
    until = django_filters.ChoiceFilter(
        field_name="number",
        lookup_expr="lte",
        choices=[(n, f"Q{n}") for n in (1, 2, 3, 4)],
        empty_label="Q4",
        label="Planned up to",
    )
    state = django_filters.ChoiceFilter(
        choices=[(key, label) for key, (label, _) in JUDGEMENTS.items()], method="filter_state", label="State"
    )
    province = ProvinceFilter(field_name="activity__mou__province")
    thrust = thrust_filter(field_name="activity__thrust")
    carried = django_filters.ChoiceFilter(
        choices=[("from", "From the year before")], method="filter_carried", label="Carried over"
    )
    as_at = DateFilter(field_name="activity__mou__signed_on", lookup_expr="lte", label="As at")
    sort = SortFilter(
        fields=[
            ("activity__year", "year"),
            ("number", "quarter"),
            ("activity__title", "title"),
            ("activity__mou__reference", "mou"),
        ],
    )

    shown_when_used = ("carried", "as_at")

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        found = Activity.objects.visible_to(self.request.user).matching(value.strip())
        return queryset.filter(activity__in=found.order_by().values("pk"))

    def filter_state(self, queryset: Any, name: str, value: str) -> Any:
        day = self.form.cleaned_data.get("as_at") or timezone.localdate()
        return queryset.filter(JUDGEMENTS[value][1](day))

    def filter_carried(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(activity__carried_from__isnull=False)
