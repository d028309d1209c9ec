"""What every act checks before it begins: the right, the day, the files, and that it acts alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import timezone

from mou.models import MoU
from partnerships.core import files
from partnerships.core.models import Document, User
from partnerships.core.numbers import date_long


def require(by: User, permission: str) -> None:
    if not by.has_perm(permission):
        raise PermissionDenied


def day_of(given: date | None, what: str, *, not_before: date | None = None, since: str = "") -> date:
    """The day of an act, today unless another is given; never to come, and not before what it follows.

    ``what`` begins the sentence of a refusal ("The signature"), ``since`` names the earlier day.
    """
    today = timezone.localdate()
    day = given or today
    if day > today:
        raise ValidationError(
            f"{what} lies in the future ({date_long(day)}). Give the day on which it happened."
        )
    if not_before and day < not_before:
        raise ValidationError(f"{what} lies before {since} ({date_long(not_before)}). Correct the date.")
    return day


def hold(mou: MoU) -> MoU:
    """Lock the agreement until the transaction ends, and read it anew."""
    mou.refresh_from_db(from_queryset=MoU._base_manager.select_for_update())
    return mou


def accept(uploads: Iterable[UploadedFile]) -> list[UploadedFile]:
    """All files, or the sentences that say which cannot be taken; nothing is stored yet."""
    accepted, reasons = list(uploads), []
    for upload in accepted:
        try:
            files.validate_upload(upload)
        except ValidationError as error:
            reasons += error.messages
    if reasons:
        raise ValidationError(reasons)
    return accepted


def keep(
    uploads: Iterable[UploadedFile],
    *,
    record: models.Model,
    by: User,
    kind: str = Document.Kind.EVIDENCE,
    title: str = "",
) -> None:
    for upload in uploads:
        files.store(upload, record=record, kind=kind, by=by, title=title)
