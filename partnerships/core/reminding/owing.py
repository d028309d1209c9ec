"""What one person owes, the earliest first, and what is late with somebody else: the start page, in one query.

Of the same kinds that the reminders and the calendar know. Who is told first of an item owes it; who is told second
waits for it once it is late, and owes it where nobody stands in the first place.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.urls import reverse

from partnerships.core.models import User
from partnerships.core.numbers import days_left
from partnerships.core.reminding.kinds import Kind, kind_named, kinds_open_to
from partnerships.core.reminding.selecting import Sql, nothing, person_in, select, whose_in
from partnerships.core.reminding.shared import for_person

SHOWN = 10
COLUMNS = ("kind", "item", "number", "due_on", "province_id", "person_0", "title", "about", "note")
LATE, WEEK, COMING, OTHERS = "late", "week", "coming", "others"

QUERY = """
WITH sorted AS MATERIALIZED (
    SELECT rows.*, CASE WHEN NOT is_own THEN 'others' WHEN due_on < %s THEN 'late' WHEN due_on <= %s THEN 'week'
        ELSE 'coming' END AS part
    FROM ({rows}) AS rows
), counted AS (
    SELECT part, kind, count(*) AS number, min(due_on) AS earliest FROM sorted GROUP BY part, kind
), placed AS (
    SELECT sorted.*, row_number() OVER (PARTITION BY part ORDER BY due_on, kind, item) AS place FROM sorted
)
SELECT placed.*, person.name,
    (SELECT json_agg(json_build_array(part, kind, number) ORDER BY earliest, kind) FROM counted)::text AS counts
FROM placed LEFT JOIN core_user AS person ON person.id = placed.person_0
WHERE place <= %s ORDER BY part, place
"""


@dataclass(frozen=True, slots=True)
class Task:
    """One item. ``left`` says how far off its day is, ``note`` what became of it, ``acts`` what settles it."""

    title: str
    about: str
    kind: str
    who: str
    due_on: date
    left: str
    urgency: str
    note: str
    url: str
    acts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The first few, how many there are, and of each kind how many with the address of all of them."""

    tasks: tuple[Task, ...] = ()
    total: int = 0
    kinds: tuple[tuple[str, int, str], ...] = ()

    @property
    def more(self) -> int:
        return self.total - len(self.tasks)


def owed_by(person: User, today: date) -> dict[str, Part]:
    """``late``, ``week`` (until Sunday) and ``coming``, which this person owes; ``others``, late with somebody else."""
    sunday = today + timedelta(days=6 - today.weekday())
    rows, params = _together(person, today)
    with connection.cursor() as cursor:
        cursor.execute(QUERY.format(rows=rows), [today, sunday, *params, SHOWN])
        names = [column.name for column in cursor.description or ()]
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in cursor.fetchall():
            line = dict(zip(names, row, strict=True))
            found[line["part"]].append(line)
    return {part: _part(part, found[part], person, today) for part in (LATE, WEEK, COMING, OTHERS)}


def _together(person: User, today: date) -> Sql:
    sql, params = for_person("owed", lambda anybody: _united(anybody, today, in_tables=True), person, today)
    # What stands in no table is asked anew each time.
    more, others = _united(person, today, in_tables=False)
    return f"{sql} UNION ALL {more}", [*params, *others]


def _united(person: User, today: date, *, in_tables: bool) -> Sql:
    parts: list[str] = []
    params: list[Any] = []
    for kind in kinds_open_to(person):
        if kind.is_asked or (kind.model is not None) != in_tables:
            continue
        # Each place in a statement of its own: an index finds the rows of one person, not those of either of two.
        for place in (0, 1):
            if (only := whose_in(kind, place, person)) is None:
                continue
            if place and not kind.second_waits:
                only &= Q(**{f"{person_in(kind, 0)}__isnull": True})
            sql, given = select(kind, person, today, COLUMNS, only)
            shown = "due_on <= %s OR note <> ''"
            given = [*given, today + timedelta(days=kind.ahead)]
            if place:
                shown = f"person_0 IS DISTINCT FROM %s AND (due_on < %s OR person_0 IS NULL AND ({shown}))"
                given[-1:-1] = [person.pk, today]
            is_own = "person_0 IS NULL" if place else "true"
            parts.append(f"(SELECT rows.*, {is_own} AS is_own FROM ({sql}) AS rows WHERE {shown})")
            params += given
    if not parts:
        return f"SELECT rows.*, true AS is_own FROM ({nothing(COLUMNS)[0]}) AS rows", []
    return " UNION ALL ".join(parts), params


def _part(part: str, rows: list[dict[str, Any]], person: User, today: date) -> Part:
    if not rows:
        return Part()
    # The counts of all parts stand in each row.
    counts = [(name, number) for of, name, number in json.loads(rows[0]["counts"]) if of == part]
    return Part(
        tasks=tuple(_task(row, person, today) for row in rows),
        total=sum(number for _, number in counts),
        kinds=tuple(
            (kind.label, number, _address_of_all(kind, part))
            for name, number in counts
            if (kind := kind_named(name))
        ),
    )


def _address_of_all(kind: Kind, part: str) -> str:
    if kind.listed and part != OTHERS:
        name, _, chosen = kind.listed.partition("?")
        return f"{reverse(name)}?{chosen}"
    view = "late" if part in {LATE, OTHERS} else "list"
    return f"{reverse('calendar')}?view={view}&kind={kind.name}"


def _task(row: dict[str, Any], person: User, today: date) -> Task:
    kind = kind_named(row["kind"])
    assert kind is not None
    left = (row["due_on"] - today).days
    acts = kind.acts_for(person, row["item"], row["province_id"]) if row["part"] != OTHERS else []
    return Task(
        title=row["title"],
        about=row["about"],
        kind=kind.label,
        who=row["name"] or "",
        due_on=row["due_on"],
        left=days_left(left),
        urgency="overdue" if left < 0 else "due" if row["part"] == WEEK else "",
        note=row["note"],
        url=kind.address(row["number"], row["province_id"]),
        acts=tuple(acts),
    )
