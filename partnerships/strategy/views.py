"""Pages of the strategy: its parts, its indicators and their targets. The page of one indicator is reporting's."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from partnerships.core.calendar import FIRST_YEAR, LAST_YEAR, FinancialYear
from partnerships.core.models import Province
from partnerships.core.scoping import may_write_for
from partnerships.core.states import State
from partnerships.core.views import (
    Crumbs,
    ScopedActView,
    ScopedChildCreateView,
    ScopedCreateView,
    ScopedDetailView,
    ScopedListView,
    ScopedUpdateView,
)
from partnerships.strategy.exports import INDICATOR_COLUMNS
from partnerships.strategy.filters import IndicatorFilter
from partnerships.strategy.forms import (
    FocusAreaForm,
    IndicatorForm,
    IssueForm,
    StrategyForm,
    TargetsForm,
    ThrustForm,
)
from partnerships.strategy.models import (
    FocusArea,
    Indicator,
    StrategicIssue,
    StrategicThrust,
    Strategy,
    Target,
)
from partnerships.strategy.performance import compare_targets
from partnerships.strategy.services import set_targets, targets_version


@require_safe
@permission_required("strategy.view_strategy", raise_exception=True)
def overview(request: HttpRequest) -> HttpResponse:
    """The current strategy, otherwise the newest: focus areas and thrusts with what stands under them."""
    strategy = Strategy.objects.order_by("-is_current", "-starts_on").first()
    thrusts = StrategicThrust.objects.annotate(
        issue_count=Count("issues", distinct=True), indicator_count=Count("indicators", distinct=True)
    )
    focus_areas = list(
        FocusArea.objects.filter(strategy=strategy).prefetch_related(
            Prefetch("thrusts", thrusts, to_attr="listed_thrusts")
        )
    )
    parts = [*focus_areas, *(thrust for area in focus_areas for thrust in area.listed_thrusts)]
    context = {
        "strategy": strategy,
        "focus_areas": focus_areas,
        "placeholder": State("Placeholder", "draft"),
        "has_placeholders": strategy is not None
        and (strategy.is_placeholder or any(part.is_placeholder for part in parts)),
    }
    return render(request, "strategy/overview.html", context)


class FocusAreaView(ScopedDetailView):
    queryset = FocusArea.objects.select_related("strategy")
    permission_required = "strategy.view_focusarea"
    template_name = "strategy/focus_area_detail.html"

    def breadcrumbs(self) -> Crumbs:
        return [("Strategy", reverse("strategy:overview")), (f"Focus area {self.object.code}", "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        thrusts = self.object.thrusts.prefetch_related(
            Prefetch("issues", StrategicIssue.objects.order_by("order", "code"), to_attr="listed_issues"),
            Prefetch(
                "indicators", Indicator.objects.for_list().order_by("place"), to_attr="listed_indicators"
            ),
        )
        return super().get_context_data(thrusts=thrusts, **kwargs)


class WordingMixin:
    """A page that writes a part of the strategy and returns to where it is read."""

    template_name: Any = "strategy/wording_form.html"
    title: str

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()  # type: ignore[attr-defined]

    def cancel_url(self) -> str:
        return self.get_success_url()

    def breadcrumbs(self) -> Crumbs:
        return [("Strategy", reverse("strategy:overview")), (self.title, "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.title, cancel_url=self.cancel_url(), **kwargs)  # type: ignore[misc]


class StrategyEditView(WordingMixin, ScopedUpdateView):
    model = Strategy
    form_class = StrategyForm
    permission_required = "strategy.change_strategy"
    title = "Edit the strategy"


class FocusAreaCreateView(WordingMixin, ScopedChildCreateView):
    model = FocusArea
    form_class = FocusAreaForm
    parent_queryset = Strategy.objects.all()
    parent_field = "strategy"
    permission_required = "strategy.add_focusarea"
    title = "Add a focus area"

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def cancel_url(self) -> str:
        return self.parent.get_absolute_url()


class FocusAreaEditView(WordingMixin, ScopedUpdateView):
    model = FocusArea
    form_class = FocusAreaForm
    permission_required = "strategy.change_focusarea"
    title = "Edit a focus area"


class ThrustCreateView(WordingMixin, ScopedChildCreateView):
    model = StrategicThrust
    form_class = ThrustForm
    parent_queryset = FocusArea.objects.all()
    parent_field = "focus_area"
    permission_required = "strategy.add_strategicthrust"
    title = "Add a thrust"

    def get_success_url(self) -> str:
        return self.parent.get_absolute_url()


class ThrustEditView(WordingMixin, ScopedUpdateView):
    queryset = StrategicThrust.objects.select_related("focus_area")
    form_class = ThrustForm
    permission_required = "strategy.change_strategicthrust"
    title = "Edit a thrust"


class IssueCreateView(WordingMixin, ScopedChildCreateView):
    model = StrategicIssue
    form_class = IssueForm
    parent_queryset = StrategicThrust.objects.select_related("focus_area")
    parent_field = "thrust"
    permission_required = "strategy.add_strategicissue"
    title = "Add a strategic issue"

    def get_success_url(self) -> str:
        return self.parent.get_absolute_url()


class IssueEditView(WordingMixin, ScopedUpdateView):
    queryset = StrategicIssue.objects.select_related("thrust__focus_area")
    form_class = IssueForm
    permission_required = "strategy.change_strategicissue"
    title = "Edit a strategic issue"


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


class TargetsView(ScopedActView):
    """Set the targets of one indicator for the four quarters of a financial year, national and per province."""

    queryset = Indicator.objects.select_related("thrust__focus_area")
    form_class = TargetsForm
    permission_required = "strategy.change_target"
    template_name = "strategy/targets_form.html"
    submit_label = "Save targets"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not FIRST_YEAR <= kwargs["year"] <= LAST_YEAR:
            raise Http404
        self.year = FinancialYear(kwargs["year"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Targets {self.year}"

    @cached_property
    def standing(self) -> list[Target]:
        targets = Target.objects.visible_to(self.user)
        return list(targets.filter(indicator=self.object, year=self.year.start_year))

    def get_form_kwargs(self) -> dict[str, Any]:
        by_provinces = self.object.collected_from == Indicator.CollectedFrom.PROVINCES
        provinces = Province.objects.all() if by_provinces else Province.objects.none()
        return super().get_form_kwargs() | {
            "user": self.user,
            "year": self.year,
            "provinces": [province for province in provinces if may_write_for(self.user, province.pk)],
            "targets": self.standing,
            "version": targets_version(self.object, self.year.start_year, viewer=self.user),
        }

    def act(self, form: TargetsForm) -> None:
        self.changed = set_targets(
            self.object,
            by=self.user,
            year=self.year.start_year,
            values=form.values(),
            authority=form.cleaned_data["authority"],
            version=form.cleaned_data["version"],
        )

    def saved_message(self) -> str:
        if not self.changed:
            return "Nothing was changed: the targets are as they were."
        return f"{self.changed} target{'' if self.changed == 1 else 's'} saved."

    def get_success_url(self) -> str:
        return f"{self.object.get_absolute_url()}?year={self.year.start_year}"

    def breadcrumbs(self) -> Crumbs:
        return [
            ("Indicators", reverse("strategy:indicators")),
            (f"Indicator {self.object.code}", self.object.get_absolute_url()),
            (self.title, ""),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            indicator=self.object,
            year=self.year,
            comparison=compare_targets(self.object, self.standing) if self.user.is_national else [],
            **kwargs,
        )
