"""The register of actuals, what is still to be captured, and the pages that capture and correct one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe
from django.views.generic import CreateView

from partnerships.core import history
from partnerships.core.calendar import Quarter
from partnerships.core.models import Province
from partnerships.core.numbers import date_long
from partnerships.core.scoping import may_write_for
from partnerships.core.views import (
    Crumbs,
    EditableMixin,
    ScopedDetailView,
    ScopedListView,
    ScopedUpdateView,
)
from partnerships.strategy.definitions import definition_of
from partnerships.strategy.models import Indicator, IndicatorVersion
from partnerships.strategy.performance import Value
from reporting.exports import ACTUAL_COLUMNS
from reporting.filters import ActualFilter
from reporting.forms import ActualForm, PeriodForm
from reporting.models import Actual, CategoryValue, ReportingPeriod, ReturnLine
from reporting.opening import period_of
from reporting.reports.actuals_due import NATIONAL_CODE, Completeness, actuals_due
from reporting.reports.deadlines import Deadlines
from reporting.services import capture_actual, correct_actual, grading_blockers, target_of
from reporting.services.grading import RIGHT as RIGHT_TO_GRADE
from reporting.splitting import Split, splits_of, values_of, ways_of

MISSING_ON_A_PAGE = 25


class ActualListView(ScopedListView):
    queryset = Actual.objects.for_list().order_by("-year", "-quarter", "indicator", "province__order")
    filterset_class = ActualFilter
    permission_required = "reporting.view_actual"
    export_columns = ACTUAL_COLUMNS
    export_name = "actuals"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        view = "to-grade" if self.request.GET.get("evidence") == "waiting" else "register"
        return super().get_context_data(view=view, **kwargs)


@require_safe
@permission_required("reporting.add_actual", raise_exception=True)
def to_capture(request: HttpRequest) -> HttpResponse:
    """What a closed quarter still asks of those for whom this person captures: ?quarter=2026-27-q2&scope=LP."""
    period = PeriodForm(request.GET or None)
    quarter = period.chosen()
    found = actuals_due(quarter, viewer=request.user)  # type: ignore[arg-type]
    chosen = _chosen_scope(found, request.GET.get("scope", ""))
    missing = Paginator(chosen.missing if chosen else (), MISSING_ON_A_PAGE)
    deadlines = Deadlines(quarter, viewer=request.user)  # type: ignore[arg-type]
    due_on = deadlines.due_on(chosen.province.pk if chosen and chosen.province else None)
    context = {
        "period": PeriodForm(initial={"quarter": quarter.slug}),
        "quarter": quarter,
        "scopes": found,
        "chosen": chosen,
        "page_obj": missing.get_page(request.GET.get("page")),
        "due_on": due_on,
        "days_left": (due_on - timezone.localdate()).days,
    }
    return render(request, "reporting/actual_to_capture.html", context)


def _chosen_scope(found: list[Completeness], code: str) -> Completeness | None:
    """The one that was asked for; otherwise the first that still lacks something, otherwise the first."""
    asked = [scope for scope in found if scope.code == code]
    lacking = [scope for scope in found if scope.missing]
    return next(iter([*asked, *lacking, *found]), None)


class ActualDetailView(ScopedDetailView):
    queryset = Actual.objects.for_list()
    permission_required = "reporting.view_actual"

    def breadcrumbs(self) -> Crumbs:
        return crumbs(str(self.object.indicator.code), str(self.object.period))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = ReturnLine.objects.visible_to(self.user).filter(actual=self.object)
        line = lines.select_related("provincial_return__period__province").first()
        may_edit = (
            line is None
            and self.user.has_perm("reporting.change_actual")
            and may_write_for(self.user, self.object.province_id)
        )
        return super().get_context_data(
            documents=self.object.documents.all(),
            grades=self.object.grades.select_related("graded_by"),
            may_grade=self.may_grade(),
            due_on=Deadlines(self.object.period, viewer=self.user).due_on(self.object.province_id),
            timeline=history.with_lines(self.object, CategoryValue),
            splits=self.splits(),
            line=line,
            may_edit=may_edit,
            **kwargs,
        )

    def splits(self) -> list[Split]:
        """How the value is split up; nothing where nothing was measured."""
        actual = self.object
        ways = ways_of([actual.definition] if actual.measured is not None else []).get(
            actual.definition_id, []
        )
        return splits_of(ways, values_of([actual.pk] if ways else [], viewer=self.user).get(actual.pk, {}))

    def may_grade(self) -> bool:
        if not self.user.has_perm(RIGHT_TO_GRADE) or not may_write_for(self.user, self.object.province_id):
            return False
        return not grading_blockers(self.object, self.user)


class ActualFormMixin:
    """What the pages that capture and correct have in common: the definition beside the form, and what was before."""

    form_class: Any = ActualForm
    template_name: Any = "reporting/actual_form.html"
    indicator: Indicator
    definition: IndicatorVersion
    province: Province | None
    quarter: Quarter

    @cached_property
    def target(self) -> Value | None:
        return target_of(self.indicator, self.province, self.quarter, viewer=self.user)  # type: ignore[attr-defined]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"target": self.target}  # type: ignore[misc]

    def previous(self) -> Actual | None:
        actuals = Actual.objects.visible_to(self.user).select_related("definition")  # type: ignore[attr-defined]
        before = self.quarter.previous()
        return actuals.of_quarter(before).filter(indicator=self.indicator, province=self.province).first()

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(  # type: ignore[misc]
            indicator=self.indicator,
            definition=self.definition,
            quarter=self.quarter,
            scope_label=str(self.province or "National"),
            target=self.target,
            previous=self.previous(),
            **kwargs,
        )


class ActualCaptureView(ActualFormMixin, EditableMixin, CreateView):
    """The first actual of one indicator, scope and quarter; where there is one already, its page."""

    model = Actual
    permission_required = "reporting.add_actual"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated or not self.has_permission():
            return self.handle_no_permission()
        self.quarter = _quarter(kwargs["quarter"])
        self.indicator = get_object_or_404(Indicator.objects.all(), pk=kwargs["indicator"])
        definition = definition_of(self.indicator, self.quarter)
        if definition is None:
            raise Http404
        self.definition = definition
        self.province = self._province(kwargs["code"])
        if self.province and (period := period_of(self.quarter, self.province.pk)):
            return redirect(in_its_return(period, self.definition))
        existing = Actual.objects.editable_by(self.user).of_quarter(self.quarter)
        if found := existing.filter(indicator=self.indicator, province=self.province).first():
            return redirect("reporting:actual_edit", found.pk)
        return super().dispatch(request, *args, **kwargs)

    def _province(self, code: str) -> Province | None:
        """Of the address; nowhere when the person may not write there, or the indicator is not collected there."""
        province = None if code == NATIONAL_CODE else get_object_or_404(Province, code=code)
        if (province is not None) is not self.definition.by_provinces:
            raise Http404
        if not may_write_for(self.user, province.pk if province else None):
            raise Http404
        return province

    def get_form_kwargs(self) -> dict[str, Any]:
        actual = Actual(
            indicator=self.indicator,
            definition=self.definition,
            province=self.province,
            year=self.quarter.year,
            quarter=self.quarter.number,
        )
        return super().get_form_kwargs() | {"instance": actual}

    def save(self, form: ActualForm) -> Actual:
        return capture_actual(
            by=self.user,
            indicator=self.indicator,
            province=self.province,
            quarter=self.quarter,
            **form.figures(),
        )

    def blockers(self) -> list[str]:
        if self.quarter.is_closed_on(timezone.localdate()):
            return []
        return [
            f"{self.quarter} ends on {date_long(self.quarter.end)}. Its actuals are captured when it is over."
        ]

    def saved_message(self) -> str:
        return f"The actual of {self.indicator.code} for {self.quarter} is captured."

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.indicator.code, str(self.quarter))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = f"{reverse('reporting:actuals_to_capture')}?quarter={self.quarter.slug}"
        return super().get_context_data(
            title="Capture an actual", cancel_url=back, blockers=self.blockers(), **kwargs
        )


class ActualEditView(ActualFormMixin, ScopedUpdateView):
    queryset = Actual.objects.select_related("indicator", "definition", "province")
    permission_required = "reporting.change_actual"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """What stands in a return is corrected there."""
        if request.user.is_authenticated and self.has_permission():
            actual = self.get_object()
            if self.province and (period := period_of(self.quarter, self.province.pk)):
                return redirect(in_its_return(period, actual.definition))
        return super().dispatch(request, *args, **kwargs)

    def get_object(self, queryset: Any = None) -> Actual:
        actual = super().get_object(queryset)
        self.indicator, self.province, self.quarter = actual.indicator, actual.province, actual.period
        self.definition = actual.definition
        return actual

    def save(self, form: ActualForm) -> Actual:
        return correct_actual(
            self.object, by=self.user, version=form.cleaned_data["version"], **form.figures()
        )

    def breadcrumbs(self) -> Crumbs:
        return crumbs(self.indicator.code, str(self.quarter), self.object.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="Correct an actual",
            cancel_url=self.object.get_absolute_url(),
            documents=self.object.documents.all(),
            **kwargs,
        )


def in_its_return(period: ReportingPeriod, definition: IndicatorVersion) -> str:
    """Where the figure of a province is written: in its return, or where that is begun."""
    line = ReturnLine._base_manager.filter(
        provincial_return__period=period, definition__indicator=definition.indicator_id
    ).first()
    return line.get_absolute_url() if line else f"{reverse('reporting:returns')}?quarter={period.period.slug}"


def crumbs(code: str, period: str, record: str = "") -> Crumbs:
    trail = [("Actuals", reverse("reporting:actuals"))]
    return (
        [*trail, (f"{code}, {period}", record), ("Correct", "")]
        if record
        else [*trail, (f"{code}, {period}", "")]
    )


def _quarter(slug: str) -> Quarter:
    try:
        return Quarter.from_slug(slug)
    except ValueError as error:
        raise Http404(str(error)) from error
