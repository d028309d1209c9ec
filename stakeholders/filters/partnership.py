"""What the list of partner decisions can be chosen by."""

from __future__ import annotations

import django_filters

from partnerships.core.listing import (
    ListFilterSet,
    ProvinceFilter,
    RecordFilter,
    SortFilter,
)
from partnerships.core.scoping import visible
from stakeholders.filters.parts import DateFilter
from stakeholders.models import (
    PartnerDecision,
    Stakeholder,
)


class DecisionFilter(ListFilterSet):
    outcome = django_filters.ChoiceFilter(choices=PartnerDecision.Outcome, label="Outcome")
    stakeholder = RecordFilter(queryset=visible(Stakeholder), label="Stakeholder")
    province = ProvinceFilter(field_name="stakeholder__province")
    end_reason = django_filters.ChoiceFilter(choices=PartnerDecision.EndReason, label="Reason of the end")
    decided_on_after = DateFilter(field_name="decided_on", lookup_expr="gte", label="Decided from")
    decided_on_before = DateFilter(field_name="decided_on", lookup_expr="lte", label="Decided until")
    ended_on_after = DateFilter(field_name="ended_on", lookup_expr="gte", label="Ended from")
    ended_on_before = DateFilter(field_name="ended_on", lookup_expr="lte", label="Ended until")
    sort = SortFilter(
        fields=[("decided_on", "decided_on"), ("stakeholder__name", "stakeholder"), ("ended_on", "ended_on")],
        nullable={"ended_on"},
    )
