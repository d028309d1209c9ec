"""Who changed what, when and why: the context that the triggers write down, and the timeline read back.

The triggers (django-pghistory, append-only) record every change, also those made in bulk or by hand in SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import pghistory
from django.contrib.contenttypes.models import ContentType
from django.db import models

from partnerships.core.models import StatusChange, User

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
    """The newest ``limit`` entries of a record's history, in three queries whatever its length."""
    moves = StatusChange.objects.filter(
        content_type=ContentType.objects.get_for_model(record), object_id=record.pk
    ).select_related("changed_by")[:limit]
    # One more than shown: the oldest needs its predecessor to say what changed.
    events = list(record.events.order_by("-pgh_id")[: limit + 1])  # type: ignore[attr-defined]
    people = User.objects.in_bulk({pk for event in events if (pk := _user_id(event))})
    entries = [Entry(m.changed_at, m.changed_by.name, m.label, m.note) for m in moves]
    entries += _edits(record, events, people)
    return sorted(entries, key=lambda entry: entry.when, reverse=True)[:limit]


def _edits(record: models.Model, events: list[Any], people: dict[Any, User]) -> Iterable[Entry]:
    for newer, older in pairwise([*events, None]):
        who = people[pk].name if (pk := _user_id(newer)) and pk in people else "The system"
        if newer.pgh_label == "insert":
            yield Entry(newer.pgh_created_at, who, "Recorded")
        elif older is not None and (changes := _differences(record, older, newer)):
            yield Entry(newer.pgh_created_at, who, "Changed", changes=changes)


def _differences(record: models.Model, older: Any, newer: Any) -> tuple[Change, ...]:
    return tuple(
        Change(str(field.verbose_name).capitalize(), _shown(field, before), _shown(field, after))
        for field in record._meta.concrete_fields
        if field.name not in UNSHOWN
        and (before := getattr(older, field.attname)) != (after := getattr(newer, field.attname))
    )


def _shown(field: Any, value: Any) -> str:
    if value in (None, ""):
        return "None"
    if field.is_relation:
        related = field.related_model._base_manager.filter(pk=value).first()
        return str(related) if related else f"number {value}"
    if choices := dict(field.flatchoices):
        return str(choices.get(value, value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value)


def _user_id(event: Any) -> int | None:
    return (event.pgh_context or {}).get("user")
