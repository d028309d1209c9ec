"""What the lists of engagements and action items can be chosen by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.http import QueryDict
from django.utils import timezone

from partnerships.core.listing import (
    ListFilterSet,
    ProvinceFilter,
    RecordFilter,
    ReferenceFilter,
    SortFilter,
    contains,
)
from partnerships.core.models import Language
from partnerships.core.scoping import visible
from partnerships.core.search import found_in_any
from stakeholders.filters.parts import DateFilter, group_filter, people_by_name
from stakeholders.models import (
    ActionItem,
    Engagement,
    EngagementKind,
    EngagementMode,
    Stakeholder,
)
from stakeholders.models.action_item import owed_on


class EngagementFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    kind = ReferenceFilter(queryset=EngagementKind.objects.all(), label="Kind")
    mode = ReferenceFilter(queryset=EngagementMode.objects.all(), label="How")
    stakeholder = RecordFilter(queryset=visible(Stakeholder), label="With whom")
    group = group_filter("stakeholder__group")
    province = ProvinceFilter()
    held_on_after = DateFilter(field_name="held_on", lookup_expr="gte", label="Held from")
    held_on_before = DateFilter(field_name="held_on", lookup_expr="lte", label="Held until")
    language = ReferenceFilter(field_name="languages", queryset=Language.objects.all(), label="Language")
    minutes = django_filters.ChoiceFilter(
        choices=[("due", "Due"), ("overdue", "Overdue"), ("there", "There")],
        empty_label="Any",
        method="filter_minutes",
        label="Minutes",
    )
    follow_up = django_filters.ChoiceFilter(
        choices=[("planned", "Planned"), ("overdue", "Planned, day passed")],
        empty_label="Any",
        method="filter_follow_up",
        label="Follow-up",
    )
    sort = SortFilter(
        fields=[
            ("held_on", "held_on"),
            ("stakeholder__name", "stakeholder"),
            ("kind__order", "kind"),
            ("province__order", "province"),
        ],
        nullable={"held_on", "province__order"},
    )

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        """In the purpose, or in the name of the organisation."""
        text = value.strip()
        named = Stakeholder.objects.visible_to(self.request.user).filter(contains(text, "name", "short_name"))
        rows = Engagement.objects.visible_to(self.request.user)
        return found_in_any(
            queryset, rows.filter(purpose__icontains=text), rows.filter(stakeholder__in=named.order_by())
        )

    def filter_minutes(self, queryset: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        if value == "there":
            return queryset.filter(minutes_on__isnull=False)
        return queryset.minutes_overdue_on(today) if value == "overdue" else queryset.minutes_due_on(today)

    def filter_follow_up(self, queryset: Any, name: str, value: str) -> Any:
        planned = queryset.follow_up_planned()
        return planned.filter(follow_up_on__lt=timezone.localdate()) if value == "overdue" else planned


class ActionItemFilter(ListFilterSet):
    search = django_filters.CharFilter(method="filter_search", label="Search")
    # Absent means not settled: see filter_queryset.
    state = django_filters.ChoiceFilter(
        choices=[
            ("open", "Open"),
            ("overdue", "Overdue"),
            ("due_soon", "Due soon"),
            ("to_verify", "To be verified"),
            ("done", "Done"),
            ("dropped", "No longer needed"),
            ("taken", "Taken into the MoU"),
            ("all", "All"),
        ],
        empty_label="Not settled",
        method="filter_state",
        label="State",
    )
    direction = django_filters.ChoiceFilter(
        choices=ActionItem.Direction, empty_label="Both ways", label="Promised"
    )
    mine = django_filters.ChoiceFilter(
        choices=[("yes", "Mine")], empty_label="Anybody", method="filter_mine", label="Whose"
    )
    owner = RecordFilter(queryset=people_by_name, search=("name", "email"), label="Who of us")
    stakeholder = RecordFilter(queryset=visible(Stakeholder), label="With whom")
    engagement = RecordFilter(queryset=visible(Engagement), search=("purpose",), label="Engagement")
    province = ProvinceFilter()
    important = django_filters.ChoiceFilter(
        choices=[("yes", "Important")], empty_label="Any", method="filter_important", label="Important"
    )
    due_on_after = DateFilter(field_name="due_on", lookup_expr="gte", label="Due from")
    due_on_before = DateFilter(field_name="due_on", lookup_expr="lte", label="Due until")
    overdue_on = DateFilter(method="filter_overdue_on", label="Overdue on")
    owed_on = DateFilter(method="filter_owed_on", label="Owed on")
    done_by = DateFilter(field_name="done_on", lookup_expr="lte", label="Done by")
    sort = SortFilter(
        fields=[
            ("due_on", "due_on"),
            ("stakeholder__name", "stakeholder"),
            ("province__order", "province"),
            ("owner__name", "owner"),
        ],
        nullable={"due_on", "province__order", "owner__name"},
    )

    shown_when_used = ("engagement", "overdue_on", "owed_on", "done_by")

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any):
        # Always bound, so that what is settled is left out of the plain list too.
        super().__init__(QueryDict() if data is None else data, *args, **kwargs)

    def filter_queryset(self, queryset: Any) -> Any:
        chosen = self.form.cleaned_data
        # Whoever asks for a day or for one engagement asks for everything of it.
        if not any(chosen.get(name) for name in ("state", "overdue_on", "owed_on", "engagement")):
            queryset = queryset.unsettled()
        return super().filter_queryset(queryset)

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        """In what is to be done, or in the name of the organisation."""
        text = value.strip()
        named = Stakeholder.objects.visible_to(self.request.user).filter(contains(text, "name", "short_name"))
        rows = ActionItem.objects.visible_to(self.request.user)
        return found_in_any(
            queryset, rows.filter(what__icontains=text), rows.filter(stakeholder__in=named.order_by())
        )

    def filter_state(self, queryset: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        match value:
            case "overdue":
                return queryset.open().filter(due_on__lt=today)
            case "due_soon":
                return queryset.due_soon_on(today)
            case "to_verify":
                return queryset.waiting_for_verification()
            case "done":
                return queryset.filter(status__in=("done", "verified"))
            case "all":
                return queryset
        return queryset.filter(status=value)

    def filter_mine(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(owner=self.request.user)

    def filter_important(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(is_important=True)

    def filter_overdue_on(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.overdue_on(value)

    def filter_owed_on(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.filter(owed_on(value))
