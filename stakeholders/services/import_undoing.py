"""Taking an import back: only while everything it made and changed still stands as it left it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from pghistory.models import Event

from partnerships.core import history
from partnerships.core.models import Document, StatusChange, User
from partnerships.core.numbers import datetime_long
from stakeholders.models import (
    Contact,
    ContactAccess,
    Engagement,
    ImportBatch,
    ImportedRecord,
    ImportRow,
    Stakeholder,
    Structure,
)
from stakeholders.services.import_writing import refill

REASON = "Import undone"
# The children come before what they belong to.
KINDS: tuple[Any, ...] = (Engagement, Structure, Contact, Stakeholder)
SHOWN = 10
# Looking at a record is no change of it, and the rows of the lists tell only where it came from.
NO_CHANGE = (ContactAccess, ImportRow, ImportedRecord, Event)


def against_undoing(batch: ImportBatch) -> list[str]:
    """Which records somebody touched since the import, and who: a sentence for each, at most ten; empty if none."""
    found: list[str] = []
    made = {kind: _keys(batch, kind, made=True) for kind in KINDS}
    for kind in KINDS:
        found += _changed(batch, kind)
    for kind in KINDS:
        if made[kind]:
            found += _attached(kind, made)
    return found[:SHOWN]


def undo_rows(batch: ImportBatch, *, by: User, reason: str, progress: Callable[[int], None]) -> None:
    """What was changed gets its earlier values back; what was made is taken out of the register.

    Stakeholders are archived. Engagements, structures and contact people that the batch made cannot be archived: they
    are deleted, and the history keeps them. A contact person whose page somebody opened is kept for the log
    (POPIA s23), as somebody who left the post.
    """
    for kind in KINDS:
        rows = kind._base_manager.filter(pk__in=_keys(batch, kind)).select_for_update(of=("self",))
        if kind.objects.editable_by(by).filter(pk__in=[one.pk for one in rows]).count() != len(rows):
            raise PermissionDenied
    if against := against_undoing(batch):
        raise ValidationError(["The import cannot be undone.", *against])
    with transaction.atomic(), history.acting(by, f"{REASON}: {reason}"[:500]):
        done = 0
        for kind in KINDS:
            _restore(batch, kind)
            done += _take_out(batch, kind, reason)
            progress(done)


def _keys(batch: ImportBatch, kind: Any, *, made: bool | None = None) -> list[int]:
    found = batch.records.filter(content_type=ContentType._default_manager.get_for_model(kind))
    if made is not None:
        found = found.filter(made=made)
    return list(found.values_list("object_id", flat=True))


def _changed(batch: ImportBatch, kind: Any) -> list[str]:
    """Records whose version or history moved on, with the last person who moved them."""
    left = dict(
        batch.records.filter(content_type=ContentType._default_manager.get_for_model(kind)).values_list(
            "object_id", "version"
        )
    )
    if not left:
        return []
    rows = kind._base_manager.in_bulk(left)
    events = kind.events.rel.related_model._base_manager.filter(pgh_obj_id__in=left)
    # The batch itself was marked in the transaction that wrote its records, by the same clock.
    imported = batch.events.filter(status=ImportBatch.Status.COMMITTED).order_by("pgh_id")  # type: ignore[attr-defined]
    later = events.filter(pgh_created_at__gt=imported.values("pgh_created_at")[:1])
    touched = set(later.values_list("pgh_obj_id", flat=True)) | {
        pk for pk, version in left.items() if pk not in rows or rows[pk].version != version
    }
    newest = {
        event.pgh_obj_id: event
        for event in events.filter(pgh_obj_id__in=sorted(touched)[:SHOWN]).order_by("pgh_id")
    }
    people = User._base_manager.in_bulk({(event.pgh_context or {}).get("user") for event in newest.values()})
    return [_told(kind, rows.get(pk), event, people) for pk, event in sorted(newest.items())]


def _told(kind: Any, record: Any, event: Any, people: dict[Any, User]) -> str:
    who = people.get((event.pgh_context or {}).get("user"), "The system")
    what = f"“{record}”" if record else f"a {kind._meta.verbose_name}"
    act = "changed" if record else "took out"
    return f"{who} {act} {what} on {datetime_long(event.pgh_created_at)}, after the import."


def _attached(kind: Any, made: dict[Any, list[int]]) -> list[str]:
    """What others have joined since to records that the batch made: it would lose what it belongs to."""
    found: list[str] = []
    for relation in kind._meta.related_objects:
        model = relation.related_model
        if issubclass(model, NO_CHANGE):
            continue
        link = relation.field.name
        rows = model._base_manager.filter(**{f"{link}__in": made[kind]})
        if model in made:
            rows = rows.exclude(pk__in=made[model])
        found += [
            f"“{getattr(row, link)}” has {_an(model)} that did not come with the import: “{row}”."
            for row in rows[:SHOWN]
            if not hasattr(getattr(row, link), "all")
        ]
    own = ContentType._default_manager.get_for_model(kind)
    for model in (Document, StatusChange):
        rows = model._base_manager.filter(content_type=own, object_id__in=made[kind])
        found += [
            f"“{row.record}” has {_an(model)} that did not come with the import: “{row}”."
            for row in rows[:SHOWN]
        ]
    return found


def _an(model: Any) -> str:
    name = str(model._meta.verbose_name)
    return f"an {name}" if name[0] in "aeio" else f"a {name}"


def _restore(batch: ImportBatch, kind: Any) -> None:
    own = batch.records.filter(content_type=ContentType._default_manager.get_for_model(kind), made=False)
    befores = dict(own.values_list("object_id", "before"))
    records = [refill(one, befores[one.pk]) for one in kind._base_manager.filter(pk__in=befores)]
    for one in records:
        one.version += 1
    names = {name for before in befores.values() for name in before}
    if records:
        kind._base_manager.bulk_update(records, [*sorted(names), "version"], batch_size=500)


def _take_out(batch: ImportBatch, kind: Any, reason: str) -> int:
    keys = _keys(batch, kind, made=True)
    rows = kind._base_manager.filter(pk__in=keys)
    if kind is Stakeholder:
        _archive(rows, reason)
    elif kind is Contact:
        seen = set(ContactAccess._base_manager.filter(contact__in=keys).values_list("contact", flat=True))
        _close(rows.filter(pk__in=seen))
        rows.exclude(pk__in=seen).delete()
    else:
        rows.delete()
    return len(keys)


def _archive(rows: Iterable[Stakeholder], reason: str) -> None:
    today = timezone.localdate()
    archived = []
    for one in rows:
        one.archived_on, one.archive_reason = today, f"{REASON}: {reason}"[:500]
        one.version += 1
        archived.append(one)
    Stakeholder._base_manager.bulk_update(
        archived, ["archived_on", "archive_reason", "version"], batch_size=500
    )


def _close(rows: Iterable[Contact]) -> None:
    today = timezone.localdate()
    closed = []
    for one in rows:
        one.left_on = max(today, one.began_on or today)
        one.version += 1
        closed.append(one)
    Contact._base_manager.bulk_update(closed, ["left_on", "version"], batch_size=500)
