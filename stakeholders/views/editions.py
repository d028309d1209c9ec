"""Page kinds of editions: reading one (the same for all who may), writing a draft line by line, adopting it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from partnerships.core.lifecycle import Lifecycle
from partnerships.core.views import ScopedActView, ScopedDetailView, ScopedUpdateView
from stakeholders.models import Edition
from stakeholders.services.editions import against_changing

DRAFT = Edition.Status.DRAFT


class EditionDetailView(ScopedDetailView):
    lifecycle: ClassVar[Lifecycle]
    queryset: Any

    def get_queryset(self) -> Any:
        return self.queryset.all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        model = version._meta
        return super().get_context_data(
            state=self.lifecycle.state(version),
            actions=self.lifecycle.actions(version, self.user),
            may_change=version.status == DRAFT
            and self.user.has_perm(f"{model.app_label}.change_{model.model_name}"),
            **kwargs,
        )


class EditionUpdateView(ScopedUpdateView):
    """A draft: its own fields, and every line as a row; a button gives one more row."""

    # The rows of a draft, and the rows of a post as they were written.
    lines_of: ClassVar[Callable[..., Any]]
    lines_written: ClassVar[Callable[..., list[dict[str, Any]]]]
    lines: Any = None

    def get_queryset(self) -> Any:
        return self.model._default_manager.all()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if "add_line" in request.POST:
            return self.one_more()
        form = self.get_form()
        self.lines = type(self).lines_of(self.object, request.POST)
        # Both are asked, so that every error is shown at once.
        is_valid = [form.is_valid(), self.lines.is_valid()]
        return self.form_valid(form) if all(is_valid) else self.form_invalid(form)

    def one_more(self) -> HttpResponse:
        """The page as it was written, unjudged, with one row more."""
        written = self.request.POST
        kwargs = self.get_form_kwargs()
        del kwargs["data"], kwargs["files"]
        kwargs["initial"] = written.dict()
        self.lines = type(self).lines_of(self.object, initial=type(self).lines_written(written))
        return self.render_to_response(self.get_context_data(form=self.form_class(**kwargs)))

    def saved_message(self) -> str:
        return "The draft is saved."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = self.lines if self.lines is not None else type(self).lines_of(self.object)
        against = against_changing(get_object_or_404(self.get_queryset(), pk=self.object.pk))
        return super().get_context_data(
            lines=lines,
            formsets=[lines],
            blockers=[against] if against else [],
            cancel_url=self.object.get_absolute_url(),
            **kwargs,
        )


class EditionAdoptView(ScopedActView):
    lifecycle: ClassVar[Lifecycle]
    form_class = forms.Form
    title = submit_label = "Adopt this version"

    def get_queryset(self) -> Any:
        return self.model._default_manager.all()

    def blockers(self) -> list[str]:
        if self.object.status != DRAFT:
            return [f"This version is “{self.object.get_status_display().lower()}”. Only a draft is adopted."]
        return self.lifecycle.transitions["adopt"].blockers(self.object, self.user)
