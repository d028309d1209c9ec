"""Reading the strategy in force: its overview, and the page of each focus area, thrust and issue."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnerships.core.calendar import Quarter
from partnerships.core.states import State
from partnerships.core.views import Crumbs, ScopedDetailView
from partnerships.strategy.lifecycle import STRATEGY_LIFECYCLE
from partnerships.strategy.models import (
    FocusArea,
    IndicatorVersion,
    LibraryDocument,
    StrategicIssue,
    StrategicThrust,
    StrategyVersion,
    ThrustWording,
)
from partnerships.strategy.views.kinds import strategy_crumbs
from partnerships.strategy.wording import version_on

PLACEHOLDER = State("Placeholder", "draft")
RETIRED = State("No longer in the strategy", "stopped")


@require_safe
@permission_required("strategy.view_strategyversion", raise_exception=True)
def overview(request: HttpRequest) -> HttpResponse:
    """The version in force: focus areas and thrusts with what stands under them; and whether a draft is written."""
    version = version_on(timezone.localdate())
    thrusts = StrategicThrust.objects.in_use().annotate(
        issue_count=Count("issues", distinct=True), indicator_count=Count("indicators", distinct=True)
    )
    focus_areas = list(
        FocusArea.objects.in_use().prefetch_related(Prefetch("thrusts", thrusts, to_attr="listed_thrusts"))
    )
    parts = [*focus_areas, *(thrust for area in focus_areas for thrust in area.listed_thrusts)]
    draft = StrategyVersion.objects.filter(adopted_on=None).first()
    context = {
        "version": version,
        "draft": draft,
        "draft_state": STRATEGY_LIFECYCLE.state(draft) if draft else None,
        "focus_areas": focus_areas,
        "placeholder": PLACEHOLDER,
        "has_placeholders": version is not None
        and (version.is_placeholder or any(part.is_placeholder for part in parts)),
    }
    return render(request, "strategy/overview.html", context)


class PartView(ScopedDetailView):
    """A lasting part: what it is called now, and how every version called it."""

    def breadcrumbs(self) -> Crumbs:
        part = self.object
        kind = str(part._meta.verbose_name)
        return strategy_crumbs(*self.above(), (f"{kind[:1].upper()}{kind[1:]} {part.code}", ""))

    def above(self) -> list[tuple[str, str]]:
        return []

    def wordings(self) -> QuerySet[Any]:
        return self.object.wordings.select_related("strategy")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wordings = [one for one in self.wordings() if one.of_version.adopted_on]
        wordings.sort(key=lambda one: one.of_version.number, reverse=True)
        return super().get_context_data(
            part=self.object,
            wording=wordings[0] if wordings else None,
            wordings=wordings,
            placeholder=PLACEHOLDER,
            retired=RETIRED,
            **kwargs,
        )


class FocusAreaView(PartView):
    queryset = FocusArea.objects.all()
    permission_required = "strategy.view_focusarea"
    template_name = "strategy/focus_area_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        thrusts = self.object.thrusts.annotate(
            issue_count=Count("issues", distinct=True), indicator_count=Count("indicators", distinct=True)
        )
        return super().get_context_data(thrusts=thrusts, **kwargs)


class ThrustView(PartView):
    queryset = StrategicThrust.objects.select_related("focus_area")
    permission_required = "strategy.view_strategicthrust"
    template_name = "strategy/thrust_detail.html"

    def above(self) -> list[tuple[str, str]]:
        area = self.object.focus_area
        return [(f"Focus area {area.code}", area.get_absolute_url())]

    def wordings(self) -> QuerySet[Any]:
        wordings = ThrustWording.objects.filter(part=self.object).select_related("area__strategy")
        return wordings.with_lines()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            issues=self.object.issues.in_use(),
            indicators=IndicatorVersion.objects.filter(thrust=self.object)
            .for_list(Quarter.containing(timezone.localdate()))
            .order_by("place"),
            library=LibraryDocument.objects.filter(thrusts=self.object).select_related("kind"),
            **kwargs,
        )


class IssueView(PartView):
    queryset = StrategicIssue.objects.select_related("thrust__focus_area")
    permission_required = "strategy.view_strategicissue"
    template_name = "strategy/issue_detail.html"

    def above(self) -> list[tuple[str, str]]:
        thrust = self.object.thrust
        area = thrust.focus_area
        return [
            (f"Focus area {area.code}", area.get_absolute_url()),
            (f"Thrust {thrust.code}", thrust.get_absolute_url()),
        ]

    def wordings(self) -> QuerySet[Any]:
        return self.object.wordings.select_related("thrust__area__strategy")
