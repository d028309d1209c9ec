"""Pages of the indicators: their list, and the versions of their descriptions. One indicator's page is reporting's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from partnerships.core import history
from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.views import (
    Crumbs,
    ScopedActView,
    ScopedCreateView,
    ScopedDetailView,
    ScopedListView,
    ScopedUpdateView,
    TransitionView,
)
from partnerships.strategy.description import changes_of, effects_of
from partnerships.strategy.exports import INDICATOR_COLUMNS
from partnerships.strategy.filters import IndicatorFilter
from partnerships.strategy.forms.indicators import (
    ApproveForm,
    IndicatorVersionForm,
    SplitFormSet,
    splits_of,
)
from partnerships.strategy.lifecycle import INDICATOR_LIFECYCLE
from partnerships.strategy.models import Indicator, IndicatorVersion
from partnerships.strategy.services import (
    add_indicator,
    against_describing,
    approve_indicator_version,
    begin_indicator_version,
    propose_indicator_version,
    return_indicator_version,
    write_indicator_version,
)
from partnerships.strategy.views.kinds import WordingMixin


def indicator_crumbs(indicator: Indicator | None, *more: tuple[str, str]) -> Crumbs:
    own = [(f"Indicator {indicator.code}", indicator.get_absolute_url() if more else "")] if indicator else []
    return [("Indicators", reverse("strategy:indicators")), *own, *more]


class IndicatorListView(ScopedListView):
    """Each indicator by the description that holds in this quarter."""

    model = IndicatorVersion
    filterset_class = IndicatorFilter
    permission_required = "strategy.view_indicator"
    template_name = "strategy/indicator_list.html"
    export_columns = INDICATOR_COLUMNS
    export_name = "indicators"

    def get_queryset(self) -> Any:
        quarter = Quarter.containing(timezone.localdate())
        found = IndicatorVersion.objects.visible_to(self.user).for_list(quarter)
        return found.select_related("responsible_person").order_by("thrust__focus_area__order", "place")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(year=FinancialYear.containing(timezone.localdate()), **kwargs)


class DescriptionMixin(WordingMixin):
    """The form of a description with its splits as rows; one empty row is always there."""

    template_name: Any = "strategy/indicator_form.html"
    form_class: Any = IndicatorVersionForm
    request: HttpRequest
    user: Any
    object: Any

    def stored(self) -> IndicatorVersion | None:
        """The version whose splits the form begins with."""
        return None

    @cached_property
    def split_forms(self) -> Any:
        data = self.request.POST if self.request.method == "POST" else None
        return SplitFormSet(data, initial=list(splits_of(self.stored())), prefix="splits")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.stored()
        form = self.get_form()  # type: ignore[attr-defined]
        # Both are asked, so that every error is shown at once.
        is_valid = [form.is_valid(), self.split_forms.is_valid()]
        return self.form_valid(form) if all(is_valid) else self.form_invalid(form)  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            formsets=[("Split", self.split_forms)], splits=self.split_forms, **kwargs
        )


class IndicatorCreateView(DescriptionMixin, ScopedCreateView):
    model = IndicatorVersion
    permission_required = "strategy.add_indicator"
    title = "Add an indicator"

    def get_initial(self) -> dict[str, Any]:
        # ?thrust=12 comes from the page of a thrust; anything else is simply not offered.
        return super().get_initial() | {"thrust": self.request.GET.get("thrust", "")}

    def save(self, form: IndicatorVersionForm) -> IndicatorVersion:
        return add_indicator(form.save(commit=False), by=self.user, splits=self.split_forms.splits())

    def saved_message(self) -> str:
        return "The indicator is described. It is asked of nobody before its description is approved."

    def cancel_url(self) -> str:
        return reverse("strategy:indicators")

    def breadcrumbs(self) -> Crumbs:
        return indicator_crumbs(None, (self.title, ""))


@permission_required("strategy.change_indicator", raise_exception=True)
@require_POST
def indicator_version_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next description of an indicator and go on to write it."""
    indicator = get_object_or_404(Indicator.objects.all(), pk=pk)
    try:
        draft = begin_indicator_version(indicator, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(indicator)
    messages.success(
        request,
        f"Version {draft.number} is begun as a copy. Nothing is measured by it before it is approved.",
    )
    return redirect("strategy:indicator_version_edit", draft.pk)


class OfVersionMixin:
    queryset: Any = IndicatorVersion.objects.select_related(
        "indicator", "thrust__focus_area", "responsible_person", "approved_by"
    )


class IndicatorVersionView(OfVersionMixin, ScopedDetailView):
    """The whole description, what it changes against the one before, and what that does to figures and targets."""

    permission_required = "strategy.view_indicator"
    template_name = "strategy/indicator_version.html"

    def breadcrumbs(self) -> Crumbs:
        return indicator_crumbs(self.object.indicator, (f"Version {self.object.number}", ""))

    def get_queryset(self) -> Any:
        documents = Prefetch("documents", to_attr="kept")
        return super().get_queryset().with_categories().prefetch_related(documents)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version, user = self.object, self.user
        before = before_of(version)
        return super().get_context_data(
            definition=version,
            state=INDICATOR_LIFECYCLE.state(version),
            before=before,
            rows=changes_of(before, version),
            effects=effects_of(before, version),
            may_write=not against_describing(version) and user.has_perm("strategy.change_indicator"),
            writers=version.writers.all(),
            actions=INDICATOR_LIFECYCLE.actions(version, user),
            later=INDICATOR_LIFECYCLE.later(version, user),
            entries=history.timeline(version),
            **kwargs,
        )


def before_of(version: IndicatorVersion) -> IndicatorVersion | None:
    """The version that this one changes."""
    earlier = IndicatorVersion.objects.filter(indicator=version.indicator_id, number__lt=version.number)
    return (
        earlier.with_categories().select_related("thrust", "responsible_person").order_by("-number").first()
    )


class IndicatorVersionEditView(DescriptionMixin, ScopedUpdateView):
    queryset = IndicatorVersion.objects.filter(status=IndicatorVersion.Status.DRAFT).select_related(
        "indicator"
    )
    permission_required = "strategy.change_indicator"
    title = "Describe an indicator"

    def stored(self) -> IndicatorVersion:
        found = self.get_queryset().with_categories()
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def save(self, form: IndicatorVersionForm) -> IndicatorVersion:
        return write_indicator_version(
            self.stored(), by=self.user, save=form.save, splits=self.split_forms.splits()
        )

    def breadcrumbs(self) -> Crumbs:
        # Not from the form's instance, which holds what was typed.
        indicator = self.object.indicator
        version = (f"Version {self.object.number}", self.object.get_absolute_url())
        return indicator_crumbs(indicator, version, ("Edit", ""))


class IndicatorVersionApproveView(OfVersionMixin, ScopedActView):
    permission_required = "strategy.approve_indicatorversion"
    form_class = ApproveForm
    template_name = "strategy/indicator_approve.html"
    title = "Approve this description"
    submit_label = "Approve it"

    def breadcrumbs(self) -> Crumbs:
        version = (f"Version {self.object.number}", self.object.get_absolute_url())
        return indicator_crumbs(self.object.indicator, version, ("Approve", ""))

    def blockers(self) -> list[str]:
        if self.object.status != IndicatorVersion.Status.PROPOSED:
            return [f"This description is “{self.object.get_status_display().lower()}”."]
        return INDICATOR_LIFECYCLE.transitions["approve"].blockers(self.object, self.user)

    def act(self, form: Any) -> None:
        approve_indicator_version(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"Version {self.object.number} of indicator {self.object.code} holds from {self.object.starts_in} on."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = before_of(self.object)
        version = IndicatorVersion.objects.with_categories().select_related("thrust").get(pk=self.object.pk)
        return super().get_context_data(
            rows=changes_of(before, version), effects=effects_of(before, version), before=before, **kwargs
        )


class IndicatorVersionMoveView(OfVersionMixin, TransitionView):
    """Sending a description for approval, and returning it to its writers."""

    lifecycle = INDICATOR_LIFECYCLE

    def move(self, note: str) -> None:
        if self.transition.name == "propose":
            propose_indicator_version(self.object, by=self.user, note=note)
        else:
            return_indicator_version(self.object, by=self.user, reason=note)
