"""How the register of actuals is chosen and ordered."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.listing import ListFilterSet, ProvinceFilter, ReferenceFilter, SortFilter
from partnerships.strategy.models import FocusArea, Indicator
from reporting.models import Actual
from reporting.models.grade import EVIDENCE

NUMBER_AND_NAME = Concat("code", Value(" "), "name")
# The first financial year of the strategy report of January 2020.
OLDEST_YEAR = 2019


def year_choices() -> list[tuple[int, str]]:
    """The financial years that are offered, the present one first."""
    present = FinancialYear.containing(timezone.localdate()).start_year
    return [(start, str(FinancialYear(start))) for start in range(present, OLDEST_YEAR - 1, -1)]


# Beside how far the evidence has come: what presses now.
LATEST = "latest"


class ActualFilter(ListFilterSet):
    indicator = ReferenceFilter(label="Indicator", queryset=Indicator.objects.all(), text=NUMBER_AND_NAME)
    year = django_filters.ChoiceFilter(label="Financial year", choices=year_choices)
    quarter = django_filters.ChoiceFilter(
        label="Quarter", choices=[(number, f"Q{number}") for number in (1, 2, 3, 4)]
    )
    province = ProvinceFilter()
    focus_area = ReferenceFilter(
        field_name="indicator__thrust__focus_area",
        label="Focus area",
        queryset=FocusArea.objects.all(),
        text=NUMBER_AND_NAME,
    )
    evidence = django_filters.ChoiceFilter(
        label="Evidence",
        choices=[
            *((key, label) for key, (label, _) in EVIDENCE.items()),
            (LATEST, "Waits to be graded, of the last closed quarter"),
        ],
        method="filter_evidence",
    )
    sort = SortFilter(
        fields=[
            ("indicator__code", "indicator"),
            ("year", "year"),
            ("province__order", "province"),
            ("value", "value"),
            ("captured_on", "captured_on"),
        ],
        nullable=("value", "province__order"),
    )

    class Meta:
        model = Actual
        fields = ("indicator", "year", "quarter", "province", "focus_area")

    def filter_evidence(self, queryset: Any, name: str, value: str) -> Any:
        if value == LATEST:
            last = Quarter.containing(timezone.localdate()).previous()
            queryset, value = queryset.of_quarter(last), "waiting"
        return queryset.measured().filter(EVIDENCE[value][1]) if value else queryset
