"""Writing in a draft: focus areas, thrusts and issues are added, changed and left out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from partnerships.core.views import Crumbs, ScopedActView, ScopedChildCreateView, ScopedUpdateView
from partnerships.strategy.forms.strategy import AreaForm, IssueForm, OutcomeFormSet, ThrustForm
from partnerships.strategy.models import (
    AreaWording,
    ExpectedOutcome,
    IssueWording,
    StrategyVersion,
    ThrustWording,
    Wording,
)
from partnerships.strategy.services import leave_out, write
from partnerships.strategy.services.parts import RIGHT
from partnerships.strategy.views.kinds import WordingMixin
from partnerships.strategy.views.versions import version_crumbs

DRAFT = StrategyVersion.Status.DRAFT


class InDraftMixin(WordingMixin):
    """Ends on the draft, at the part that was written."""

    object: Any
    user: Any

    @property
    def draft(self) -> StrategyVersion:
        return self.object.of_version

    def breadcrumbs(self) -> Crumbs:
        return version_crumbs(self.draft, (self.title, ""))

    def get_success_url(self) -> str:
        anchor = f"#{self.object._meta.model_name}-{self.object.pk}" if self.object and self.object.pk else ""
        return f"{self.draft.get_absolute_url()}{anchor}"

    def save(self, form: Any) -> Any:
        return write(self.draft, by=self.user, save=form.save)


class PartAddMixin(InDraftMixin):
    parent: Any
    parent_field: str

    @property
    def draft(self) -> StrategyVersion:
        return self.parent if isinstance(self.parent, StrategyVersion) else self.parent.of_version

    def cancel_url(self) -> str:
        return self.draft.get_absolute_url()

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()  # type: ignore[misc]
        kwargs["instance"].is_placeholder = True
        return kwargs


class AreaAddView(PartAddMixin, ScopedChildCreateView):
    model = AreaWording
    form_class = AreaForm
    parent_queryset = StrategyVersion.objects.filter(status=DRAFT)
    parent_field = "strategy"
    permission_required = RIGHT
    title = "Add a focus area"


class ThrustAddView(PartAddMixin, ScopedChildCreateView):
    model = ThrustWording
    form_class = ThrustForm
    parent_queryset = AreaWording.objects.filter(strategy__status=DRAFT).select_related("strategy")
    parent_field = "area"
    permission_required = RIGHT
    title = "Add a thrust"


class IssueAddView(PartAddMixin, ScopedChildCreateView):
    model = IssueWording
    form_class = IssueForm
    parent_queryset = ThrustWording.objects.filter(area__strategy__status=DRAFT).select_related(
        "area__strategy"
    )
    parent_field = "thrust"
    permission_required = RIGHT
    title = "Add a strategic issue"


class AreaEditView(InDraftMixin, ScopedUpdateView):
    queryset = AreaWording.objects.filter(strategy__status=DRAFT).select_related("strategy")
    form_class = AreaForm
    permission_required = RIGHT
    title = "Edit a focus area"


class ThrustEditView(InDraftMixin, ScopedUpdateView):
    """The thrust, and the outcomes that are expected of it as rows; a button gives one more row."""

    queryset = ThrustWording.objects.filter(area__strategy__status=DRAFT).select_related("area__strategy")
    form_class = ThrustForm
    permission_required = RIGHT
    template_name = "strategy/thrust_form.html"
    title = "Edit a thrust"

    @cached_property
    def outcomes(self) -> Any:
        data = self.request.POST if self.request.method == "POST" else None
        outcomes = ExpectedOutcome.objects.select_related("indicator")
        return OutcomeFormSet(data, instance=self.get_object(), queryset=outcomes, prefix="outcomes")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        form = self.get_form()
        # Both are asked, so that every error is shown at once.
        is_valid = [form.is_valid(), self.outcomes.is_valid()]
        return self.form_valid(form) if all(is_valid) else self.form_invalid(form)

    def save(self, form: Any) -> Any:
        def both() -> Any:
            saved = form.save()
            self.outcomes.instance = saved
            self.outcomes.save_in_order()
            return saved

        return write(self.draft, by=self.user, save=both)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            formsets=[("Expected outcome", self.outcomes)], outcomes=self.outcomes, **kwargs
        )


class IssueEditView(InDraftMixin, ScopedUpdateView):
    queryset = IssueWording.objects.filter(thrust__area__strategy__status=DRAFT).select_related(
        "thrust__area__strategy"
    )
    form_class = IssueForm
    permission_required = RIGHT
    title = "Edit a strategic issue"


class LeaveOutView(ScopedActView):
    """Takes a part out of the draft, and says what points to the lasting part."""

    form_class = forms.Form
    permission_required = RIGHT
    template_name = "strategy/leave_out.html"
    title = "Leave this out of the draft"
    submit_label = "Leave it out"
    danger = True
    object: Wording

    def breadcrumbs(self) -> Crumbs:
        return version_crumbs(self.object.of_version, (self.title, ""))

    def act(self, form: Any) -> None:
        self.draft, self.said = self.object.of_version, str(self.object)
        leave_out(self.object, by=self.user)

    def saved_message(self) -> str:
        return f"“{self.said}” is no longer in the draft."

    def get_success_url(self) -> str:
        draft = getattr(self, "draft", None) or self.object.of_version
        return draft.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(pointing=pointing_to(getattr(self.object, "part", None)), **kwargs)


class AreaLeaveOutView(LeaveOutView):
    queryset = AreaEditView.queryset


class ThrustLeaveOutView(LeaveOutView):
    queryset = ThrustEditView.queryset


class IssueLeaveOutView(LeaveOutView):
    queryset = IssueEditView.queryset


def pointing_to(part: Any) -> list[tuple[int, str]]:
    """How many records of each kind point to a lasting part, of whatever app: they stay as they are."""
    if part is None:
        return []
    counted: list[tuple[int, str]] = []
    for relation in part._meta.related_objects:
        model: Any = relation.related_model
        if issubclass(model, Wording) or hasattr(model, "pgh_obj_id"):
            continue
        found: QuerySet[Any] = model._base_manager.filter(**{relation.field.name: part})
        if count := found.count():
            counted.append(
                (count, str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural))
            )
    return counted
