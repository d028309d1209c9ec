"""How the lists of indicators and of the library are chosen and ordered."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone

from partnerships.core.calendar import FinancialYear
from partnerships.core.listing import ListFilterSet, ReferenceFilter, SortFilter, contains
from partnerships.strategy.models import (
    FocusArea,
    Indicator,
    IndicatorVersion,
    LibraryDocument,
    LibraryKind,
    StrategicThrust,
    TargetChange,
    TargetChangeSet,
)

# The first financial year of the strategy report of January 2020.
OLDEST_YEAR = 2019


def _years() -> list[tuple[int, str]]:
    """The financial years of which targets may be known, the next one first."""
    present = FinancialYear.containing(timezone.localdate()).start_year
    return [(start, str(FinancialYear(start))) for start in range(present + 1, OLDEST_YEAR - 1, -1)]


NUMBER_AND_NAME = Concat("code", Value(" "), "name")


class IndicatorFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Number or words")
    focus_area = ReferenceFilter(
        field_name="thrust__focus_area",
        label="Focus area",
        queryset=FocusArea.objects.all(),
        text=NUMBER_AND_NAME,
    )
    thrust = ReferenceFilter(label="Thrust", queryset=StrategicThrust.objects.all(), text=NUMBER_AND_NAME)
    unit = django_filters.ChoiceFilter(choices=IndicatorVersion.Unit)
    collected_from = django_filters.ChoiceFilter(choices=IndicatorVersion.CollectedFrom)
    calculation_type = django_filters.ChoiceFilter(choices=IndicatorVersion.CalculationType)
    in_use = django_filters.ChoiceFilter(
        field_name="is_in_use", label="In use", choices=[("True", "In use"), ("False", "Not in use")]
    )
    state = django_filters.ChoiceFilter(
        field_name="status", label="Description", choices=IndicatorVersion.Status
    )
    sort = SortFilter(
        fields=[
            ("place", "code"),
            "name",
            ("thrust__order", "thrust"),
            "calculation_type",
            "collected_from",
            "responsible_post",
        ]
    )

    class Meta:
        model = IndicatorVersion
        fields = ("focus_area", "thrust", "unit", "collected_from", "calculation_type")

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(contains(value, "code", "name", "definition"))


class TargetChangeFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Words, authority or number")
    year = django_filters.ChoiceFilter(label="Financial year", choices=_years)
    status = django_filters.ChoiceFilter(label="State", choices=TargetChangeSet.Status)
    indicator = ReferenceFilter(
        label="Indicator", queryset=Indicator.objects.all(), text=NUMBER_AND_NAME, method="filter_indicator"
    )
    sort = SortFilter(fields=["proposed_on", "decided_on", "year"], nullable=("decided_on",))

    class Meta:
        model = TargetChangeSet
        fields = ("year", "status")

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        condition = contains(value, "reason", "authority")
        if value.isdecimal() and len(value) < 10:
            condition |= Q(pk=value)
        return queryset.filter(condition)

    def filter_indicator(self, queryset: Any, name: str, value: Any) -> Any:
        lines = TargetChange.objects.visible_to(self.request.user).filter(indicator=value)
        return queryset.filter(Exists(lines.filter(change_set=OuterRef("pk"))))


class LibraryFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Words")
    kind = ReferenceFilter(label="Kind", queryset=LibraryKind.objects.all())
    thrust = ReferenceFilter(
        field_name="thrusts", label="Thrust", queryset=StrategicThrust.objects.all(), text=NUMBER_AND_NAME
    )
    in_use = django_filters.ChoiceFilter(
        field_name="is_active", label="In use", choices=[("True", "In use"), ("False", "Not in use")]
    )
    sort = SortFilter(fields=["title", ("kind__order", "kind"), "year"], nullable=("year",))

    class Meta:
        model = LibraryDocument
        fields = ("kind", "thrust")

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(contains(value, "title", "citation", "says"))
