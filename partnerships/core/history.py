"""Who changed what, when and why: the context that the triggers write down, and the timeline read back.

The triggers (django-pghistory, append-only) record every change, also those made in bulk or by hand in SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pghistory
from django.contrib.contenttypes.models import ContentType
from django.db import models

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
    """One line of a timeline, newest first. ``changes`` is empty for moves along a life cycle."""

    when: datetime
    who: str
    title: str
    note: str = ""
    changes: tuple[Change, ...] = ()


def timeline(record: models.Model, *, limit: int = LATEST) -> list[Entry]:
    """The newest ``limit`` entries of a record's history; the number of queries does not follow its length."""
    moves = StatusChange.objects.filter(
        content_type=ContentType.objects.get_for_model(record), object_id=record.pk
    ).select_related("changed_by")[:limit]
    # One more than shown: the oldest needs its predecessor to say what changed.
    events = list(record.events.order_by("-pgh_id")[: limit + 1])  # type: ignore[attr-defined]
    people = User.objects.in_bulk({pk for event in events if (pk := _user_id(event))})
    entries = [Entry(m.changed_at, m.changed_by.name, m.label, m.note) for m in moves]
    entries += _edits(record, events, people)
    return sorted(entries, key=lambda entry: entry.when, reverse=True)[:limit]


def moves(records: Iterable[models.Model], *, limit: int = LATEST) -> list[tuple[models.Model, StatusChange]]:
    """The newest moves of several records of any kinds, each with its record, in one query."""
    known = {(ContentType.objects.get_for_model(record).pk, record.pk): record for record in records}
    wanted = models.Q(pk__in=())
    for content_type in {content_type for content_type, _ in known}:
        keys = [key for of_type, key in known if of_type == content_type]
        wanted |= models.Q(content_type=content_type, object_id__in=keys)
    found = StatusChange.objects.filter(wanted).select_related("changed_by")[:limit] if known else []
    return [(known[move.content_type_id, move.object_id], move) for move in found]


def _edits(record: models.Model, events: list[Any], people: dict[Any, User]) -> Iterable[Entry]:
    raw = [
        (newer, _differences(record, older, newer) if older is not None else [])
        for newer, older in pairwise([*events, None])
    ]
    names = _names(difference for _, differences in raw for difference in differences)
    for event, differences in raw:
        who = people[pk].name if (pk := _user_id(event)) and pk in people else "The system"
        if event.pgh_label == "insert":
            yield Entry(event.pgh_created_at, who, "Recorded")
        elif differences:
            changes = tuple(
                Change(
                    str(field.verbose_name).capitalize(),
                    _shown(field, before, names),
                    _shown(field, after, names),
                )
                for field, before, after in differences
            )
            reason = (event.pgh_context or {}).get("reason", "")
            yield Entry(event.pgh_created_at, who, "Changed", reason, changes)


# A field with its value before and after; a related record is its key.
Difference = tuple[Any, Any, Any]
# Related records by model and key.
Names = dict[type[models.Model], dict[Any, Any]]


def _differences(record: models.Model, older: Any, newer: Any) -> list[Difference]:
    return [
        (field, before, after)
        for field in record._meta.concrete_fields
        if field.name not in UNSHOWN
        and (before := getattr(older, field.attname)) != (after := getattr(newer, field.attname))
    ]


def _names(differences: Iterable[Difference]) -> Names:
    """The related records that the differences name: one query for each of their models."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for field, before, after in differences:
        if field.is_relation:
            wanted.setdefault(field.related_model, set()).update({before, after} - {None})
    return {model: model._base_manager.in_bulk(keys) for model, keys in wanted.items()}


def _shown(field: Any, value: Any, names: Names) -> str:
    if value in (None, ""):
        return "None"
    if field.is_relation:
        return str(names[field.related_model].get(value, f"number {value}"))
    if choices := dict(field.flatchoices):
        return str(choices.get(value, value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return date_short(value) if isinstance(value, date) else str(value)


def _user_id(event: Any) -> int | None:
    return (event.pgh_context or {}).get("user")
