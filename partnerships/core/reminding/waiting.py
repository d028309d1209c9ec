"""Who waits for whom without a day in a calendar: each app names its waits when it starts, as it names its dated kinds.

A clearance to decide waits for whoever may decide it, since it was opened; evidence waits for a second person, since
it was submitted. The start page asks by this one table: a wait that is registered once stands on everybody's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, DateField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Left
from django.urls import reverse

from partnerships.core.models import User
from partnerships.core.reminding.selecting import LONGEST, Sql
from partnerships.core.reminding.shared import for_person

SHOWN = 5
FOR_ME, BY_ME = "for_me", "by_me"


@dataclass(frozen=True)
class Wait:
    """``rows`` are those that wait for a person (``by_me``: that this person waits for), within what may be seen.

    ``since``, ``who`` and ``what`` are fields or expressions: since when, who waits (or is waited for), for what.
    ``number`` stands in the address of ``page``; ``act`` is the label and the page of what ends the waiting.
    ``listed`` is the address of the register with all of them.
    """

    name: str
    label: str
    permission: str
    rows: Callable[[User, date], QuerySet[Any]]
    what: Any
    page: str
    who: Any = None
    since: Any = None
    number: Any = "pk"
    act: tuple[str, str] | None = None
    listed: str = ""
    side: str = FOR_ME


@dataclass(frozen=True, slots=True)
class Marker:
    who: str
    what: str
    since: date | None
    days: int
    url: str
    act: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Waits:
    """The longest of them, how many there are, and the list that shows them all."""

    name: str
    label: str
    markers: tuple[Marker, ...]
    total: int
    url: str

    @property
    def more(self) -> int:
        return self.total - len(self.markers)


_WAITS: dict[str, Wait] = {}


def register(*waits: Wait) -> None:
    """Show these on the start page. An app does so when it starts."""
    for wait in waits:
        if wait.name in _WAITS:
            raise ValueError(f"There is a wait “{wait.name}” already. Give it another name.")
        _WAITS[wait.name] = wait


def waits_of(person: User, today: date) -> dict[str, list[Waits]]:
    """Everything that waits for this person, and (``by_me``) all that this person waits for: one query."""
    sql, params = for_person("waits", lambda anybody: _united(anybody, today), person, today)
    found: dict[str, list[Any]] = defaultdict(list)
    if sql:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            for name, *row in cursor.fetchall():
                found[name].append(row)
    sides: dict[str, list[Waits]] = {FOR_ME: [], BY_ME: []}
    for name, wait in _WAITS.items():
        if found[name]:
            sides[wait.side].append(_told(wait, found[name], today))
    return sides


def _united(person: User, today: date) -> Sql:
    parts: list[str] = []
    params: list[Any] = []
    for wait in _WAITS.values():
        if person.has_perm(wait.permission):
            try:
                sql, given = _columns(wait, wait.rows(person, today)).query.sql_with_params()
            except EmptyResultSet:
                continue
            parts.append(
                f"(SELECT rows.*, count(*) OVER () FROM ({sql}) AS rows (wait, number, since, who, what) "
                f"ORDER BY since, number LIMIT {SHOWN})"
            )
            params += given
    return " UNION ALL ".join(parts), params


def _columns(wait: Wait, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.order_by().values_list(
        Value(wait.name, output_field=TextField()),
        Cast(_of(wait.number), BigIntegerField()),
        Cast(_of(wait.since), DateField()),
        _text(wait.who),
        _text(wait.what),
    )


def _of(source: Any) -> Any:
    return F(source) if isinstance(source, str) else Value(None) if source is None else source


def _text(words: Any) -> Left:
    return Left(Coalesce(Cast(_of(words), TextField()), Value("")), LONGEST)


def _told(wait: Wait, rows: list[Any], today: date) -> Waits:
    name, _, chosen = wait.listed.partition("?")
    return Waits(
        name=wait.name,
        label=wait.label,
        markers=tuple(
            Marker(
                who=who,
                what=what,
                since=since,
                days=(today - since).days if since else 0,
                url=reverse(wait.page, args=[number]),
                act=(wait.act[0], reverse(wait.act[1], args=[number])) if wait.act else None,
            )
            for number, since, who, what, _ in rows
        ),
        total=rows[0][-1],
        url=f"{reverse(name)}?{chosen}" if name else "",
    )
