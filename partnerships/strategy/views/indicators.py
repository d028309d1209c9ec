"""Pages of the indicators; the page of one of them is reporting's."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from partnerships.core.views import Crumbs, ScopedCreateView, ScopedListView, ScopedUpdateView
from partnerships.strategy.exports import INDICATOR_COLUMNS
from partnerships.strategy.filters import IndicatorFilter
from partnerships.strategy.forms.indicators import IndicatorForm
from partnerships.strategy.models import Indicator
from partnerships.strategy.views.kinds import WordingMixin


class IndicatorListView(ScopedListView):
    queryset = Indicator.objects.for_list().order_by("thrust__focus_area__order", "place")
    filterset_class = IndicatorFilter
    permission_required = "strategy.view_indicator"
    export_columns = INDICATOR_COLUMNS
    export_name = "indicators"


class IndicatorCreateView(WordingMixin, ScopedCreateView):
    model = Indicator
    form_class = IndicatorForm
    permission_required = "strategy.add_indicator"
    title = "Add an indicator"

    def get_initial(self) -> dict[str, Any]:
        # ?thrust=12 comes from the page of a focus area; anything else is simply not offered.
        return super().get_initial() | {"thrust": self.request.GET.get("thrust", "")}

    def cancel_url(self) -> str:
        return reverse("strategy:indicators")

    def breadcrumbs(self) -> Crumbs:
        return [("Indicators", reverse("strategy:indicators")), (self.title, "")]


class IndicatorEditView(WordingMixin, ScopedUpdateView):
    model = Indicator
    form_class = IndicatorForm
    permission_required = "strategy.change_indicator"
    title = "Edit an indicator"

    def breadcrumbs(self) -> Crumbs:
        # Not from the form's instance, which holds what was typed.
        return [("Indicators", reverse("strategy:indicators")), (self.title, "")]
