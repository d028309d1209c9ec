"""Writing a draft: its sections and clauses, added, changed, moved and taken out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from mou.forms.agreements import RemoveForm
from mou.forms.texts import ClauseForm, NewClauseForm, SectionForm
from mou.models import Clause, MoU, Section, StandardClause
from mou.services import (
    add_clause,
    add_section,
    move_clause,
    move_section,
    place_clause,
    remove_clause,
    remove_section,
    why_clause_stays,
    why_section_stays,
)
from mou.services.clauses import CLAUSES_OF_A_DRAFT, DOWN, UP
from mou.views.kinds import TextActView, WhileOpenMixin, WhileOpenUpdateView, crumbs_of_text
from partnerships.core.views import Crumbs, EditableMixin, ScopedChildCreateView


def locked_clauses(mou: MoU) -> str:
    return "" if mou.status == MoU.Status.DRAFT else CLAUSES_OF_A_DRAFT


class OfADraftMixin(WhileOpenMixin):
    """Adds to the text of a draft, and ends on the text."""

    parent: MoU
    object: Any
    title: str

    def breadcrumbs(self) -> Crumbs:
        return crumbs_of_text(self.parent, self.title)

    def locked(self) -> str:
        return locked_clauses(self.parent)

    def locked_url(self) -> str:
        return reverse("mou:text", args=[self.parent.pk])

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class PartOfTextUpdateView(WhileOpenUpdateView):
    """Changes a clause or a section of a draft, and ends on the text."""

    title: str

    def breadcrumbs(self) -> Crumbs:
        return crumbs_of_text(self.object.mou, self.title)

    def locked(self) -> str:
        return locked_clauses(self.get_object().mou)

    def locked_url(self) -> str:
        return self.get_object().get_absolute_url()

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parent=self.object.mou, **kwargs)


class PartOfTextRemoveView(TextActView):
    permission_required = "mou.change_clause"
    form_class = RemoveForm
    template_name = "mou/remove.html"
    submit_label = "Remove it"
    danger = True

    def why_it_stays(self) -> list[str]:
        raise NotImplementedError

    def remove(self) -> None:
        raise NotImplementedError

    def blockers(self) -> list[str]:
        return [against] if (against := locked_clauses(self.mou)) else self.why_it_stays()

    def act(self, form: Any) -> None:
        self.heading, self.text_url = str(self.object), reverse("mou:text", args=[self.mou.pk])
        self.remove()

    def saved_message(self) -> str:
        return f"“{self.heading}” is no longer in the text."

    def get_success_url(self) -> str:
        return getattr(self, "text_url", "") or self.object.get_absolute_url()


class PartOfTextMoveView(EditableMixin, SingleObjectMixin, View):
    """One place up or down."""

    http_method_names = ["post"]
    permission_required = "mou.change_clause"

    def move(self, row: Any, way: str) -> None:
        raise NotImplementedError

    def get_queryset(self) -> Any:
        return self.model.objects.editable_by(self.user).select_related("mou__province")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.has_permission():
            self.row = self.get_object()
            if kwargs["way"] not in {UP, DOWN}:
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.move(self.row, kwargs["way"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(self.row.get_absolute_url())


# Clauses


class ClauseCreateView(OfADraftMixin, ScopedChildCreateView):
    model = Clause
    form_class = NewClauseForm
    parent_queryset = MoU.objects.select_related("province", "kind")
    parent_field = "mou"
    permission_required = "mou.add_clause"
    template_name = "mou/clause_form.html"
    title = "Add a clause"

    def get_initial(self) -> dict[str, Any]:
        """The text leads here with a clause of the library, or with one of its sections."""
        asked = self.request.GET.get("standard", "")
        standard = StandardClause.of(self.parent.kind).filter(pk=asked).first() if asked.isdecimal() else None
        chosen: dict[str, Any] = {"section": self.request.GET.get("section", "")}
        if standard:
            chosen = {"heading": standard.name, "text": standard.text, "standard": standard.pk}
            chosen["section"] = standard.section.name if standard.section else ""
        return super().get_initial() | chosen

    def save(self, form: Any) -> Clause:
        return add_clause(self.parent, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        where = f" under “{self.object.section}”" if self.object.section else ""
        return f"“{self.object}” is clause {self.object.number} now{where}."


class ClauseUpdateView(PartOfTextUpdateView):
    queryset = Clause.objects.select_related("mou__province", "mou__kind", "section")
    form_class = ClauseForm
    permission_required = "mou.change_clause"
    template_name = "mou/clause_form.html"
    title = "Change a clause"

    @transaction.atomic
    def save(self, form: Any) -> Clause:
        if "text" in form.changed_data:
            form.instance.is_written = True
        clause: Clause = form.save()
        return place_clause(clause, by=self.user, section=form.cleaned_data["section"])


class ClauseRemoveView(PartOfTextRemoveView):
    queryset = Clause.objects.select_related("mou__province", "mou__kind")
    title = "Remove this clause"

    def why_it_stays(self) -> list[str]:
        return why_clause_stays(self.object)

    def remove(self) -> None:
        remove_clause(self.object, by=self.user)


class ClauseMoveView(PartOfTextMoveView):
    model = Clause

    def move(self, row: Clause, way: str) -> None:
        move_clause(row, by=self.user, way=way)


# Sections


class SectionCreateView(OfADraftMixin, ScopedChildCreateView):
    model = Section
    form_class = SectionForm
    parent_queryset = MoU.objects.select_related("province", "kind")
    parent_field = "mou"
    permission_required = "mou.add_clause"
    template_name = "mou/clause_form.html"
    title = "Add a section"

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"heading": self.request.GET.get("heading", "")}

    def save(self, form: Any) -> Section:
        return add_section(self.parent, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"“{self.object}” is the last section now. Put clauses under it."


class SectionUpdateView(PartOfTextUpdateView):
    queryset = Section.objects.select_related("mou__province", "mou__kind")
    form_class = SectionForm
    permission_required = "mou.change_clause"
    template_name = "mou/clause_form.html"
    title = "Change a section"


class SectionRemoveView(PartOfTextRemoveView):
    queryset = Section.objects.select_related("mou__province", "mou__kind")
    title = "Remove this section"

    def why_it_stays(self) -> list[str]:
        return why_section_stays(self.object)

    def remove(self) -> None:
        remove_section(self.object, by=self.user)


class SectionMoveView(PartOfTextMoveView):
    model = Section

    def move(self, row: Section, way: str) -> None:
        move_section(row, by=self.user, way=way)
