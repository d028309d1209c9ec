"""Documents of a stakeholder and of an engagement: what their pages show, and adding one."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from partnerships.core.documents import DocumentForm
from partnerships.core.filing import Shelf, add_document, shelf
from partnerships.core.models import User
from partnerships.core.views import Crumbs, ScopedActView
from stakeholders.models import Engagement, Stakeholder

TITLE = "Add a document"


def shelf_of(stakeholder: Stakeholder, user: User, *, may_change: bool) -> Shelf:
    """For ``_documents.html`` on a stakeholder's page; ``may_change`` is what the page knows of the scope already."""
    return _shelf(stakeholder, "stakeholders:document_add", user, may_change)


def shelf_of_engagement(engagement: Engagement, user: User, *, may_change: bool) -> Shelf:
    return _shelf(engagement, "stakeholders:engagement_document_add", user, may_change)


def _shelf(record: Any, address: str, user: User, may_change: bool) -> Shelf:
    may_add = may_change and user.has_perm(record.documents_right)
    return shelf(record, add_url=reverse(address, args=[record.pk]) if may_add else "")


class DocumentAddView(ScopedActView):
    queryset = Stakeholder.objects.select_related("province")
    permission_required = Stakeholder.documents_right
    form_class = DocumentForm
    title = TITLE
    submit_label = "Keep this document"

    def breadcrumbs(self) -> Crumbs:
        return [
            ("Stakeholders", reverse("stakeholders:list")),
            (str(self.object), self.object.get_absolute_url()),
            (TITLE, ""),
        ]

    def act(self, form: Any) -> None:
        add_document(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "The document is kept."

    def get_success_url(self) -> str:
        return f"{self.object.get_absolute_url()}#documents"


class EngagementDocumentAddView(DocumentAddView):
    queryset = Engagement.objects.select_related("stakeholder", "kind")  # type: ignore[assignment]
    permission_required = Engagement.documents_right

    def breadcrumbs(self) -> Crumbs:
        return [
            ("Engagements", reverse("stakeholders:engagements")),
            (str(self.object), self.object.get_absolute_url()),
            (TITLE, ""),
        ]
