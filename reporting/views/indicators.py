"""The page of one indicator: its technical description, and its year in targets and actuals."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from partnerships.core import history
from partnerships.core.calendar import FinancialYear
from partnerships.core.views import Crumbs, ScopedDetailView
from partnerships.strategy.changes import authorities, target_changes
from partnerships.strategy.lifecycle import INDICATOR_LIFECYCLE
from partnerships.strategy.models import Indicator, IndicatorVersion, Slot
from reporting.filters import year_choices
from reporting.forms import last_closed_quarter
from reporting.reports.indicator_year import indicator_year


class IndicatorDetailView(ScopedDetailView):
    """``?year=2026`` chooses the financial year; otherwise it is that of the last closed quarter."""

    queryset = Indicator.objects.select_related("thrust__focus_area")
    permission_required = "strategy.view_indicator"
    template_name = "reporting/indicator_detail.html"

    @property
    def year(self) -> FinancialYear:
        asked = self.request.GET.get("year", "")
        offered = {str(year) for year, _ in self.years()}
        return FinancialYear(int(asked)) if asked in offered else last_closed_quarter().financial_year

    def years(self) -> list[tuple[int, str]]:
        """The years of actuals and the next one, for which targets are set beforehand."""
        choices = year_choices()
        following = choices[0][0] + 1
        return [(following, str(FinancialYear(following))), *choices]

    def breadcrumbs(self) -> Crumbs:
        area = self.object.thrust.focus_area
        return [
            ("Strategy", reverse("strategy:overview")),
            (f"Focus area {area.code}", area.get_absolute_url()),
            (f"Indicator {self.object.code}", ""),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = self.year
        found = indicator_year(self.object, year, viewer=self.user, as_at=timezone.localdate())
        versions = list(
            IndicatorVersion.objects.filter(indicator=self.object)
            .select_related("thrust__focus_area", "responsible_person", "approved_by")
            .with_categories()
            .order_by("-number")
        )
        shown = found.latest or next((one for one in versions if one.approved_on), None) or versions[0]
        return super().get_context_data(
            year=year,
            years=self.years(),
            slots=list(Slot),
            found=found,
            quarters=list(zip(year.quarters, found.definitions, strict=True)),
            # By the version that the year's last quarter has, with its categories.
            definition=next(one for one in versions if one.pk == shown.pk),
            versions=[(one, INDICATOR_LIFECYCLE.state(one)) for one in versions],
            may_begin=versions[0].status == IndicatorVersion.Status.APPROVED
            and self.user.has_perm("strategy.change_indicator"),
            may_propose=self.user.is_national and self.user.has_perm("strategy.add_targetchangeset"),
            authorities=authorities(self.object, year.start_year, viewer=self.user),
            changes=target_changes(self.object, year.start_year, viewer=self.user),
            timeline=history.timeline(self.object),
            **kwargs,
        )
