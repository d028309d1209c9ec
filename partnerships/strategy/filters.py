"""How the lists of indicators and of the library are chosen and ordered."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Value
from django.db.models.functions import Concat

from partnerships.core.listing import ListFilterSet, ReferenceFilter, SortFilter, contains
from partnerships.strategy.models import FocusArea, Indicator, LibraryDocument, LibraryKind, StrategicThrust

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
    collected_from = django_filters.ChoiceFilter(choices=Indicator.CollectedFrom)
    calculation_type = django_filters.ChoiceFilter(choices=Indicator.CalculationType)
    in_use = django_filters.ChoiceFilter(
        field_name="is_active", label="In use", choices=[("True", "In use"), ("False", "Not in use")]
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
        model = Indicator
        fields = ("focus_area", "thrust", "collected_from", "calculation_type")

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(contains(value, "code", "name", "definition"))


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
