"""Rows into tables by COPY: quick, and yet every constraint and every trigger sees each of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb


@dataclass(frozen=True)
class Written:
    """What was written into one table, and how long the database took with its checks and its history."""

    table: str
    rows: int
    seconds: float


class Copier:
    """``tell`` hears of each table as soon as it is written."""

    def __init__(self, now: datetime, tell: Callable[[Written], object]):
        self.now = now
        self.tell = tell

    def reserve(self, model: type[models.Model], count: int) -> range:
        """Numbers that nobody else will get, so that rows can point at rows that are not written yet."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
            (sequence,) = cursor.fetchone()
            cursor.execute("SELECT nextval(%s)", [sequence])
            (first,) = cursor.fetchone()
            cursor.execute("SELECT setval(%s, %s)", [sequence, first + max(count, 1) - 1])
        return range(first, first + count)

    def write(self, model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
        """Each row names what is not the model's own default, by column; "id" stands in all rows or in none."""
        begun = time.perf_counter()
        iterator = iter(rows)
        first = next(iterator, None)
        if first is None:
            return
        columns = self._columns(model, with_id="id" in first)
        rows = chain([first], iterator)
        if plain := [str(field.column) for field in _fields(model) if isinstance(field, models.JSONField)]:
            rows = (_with_json(row, plain, columns) for row in rows)
        count = _copy(model._meta.db_table, columns, rows)
        self.tell(Written(model._meta.db_table, count, time.perf_counter() - begun))

    def _columns(self, model: type[models.Model], *, with_id: bool) -> dict[str, Any]:
        """Every column with what stands in it when a row says nothing."""
        return {
            str(field.column): self.now if getattr(field, "auto_now_add", False) else field.get_default()
            for field in _fields(model)
            if (with_id or not field.primary_key) and not field.generated
        }


def _fields(model: type[models.Model]) -> Any:
    return model._meta.local_concrete_fields


def _with_json(row: Mapping[str, Any], names: list[str], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Plain data as the database takes it for its own type."""
    given = {name: row.get(name, defaults[name]) for name in names}
    return {**row, **{name: None if value is None else Jsonb(value) for name, value in given.items()}}


def _copy(table: str, defaults: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> int:
    columns = ", ".join(connection.ops.quote_name(column) for column in defaults)
    pairs, known = list(defaults.items()), defaults.keys()
    count = 0
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {connection.ops.quote_name(table)} ({columns}) FROM STDIN") as copy:
            for row in rows:
                if not row.keys() <= known:
                    raise ValueError(f"{table} has no column {', '.join(row.keys() - known)}.")
                copy.write_row([row.get(column, default) for column, default in pairs])
                count += 1
        # The foreign keys are checked now, table by table, and not all at the end in one long silence.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return count
