"""Pages of the fit criteria: their versions, one version, writing the next, adopting it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from partnerships.core import history
from partnerships.core.views import Crumbs
from stakeholders.forms.fit_criteria import CriteriaForm, criteria_of, written_criteria
from stakeholders.lifecycle import FIT_CRITERIA_LIFECYCLE
from stakeholders.models import FitCriteriaVersion
from stakeholders.services.fit_criteria import adopt_criteria, begin_criteria, change_criteria
from stakeholders.views.editions import DRAFT, EditionAdoptView, EditionDetailView, EditionUpdateView


def crumbs(*more: tuple[str, str]) -> Crumbs:
    return [
        ("Proposals", reverse("stakeholders:proposals")),
        ("Fit criteria", reverse("stakeholders:fit_criteria")),
        *more,
    ]


@require_safe
@permission_required("stakeholders.view_fitcriteriaversion", raise_exception=True)
def fit_criteria(request: HttpRequest) -> HttpResponse:
    """The versions, and whether the next can be begun."""
    versions = list(FitCriteriaVersion.objects.select_related("adopted_by").with_counts())
    may_begin = request.user.has_perm("stakeholders.add_fitcriteriaversion")
    context = {
        "rows": [(version, FIT_CRITERIA_LIFECYCLE.state(version)) for version in versions],
        "may_begin": may_begin and not any(version.status == DRAFT for version in versions),
        "breadcrumbs": [("Proposals", reverse("stakeholders:proposals")), ("Fit criteria", "")],
    }
    return render(request, "stakeholders/fit_criteria_list.html", context)


@permission_required("stakeholders.add_fitcriteriaversion", raise_exception=True)
@require_POST
def fit_criteria_draft(request: HttpRequest) -> HttpResponse:
    """Begin the next version and go on to write it."""
    try:
        draft = begin_criteria(by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("stakeholders:fit_criteria")
    messages.success(request, f"{draft} is begun. Change what needs it; nothing counts before it is adopted.")
    return redirect("stakeholders:fit_criteria_edit", draft.pk)


class FitCriteriaDetailView(EditionDetailView):
    queryset = FitCriteriaVersion.objects.select_related("adopted_by")
    permission_required = "stakeholders.view_fitcriteriaversion"
    template_name = "stakeholders/fit_criteria_detail.html"
    lifecycle = FIT_CRITERIA_LIFECYCLE

    def breadcrumbs(self) -> Crumbs:
        return crumbs((f"Version {self.object.number}", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        return super().get_context_data(
            criteria=list(version.criteria.all()),
            writers=list(version.writers.order_by("name")),
            entries=history.timeline(version),
            **kwargs,
        )


class FitCriteriaUpdateView(EditionUpdateView):
    model = FitCriteriaVersion
    form_class = CriteriaForm
    permission_required = "stakeholders.change_fitcriteriaversion"
    template_name = "stakeholders/fit_criteria_form.html"
    lines_of = staticmethod(criteria_of)
    lines_written = staticmethod(written_criteria)

    def breadcrumbs(self) -> Crumbs:
        return crumbs((f"Version {self.object.number}", self.object.get_absolute_url()), ("Edit", ""))

    def save(self, form: CriteriaForm) -> FitCriteriaVersion:
        return change_criteria(
            self.object,
            by=self.user,
            version=form.cleaned_data["version"],
            introduction=form.cleaned_data["introduction"],
            marks=form.marks(),
            criteria=self.lines.criteria(),
        )


class FitCriteriaAdoptView(EditionAdoptView):
    model = FitCriteriaVersion
    permission_required = "stakeholders.adopt_fitcriteriaversion"
    template_name = "stakeholders/fit_criteria_adopt.html"
    lifecycle = FIT_CRITERIA_LIFECYCLE

    def breadcrumbs(self) -> Crumbs:
        return crumbs((f"Version {self.object.number}", self.object.get_absolute_url()), ("Adopt", ""))

    def act(self, form: Any) -> None:
        adopt_criteria(self.object, by=self.user)

    def saved_message(self) -> str:
        return f"{self.object} is adopted. Rounds begun from now on are weighed with it."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            before=FitCriteriaVersion.objects.adopted(),
            criterion_count=self.object.criteria.count(),
            **kwargs,
        )
