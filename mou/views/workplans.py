"""Pages of activities: those of all agreements by year and quarter, and one with everything that belongs to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from mou.exports import activity_columns
from mou.filters import ActivityFilter
from mou.forms.workplans import ActivityForm
from mou.lifecycle import ACTIVITY_LIFECYCLE, against_reporting
from mou.models import Activity, ActivityProvince, ActivityQuarter, MoU, PlannedVisit, Resource
from mou.services import add_activity, against_carrying, check_provinces, line_as_stored, plan_quarters
from mou.views import grid
from mou.views.chronicle import of_activity
from mou.views.kinds import RegisterView, WhileOpenMixin, WhileOpenUpdateView, crumbs
from mou.views.progress import with_challenges
from partnerships.core import history
from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.scoping import may_write_for, sees_in_full
from partnerships.core.views import Crumbs, ScopedChildCreateView, ScopedDetailView

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
        ("Constrained", {"year": now.year, "state": "constrained"}),
        ("Carried over", {"carried": "into"}),
        ("Mine", {"year": now.year, "mine": "yes"}),
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
            "groups": [
                {
                    "heading": "",
                    "rows": [
                        grid.row(activity, judge, sub=_sub(activity, with_year=not year))
                        for activity in context["object_list"]
                    ],
                }
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
        may_plan = (
            may_change and user.has_perm("mou.change_activity") and activity.mou.status not in MoU.ENDED
        )
        against = against_carrying(activity, today)
        own = grid.row(activity, lambda quarter: quarter.state_on(today), sub="") | {"url": ""}
        return super().get_context_data(
            mou=activity.mou,
            quarters=[self._quarter(quarter, may_change) for quarter in activity.quarters.all()],
            columns=grid.columns(activity.year, today),
            groups=[{"heading": "", "rows": [own]}],
            milestone=activity.milestone_on_day(today),
            provinces=[str(province) for province in activity.provinces.all()],
            resources=list(
                activity.resources.visible_to(user).select_related("party__stakeholder", "kind", "activity")
            ),
            visits=self._visits(today, may_change),
            may_edit=may_plan,
            may_carry=may_plan and not against,
            # What stands against it is said where the year is about to end.
            against_carrying=against if may_plan and Quarter.containing(today).number == 4 else "",
            entries=self._entries(),
            **kwargs,
        )

    def _visits(self, day: date, may_change: bool) -> list[dict[str, Any]]:
        """Each planned visit with what this person can do about it; an engagement is named to who may open it."""
        visits = self.object.visits.visible_to(self.user).select_related("engagement", "activity")
        may_report = (
            may_change
            and self.user.has_perm("mou.report_activity")
            and not against_reporting(self.object, self.user)
        )
        found = []
        for visit in visits:
            engagement = visit.engagement
            seen = engagement is not None and (
                engagement.province_id is None or sees_in_full(self.user, engagement.province_id)
            )
            found.append(
                {
                    "visit": visit,
                    "state": visit.state_on(day),
                    "engagement_url": engagement.get_absolute_url() if engagement and seen else "",
                    "is_open": visit.is_open and may_report,
                }
            )
        return found

    def _entries(self) -> list[history.Entry]:
        """The line, the moves of its quarters, and what was brought, visited and where it was done."""
        lines = history.with_lines(self.object, Resource, PlannedVisit, ActivityProvince)
        moves = of_activity(self.object)
        seen = {(entry.when, entry.who, entry.title) for entry in lines}
        rest = [entry for entry in moves if (entry.when, entry.who, entry.title) not in seen]
        return sorted([*lines, *rest], key=lambda entry: entry.when, reverse=True)[: history.LATEST]

    def _quarter(self, quarter: ActivityQuarter, may_change: bool) -> dict[str, Any]:
        """One planned quarter: how it stands, what was reported, and what this person can do about it."""
        moves = ACTIVITY_LIFECYCLE.available(quarter, self.user) if may_change else []
        reports = [move for move in moves if move.name == "begin"]
        return {
            "quarter": quarter,
            "state": quarter.state_on(timezone.localdate()),
            "reports": with_challenges(quarter.reports.all()),
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

    def get_initial(self) -> dict[str, Any]:
        """The page of a year leads here with its year, and from under an output with its title."""
        asked = {name: self.request.GET.get(name, "") for name in ("year", "output")}
        return super().get_initial() | {name: value for name, value in asked.items() if value}

    def save(self, form: Any) -> Activity:
        return add_activity(self.parent, by=self.user, **form.act())

    def saved_message(self) -> str:
        return f"“{self.object.title}” is planned."

    def get_success_url(self) -> str:
        return reverse("mou:workplan", args=[self.parent.pk, self.object.year])


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
        check_provinces(activity.mou, form.cleaned_data.get("provinces", ()))
        quarters = set(form.cleaned_data["quarters"])
        return plan_quarters(activity, by=self.user, quarters=quarters, planned=form.planned(), before=before)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parent=self.object.mou, **kwargs)
