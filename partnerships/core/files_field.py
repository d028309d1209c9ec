"""Files in a form: kept as soon as they arrive, so that a form that fails for another reason never loses one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from partnerships.core import files
from partnerships.core.models import DocumentKind, StagedFile, User

LEFT_OUT = "-left-out"


@dataclass
class Sending:
    """What came for a field of files: new ones, the keys of those kept before, and of those to leave out."""

    uploads: list[UploadedFile]
    held: list[str]

    def __bool__(self) -> bool:
        return bool(self.uploads or self.held)


class FilesInput(forms.FileInput):
    """The browser's own file input, and above it what is kept already, each with a box to leave it out."""

    template_name = "core/widgets/files_input.html"
    allow_multiple_selected = True
    by: User | None = None

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs)
        self.held: list[StagedFile] = []

    def value_from_datadict(self, data: Any, sent: Any, name: str) -> Sending:
        left_out = set(_list(data, name + LEFT_OUT))
        held = [key for key in _list(data, name + files.HELD) if key not in left_out]
        return Sending(_list(sent, name), held)

    def value_omitted_from_data(self, data: Any, sent: Any, name: str) -> bool:
        return not self.value_from_datadict(data, sent, name)

    def use_required_attribute(self, initial: Any) -> bool:
        return not self.held and super().use_required_attribute(initial)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # A draft that is opened again names its files by their keys.
        if isinstance(value, list | tuple) and self.by and not self.held:
            self.held = files.staged(value, by=self.by)
        context = super().get_context(name, None, attrs)
        context["widget"] |= {
            "held": self.held,
            "held_name": name + files.HELD,
            "left_out_name": name + LEFT_OUT,
        }
        return context


class FilesField(forms.FileField):
    """Files, each checked by type, size and content. Gives a list; with ``multiple=False`` one file, or None.

    ``kind`` names the DocumentKind that they will be. The page kinds say whose the form is (``take_files``): the
    files are then StagedFile and survive a form that fails. A form of nobody gives the uploads as they came.
    """

    widget: Any = FilesInput
    by: User | None = None

    def __init__(self, *, kind: str = "", multiple: bool = True, **kwargs: Any):
        self.kind_code, self.multiple = kind, multiple
        self.kind: DocumentKind | None = None
        self.has_own_help = "help_text" in kwargs
        super().__init__(**kwargs)
        self._describe()

    def _describe(self) -> None:
        extensions = self.kind.extensions if self.kind else files.contents.KINDS
        attrs = self.widget.attrs
        attrs["accept"] = files.accept_attribute(extensions)
        attrs["multiple"] = self.multiple
        if not self.has_own_help:
            most = f"at most {files.largest(self.kind) // files.MEGABYTE} MB"
            self.help_text = (
                f"{files.in_words(extensions)}, each {most}. Several may be chosen."
                if self.multiple
                else f"{files.in_words(extensions)}, {most}."
            )

    def belongs_to(self, by: User, kinds: dict[str, DocumentKind]) -> None:
        """Whose form it is, and what its kind accepts."""
        self.by = self.widget.by = by
        self.kind = kinds.get(self.kind_code)
        self._describe()

    def clean(self, data: Any, initial: Any = None) -> Any:
        sending = data if isinstance(data, Sending) else Sending(_given(data), [])
        kept: list[Any] = files.staged(sending.held, by=self.by) if self.by else []
        errors: list[ValidationError] = []
        for upload in sending.uploads:
            try:
                kept.append(self._kept(upload))
            except ValidationError as error:
                errors += error.error_list
        kept = kept if self.multiple else kept[-1:]
        self.widget.held = [one for one in kept if isinstance(one, StagedFile)]
        for one in kept:
            try:
                files.validate_upload(one, kind=self.kind)
            except ValidationError as error:
                errors += error.error_list
        if errors:
            raise ValidationError(errors)
        if self.required and not kept:
            raise ValidationError(self.error_messages["required"], code="required")
        return kept if self.multiple else next(iter(kept), None)

    def _kept(self, upload: Any) -> Any:
        if self.by is None:
            files.validate_upload(upload)
            return upload
        # A form may be judged more than once; the file came once.
        if getattr(upload, "staged", None) is None:
            upload.staged = files.stage(upload, by=self.by)
        return upload.staged

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and bool(data)


def take_files(form: Any, *, by: User) -> Any:
    """Give every field of files of a form, or of the forms of a formset, the person whose form it is."""
    fields = [
        field
        for one in getattr(form, "forms", [form])
        for field in one.fields.values()
        if isinstance(field, FilesField)
    ]
    codes = {field.kind_code for field in fields} - {""}
    kinds = {kind.code: kind for kind in DocumentKind.objects.filter(code__in=codes)} if codes else {}
    for field in fields:
        field.belongs_to(by, kinds)
    return form


def held_files(form: Any) -> dict[str, list[str]]:
    """The hidden fields that name the files kept for a form, as the browser would send them: for its draft."""
    return {
        form.add_prefix(name) + files.HELD: [str(one.pk) for one in field.widget.held]
        for name, field in form.fields.items()
        if isinstance(field, FilesField) and field.widget.held
    }


def typed_with_files(request: Any, name: str, *, by: User) -> tuple[QueryDict, list[str]]:
    """A form as it was sent, unjudged: the files of the field are kept and named by their keys.

    What cannot be kept is said in sentences, the second of the pair.
    """
    data = request.POST.copy()
    sending = FilesInput().value_from_datadict(data, request.FILES, name)
    keys, refused = list(sending.held), []
    for upload in sending.uploads:
        try:
            waiting = getattr(upload, "staged", None) or files.stage(upload, by=by)
        except ValidationError as error:
            refused.append(" ".join(error.messages))
        else:
            keys.append(str(waiting.pk))
    data.setlist(name + files.HELD, keys)
    return data, refused


def _list(data: Any, name: str) -> list[Any]:
    if hasattr(data, "getlist") or isinstance(data, QueryDict):
        return data.getlist(name)
    value = data.get(name) if data else None
    return _given(value)


def _given(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]
