"""What the list of community structures can be chosen by."""

from __future__ import annotations

from typing import Any

import django_filters

from partnerships.core.listing import ListFilterSet, ProvinceFilter, ReferenceFilter, SortFilter, contains
from partnerships.core.models import District
from stakeholders.filters.parts import DateFilter
from stakeholders.models import Functionality, StructureKind
from stakeholders.models.structure_standing import NOT_ASSESSED

YES = [("yes", "Yes")]


class DistrictFilter(ReferenceFilter):
    """The districts of the provinces whose records the reader may see, province by province."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, queryset=District.objects.all(), place="province__order", **kwargs)

    def offered(self) -> Any:
        user = self.parent.request.user
        return self.queryset if user.is_national else self.queryset.filter(province=user.province_id)


class StructureFilter(ListFilterSet):
    """Result, support and executive are judged as at ``as_at``, today when none is given."""

    search = django_filters.CharFilter(method="filter_search", label="Search")
    family = django_filters.ChoiceFilter(
        field_name="kind__family", choices=StructureKind.Family, label="Family"
    )
    kind = ReferenceFilter(queryset=StructureKind.objects.all(), label="Kind")
    province = ProvinceFilter(field_name="stakeholder__province")
    district = DistrictFilter(label="District")
    result = django_filters.ChoiceFilter(
        choices=[*Functionality.choices, (NOT_ASSESSED, "Not assessed")],
        method="filter_result",
        label="Functionality",
    )
    support = django_filters.ChoiceFilter(
        choices=YES, empty_label="Any", field_name="needs_support", method="filter_yes", label="Needs support"
    )
    executive = django_filters.ChoiceFilter(
        choices=[
            ("complete", "Complete"),
            ("incomplete", "Incomplete or out of term"),
            ("lapsed", "Out of term"),
        ],
        method="filter_executive",
        label="Executive",
    )
    overdue = django_filters.ChoiceFilter(
        choices=YES,
        empty_label="Any",
        field_name="is_overdue",
        method="filter_yes",
        label="Assessment overdue",
    )
    as_at = DateFilter(method="filter_as_at", label="As at")
    sort = SortFilter(
        fields=[
            ("stakeholder__name", "name"),
            ("kind__order", "kind"),
            ("stakeholder__province__order", "province"),
            ("score", "score"),
            ("assessed_last_on", "assessed_last_on"),
        ],
        nullable={"stakeholder__province__order", "score", "assessed_last_on"},
    )

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        text = value.strip()
        return queryset.filter(
            contains(
                text, "stakeholder__name", "stakeholder__short_name", "station__name", "municipality__name"
            )
        )

    def filter_result(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(result=None if value == NOT_ASSESSED else value)

    def filter_yes(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(**{name: True})

    def filter_executive(self, queryset: Any, name: str, value: str) -> Any:
        if value == "lapsed":
            return queryset.filter(has_lapsed_post=True)
        return queryset.filter(has_vacancy=value == "incomplete")

    def filter_as_at(self, queryset: Any, name: str, value: Any) -> Any:
        # The rows come as at that day already: the page reads it before they are asked for.
        return queryset
