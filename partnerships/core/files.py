"""Files people send: what is accepted, where it is kept, and who may open it. No other module stores or serves one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.http import Http404
from django.utils import timezone

from partnerships.core import contents, markings, reading, scanning
from partnerships.core.models import Classification, Document, DocumentKind, FormDraft, StagedFile, User

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
FOLDER = "documents"
# A file that no record took is kept this long, then cleared; one that a draft names stays with its draft.
KEPT_FOR = timedelta(days=7)
WORDS = {
    "pdf": "PDF",
    "docx": "Word (.docx)",
    "xlsx": "Excel (.xlsx)",
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "png": "PNG",
}

# What comes with a form, or was kept from an earlier try of it.
Sent = UploadedFile | StagedFile | File


def accept_attribute(extensions: Iterable[str] = contents.KINDS) -> str:
    return ",".join(f".{extension}" for extension in contents.KINDS if extension in set(extensions))


def in_words(extensions: Iterable[str] = contents.KINDS) -> str:
    """PDF, Word (.docx) or PNG."""
    words = list(dict.fromkeys(WORDS[one] for one in contents.KINDS if one in set(extensions)))
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)


ACCEPT_ATTRIBUTE = accept_attribute()
ACCEPTED_IN_WORDS = in_words()


def largest(kind: DocumentKind | None) -> int:
    return min(LARGEST, kind.largest_megabytes * MEGABYTE) if kind else LARGEST


# What is accepted


def validate_upload(upload: Sent, *, kind: DocumentKind | None = None) -> None:
    """Raises ValidationError with a sentence when type, size or content is not acceptable, at all or for this kind."""
    if isinstance(upload, StagedFile):
        name, size = upload.original_name, upload.size
    else:
        name, size = clean_name(upload.name), upload.size or 0
    extension = extension_of(name)
    if extension not in contents.KINDS:
        raise ValidationError(f"“{name}” is not an accepted kind of file. Send {in_words()}.")
    if kind and extension not in kind.extensions:
        raise ValidationError(
            f"“{name}” cannot be kept as {str(kind).lower()}: that is {in_words(kind.extensions)}. "
            "Send it in that form, or choose another kind."
        )
    if size > largest(kind):
        raise ValidationError(
            f"“{name}” is larger than {largest(kind) // MEGABYTE} MB. "
            "Send a smaller copy, for instance a scan with fewer dots per inch."
        )
    if size == 0:
        raise ValidationError(f"“{name}” is empty. Choose the file again.")
    # The content of a file that is kept already was looked at when it came.
    if not isinstance(upload, StagedFile) and (reason := contents.objection(upload, size, extension)):
        raise ValidationError(reason.format(name=name))


def extension_of(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def clean_name(name: str | None) -> str:
    """The last part of a file's name without control or direction marks, at most 255 characters."""
    last = re.split(r"[/\\]", name or "")[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, extension = kept.rpartition(".")
    return f"{stem[: 254 - len(extension)]}{dot}{extension}" if dot else kept[:255] or "file"


# Keeping


class _Hashed(File):
    """Computes its SHA-256 while the storage copies it, a piece at a time."""

    def __init__(self, upload: Any):
        super().__init__(upload)
        self.upload, self.digest = upload, hashlib.sha256()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        self.upload.seek(0)
        while piece := self.upload.read(chunk_size or 65_536):
            self.digest.update(piece)
            yield piece


def digest_of(upload: UploadedFile | File | StagedFile) -> str:
    """SHA-256 of what was sent; the file stands at its beginning afterwards."""
    if isinstance(upload, StagedFile):
        return str(upload.sha256)
    hashed = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        hashed.update(chunk)
    upload.seek(0)
    return hashed.hexdigest()


def keep(upload: UploadedFile | File, *, media_type: str = "") -> dict[str, Any]:
    """Write the bytes under a random name; what is then known of them. Refused for its marking, nothing is left.

    ``media_type`` is given for kinds of files that are read and not kept as documents: lists to be imported.
    """
    original = clean_name(upload.name)
    extension = extension_of(original)
    hashed = _Hashed(upload)
    name = default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}.{extension}", hashed)
    try:
        with open(default_storage.path(name), "rb") as stored:  # noqa: PTH123 -- a name of the storage
            if reason := markings.refusal(stored, original, extension):
                raise ValidationError(reason)
            scanned = _scanned(stored, original)
    except BaseException:
        default_storage.delete(name)
        raise
    return {
        "file": name,
        "original_name": original,
        "media_type": media_type or contents.KINDS[extension][0],
        "size": upload.size or 0,
        "sha256": hashed.digest.hexdigest(),
        "scan": scanned,
    }


