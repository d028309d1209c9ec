"""Pages of one workplan: the plan of an agreement for a year, its outputs, and plans taken from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from mou.forms.agreements import RemoveForm
from mou.forms.workplans import CarryForm, CopyForm, OutputForm, TemplateForm, is_unfinished
from mou.models import Activity, MoU, Output, PlannedVisit, Resource
from mou.services import (
    add_output,
    against_carrying,
    carry_over,
    copy_year,
    lines_under,
    remove_output,
    rename_output,
    to_copy,
    use_template,
    why_output_stays,
)
from mou.views import grid
from mou.views.kinds import WhileOpenMixin, WhileOpenUpdateView, crumbs
from mou.views.workplans import CLOSED
from partnerships.core.calendar import FinancialYear
from partnerships.core.scoping import may_write_for
from partnerships.core.states import State
from partnerships.core.views import Crumbs, ScopedActView, ScopedChildCreateView, ScopedDetailView


def financial_year(year: int) -> FinancialYear:
    """Of the address; another century is not found."""
    if not 2000 <= year <= 2100:
        raise Http404
    return FinancialYear(year)


def page_of(mou: MoU, year: int) -> str:
    return reverse("mou:workplan", args=[mou.pk, year])


class WorkplanView(ScopedDetailView):
    """Outputs and activities of one year as a grid, what each side brings, and the visits that are planned."""

    queryset = MoU.objects.select_related("kind", "province")
    permission_required = "mou.view_activity"
    template_name = "mou/workplan.html"

    @property
    def year(self) -> FinancialYear:
        return financial_year(self.kwargs["year"])

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, f"Workplan {self.year}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mou, year, user, today = self.object, self.year, self.user, timezone.localdate()
        activities = list(
            Activity.objects.for_list()
            .visible_to(user)
            .filter(mou=mou, year=year.start_year)
            .order_by("output__position", "pk")
        )
        outputs = list(
            Output.objects.visible_to(user)
            .filter(mou=mou, year=year.start_year)
            .select_related("indicator")
            .order_by("position", "pk")
        )
        may_change = may_write_for(user, mou.province_id) and mou.status not in MoU.ENDED
        years = sorted({*mou.activities.values_list("year", flat=True), year.start_year})
        resources = list(
            Resource.objects.visible_to(user)
            .filter(activity__mou=mou, activity__year=year.start_year, activity__removed_by=None)
            .select_related("party__stakeholder", "kind", "activity")
            .order_by("party__position", "activity__output__position", "activity_id", "pk")
        )
        visits = (
            PlannedVisit.objects.visible_to(user)
            .filter(activity__mou=mou, activity__year=year.start_year)
            .select_related("activity")
        )
        return super().get_context_data(
            mou=mou,
            year=year,
            quarters=grid.columns(year.start_year, today),
            groups=self._groups(outputs, activities),
            quarter_urls=[
                (period, reverse("mou:workplan_quarter", args=[mou.pk, period.year, period.number]))
                for period in year.quarters
                if any(q.number == period.number for a in activities for q in a.quarters.all())
            ],
            years=[
                (FinancialYear(other), page_of(mou, other)) for other in years if other != year.start_year
            ],
            resources=by_party(resources),
            resources_total=total(resources),
            visits=[(visit, visit.state_on(today)) for visit in visits],
            may_plan=may_change and user.has_perm("mou.add_activity"),
            is_empty=not (activities or outputs),
            **kwargs,
        )

    def _groups(self, outputs: list[Output], activities: list[Activity]) -> list[dict[str, Any]]:
        """Each output with its state and its grid; activities without one come last."""
        today = timezone.localdate()
        under: dict[int | None, list[Activity]] = {output.pk: [] for output in outputs}
        for activity in activities:
            under.setdefault(activity.output_id, []).append(activity)
        known = {output.pk: output for output in outputs}
        return [
            {
                "heading": str(known[pk]) if pk else "Without an output" if outputs else "",
                "key": f"output-{pk}" if pk else "",
                "state": output_state(lines, today) if pk else None,
                "sub": about(known[pk]) if pk else "",
                "links": self._acts(known[pk]) if pk else [],
                "rows": [self._row(line, today) for line in lines],
            }
            for pk, lines in under.items()
        ]

    def _acts(self, output: Output) -> list[tuple[str, str]]:
        mou, user = self.object, self.user
        if not may_write_for(user, mou.province_id) or mou.status in MoU.ENDED:
            return []
        query = urlencode({"year": output.year, "output": output.title})
        acts = {
            "mou.add_activity": ("Add an activity", f"{reverse('mou:activity_add', args=[mou.pk])}?{query}"),
            "mou.change_activity": ("Change", reverse("mou:output_edit", args=[output.pk])),
        }
        return [act for right, act in acts.items() if user.has_perm(right)]

    def _row(self, activity: Any, today: Any) -> dict[str, Any]:
        where = f", {', '.join(activity.province_codes)}" if activity.province_codes else ""
        sub = f"{activity.responsible_party.short_name}, {activity.responsible_person}, thrust {activity.thrust.code}"
        return grid.row(activity, lambda quarter: quarter.state_on(today), sub=f"{sub}{where}")


def about(output: Output) -> str:
    """By what it is measured, and the indicator that it serves."""
    told = [f"Measure: {output.measure}"] if output.measure else []
    return ". ".join([*told, *([f"Indicator: {output.indicator}"] if output.indicator else [])])


def output_state(activities: Iterable[Activity], day: Any) -> State:
    """What its activities make of an output: met when all is done, otherwise as its worst quarter stands."""
    quarters = [quarter for activity in activities for quarter in activity.quarters.all()]
    labels = {quarter.state_on(day).label for quarter in quarters}
    if not quarters:
        return State("No activity yet", "none")
    if labels == {"Done"}:
        return State("Met", "good")
    for label, tone in (("Late", "overdue"), ("No progress", "behind"), ("Constrained", "behind")):
        if label in labels:
            return State(label, tone)
    if labels <= {"Given up", "Carried over"}:
        return State("Carried over" if "Carried over" in labels else "Given up", "stopped")
    if labels & {"On track", "Done"}:
        return State("On track", "open")
    return State("Planned", "draft")


def by_party(resources: list[Resource]) -> list[dict[str, Any]]:
    """What each side brings, with the estimated rands of each; what has no value is counted beside them."""
    sides: dict[int, list[Resource]] = {}
    for resource in resources:
        sides.setdefault(resource.party_id, []).append(resource)
    return [
        {
            "party": rows[0].party,
            "rows": rows,
            "total": total(rows),
            "unvalued": sum(r.value is None for r in rows),
        }
        for rows in sides.values()
    ]


def total(resources: Iterable[Resource]) -> Decimal:
    return sum((row.value for row in resources if row.value is not None), Decimal(0))


# Outputs


class OutputCreateView(WhileOpenMixin, ScopedChildCreateView):
    model = Output
    form_class = OutputForm
    parent_queryset = MoU.objects.select_related("province")
    parent_field = "mou"
    permission_required = "mou.add_activity"
    template_name = "mou/output_form.html"

    @property
    def year(self) -> FinancialYear:
        return financial_year(self.kwargs["year"])

    def breadcrumbs(self) -> Crumbs:
        workplan = (f"Workplan {self.year}", page_of(self.parent, self.year.start_year))
        return crumbs(self.parent, workplan, "Add an output")

    def locked(self) -> str:
        return CLOSED if self.parent.status in MoU.ENDED else ""

    def locked_url(self) -> str:
        return self.parent.get_absolute_url()

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        kwargs["instance"].year = self.year.start_year
        return kwargs

    def save(self, form: Any) -> Output:
        return add_output(self.parent, by=self.user, year=self.year.start_year, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"“{self.object.title}” is an output of {self.year}."

    def get_success_url(self) -> str:
        return page_of(self.parent, self.year.start_year)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(year=self.year, back_url=self.get_success_url(), **kwargs)


class OutputUpdateView(WhileOpenUpdateView):
    queryset = Output.objects.select_related("mou__province", "mou__kind")
    form_class = OutputForm
    permission_required = "mou.change_activity"
    template_name = "mou/output_form.html"

    def breadcrumbs(self) -> Crumbs:
        output = self.object
        workplan = (f"Workplan {output.financial_year}", page_of(output.mou, output.year))
        return crumbs(output.mou, workplan, "Change an output")

    def locked(self) -> str:
        return CLOSED if self.get_object().mou.status in MoU.ENDED else ""

    def locked_url(self) -> str:
        return self.get_object().get_absolute_url()

    @transaction.atomic
    def save(self, form: Any) -> Output:
        before = lines_under(self.get_object())
        return rename_output(form.save(), by=self.user, before=before)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        output = self.object
        return super().get_context_data(
            parent=output.mou,
            year=output.financial_year,
            back_url=page_of(output.mou, output.year),
            remove_url="" if why_output_stays(output) else reverse("mou:output_remove", args=[output.pk]),
            **kwargs,
        )


class OutputRemoveView(ScopedActView):
    queryset = Output.objects.select_related("mou__province")
    permission_required = "mou.change_activity"
    form_class = RemoveForm
    template_name = "mou/remove.html"
    title = "Take this output out"
    submit_label = "Take it out"
    danger = True

    def breadcrumbs(self) -> Crumbs:
        output = self.object
        return crumbs(output.mou, (f"Workplan {output.financial_year}", self.get_success_url()), self.title)

    def blockers(self) -> list[str]:
        if self.object.mou.status in MoU.ENDED:
            return [CLOSED]
        return [against] if (against := why_output_stays(self.object)) else []

    def act(self, form: Any) -> None:
        self.page = page_of(self.object.mou, self.object.year)
        remove_output(self.object, by=self.user)

    def get_success_url(self) -> str:
        return getattr(self, "page", "") or page_of(self.object.mou, self.object.year)

    def saved_message(self) -> str:
        return "The output is taken out."


# Plans from elsewhere


class OfYearView(ScopedActView):
    """An act that puts something into the plan of one year of an agreement; it ends on that plan."""

    queryset = MoU.objects.select_related("kind", "province")
    permission_required = "mou.add_activity"

    @property
    def year(self) -> FinancialYear:
        return financial_year(self.kwargs["year"])

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.object, (f"Workplan {self.year}", self.get_success_url()), self.title)

    def get_success_url(self) -> str:
        return page_of(self.object, self.year.start_year)

    def closed(self) -> list[str]:
        return [CLOSED] if self.object.status in MoU.ENDED else []


class CopyView(OfYearView):
    form_class = CopyForm
    template_name = "mou/workplan_copy.html"
    title = "Plan again what was planned last year"
    submit_label = "Plan them again"

    @cached_property
    def offered(self) -> list[Activity]:
        found: list[Activity] = to_copy(self.object, self.year.start_year)
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"offered": self.offered}

    def blockers(self) -> list[str]:
        if closed := self.closed():
            return closed
        if self.offered:
            return []
        last = FinancialYear(self.year.start_year - 1)
        return [
            f"Nothing of {last} is left to plan again: it had no activity, or all of them stand in this plan."
        ]

    def act(self, form: Any) -> None:
        self.copied = copy_year(
            self.object, by=self.user, year=self.year.start_year, activities=form.cleaned_data["activities"]
        )

    def saved_message(self) -> str:
        count = len(self.copied)
        return f"{count} activit{'y is' if count == 1 else 'ies are'} planned again in {self.year}."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unfinished = [activity for activity in self.offered if is_unfinished(activity)]
        last = FinancialYear(self.year.start_year - 1)
        return super().get_context_data(year=self.year, last=last, unfinished=unfinished, **kwargs)


class TemplateView(OfYearView):
    form_class = TemplateForm
    template_name = "mou/workplan_template.html"
    title = "Take a template"
    submit_label = "Put it into the plan"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"mou": self.object}

    def blockers(self) -> list[str]:
        return self.closed()

    def act(self, form: Any) -> None:
        self.planned = use_template(self.object, by=self.user, year=self.year.start_year, **form.cleaned_data)

    def saved_message(self) -> str:
        count = len(self.planned)
        return f"{count} activit{'y' if count == 1 else 'ies'} of the template {'is' if count == 1 else 'are'} planned."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(year=self.year, **kwargs)
        templates = context["form"].fields["template"].queryset.prefetch_related("activities")
        return context | {
            "templates": [
                (template, [line for line in template.activities.all() if line.is_active])
                for template in templates
            ]
        }


class CarryView(ScopedActView):
    queryset = Activity.objects.select_related(
        "mou__kind", "mou__province", "output", "responsible_party__stakeholder", "thrust", "carried_to"
    ).prefetch_related("quarters")
    permission_required = "mou.change_activity"
    form_class = CarryForm
    template_name = "mou/activity_carry.html"

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Carry over into {FinancialYear(self.object.year + 1)}"

    @property
    def submit_label(self) -> str:  # type: ignore[override]
        return self.title

    def breadcrumbs(self) -> Crumbs:
        activity = self.object
        return crumbs(activity.mou, (activity.title, activity.get_absolute_url()), "Carry over")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"activity": self.object}

    def blockers(self) -> list[str]:
        if self.object.mou.status in MoU.ENDED:
            return [CLOSED]
        against = against_carrying(self.object, timezone.localdate())
        return [against] if against else []

    def act(self, form: Any) -> None:
        self.later = carry_over(self.object, by=self.user, **form.act())

    def get_success_url(self) -> str:
        later = getattr(self, "later", None)
        return (later or self.object).get_absolute_url()

    def saved_message(self) -> str:
        return f"“{self.object.title}” is carried over into {self.later.financial_year}."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return super().get_context_data(
            activity=self.object,
            quarters=[(quarter, quarter.state_on(today)) for quarter in self.object.quarters.all()],
            **kwargs,
        )
