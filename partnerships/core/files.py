"""Files people send: what is accepted, where it is kept, and who may open it. No other module stores or serves one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid
from pathlib import PurePath
from typing import Any

import puremagic
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import Http404

from partnerships.core.models import Document, User

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
# Extension → media type given on download, and the beginnings of content that we believe.
ACCEPTED: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
}
OFFICE = {"docx": "word/", "xlsx": "xl/"}
ACCEPT_ATTRIBUTE = ",".join(f".{extension}" for extension in ACCEPTED)
ACCEPTED_IN_WORDS = "PDF, Word (.docx), Excel (.xlsx), JPEG or PNG"


def validate_upload(upload: UploadedFile) -> None:
    """Raises ValidationError with a sentence when kind, size or content is not acceptable."""
    extension = PurePath(upload.name or "").suffix.lower().removeprefix(".")
    if extension not in ACCEPTED:
        raise ValidationError(
            f"“{clean_name(upload.name)}” is not an accepted kind of file. Send {ACCEPTED_IN_WORDS}."
        )
    size = upload.size or 0
    if size > LARGEST:
        raise ValidationError(
            f"“{clean_name(upload.name)}” is larger than {LARGEST // MEGABYTE} MB. "
            "Send a smaller copy, for instance a scan with fewer dots per inch."
        )
    if size == 0:
        raise ValidationError(f"“{clean_name(upload.name)}” is empty. Choose the file again.")
    upload.seek(0)
    head = upload.read(8192)
    upload.seek(0)
    _, beginnings = ACCEPTED[extension]
    if not head.startswith(beginnings) or not _content_agrees(upload, extension, head):
        raise ValidationError(
            f"The content of “{clean_name(upload.name)}” is not what its name says. "
            "Open it in its program, save it again and send that copy."
        )


def _content_agrees(upload: UploadedFile, extension: str, head: bytes) -> bool:
    if extension in OFFICE:
        # An Office file is a ZIP whose directory, at the end, names its parts.
        upload.seek(max(0, (upload.size or 0) - 65536))
        tail = upload.read()
        upload.seek(0)
        return OFFICE[extension].encode() in head + tail
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return False
    return any(ACCEPTED[extension][0] == match.mime_type for match in found)


def clean_name(name: str | None) -> str:
    """The last part of a file's name without control or direction marks, at most 255 characters."""
    last = re.split(r"[/\\]", name or "")[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, extension = kept.rpartition(".")
    return f"{stem[: 254 - len(extension)]}{dot}{extension}" if dot else kept[:255] or "file"


def store(upload: UploadedFile, *, record: models.Model, kind: str, by: User, title: str = "") -> Document:
    """Keep the file under a random name and describe it. Raises ValidationError; nothing is kept then."""
    validate_upload(upload)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    original = clean_name(upload.name)
    extension = PurePath(original).suffix.lower().removeprefix(".")
    document = Document(
        record=record,
        kind_id=kind,
        title=title,
        original_name=original,
        media_type=ACCEPTED[extension][0],
        size=upload.size or 0,
        sha256=digest.hexdigest(),
        uploaded_by=by,
    )
    document.file.save(f"{uuid.uuid4().hex}.{extension}", upload, save=True)
    return document


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
