"""Pages of the functionality instrument: its versions, one version, writing the next, adopting it."""

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
from stakeholders.forms.instrument import VersionForm, questions_of, written_questions
from stakeholders.lifecycle import INSTRUMENT_LIFECYCLE
from stakeholders.models import InstrumentVersion, StructureKind
from stakeholders.services.instrument import adopt_version, begin_version, change_version
from stakeholders.views.editions import EditionAdoptView, EditionDetailView, EditionUpdateView
from stakeholders.views.structures import crumbs as structure_crumbs

DRAFT, ADOPTED = InstrumentVersion.Status.DRAFT, InstrumentVersion.Status.ADOPTED


def crumbs(*more: tuple[str, str]) -> Crumbs:
    return [*structure_crumbs(), ("Instrument", reverse("stakeholders:instruments")), *more]


@require_safe
@permission_required("stakeholders.view_instrumentversion", raise_exception=True)
def instruments(request: HttpRequest) -> HttpResponse:
    """The versions for each family, and what can be begun."""
    versions = list(InstrumentVersion.objects.select_related("adopted_by").with_counts())
    may_begin = request.user.has_perm("stakeholders.add_instrumentversion")
    families = []
    for family in StructureKind.Family:
        rows = [version for version in versions if version.family == family]
        has_draft = any(version.status == DRAFT for version in rows)
        families.append(
            {
                "code": family.value,
                "label": family.label,
                "rows": [(version, INSTRUMENT_LIFECYCLE.state(version)) for version in rows],
                "may_begin": may_begin and not has_draft,
            }
        )
    context = {"families": families, "breadcrumbs": [*structure_crumbs(), ("Instrument", "")]}
    return render(request, "stakeholders/instrument_list.html", context)


@permission_required("stakeholders.add_instrumentversion", raise_exception=True)
@require_POST
def instrument_draft(request: HttpRequest) -> HttpResponse:
    """Begin the next version of a family and go on to write it."""
    try:
        draft = begin_version(by=request.user, family=request.POST.get("family", ""))  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("stakeholders:instruments")
    messages.success(request, f"{draft} is begun. Change what needs it; nothing counts before it is adopted.")
    return redirect("stakeholders:instrument_edit", draft.pk)


class InstrumentDetailView(EditionDetailView):
    queryset = InstrumentVersion.objects.select_related("adopted_by")
    permission_required = "stakeholders.view_instrumentversion"
    template_name = "stakeholders/instrument_detail.html"
    lifecycle = INSTRUMENT_LIFECYCLE

    def breadcrumbs(self) -> Crumbs:
        return crumbs((f"Version {self.object.number}", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        return super().get_context_data(
            questions=list(version.questions.all()),
            bands=list(version.bands.all()),
            entries=history.timeline(version),
            **kwargs,
        )


class InstrumentUpdateView(EditionUpdateView):
    model = InstrumentVersion
    form_class = VersionForm
    permission_required = "stakeholders.change_instrumentversion"
    template_name = "stakeholders/instrument_form.html"
    lines_of = staticmethod(questions_of)
    lines_written = staticmethod(written_questions)

    def breadcrumbs(self) -> Crumbs:
        return crumbs((f"Version {self.object.number}", self.object.get_absolute_url()), ("Edit", ""))

    def save(self, form: VersionForm) -> InstrumentVersion:
        return change_version(
            self.object,
            by=self.user,
            version=form.cleaned_data["version"],
            introduction=form.cleaned_data["introduction"],
            questions=self.lines.questions(),
            bands=form.bands(),
        )


class InstrumentAdoptView(EditionAdoptView):
    model = InstrumentVersion
    permission_required = "stakeholders.adopt_instrumentversion"
    template_name = "stakeholders/instrument_adopt.html"
    lifecycle = INSTRUMENT_LIFECYCLE

    def breadcrumbs(self) -> Crumbs:
        return crumbs((f"Version {self.object.number}", self.object.get_absolute_url()), ("Adopt", ""))

    def act(self, form: Any) -> None:
        adopt_version(self.object, by=self.user)

    def saved_message(self) -> str:
        return f"{self.object} is adopted. Visits from today on are assessed with it."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = InstrumentVersion.objects.filter(family=self.object.family, status=ADOPTED).first()
        return super().get_context_data(before=before, question_count=self.object.questions.count(), **kwargs)
