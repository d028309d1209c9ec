"""What the lists of stakeholders can be chosen by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import F
from django.http import QueryDict
from django.utils import timezone

from partnerships.core.listing import (
    ListFilterSet,
    ProvinceFilter,
    ReferenceFilter,
    SortFilter,
    contains,
)
from partnerships.core.models import Province
from stakeholders.filters.parts import DateFilter, ManagerFilter, class_filter, group_filter
from stakeholders.models import (
    Stakeholder,
    StakeholderType,
    due,
    partner_on,
)
from stakeholders.models.stakeholder import dormant_on

# Asked for by reports of past days: who was a partner then may be archived since.
WITH_ARCHIVED = "all"


class DirectoryFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    group = group_filter()
    status = django_filters.ChoiceFilter(choices=Stakeholder.Status, label="Partner status")
    # All nine: the directory names every organisation.
    province = ReferenceFilter(queryset=Province.objects.all(), null_label="National", label="Province")
    sort = SortFilter(
        fields=[
            ("name", "name"),
            ("group__name", "group"),
            ("province__order", "province"),
            ("status", "status"),
        ],
        nullable={"province__order"},
    )

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(contains(value.strip(), "name", "short_name"))


class StakeholderFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    group = group_filter()
    type = ReferenceFilter(
        queryset=StakeholderType.objects.all(), place=F("group__order") * 1000 + F("order"), label="Type"
    )
    level = django_filters.ChoiceFilter(choices=Stakeholder.Level, label="Level")
    province = ProvinceFilter()
    status = django_filters.ChoiceFilter(choices=Stakeholder.Status, label="Partner status")
    partner_on = DateFilter(method="filter_partner_on", label="Partner on")
    dormant = django_filters.ChoiceFilter(
        choices=[("yes", "Yes")], empty_label="Any", method="filter_dormant", label="Dormant partner"
    )
    stakeholder_class = class_filter()
    relationship_manager = ManagerFilter()
    contact = django_filters.ChoiceFilter(
        choices=[("overdue", "Overdue"), ("soon", f"Due within {due.CONTACT_SOON_DAYS} days")],
        method="filter_contact",
        label="Contact",
    )
    verification = django_filters.ChoiceFilter(
        choices=[("overdue", "Overdue")], method="filter_verification", label="Verification"
    )
    # Absent means not archived: see filter_queryset.
    archived = django_filters.ChoiceFilter(
        choices=[("yes", "Yes"), (WITH_ARCHIVED, "Both")],
        empty_label="No",
        method="filter_archived",
        label="Archived",
    )
    sort = SortFilter(
        fields=[
            ("name", "name"),
            ("group__name", "group"),
            ("level", "level"),
            ("province__order", "province"),
            ("status", "status"),
            ("last_engaged_on", "last_engaged_on"),
            ("contact_due_on", "contact_due_on"),
        ],
        nullable={"last_engaged_on", "contact_due_on", "province__order"},
    )

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any):
        # Always bound, so that archived records are left out of the plain list too. "no" is what is done anyway.
        given = QueryDict(mutable=True) if data is None else data.copy()
        if given.get("archived") == "no":
            del given["archived"]
        super().__init__(given, *args, **kwargs)

    def filter_queryset(self, queryset: Any) -> Any:
        if not self.form.cleaned_data.get("archived"):
            queryset = queryset.registered()
        return super().filter_queryset(queryset)

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(contains(value.strip(), "name", "short_name"))

    def filter_partner_on(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.filter(partner_on(value))

    def filter_dormant(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(dormant_on(timezone.localdate()))

    def filter_contact(self, queryset: Any, name: str, value: str) -> Any:
        asked = due.contact_overdue_on if value == "overdue" else due.contact_due_within_on
        return queryset.filter(asked(timezone.localdate()))

    def filter_verification(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(due.verification_overdue_on(timezone.localdate()))

    def filter_archived(self, queryset: Any, name: str, value: str) -> Any:
        return queryset if value == WITH_ARCHIVED else queryset.filter(archived_on__isnull=False)


class VerificationFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    group = group_filter()
    province = ProvinceFilter()
    stakeholder_class = class_filter()
    relationship_manager = ManagerFilter()
    sort = SortFilter(
        fields=[
            ("verification_due_on", "verification_due_on"),
            ("name", "name"),
            ("province__order", "province"),
            ("verified_on", "verified_on"),
        ],
        nullable={"verified_on", "province__order"},
    )

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(contains(value.strip(), "name", "short_name"))
