"""What the matrix and the engagement load can be chosen by."""

from __future__ import annotations

from typing import Any

import django_filters

from partnerships.core.listing import (
    ListFilterSet,
    ProvinceFilter,
    ReferenceFilter,
    contains,
)
from partnerships.core.models import Province
from stakeholders.filters.parts import DateFilter, class_filter, group_filter
from stakeholders.quadrant import INFLUENCE_WORDS, INTEREST_WORDS


def _for_the_page(queryset: Any, name: str, value: Any) -> Any:
    """What the page itself asks for: the rows stay as they are."""
    return queryset


def _scale_filter(words: dict[int, str], label: str) -> django_filters.ChoiceFilter:
    """Which names the table lists. The drawing shows every cell, so the rows are not filtered here."""
    return django_filters.ChoiceFilter(
        choices=[(str(value), f"{value} · {word}") for value, word in words.items()],
        method=_for_the_page,
        label=label,
    )


class MatrixFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    on = DateFilter(method=_for_the_page, label="As seen on")
    group = group_filter()
    province = ProvinceFilter()
    stakeholder_class = class_filter()
    influence = _scale_filter(INFLUENCE_WORDS, "Names with influence")
    interest = _scale_filter(INTEREST_WORDS, "Names with interest")

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(contains(value.strip(), "name", "short_name"))


LOAD_DAYS = (30, 90, 180, 365)


DEFAULT_LOAD_DAYS = 90


class LoadFilter(ListFilterSet):
    search = django_filters.CharFilter(
        field_name="stakeholder__name", lookup_expr="icontains", label="Organisation"
    )
    days = django_filters.ChoiceFilter(
        choices=[(str(days), f"Last {days} days") for days in LOAD_DAYS if days != DEFAULT_LOAD_DAYS],
        empty_label=f"Last {DEFAULT_LOAD_DAYS} days",
        method=_for_the_page,
        label="Period",
    )
    group = group_filter("stakeholder__group")
    # All nine: the load is told of every organisation, as the directory is.
    province = ReferenceFilter(
        field_name="stakeholder__province",
        queryset=Province.objects.all(),
        null_label="National",
        label="Province of the organisation",
    )
