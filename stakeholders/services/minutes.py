"""Minutes and action list of a forum meeting, due five days after it (regulation 39 of the CSPS Regulations, 2016)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from partnerships.core import files, history
from partnerships.core.models import Document, User
from partnerships.core.numbers import date_long
from stakeholders.models import Engagement
from stakeholders.services.checks import check_not_in_the_future, need


def against_minutes(engagement: Engagement) -> str:
    """Why no minutes can be recorded, or nothing."""
    if engagement.minutes_due_on is None:
        return "Minutes are asked for of forum meetings with a date alone; this engagement is none."
    return ""


@transaction.atomic
def record_minutes(
    engagement: Engagement,
    *,
    by: User,
    minutes_on: date,
    documents: Sequence[files.Sent] = (),
    note: str = "",
) -> Engagement:
    """Say on which day minutes and action list were complete, with the file; without one, where they are kept."""
    need(by, "stakeholders.change_engagement")
    rows = Engagement.objects.editable_by(by).select_for_update(of=("self",))
    current = rows.select_related("kind").filter(pk=engagement.pk).first()
    if current is None:
        raise PermissionDenied
    if against := against_minutes(current):
        raise ValidationError(against)
    check_not_in_the_future(minutes_on, "minutes_on", "Minutes are recorded once they are complete")
    if current.held_on and minutes_on < current.held_on:
        raise ValidationError(
            {
                "minutes_on": f"The meeting was held on {date_long(current.held_on)}: give that day or a later one."
            }
        )
    has_file = documents or current.documents.filter(kind=Document.Kind.MINUTES).exists()
    if not has_file and not note.strip():
        raise ValidationError(
            {"documents": "Choose the file of the minutes; if there is none, say below where they are kept."}
        )
    for upload in documents:
        files.validate_upload(upload)
    current.minutes_on, current.minutes_note = minutes_on, note.strip()
    current.version += 1
    current.full_clean()
    with history.acting(by, note.strip()):
        current.save()
    for upload in documents:
        files.store(upload, record=current, kind=Document.Kind.MINUTES, by=by)
    engagement.refresh_from_db()
    return engagement
