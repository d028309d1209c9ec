"""The library: what was perused for the strategy, with links, kept files, and the thrusts that rest on it."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from partnerships.core import history
from partnerships.core.documents import DocumentForm
from partnerships.core.filing import add_document, shelf
from partnerships.core.views import (
    Crumbs,
    ScopedActView,
    ScopedCreateView,
    ScopedDetailView,
    ScopedListView,
    ScopedUpdateView,
)
from partnerships.strategy.exports import LIBRARY_COLUMNS
from partnerships.strategy.filters import LibraryFilter
from partnerships.strategy.forms.library import LibraryDocumentForm
from partnerships.strategy.models import LibraryDocument, StrategicThrust
from partnerships.strategy.views.kinds import WordingMixin, strategy_crumbs


def library_crumbs(*more: tuple[str, str]) -> Crumbs:
    return strategy_crumbs(("Library", reverse("strategy:library")), *more)


class LibraryListView(ScopedListView):
    queryset = LibraryDocument.objects.select_related("kind").prefetch_related(
        Prefetch("thrusts", StrategicThrust.objects.order_by("code"), to_attr="listed_thrusts")
    )
    filterset_class = LibraryFilter
    permission_required = "strategy.view_librarydocument"
    template_name = "strategy/library_list.html"
    export_columns = LIBRARY_COLUMNS
    export_name = "library"


class LibraryDocumentView(ScopedDetailView):
    queryset = LibraryDocument.objects.select_related("kind")
    permission_required = "strategy.view_librarydocument"
    template_name = "strategy/library_document.html"

    def breadcrumbs(self) -> Crumbs:
        return library_crumbs((str(self.object), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_add = self.user.has_perm(LibraryDocument.documents_right)
        add_url = reverse("strategy:library_file_add", args=[self.object.pk]) if may_add else ""
        return super().get_context_data(
            thrusts=self.object.thrusts.order_by("code"),
            shelf=shelf(self.object, add_url=add_url),
            entries=history.timeline(self.object),
            **kwargs,
        )


class LibraryDocumentCreateView(WordingMixin, ScopedCreateView):
    model = LibraryDocument
    form_class = LibraryDocumentForm
    permission_required = "strategy.add_librarydocument"
    title = "Add a document to the library"

    def cancel_url(self) -> str:
        return reverse("strategy:library")

    def breadcrumbs(self) -> Crumbs:
        return library_crumbs((self.title, ""))


class LibraryDocumentEditView(WordingMixin, ScopedUpdateView):
    model = LibraryDocument
    form_class = LibraryDocumentForm
    permission_required = "strategy.change_librarydocument"
    title = "Edit a document of the library"

    def breadcrumbs(self) -> Crumbs:
        return library_crumbs((self.title, ""))


class LibraryFileAddView(ScopedActView):
    queryset = LibraryDocument.objects.all()
    permission_required = LibraryDocument.documents_right
    form_class = DocumentForm
    title = "Keep a file of this document"
    submit_label = "Keep this file"

    def breadcrumbs(self) -> Crumbs:
        return library_crumbs((str(self.object), self.object.get_absolute_url()), (self.title, ""))

    def act(self, form: Any) -> None:
        add_document(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "The file is kept."
