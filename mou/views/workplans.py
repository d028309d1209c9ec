"""Pages of workplans: the activities of all agreements by year and quarter, one activity, and progress on it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from mou.exports import activity_columns
from mou.filters import ActivityFilter
from mou.forms.workplans import ActivityForm, ReportForm
from mou.lifecycle import ACTIVITY_LIFECYCLE
from mou.models import Activity, ActivityQuarter, MoU
from mou.services import add_activity, line_as_stored, plan_quarters, reopen_activity, report_activity
from mou.views import grid
from mou.views.chronicle import of_activity
from mou.views.kinds import RegisterView, WhileOpenMixin, WhileOpenUpdateView, crumbs
from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.scoping import may_write_for
from partnerships.core.views import (
    Crumbs,
    ScopedActView,
    ScopedChildCreateView,
    ScopedDetailView,
    TransitionView,
)

CLOSED = "The agreement has ended: its workplan is closed."


def this_year() -> dict[str, Any]:
    return {"year": FinancialYear.containing(timezone.localdate()).start_year}


def ready_made() -> list[tuple[str, dict[str, Any]]]:
    now = Quarter.containing(timezone.localdate())
    last = now.previous()
    return [
        (f"This year, {now.financial_year}", {"year": now.year}),
        (f"Planned in {now}", {"year": now.year, "quarter": now.number}),
        ("Late", {"state": "late"}),
        (f"Late in {last}", {"year": last.year, "quarter": last.number, "state": "late"}),
        ("All years", {"year": ""}),
    ]


def judged(form: Any) -> grid.Judge:
    """A list that was asked how it stood on a day shows the states of that day."""
    day = form.cleaned_data.get("as_at") if form.is_valid() else None
    today = timezone.localdate()
    return (lambda quarter: quarter.state_at(day)) if day else (lambda quarter: quarter.state_on(today))


class ActivityListView(RegisterView):
    queryset = Activity.objects.for_list()
    filterset_class = ActivityFilter
    permission_required = "mou.view_activity"
    export_columns = activity_columns(lambda quarter: quarter.state_on(timezone.localdate()))
    export_name = "workplans"
    extra_context = {"default_sort": "-year"}
    ready_made = staticmethod(ready_made)
    opens_with = staticmethod(this_year)

    def export(self, kind: str) -> HttpResponseBase:
        form = self.get_filterset(self.get_filterset_class()).form
        self.export_columns = activity_columns(judged(form))
        return super().export(kind)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = self.filterset.form
        chosen = form.cleaned_data if form.is_valid() else {}
        year = int(chosen.get("year") or 0) or None
        judge = judged(form)
        return context | {
            "year": FinancialYear(year) if year else None,
            "day": chosen.get("as_at"),
            "quarters": grid.columns(year, timezone.localdate()),
            "rows": [
                grid.row(activity, judge, sub=_sub(activity, with_year=not year))
                for activity in context["object_list"]
            ],
        }


def _sub(activity: Activity, *, with_year: bool) -> str:
    parts = [
        activity.mou.reference,
        activity.responsible_party.short_name,
        f"thrust {activity.thrust.code}",
        *([str(activity.financial_year)] if with_year else []),
    ]
    return ", ".join(parts)


class ActivityDetailView(ScopedDetailView):
    queryset = Activity.objects.for_detail()
    permission_required = "mou.view_activity"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.mou, self.object.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        activity, user, today = self.object, self.user, timezone.localdate()
        may_change = may_write_for(user, activity.mou.province_id)
        return super().get_context_data(
            mou=activity.mou,
            quarters=[self._quarter(quarter, may_change) for quarter in activity.quarters.all()],
            columns=grid.columns(activity.year, today),
            rows=[
                grid.row(activity, lambda quarter: quarter.state_on(today), sub=activity.output) | {"url": ""}
            ],
            may_edit=may_change
            and user.has_perm("mou.change_activity")
            and activity.mou.status not in MoU.ENDED,
            entries=of_activity(activity),
            **kwargs,
        )

    def _quarter(self, quarter: ActivityQuarter, may_change: bool) -> dict[str, Any]:
        """One planned quarter: how it stands, what was reported, and what this person can do about it."""
        moves = ACTIVITY_LIFECYCLE.available(quarter, self.user) if may_change else []
        reports = [move for move in moves if move.is_internal]
        return {
            "quarter": quarter,
            "state": quarter.state_on(timezone.localdate()),
            "documents": quarter.documents.all(),
            "report_url": reverse("mou:report_activity", args=[quarter.pk]) if reports else "",
            "blockers": reports[0].blockers(quarter, self.user) if reports else [],
            "actions": ACTIVITY_LIFECYCLE.actions(quarter, self.user) if may_change else [],
        }


class ActivityCreateView(WhileOpenMixin, ScopedChildCreateView):
    model = Activity
    form_class = ActivityForm
    parent_queryset = MoU.objects.select_related("province")
    parent_field = "mou"
    permission_required = "mou.add_activity"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.parent, "Add an activity")

    def locked(self) -> str:
        return CLOSED if self.parent.status in MoU.ENDED else ""

    def locked_url(self) -> str:
        return self.parent.get_absolute_url()

    def save(self, form: Any) -> Activity:
        fields = dict(form.cleaned_data)
        return add_activity(self.parent, by=self.user, quarters=set(fields.pop("quarters")), **fields)

    def saved_message(self) -> str:
        return f"“{self.object.title}” is planned."

    def get_success_url(self) -> str:
        return f"{self.parent.get_absolute_url()}?year={self.object.year}#workplan"


class ActivityUpdateView(WhileOpenUpdateView):
    queryset = Activity.objects.select_related("mou__province")
    form_class = ActivityForm
    permission_required = "mou.change_activity"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object.mou, (self.object.title, self.object.get_absolute_url()), "Change")

    def locked(self) -> str:
        return CLOSED if self.get_object().mou.status in MoU.ENDED else ""

    def locked_url(self) -> str:
        return self.get_object().get_absolute_url()

    @transaction.atomic
    def save(self, form: Any) -> Activity:
        before = line_as_stored(self.object)
        activity = form.save()
        quarters = set(form.cleaned_data["quarters"])
        return plan_quarters(activity, by=self.user, quarters=quarters, before=before)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parent=self.object.mou, **kwargs)


class OfQuarterMixin:
    """Where an act on a planned quarter finds it, and where its page stands."""

    queryset = ActivityQuarter.objects.select_related(
        "activity__mou__kind",
        "activity__mou__province",
        "activity__responsible_party__stakeholder",
        "activity__responsible_person",
        "activity__thrust",
    )
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
        return super().get_form_kwargs() | {"period": self.object.period}

    def get_initial(self) -> dict[str, Any]:
        quarter = self.object
        is_begun = quarter.status == ActivityQuarter.Status.UNDER_WAY
        return {"status": quarter.status if is_begun else None, "narrative": quarter.narrative}

    def blockers(self) -> list[str]:
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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            activity=self.object.activity,
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
