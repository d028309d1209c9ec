"""Pages of the functionality instrument: its versions, one version, writing the next, adopting it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from partnerships.core import history
from partnerships.core.views import Crumbs, ScopedActView, ScopedDetailView, ScopedUpdateView
from stakeholders.forms.instrument import VersionForm, questions_of, written_questions
from stakeholders.lifecycle import INSTRUMENT_LIFECYCLE
from stakeholders.models import InstrumentVersion, StructureKind
from stakeholders.services.instrument import adopt_version, against_changing, begin_version, change_version
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


class InstrumentDetailView(ScopedDetailView):
    queryset = InstrumentVersion.objects.select_related("adopted_by")
    permission_required = "stakeholders.view_instrumentversion"
    template_name = "stakeholders/instrument_detail.html"

    def get_queryset(self) -> Any:
        return self.queryset.all()  # the same text for everybody who may read it

    def breadcrumbs(self) -> Crumbs:
        return crumbs((f"Version {self.object.number}", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        return super().get_context_data(
            state=INSTRUMENT_LIFECYCLE.state(version),
            questions=list(version.questions.all()),
            bands=list(version.bands.all()),
            actions=INSTRUMENT_LIFECYCLE.actions(version, self.user),
            may_change=version.status == DRAFT
            and self.user.has_perm("stakeholders.change_instrumentversion"),
            entries=history.timeline(version),
            **kwargs,
        )


class InstrumentUpdateView(ScopedUpdateView):
    """A draft: introduction, bands, and every question as a row; a button gives one more row."""

    form_class = VersionForm
    permission_required = "stakeholders.change_instrumentversion"
    template_name = "stakeholders/instrument_form.html"
    questions: Any = None

    def get_queryset(self) -> Any:
        return InstrumentVersion.objects.all()

    def breadcrumbs(self) -> Crumbs:
        return crumbs((f"Version {self.object.number}", self.object.get_absolute_url()), ("Edit", ""))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if "add_question" in request.POST:
            return self.one_more()
        form = self.get_form()
        self.questions = questions_of(self.object, request.POST)
        # Both are asked, so that every error is shown at once.
        is_valid = [form.is_valid(), self.questions.is_valid()]
        return self.form_valid(form) if all(is_valid) else self.form_invalid(form)

    def one_more(self) -> HttpResponse:
        """The page as it was written, unjudged, with one row more."""
        written = self.request.POST
        kwargs = self.get_form_kwargs()
        del kwargs["data"], kwargs["files"]
        kwargs["initial"] = written.dict()
        self.questions = questions_of(self.object, initial=written_questions(written))
        return self.render_to_response(self.get_context_data(form=self.form_class(**kwargs)))

    def save(self, form: VersionForm) -> InstrumentVersion:
        return change_version(
            self.object,
            by=self.user,
            version=form.cleaned_data["version"],
            introduction=form.cleaned_data["introduction"],
            questions=self.questions.questions(),
            bands=form.bands(),
        )

    def saved_message(self) -> str:
        return "The draft is saved."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        questions = self.questions if self.questions is not None else questions_of(self.object)
        stored = get_object_or_404(InstrumentVersion.objects, pk=self.object.pk)
        against = against_changing(stored)
        return super().get_context_data(
            questions=questions,
            formsets=[questions],
            blockers=[against] if against else [],
            cancel_url=self.object.get_absolute_url(),
            **kwargs,
        )


class InstrumentAdoptView(ScopedActView):
    form_class = forms.Form
    permission_required = "stakeholders.adopt_instrumentversion"
    template_name = "stakeholders/instrument_adopt.html"
    title = submit_label = "Adopt this version"

    def get_queryset(self) -> Any:
        return InstrumentVersion.objects.all()

    def breadcrumbs(self) -> Crumbs:
        return crumbs((f"Version {self.object.number}", self.object.get_absolute_url()), ("Adopt", ""))

    def blockers(self) -> list[str]:
        if self.object.status != DRAFT:
            return [f"This version is “{self.object.get_status_display().lower()}”. Only a draft is adopted."]
        return INSTRUMENT_LIFECYCLE.transitions["adopt"].blockers(self.object, self.user)

    def act(self, form: Any) -> None:
        adopt_version(self.object, by=self.user)

    def saved_message(self) -> str:
        return f"{self.object} is adopted. Visits from today on are assessed with it."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = InstrumentVersion.objects.filter(family=self.object.family, status=ADOPTED).first()
        return super().get_context_data(before=before, question_count=self.object.questions.count(), **kwargs)
