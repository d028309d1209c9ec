"""Pages of documents: opening one, what is known of it, describing it anew, and giving it a new version."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, FormView

from partnerships.core import files, filing, history
from partnerships.core.files_field import FilesField
from partnerships.core.models import Classification, Document, DocumentKind
from partnerships.core.views import Crumbs, EditableMixin, ScopedMixin

CLASSIFICATION_HELP = (
    "What is marked Secret or Top Secret may not be stored here: give it to your security manager."
)


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file under the name it was sent with. One that is no longer on disk is said to be missing, with 404."""
    found = files.visible_document(pk, request.user)  # type: ignore[arg-type]
    try:
        stored = found.file.open("rb")
    except FileNotFoundError:
        return missing(request, found)
    return FileResponse(
        stored,
        as_attachment=True,
        filename=found.original_name,
        content_type=found.media_type,
        # Evidence is nobody else's: no store between server and reader may keep it, no browser may guess its kind.
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )


def missing(request: HttpRequest, found: files.Document) -> HttpResponse:
    return render(request, "core/document_missing.html", {"document": found}, status=404)


# Forms


class DescriptionForm(forms.Form):
    """What is said of a document."""

    kind = forms.ModelChoiceField(DocumentKind.objects.none(), label="Kind")
    title = forms.CharField(
        label="Title",
        max_length=200,
        required=False,
        help_text="What it is, in words; the name of the file is shown when this stays empty.",
    )
    classification = forms.ChoiceField(
        choices=Classification,
        initial=Classification.UNCLASSIFIED,
        widget=forms.RadioSelect,
        help_text=CLASSIFICATION_HELP,
    )

    def __init__(self, *args: Any, document: Document | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.document = document
        kinds: Any = self.fields["kind"]
        kinds.queryset = DocumentKind.objects.in_use_or(document.kind.pk if document else None)


class DocumentForm(DescriptionForm):
    """One document: the file first, then what it is. What fits no kind is refused at the file; it stays kept."""

    file = FilesField(label="File", multiple=False)
    field_order = ("file",)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("file") and cleaned.get("kind"):
            try:
                files.validate_upload(cleaned["file"], kind=cleaned["kind"])
            except ValidationError as error:
                self.add_error("file", error)
        return cleaned


class CorrectionForm(DescriptionForm):
    reason = forms.CharField(
        label="Reason", max_length=500, required=False, help_text="Kept in the history of the document."
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.document and cleaned.get("kind"):
            try:
                filing.check_kind(self.document, cleaned["kind"])
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned


class VersionForm(forms.Form):
    """The file that takes the place of the newest version, of the same kind."""

    file = FilesField(label="File", multiple=False)
    classification = DescriptionForm.base_fields["classification"]
    reason = forms.CharField(
        label="What is new in it", max_length=500, required=False, help_text="Kept in its history."
    )

    def __init__(self, *args: Any, document: Document, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["file"]
        field.kind_code = document.kind.code


# Pages


class DocumentAboutView(ScopedMixin, DetailView):
    """Everything known of one document. Whoever may see its record may see this."""

    model = Document
    template_name = "core/document_about.html"

    def has_permission(self) -> bool:
        return True  # as for the file itself: the record decides

    def get_object(self, queryset: Any = None) -> Document:
        return files.visible_document(self.kwargs["pk"], self.user)

    def breadcrumbs(self) -> Crumbs:
        record: Any = self.object.record
        return [(str(record), record.get_absolute_url()), (str(self.object), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chain = filing.versions(self.object)
        record: Any = self.object.record
        return super().get_context_data(
            record=record,
            record_kind=record._meta.verbose_name,
            document=next(one for one in chain if one.pk == self.object.pk),
            versions=chain,
            newest=chain[0],
            may_file=filing.may_file(record, self.user),
            entries=history.timeline(self.object),
            **kwargs,
        )


class DocumentActView(EditableMixin, FormView):
    """An act on a document whose record this person may change."""

    template_name = "core/act_form.html"
    object: Document
    title: str
    submit_label: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            found = Document.objects.select_related("content_type").filter(pk=kwargs["pk"]).first()
            model: Any = found.content_type.model_class() if found else None
            if found is None or not filing.right_of(model):
                raise Http404
            self.object, self.permission_required = found, filing.right_of(model)
            if not self.has_permission():
                return self.handle_no_permission()
            if not model.objects.editable_by(request.user).filter(pk=found.object_id).exists():
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        del kwargs["user"]
        return kwargs | {"document": self.object}

    def breadcrumbs(self) -> Crumbs:
        record: Any = self.object.record
        about = (str(self.object), self.object.about_url)
        return [(str(record), record.get_absolute_url()), about, (self.title, "")]

    def get_success_url(self) -> str:
        return self.object.about_url

    def blockers(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            object=self.object,
            title=self.title,
            submit_label=self.submit_label,
            blockers=self.blockers(),
            cancel_url=self.object.about_url,
            **kwargs,
        )


class DocumentEditView(DocumentActView):
    form_class = CorrectionForm
    title = "Describe it anew"
    submit_label = "Save changes"

    def get_initial(self) -> dict[str, Any]:
        found = self.object
        return {"kind": found.kind.pk, "title": found.title, "classification": found.classification}

    def save(self, form: Any) -> Document:
        return filing.describe_document(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return "The changes are saved."


class DocumentVersionView(DocumentActView):
    form_class = VersionForm
    title = "Upload a new version"
    submit_label = "Keep as the newest version"

    def get_initial(self) -> dict[str, Any]:
        return {"classification": self.object.classification}

    def blockers(self) -> list[str]:
        if not Document.objects.filter(replaces=self.object).exists():
            return []
        return ["This version was replaced already. Open the newest one and add yours after it."]

    def save(self, form: Any) -> Document:
        return filing.replace_document(self.object, by=self.user, **form.cleaned_data)

    def saved_message(self) -> str:
        return f"Version {self.object.version} is kept. The earlier ones stay on this page."


urlpatterns = [
    path("documents/<int:pk>/", document, name="document"),
    path("documents/<int:pk>/about/", DocumentAboutView.as_view(), name="document_about"),
    path("documents/<int:pk>/edit/", DocumentEditView.as_view(), name="document_edit"),
    path("documents/<int:pk>/version/", DocumentVersionView.as_view(), name="document_version"),
]
