"""What the lists of proposals and of partner decisions can be chosen by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone

from partnerships.core.listing import (
    ListFilterSet,
    ProvinceFilter,
    RecordFilter,
    ReferenceFilter,
    SortFilter,
)
from partnerships.core.scoping import visible
from stakeholders.filters.parts import DateFilter
from stakeholders.models import (
    DecisionReason,
    PartnerDecision,
    PartnershipProposal,
    Stakeholder,
)
from stakeholders.models.proposal import ASSESSORS


class ProposalFilter(ListFilterSet):
    stakeholder = RecordFilter(queryset=visible(Stakeholder), label="Stakeholder")
    province = ProvinceFilter(field_name="stakeholder__province")
    kind = django_filters.ChoiceFilter(choices=PartnershipProposal.Kind, label="What for")
    status = django_filters.ChoiceFilter(choices=PartnershipProposal.Status, label="State")
    waits_for = django_filters.ChoiceFilter(
        choices=[("assessor", "An assessor"), ("decision", "A decision")],
        method="filter_waits_for",
        label="Waits for",
    )
    begun_on_after = DateFilter(field_name="begun_on", lookup_expr="gte", label="Begun from")
    begun_on_before = DateFilter(field_name="begun_on", lookup_expr="lte", label="Begun until")
    sort = SortFilter(
        fields=[("begun_on", "begun_on"), ("stakeholder__name", "stakeholder"), ("closed_on", "closed_on")],
        nullable={"closed_on"},
    )

    def filter_waits_for(self, queryset: Any, name: str, value: str) -> Any:
        waiting = queryset.open()
        if value == "assessor":
            return waiting.filter(assessment_count__lt=ASSESSORS)
        return waiting.filter(assessment_count=ASSESSORS)


class DecisionFilter(ListFilterSet):
    outcome = django_filters.ChoiceFilter(choices=PartnerDecision.Outcome, label="Outcome")
    stakeholder = RecordFilter(queryset=visible(Stakeholder), label="Stakeholder")
    province = ProvinceFilter(field_name="stakeholder__province")
    reason_category = ReferenceFilter(queryset=DecisionReason.objects.all(), label="Kind of reason")
    look_again = django_filters.ChoiceFilter(
        choices=[("due", "The day has come")], method="filter_look_again", label="Look again"
    )
    end_reason = django_filters.ChoiceFilter(choices=PartnerDecision.EndReason, label="Reason of the end")
    decided_on_after = DateFilter(field_name="decided_on", lookup_expr="gte", label="Decided from")
    decided_on_before = DateFilter(field_name="decided_on", lookup_expr="lte", label="Decided until")
    ended_on_after = DateFilter(field_name="ended_on", lookup_expr="gte", label="Ended from")
    ended_on_before = DateFilter(field_name="ended_on", lookup_expr="lte", label="Ended until")
    sort = SortFilter(
        fields=[
            ("decided_on", "decided_on"),
            ("stakeholder__name", "stakeholder"),
            ("look_again_on", "look_again_on"),
            ("ended_on", "ended_on"),
        ],
        nullable={"look_again_on", "ended_on"},
    )

    shown_when_used = ("look_again",)

    def filter_look_again(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.to_look_again_on(timezone.localdate()) if value else queryset
