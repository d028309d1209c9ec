"""Lists of which reports count every row: steps of clearance that wait, and the planned quarters of workplans."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from mou.exports import CLEARANCE_COLUMNS, planned_quarter_columns
from mou.filters_counted import ClearanceFilter, PlannedQuarterFilter
from mou.models import ActivityQuarter, Clearance
from mou.standing import step_waits_with
from mou.views.kinds import RegisterView
from mou.views.workplans import judged, this_year
from partnerships.core.views import ScopedListView


class ClearanceListView(ScopedListView):
    """Each step by itself: several may stand open side by side."""

    filterset_class = ClearanceFilter
    permission_required = "mou.view_clearance"
    template_name = "mou/clearance_list.html"
    export_columns = CLEARANCE_COLUMNS
    export_name = "steps-of-clearance"
    list_title = "Steps of clearance that wait"
    extra_context = {"default_sort": "opened_on"}

    def get_queryset(self) -> Any:
        return Clearance.objects.for_list().visible_to(self.user).waiting_now().order_by("opened_on", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = timezone.localdate()
        rows = [(one, step_waits_with(one), (today - one.opened_on).days) for one in context["object_list"]]
        return context | {"rows": rows}


class PlannedQuarterListView(RegisterView):
    """Each planned quarter of each activity by itself, as reports of a year count them."""

    queryset = ActivityQuarter.objects.for_list().order_by("-activity__year", "activity_id", "number")
    filterset_class = PlannedQuarterFilter
    permission_required = "mou.view_activity"
    template_name = "mou/planned_quarter_list.html"
    export_columns = planned_quarter_columns(lambda quarter: quarter.state_on(timezone.localdate()))
    export_name = "planned-quarters"
    extra_context = {"default_sort": "-year"}
    ready_made = staticmethod(lambda: [("This year", this_year()), ("All years", {"year": ""})])
    opens_with = staticmethod(this_year)

    def export(self, kind: str) -> Any:
        self.export_columns = planned_quarter_columns(judged(self.get_filterset(PlannedQuarterFilter).form))
        return super().export(kind)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = self.filterset.form
        judge = judged(form)
        return context | {
            "day": form.cleaned_data.get("as_at") if form.is_valid() else None,
            "rows": [(quarter, judge(quarter)) for quarter in context["object_list"]],
        }
