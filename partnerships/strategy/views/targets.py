"""Pages of the targets."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from partnerships.core.calendar import FIRST_YEAR, LAST_YEAR, FinancialYear
from partnerships.core.models import Province
from partnerships.core.scoping import may_write_for
from partnerships.core.views import Crumbs, ScopedActView
from partnerships.strategy.forms.targets import TargetsForm
from partnerships.strategy.models import Indicator, Target
from partnerships.strategy.performance import compare_targets
from partnerships.strategy.services import set_targets, targets_version


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
