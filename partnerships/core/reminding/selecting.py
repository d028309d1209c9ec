"""Dated items of every kind in the same columns, as SQL: what the reminders, the calendar and its feed are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BigIntegerField, CharField, DateField, F, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, Left

from partnerships.core.models import Province, User
from partnerships.core.reminding.kinds import TOLD_LAST, Dated, Kind
from partnerships.core.scoping import sees_in_full

Sql = tuple[str, list[Any]]
LONGEST = 300
# Column → its type. ``person_0`` to ``person_2`` are those who answer; null where a right decides who is told.
COLUMNS = {
    "kind": "text",
    "item": "bigint",
    "number": "bigint",
    "due_on": "date",
    "ladder": "text",
    "province_id": "bigint",
    "person_0": "bigint",
    "person_1": "bigint",
    "person_2": "bigint",
    "title": "text",
    "about": "text",
    "plain": "text",
    "note": "text",
}


def select(kind: Kind, user: User | None, day: date, columns: Sequence[str], only: Q | None = None) -> Sql:
    """The items of a kind that wait: those that the person may see, or all. ``only`` narrows the rows of its table."""
    if kind.found is not None:
        return _values(kind, _seen(kind.found(day), user), columns)
    rows = kind.seen_by(user, day).order_by()
    if only is not None:
        rows = rows.filter(only)
    try:
        sql, params = rows.values_list(*(_column(kind, name) for name in columns)).query.sql_with_params()
    except EmptyResultSet:
        return nothing(columns)
    return f"SELECT * FROM ({sql}) AS rows ({', '.join(columns)})", list(params)


def together(parts: Iterable[Sql], columns: Sequence[str]) -> Sql:
    """All of them one below the other."""
    parts = list(parts) or [nothing(columns)]
    return " UNION ALL ".join(f"({sql})" for sql, _ in parts), [one for _, params in parts for one in params]


def nothing(columns: Sequence[str]) -> Sql:
    return f"SELECT {', '.join(f'NULL::{COLUMNS[name]} AS {name}' for name in columns)} WHERE false", []


def person_in(kind: Kind, place: int) -> str:
    """The path to the person who answers in that place; empty where a right decides."""
    if place < len(kind.people) and isinstance(person := kind.people[place], str):
        return person
    return ""


def whose(kind: Kind, person: User) -> Q | None:
    """The rows for which this person answers, by name or by a right in the own office; None where there are none.

    Who is told last answers for nothing by that.
    """
    found = [held for place in range(len(kind.people)) if (held := whose_in(kind, place, person)) is not None]
    return reduce(or_, found) if found else None


def whose_in(kind: Kind, place: int, person: User) -> Q | None:
    """The rows for which this person answers in that place of the kind."""
    one = kind.people[place] if place < len(kind.people) else ""
    if isinstance(one, str):
        return Q(**{one: person.pk}) if one else None
    if one.right == TOLD_LAST or not person.has_perm(one.right):
        return None
    return _of_office(kind, person)


def _of_office(kind: Kind, person: User) -> Q | None:
    """The rows of the own province, or for national people those of none."""
    path = "pk" if kind.model is Province else getattr(kind.model, "province_path", None)
    if path is None:
        return Q() if person.is_national else None
    return Q(**{f"{path}__isnull": True}) if person.is_national else Q(**{path: person.province_id})


def _seen(found: Iterable[Dated], user: User | None) -> list[Dated]:
    return [
        one for one in found if user is None or one.province_id is None or sees_in_full(user, one.province_id)
    ]


def _values(kind: Kind, found: list[Dated], columns: Sequence[str]) -> Sql:
    if not found:
        return nothing(columns)
    rows, params = [], []
    for one in found:
        known = {
            "kind": kind.name,
            "item": one.item,
            "number": one.item,
            "due_on": one.due_on,
            "province_id": one.province_id,
            "title": one.title,
            "about": one.about,
            "plain": one.title,
            "note": "",
        }
        rows.append(f"({', '.join(f'%s::{COLUMNS[name]}' for name in columns)})")
        params += [known.get(name) for name in columns]
    return f"SELECT * FROM (VALUES {', '.join(rows)}) AS rows ({', '.join(columns)})", params


def _column(kind: Kind, name: str) -> Any:
    if name.startswith("person_"):
        path = person_in(kind, int(name[-1]))
        return Cast(F(path) if path else Value(None), BigIntegerField())
    plain = {
        "kind": lambda: Value(kind.name, output_field=CharField()),
        "item": lambda: Cast(_of(kind.item), BigIntegerField()),
        "number": lambda: Cast(_of(kind.number or kind.item), BigIntegerField()),
        "due_on": lambda: Cast(_of(kind.due), DateField()),
        "ladder": lambda: Cast(_of(kind.own_ladder), TextField()),
        "province_id": lambda: Cast(_province(kind), BigIntegerField()),
        "title": lambda: _text(_of(kind.title)),
        "about": lambda: _text(_of(kind.about)),
        "note": lambda: _text(_of(kind.note)),
        "plain": lambda: _text(_of(kind.plain if kind.plain is not None else kind.title)),
    }
    return plain[name]()


def _province(kind: Kind) -> Any:
    """What belongs to no province is national."""
    path = "pk" if kind.model is Province else getattr(kind.model, "province_path", None)
    return _of(path)


def _of(source: Any) -> Any:
    if source is None:
        return Value(None)
    return F(source) if isinstance(source, str) else source


def _text(words: Any) -> Any:
    if words is None:
        return Value("", output_field=TextField())
    return Left(Coalesce(Cast(words, TextField()), Value("")), LONGEST)