def _scanned(stored: Any, name: str) -> Any:
    try:
        return scanning.scan(stored)
    except scanning.InfectedError as found:
        raise ValidationError(
            f"“{name}” is infected ({found}) and was not kept. Tell whoever sent it to you, "
            "and have your computer looked at."
        ) from None


def stage(upload: UploadedFile, *, by: User) -> StagedFile:
    """Keep a file until the form that it came with is saved. Raises ValidationError; nothing is kept then."""
    validate_upload(upload)
    clear_staged(by=by)
    return StagedFile.objects.create(**keep(upload), staged_by=by)


def staged(keys: Iterable[Any], *, by: User) -> list[StagedFile]:
    """Those of this person's waiting files; keys that are invented, or somebody else's, are passed over."""
    numbers = {int(key) for key in map(str, keys) if key.isdecimal() and len(key) < 19}
    return list(StagedFile.objects.filter(staged_by=by, pk__in=numbers)) if numbers else []


@transaction.atomic
def store(
    upload: Sent,
    *,
    record: models.Model,
    kind: str,
    by: User,
    title: str = "",
    classification: str = Classification.UNCLASSIFIED,
    replaces: Document | None = None,
) -> Document:
    """Keep the file with its record and describe it; one that waits already is taken as it stands.

    Raises ValidationError; nothing is kept then.
    """
    validate_upload(upload, kind=_kind(kind))
    known = _taken(upload, by) if isinstance(upload, StagedFile) else keep(upload)
    document = Document(
        record=record,
        kind_id=kind,
        title=title,
        classification=classification,
        replaces=replaces,
        version=replaces.version + 1 if replaces else 1,
        uploaded_by=by,
        **known,
    )
    document.save()
    reading.begin()
    return document


def _kind(code: str) -> DocumentKind | None:
    return DocumentKind.objects.filter(code=code).first()


def _taken(waiting: StagedFile, by: User) -> dict[str, Any]:
    """What is known of a waiting file, which from now on belongs to a record; its bytes stay where they are."""
    rows = StagedFile.objects.select_for_update()
    held = rows.filter(pk=waiting.pk, staged_by=by).first()
    if held is None:
        raise ValidationError(f"“{waiting.original_name}” is no longer held. Choose the file again.")
    known = {name: getattr(held, name) for name in ("original_name", "media_type", "size", "sha256", "scan")}
    held.delete()
    return known | {"file": held.file.name}


@transaction.atomic
def clear_staged(*, by: User | None = None) -> int:
    """Remove waiting files that no form came back for, of one person or of all; how many they were."""
    old = StagedFile.objects.filter(uploaded_at__lt=timezone.now() - KEPT_FOR)
    if by is not None:
        old = old.filter(staged_by=by)
    # A file that is being taken by a record at this moment is locked, and passed over.
    rows = list(old.select_for_update(skip_locked=True))
    in_drafts = _in_drafts({row.staged_by_id for row in rows}) if rows else set()
    gone = [row for row in rows if row.pk not in in_drafts]
    StagedFile.objects.filter(pk__in=[row.pk for row in gone]).delete()
    transaction.on_commit(lambda: _remove(str(row.file.name) for row in gone))
    return len(gone)


def _remove(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def discard(name: str) -> None:
    """Remove the bytes of a file that no record needs any more; one that is gone already is no error."""
    default_storage.delete(name)


# The hidden field of a form that names the waiting files: its own name with this behind.
HELD = "-held"


def _in_drafts(people: set[int]) -> set[int]:
    """The waiting files that a kept draft of these people names."""
    found: set[int] = set()
    for data in FormDraft.objects.filter(kept_by__in=people).values_list("data", flat=True):
        for name, value in data.items() if isinstance(data, dict) else ():
            if name.endswith(HELD):
                values = value if isinstance(value, list) else [value]
                found |= {int(one) for one in map(str, values) if one.isdecimal()}
    return found


# Opening


def visible_document(pk: int, user: User) -> Document:
    """The document, if this person may see the record it belongs to; Http404 otherwise."""
    document = Document.objects.select_related("content_type").filter(pk=pk).first()
    model: Any = document.content_type.model_class() if document else None
    if (
        document is None
        or model is None
        or not model.objects.visible_to(user).filter(pk=document.object_id).exists()
    ):
        raise Http404
    return document
