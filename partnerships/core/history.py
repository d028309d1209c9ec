"""Who changed what, when and why: the context that the triggers write down, and the timeline read back.

The triggers (django-pghistory, append-only) record every change, also those made in bulk or by hand in SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pghistory
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from partnerships.core.models import StatusChange, User
from partnerships.core.numbers import date_short

LATEST = 50
UNSHOWN = {"id", "version", "status", "updated_at", "created_at"}


@contextmanager
def acting(user: User, reason: str = "") -> Iterator[None]:
    """Changes inside are recorded as made by this person for this reason, in a page or in a command."""
    with pghistory.context(user=user.pk, reason=reason):
        yield


@dataclass(frozen=True)
class Change:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One line of a timeline, newest first. ``changes`` of a move are what was written down with it."""

    when: datetime
    who: str
    title: str
    note: str = ""
    changes: tuple[Change, ...] = ()


def timeline(
    record: models.Model, *, limit: int = LATEST, known_moves: Iterable[StatusChange] | None = None
) -> list[Entry]:
    """The newest ``limit`` entries of a record's history; the number of queries does not follow its length.

    ``known_moves`` are those of the record, where they were read with others already.
    """
    moves = (
        list(known_moves)
        if known_moves is not None
        else list(
            StatusChange.objects.filter(
                content_type=ContentType.objects.get_for_model(record), object_id=record.pk
            ).select_related("changed_by")[:limit]
        )
    )
    # One more than shown: the oldest needs its predecessor to say what changed.
    events = record.events.annotate(actor=_actor()).order_by("-pgh_id")  # type: ignore[attr-defined]
    written = list(_edits(record, list(events[: limit + 1])))
    entries = [Entry(m.changed_at, m.changed_by.name, m.label, m.note, _taken(written, m)) for m in moves]
    entries += [entry for entry, moved in written if entry.changes or not moved]
    return sorted(entries, key=lambda entry: entry.when, reverse=True)[:limit]


def _actor() -> models.Subquery:
    """The name of whoever made the change, read with the event."""
    user = Cast(KeyTextTransform("user", models.OuterRef("pgh_context")), models.BigIntegerField())
    return models.Subquery(User.objects.filter(pk=user).values("name"))


def with_lines(record: models.Model, *kinds: type[models.Model]) -> list[Entry]:
    """The timeline of a record together with what happened to the lines under it, those taken out included.

    What one person changed in one act is one entry; the lines that the record began with are part of its beginning.
    """
    entries = {(entry.when, entry.who, entry.title): entry for entry in timeline(record)}
    first = record.events.order_by("pgh_id").values_list("pgh_created_at", flat=True).first()  # type: ignore[attr-defined]
    raw = [found for kind in kinds for found in _line_changes(record, kind)]
    people = User.objects.in_bulk({pk for event, *_ in raw if (pk := _user_id(event))})
    names = _names(difference for _, _, differences in raw for difference in differences)
    for event, text, differences in sorted(raw, key=lambda found: found[0].pgh_created_at):
        if event.pgh_created_at == first:
            continue
        who = people[pk].name if (pk := _user_id(event)) and pk in people else "The system"
        key = (event.pgh_created_at, who, "Changed")
        reason = (event.pgh_context or {}).get("reason", "")
        before = entries.get(key, Entry(event.pgh_created_at, who, "Changed", reason))
        changes = tuple(_line_change(event, text, differences, names))
        entries[key] = replace(before, changes=(*before.changes, *changes))
    return sorted(entries.values(), key=lambda entry: entry.when, reverse=True)[:LATEST]


def _line_changes(record: models.Model, kind: Any) -> Iterator[tuple[Any, str, list[Difference]]]:
    """Every event of the lines of one kind under a record, with the line's words and what differs from before."""
    link = next(field.name for field in kind._meta.fields if field.related_model is type(record))
    latest: dict[int, Any] = {}
    # Records of their own that the words of a line are taken from.
    told_by = getattr(kind, "told_by", ())
    # What follows from the order of the lines is no news.
    untold = {"position", *getattr(kind, "untold", ())}
    events = kind.events.rel.related_model._base_manager.filter(**{link: record.pk})
    for event in events.select_related(*told_by or [None]).order_by("pgh_id"):
        older, latest[event.pgh_obj_id] = latest.get(event.pgh_obj_id), event
        names = [field.attname for field in kind._meta.concrete_fields]
        line = kind(**{name: getattr(event, name) for name in names if hasattr(event, name)})
        for name in told_by:
            setattr(line, name, getattr(event, name))
        called = str(kind._meta.verbose_name)
        text = f"{called[:1].upper()}{called[1:]} “{line}”"
        differences = (
            _differences(kind, older, event) if older is not None and event.pgh_label == "update" else []
        )
        yield event, text, [found for found in differences if found[0].name not in untold]


