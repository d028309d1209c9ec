"""One act on many rows of a list: which rows, and what became of each of them.

Every row is done apart, through the service that does it to one record: what is refused of one hinders no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from partnerships.core.models import User

# What one press may do: more would make its reader wait without an answer.
MOST = 500
GONE = "It is not in your lists any more."
NOT_OURS = "It belongs to another office: only that office changes it."


@dataclass(frozen=True)
class BulkAct:
    """``do(record, by=, version=, **fields of the form)`` does it to one record or raises.

    ``version`` is the one that the person saw. ``form(data, user=)`` asks what holds for all rows; None
    where nothing is asked.
    """

    name: str
    label: str
    permission: str
    do: Callable[..., Any]
    # What was done, after a number: “12 are verified”.
    done: str
    form: Callable[..., forms.Form] | None = None
    # What the act means, for the page that asks whether it is meant.
    lead: str = ""
    danger: bool = False


@dataclass(frozen=True)
class Key:
    """A row as the person saw it."""

    pk: int
    version: int

    def __str__(self) -> str:
        return f"{self.pk}:{self.version}"


@dataclass(frozen=True)
class Outcome:
    """What became of one row: done, or why not."""

    label: str
    url: str = ""
    why_not: str = ""

    @property
    def is_done(self) -> bool:
        return not self.why_not


@dataclass(frozen=True)
class Bar:
    """What the bar below a list offers."""

    url: str
    list_name: str
    query: str
    acts: Sequence[tuple[str, str]]


def keys_of(values: Iterable[str]) -> list[Key]:
    """``12:3`` is record 12 in its version 3. What is no such pair was not sent by our pages and is passed over."""
    found: dict[int, Key] = {}
    for value in values:
        for one in value.split(","):
            pk, _, version = one.partition(":")
            if _is_number(pk) and _is_number(version):
                found[int(pk)] = Key(int(pk), int(version))
    return list(found.values())


def numbers_of(value: str) -> list[int]:
    """The records of ``12,15,16``."""
    return [int(one) for one in value.split(",") if _is_number(one)]


def _is_number(text: str) -> bool:
    # Longer than any key of the database.
    return text.isascii() and text.isdecimal() and len(text) < 19


def carry_out(
    act: BulkAct, rows: Any, keys: Sequence[Key], *, by: User, data: dict[str, Any]
) -> list[Outcome]:
    """Do it to each; ``rows`` are the records that this person may see."""
    found = {record.pk: record for record in rows.filter(pk__in=[key.pk for key in keys])}
    return [_done(act, found.get(key.pk), key, by, data) for key in keys]


def _done(act: BulkAct, record: Any, key: Key, by: User, data: dict[str, Any]) -> Outcome:
    if record is None:
        return Outcome(f"Record {key.pk}", why_not=GONE)
    label, url = str(record), record.get_absolute_url()
    try:
        with transaction.atomic():
            act.do(record, by=by, version=key.version, **data)
    except ValidationError as error:
        return Outcome(label, url, " ".join(error.messages))
    except PermissionDenied:
        return Outcome(label, url, NOT_OURS)
    return Outcome(label, url)
