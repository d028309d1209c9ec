"""What waits in a month or from a day on, for the pages of the calendar: whatever the kinds, one query each."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from partnerships.core.models import User
from partnerships.core.numbers import days_left
from partnerships.core.reminding.kinds import Kind, kind_named, kinds_open_to
from partnerships.core.reminding.selecting import Sql, select, together, whose
from partnerships.core.states import State
from partnerships.core.working_days import holiday_on, is_working_day

SHOWN_ON_A_DAY = 3
SOON = 7
COLUMNS = ("kind", "item", "number", "due_on", "province_id", "person_0", "title", "about")


@dataclass(frozen=True)
class Choice:
    """Whose dates: those of one person, of one province (0: national), or everything that the reader may see."""

    person: User | None = None
    province: int | None = None
    kind: Kind | None = None


@dataclass(frozen=True)
class Entry:
    title: str
    about: str
    kind: str
    who: str
    due_on: date
    url: str
    state: State


@dataclass
class Day:
    """A day of the month with what is due on it: the first few, and how many more."""

    day: date
    is_today: bool
    holiday: str
    is_working_day: bool
    entries: list[Entry] = field(default_factory=list)
    more: int = 0


def month_of(first: date, choice: Choice, *, viewer: User, today: date) -> list[list[Day | None]]:
    """The weeks of a month from Monday on; None stands for the days of the months beside it."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    found: dict[date, list[Any]] = defaultdict(list)
    sql, params = _rows(choice, viewer, today)
    query = (
        "SELECT rows.*, person.name FROM (SELECT rows.*, count(*) OVER (PARTITION BY due_on) AS many, "
        "row_number() OVER (PARTITION BY due_on ORDER BY kind, item) AS place "
        f"FROM ({sql}) AS rows WHERE due_on BETWEEN %s AND %s) AS rows "
        "LEFT JOIN core_user AS person ON person.id = rows.person_0 "
        "WHERE place <= %s ORDER BY due_on, place"
    )
    for row in _fetched(query, [*params, first, last, SHOWN_ON_A_DAY]):
        found[row["due_on"]].append(row)
    return [
        [_day(first.replace(day=number), found, today) if number else None for number in week]
        for week in calendar.monthcalendar(first.year, first.month)
    ]


def _day(day: date, found: dict[date, list[Any]], today: date) -> Day:
    rows = found.get(day, [])
    return Day(
        day=day,
        is_today=day == today,
        holiday=holiday_on(day),
        is_working_day=is_working_day(day),
        entries=[_entry(row, today) for row in rows],
        more=rows[0]["many"] - len(rows) if rows else 0,
    )


class Agenda:
    """What waits from a day on, or (``late``) before it, as rows that a paginator counts and cuts."""

    def __init__(self, choice: Choice, *, viewer: User, today: date, start: date, late: bool):
        sql, params = _rows(choice, viewer, today)
        compared = "due_on < %s" if late else "due_on >= %s"
        self.rows = f"FROM ({sql}) AS rows WHERE {compared}"
        self.params = [*params, start]
        self.order = "due_on DESC, kind, item DESC" if late else "due_on, kind, item"
        self.today = today

    def count(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) {self.rows}", self.params)
            return cursor.fetchone()[0]

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Entry]:
        query = (
            f"SELECT rows.*, person.name FROM (SELECT * {self.rows} ORDER BY {self.order} LIMIT %s OFFSET %s) AS rows "
            f"LEFT JOIN core_user AS person ON person.id = rows.person_0 ORDER BY {self.order}"
        )
        limits = [part.stop - part.start, part.start]
        return [_entry(row, self.today) for row in _fetched(query, [*self.params, *limits])]


def _rows(choice: Choice, viewer: User, today: date) -> Sql:
    """Everything of the choice that the viewer may see."""
    kinds = [choice.kind] if choice.kind else kinds_open_to(viewer)
    parts = []
    for kind in kinds:
        only: Q | None = None
        if choice.person is not None:
            only = whose(kind, choice.person)
            if only is None:
                continue
        parts.append(select(kind, viewer, today, COLUMNS, only))
    sql, params = together(parts, COLUMNS)
    if choice.province is None:
        return sql, params
    return f"SELECT * FROM ({sql}) AS rows WHERE COALESCE(province_id, 0) = %s", [*params, choice.province]


def _fetched(query: str, params: list[Any]) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        names = [column.name for column in cursor.description or ()]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))


def _entry(row: dict[str, Any], today: date) -> Entry:
    kind = kind_named(row["kind"])
    left = (row["due_on"] - today).days
    tone = "overdue" if left < 0 else "due" if left <= SOON else "draft"
    words = days_left(left)
    return Entry(
        title=row["title"],
        about=row["about"],
        kind=kind.label if kind else "",
        who=row["name"] or "",
        due_on=row["due_on"],
        url=kind.address(row["number"], row["province_id"]) if kind else "",
        state=State(words[:1].upper() + words[1:], tone),
    )


def month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