def _line_change(event: Any, text: str, differences: list[Difference], names: Names) -> Iterator[Change]:
    if event.pgh_label == "insert":
        yield Change(text, "None", "Written down")
    elif event.pgh_label == "delete":
        yield Change(text, "Written down", "Taken out")
    for field, before, after in differences:
        label = f"{text}, {str(field.verbose_name).lower()}"
        yield Change(label, _shown(field, before, names), _shown(field, after, names))


def moves(records: Iterable[models.Model], *, limit: int = LATEST) -> list[tuple[models.Model, StatusChange]]:
    """The newest moves of several records of any kinds, each with its record, in one query."""
    known = {(ContentType.objects.get_for_model(record).pk, record.pk): record for record in records}
    wanted = models.Q(pk__in=())
    for content_type in {content_type for content_type, _ in known}:
        keys = [key for of_type, key in known if of_type == content_type]
        wanted |= models.Q(content_type=content_type, object_id__in=keys)
    found = StatusChange.objects.filter(wanted).select_related("changed_by")[:limit] if known else []
    return [(known[move.content_type_id, move.object_id], move) for move in found]


# The statuses before and after, where an edit moved the record along its life cycle.
Moved = tuple[str, str] | None


def _taken(written: list[tuple[Entry, Moved]], move: StatusChange) -> tuple[Change, ...]:
    """What was written down with a move, taken out of the edits: one act is one entry."""
    for place, (entry, moved) in enumerate(written):
        if moved == (move.from_status, move.to_status):
            del written[place]
            return entry.changes
    return ()


def _edits(record: models.Model, events: list[Any]) -> Iterable[tuple[Entry, Moved]]:
    raw = [
        (newer, _differences(record, older, newer) if older is not None else [])
        for newer, older in pairwise([*events, None])
    ]
    names = _names(difference for _, differences in raw for difference in differences)
    moves = {
        newer.pgh_id: (older.status, newer.status)
        for newer, older in pairwise(events)
        if getattr(newer, "status", None) != getattr(older, "status", None)
    }
    for event, differences in raw:
        who = event.actor or "The system"
        moved = moves.get(event.pgh_id)
        if event.pgh_label == "insert":
            reason = (event.pgh_context or {}).get("reason", "")
            yield Entry(event.pgh_created_at, who, "Recorded", reason), None
        elif differences or moved:
            changes = tuple(
                Change(
                    str(field.verbose_name).capitalize(),
                    _shown(field, before, names),
                    _shown(field, after, names),
                )
                for field, before, after in differences
            )
            reason = (event.pgh_context or {}).get("reason", "")
            yield Entry(event.pgh_created_at, who, "Changed", reason, changes), moved


# A field with its value before and after; a related record is its key.
Difference = tuple[Any, Any, Any]
# Related records by the field that others name them by, and its value.
Names = dict[models.Field, dict[Any, Any]]


def _differences(record: Any, older: Any, newer: Any) -> list[Difference]:
    return [
        (field, before, after)
        for field in record._meta.concrete_fields
        if field.name not in UNSHOWN
        and hasattr(newer, field.attname)
        and (before := getattr(older, field.attname)) != (after := getattr(newer, field.attname))
    ]


def _names(differences: Iterable[Difference]) -> Names:
    """The related records that the differences name: one query for each of their models."""
    wanted: dict[models.Field, set[Any]] = {}
    for field, before, after in differences:
        if field.is_relation:
            wanted.setdefault(field.target_field, set()).update({before, after} - {None})
    return {
        key: key.model._base_manager.in_bulk(values, field_name=key.name) for key, values in wanted.items()
    }


def _shown(field: Any, value: Any, names: Names) -> str:
    if value in (None, ""):
        return "None"
    if field.is_relation:
        return str(names[field.target_field].get(value, f"number {value}"))
    if choices := dict(field.flatchoices):
        return str(choices.get(value, value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return date_short(value) if isinstance(value, date) else str(value)


def _user_id(event: Any) -> int | None:
    return (event.pgh_context or {}).get("user")


def changes_of(kind: Any, keys: Iterable[int]) -> dict[int, tuple[Change, ...]]:
    """What exactly each of these events of one kind of record changed; as many queries however many there are."""
    events = kind.events.rel.related_model._base_manager.all()
    before = events.filter(pgh_obj=models.OuterRef("pgh_obj"), pgh_id__lt=models.OuterRef("pgh_id"))
    before = models.Subquery(before.order_by("-pgh_id").values("pgh_id")[:1])
    newer = list(events.filter(pgh_id__in=list(keys), pgh_label="update").annotate(before=before))
    older = events.in_bulk([event.before for event in newer if event.before])
    record = kind()
    raw = [
        (event, _differences(record, older[event.before], event)) for event in newer if event.before in older
    ]
    names = _names(difference for _, differences in raw for difference in differences)
    return {
        event.pgh_id: tuple(
            Change(
                str(field.verbose_name).capitalize(), _shown(field, was, names), _shown(field, became, names)
            )
            for field, was, became in differences
        )
        for event, differences in raw
    }
