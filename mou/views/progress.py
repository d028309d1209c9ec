"""Pages of progress: the quarter of one workplan, the report on one planned quarter, and taking a report back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from mou.forms.progress import ReportForm
from mou.lifecycle import ACTIVITY_LIFECYCLE
from mou.models import Activity, ActivityQuarter, MoU, ProgressReport
from mou.services import reopen_activity, report_activity
from mou.views.kinds import crumbs
from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.scoping import may_write_for
from partnerships.core.views import Crumbs, ScopedActView, ScopedDetailView, TransitionView


def with_challenges(reports: Iterable[ProgressReport]) -> list[tuple[ProgressReport, list[str]]]:
    """Each report with the names of what stood in the way."""
    return [(report, [str(one) for one in report.challenges.all()]) for report in reports]


class QuarterView(ScopedDetailView):
    """Everything that one agreement planned for one quarter: what was planned, what was reached, who reports next."""

    queryset = MoU.objects.select_related("kind", "province")
    permission_required = "mou.view_activity"
    template_name = "mou/workplan_quarter.html"

    @property
    def period(self) -> Quarter:
        year, number = self.kwargs["year"], self.kwargs["number"]
        if not (2000 <= year <= 2100 and 1 <= number <= 4):
            raise Http404
        return Quarter(year, number)

    def breadcrumbs(self) -> Crumbs:
        period, mou = self.period, self.object
        workplan = (f"Workplan {period.financial_year}", reverse("mou:workplan", args=[mou.pk, period.year]))
        return crumbs(mou, workplan, f"Q{period.number}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mou, period, user = self.object, self.period, self.user
        may_change = may_write_for(user, mou.province_id)
        planned = (
            Activity.objects.for_list()
            .visible_to(user)
            .filter(mou=mou, year=period.year, removed_by=None)
            .with_quarter(Q(), period.number)
            .order_by("output__position", "pk")
        )
        rows = [self._row(activity, may_change) for activity in planned]
        return super().get_context_data(
            mou=mou,
            period=period,
            rows=rows,
            wanting=sum(row["wants_report"] for row in rows),
            neighbours=[
                (other, reverse("mou:workplan_quarter", args=[mou.pk, other.year, other.number]))
                for other in FinancialYear(period.year).quarters
                if other != period
            ],
            **kwargs,
        )

    def _row(self, activity: Activity, may_change: bool) -> dict[str, Any]:
        period, today = self.period, timezone.localdate()
        quarters = list(activity.quarters.all())
        quarter = next(q for q in quarters if q.number == period.number)
        quarter.activity = activity
        earlier = [q for q in quarters if q.number < period.number]
        before = earlier[-1] if earlier else None
        is_open = quarter.status in ActivityQuarter.OPEN
        moves = ACTIVITY_LIFECYCLE.available(quarter, self.user) if may_change and is_open else []
        may_report = any(move.name == "begin" and not move.blockers(quarter, self.user) for move in moves)
        return {
            "activity": activity,
            "quarter": quarter,
            "state": quarter.state_on(today),
            "before": before,
            "before_state": before.state_on(today) if before else None,
            "wants_report": is_open and period.start <= today,
            "report_url": f"{reverse('mou:report_activity', args=[quarter.pk])}?from=quarter"
            if may_report
            else "",
        }


class OfQuarterMixin:
    """Where an act on a planned quarter finds it, and where its page stands."""

    queryset = ActivityQuarter.objects.select_related(
        "activity__mou__kind",
        "activity__mou__province",
        "activity__responsible_party__stakeholder",
        "activity__responsible_person",
        "activity__thrust",
        "activity__output",
    ).prefetch_related("activity__quarters")
    object: ActivityQuarter
    title: str

    def breadcrumbs(self) -> Crumbs:
        activity = self.object.activity
        return crumbs(activity.mou, (activity.title, activity.get_absolute_url()), self.title)


class ReportView(OfQuarterMixin, ScopedActView):
    """Progress in one planned quarter, by the people who answer for it."""

    permission_required = "mou.report_activity"
    form_class = ReportForm
    template_name = "mou/activity_report.html"
    submit_label = "Report"

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Report on {self.object.period}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"quarter": self.object}

    def get_initial(self) -> dict[str, Any]:
        """What was reported last, to be carried on; a figure is asked anew, and what is done begins blank."""
        quarter, latest = self.object, self.object.reports.prefetch_related("challenges").first()
        if latest is None or quarter.status == ActivityQuarter.Status.PLANNED:
            return {}
        return {
            "status": quarter.status,
            "narrative": quarter.narrative,
            "challenges": [one.pk for one in latest.challenges.all()],
            "corrective_action": latest.corrective_action,
        }

    def blockers(self) -> list[str]:
        if self.request.method == "POST":
            # What was typed stays on the page; what stands against it is said above it.
            return []
        moves = ACTIVITY_LIFECYCLE.transitions
        if self.object.status not in moves["finish"].sources:
            return [
                f"{self.object.period} is “{self.object.get_status_display()}” already. "
                "The Partnerships Unit can reopen it on the activity's page."
            ]
        return moves["finish"].blockers(self.object, self.user)

    def act(self, form: Any) -> None:
        report_activity(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"{self.object.period}: reported “{self.object.get_status_display()}”."

    def get_success_url(self) -> str:
        """Back to where the report was asked for: the quarter of the workplan, or the activity."""
        activity, number = self.object.activity, self.object.number
        if self.request.GET.get("from") == "quarter":
            return reverse("mou:workplan_quarter", args=[activity.mou_id, activity.year, number])
        return activity.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        quarters = list(self.object.activity.quarters.all())
        earlier = [quarter for quarter in quarters if quarter.number < self.object.number]
        counted = [quarter for quarter in quarters if quarter.planned_value is not None]
        return super().get_context_data(
            activity=self.object.activity,
            before=earlier[-1] if earlier else None,
            before_state=earlier[-1].state_on(timezone.localdate()) if earlier else None,
            year_planned=sum(quarter.planned_value for quarter in counted),
            year_reached=sum(quarter.value or 0 for quarter in counted),
            reports=with_challenges(
                self.object.reports.select_related("reported_by").prefetch_related("challenges")
            ),
            state=self.object.state_on(timezone.localdate()),
            documents=self.object.documents.order_by("uploaded_at"),
            **kwargs,
        )


class QuarterMoveView(OfQuarterMixin, TransitionView):
    """Reopening a quarter that was reported on by mistake, or is taken up again."""

    lifecycle = ACTIVITY_LIFECYCLE

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"{self.transition.label} {self.object.period}"

    def move(self, note: str) -> None:
        reopen_activity(self.object, by=self.user, reason=note)
