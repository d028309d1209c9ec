"""The documents of a record that are added, described and replaced by themselves, not with an act on the record.

Which records those are, and the right it takes, stands on the model: ``documents_right``. Evidence of a promise or a
figure comes with its own act and is not replaced here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction

from partnerships.core import files, history
from partnerships.core.models import Classification, Document, DocumentKind, User

# As many documents as a page shows before the rest folds.
SHOWN = 10


@dataclass(frozen=True)
class Shelf:
    """The documents that a record's page shows: newest versions, the latest first."""

    documents: list[Document]
    add_url: str = ""

    @property
    def first(self) -> list[Document]:
        return self.documents[:SHOWN]

    @property
    def rest(self) -> list[Document]:
        return self.documents[SHOWN:]


def shelf(record: Any, *, add_url: str = "") -> Shelf:
    """In one query, however many there are."""
    return Shelf(list(record.documents.newest().order_by("-uploaded_at", "-pk")), add_url)


def right_of(model: type[models.Model] | None) -> str:
    """The right to keep documents with records of this kind; empty where they come with an act of their own."""
    return getattr(model, "documents_right", "")


def may_file(record: models.Model, user: User) -> bool:
    model: Any = type(record)
    right = right_of(model)
    return (
        bool(right) and user.has_perm(right) and model.objects.editable_by(user).filter(pk=record.pk).exists()
    )


@transaction.atomic
def add_document(
    record: models.Model,
    *,
    by: User,
    file: files.Sent,
    kind: DocumentKind,
    title: str = "",
    classification: str = Classification.UNCLASSIFIED,
) -> Document:
    """Keep a document with the record, described."""
    if not may_file(record, by):
        raise PermissionDenied
    with history.acting(by):
        return files.store(
            file, record=record, kind=kind.code, by=by, title=title, classification=classification
        )


@transaction.atomic
def replace_document(
    document: Document, *, by: User, file: files.Sent, classification: str, reason: str = ""
) -> Document:
    """Keep a new version, which lists show from now on; the one before stays as it was, and can be opened."""
    held = _held(document, by)
    record: Any = held.record
    if Document.objects.filter(replaces=held).exists():
        raise ValidationError(
            "Somebody else added a newer version in the meantime. Open the newest one and add yours after it."
        )
    with history.acting(by, reason):
        return files.store(
            file,
            record=record,
            kind=held.kind_id,
            by=by,
            title=held.title,
            classification=classification,
            replaces=held,
        )


@transaction.atomic
def describe_document(
    document: Document, *, by: User, kind: DocumentKind, title: str, classification: str, reason: str = ""
) -> Document:
    """Correct what is said of a document; the file itself stays."""
    held = _held(document, by)
    check_kind(held, kind)
    held.kind, held.title, held.classification = kind, title, classification
    with history.acting(by, reason):
        held.save(update_fields=["kind", "title", "classification"])
    return held


def check_kind(document: Document, kind: DocumentKind) -> None:
    """Raises ValidationError when the file of a document could not be of this kind."""
    if files.extension_of(document.original_name) not in kind.extensions:
        raise ValidationError(
            {
                "kind": f"“{document.original_name}” cannot be kept as {str(kind).lower()}: "
                f"that is {files.in_words(kind.extensions)}."
            }
        )


def versions(document: Document) -> list[Document]:
    """The chain that this document belongs to, newest first."""
    of_record = Document.objects.filter(
        content_type_id=document.content_type_id, object_id=document.object_id
    ).select_related("uploaded_by")
    by_key = {one.pk: one for one in of_record}
    replaced_by = {one.replaces_id: one for one in by_key.values() if one.replaces_id}
    found = by_key[document.pk]
    while found.pk in replaced_by:
        found = replaced_by[found.pk]
    chain = [found]
    while found.replaces_id:
        found = by_key[found.replaces_id]
        chain.append(found)
    return chain


def _held(document: Document, by: User) -> Document:
    """The document, locked; PermissionDenied when this person may not keep the documents of its record."""
    held = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if held.record is None or not may_file(held.record, by):
        raise PermissionDenied
    return held
