"""What is due to be told and was not told yet, to whom: one statement for each kind, whatever the number of items.

The rule: the step's day has come, the item still waits, and of this step (or a later one) this person was not told for
this due date. Of several steps that came since, only the latest is told. The step's person is told; who is away, has no
account any more or may not see the item is passed over for whoever comes next.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_backends
from django.db import connection
from django.db.models import QuerySet

from partnerships.core.models import Province
from partnerships.core.reminding.kinds import Holders, Kind, all_kinds
from partnerships.core.reminding.selecting import select
from partnerships.core.reminding.steps import TOLD_FOR_DAYS, digests_due, steps_on, weekday_of_the_house
from partnerships.core.scoping import reads

COLUMNS = (
    *("item", "number", "due_on", "ladder", "province_id"),
    *("person_0", "person_1", "person_2", "title", "about"),
)
# In place of the province of a national item: rows with nothing there would not be joined.
NATIONAL = 0

TABLES = """
CREATE TEMPORARY TABLE reminder_step (
    ladder text, place smallint, days smallint, until date, is_last boolean
) ON COMMIT DROP;
CREATE TEMPORARY TABLE reminder_digest (weekday smallint, week date) ON COMMIT DROP;
CREATE TEMPORARY TABLE reminder_holder (holds text, province_id bigint, person bigint) ON COMMIT DROP;
CREATE TEMPORARY TABLE reminder_right (holds text, person bigint) ON COMMIT DROP;
CREATE TEMPORARY TABLE reminder_item (
    item bigint, number bigint, due_on date, ladder text, province_id bigint,
    person_0 bigint, person_1 bigint, person_2 bigint, title text, about text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE reminder_due (
    kind text, item bigint, number bigint, due_on date, province_id bigint, title text, about text,
    place smallint, days smallint, owed_to bigint, person bigint, week date, after_snooze bigint
) ON COMMIT DROP
"""
NAMES = ("step", "digest", "holder", "right", "item", "due", "reader")

# Whoever has an account; with the Monday of the digest that is due to that person, otherwise nothing.
READERS = """
CREATE TEMPORARY TABLE reminder_reader ON COMMIT DROP AS
SELECT person.id, person.sphere, person.province_id, own.stand_in_id, digest.week,
    COALESCE(%(day)s::date BETWEEN own.away_from AND own.away_until, false) AS is_away
FROM core_user AS person
LEFT JOIN core_reminderpreference AS own ON own.user_id = person.id
LEFT JOIN reminder_digest AS digest ON digest.weekday = COALESCE(own.weekday, %(weekday)s) AND NOT EXISTS (
    SELECT FROM core_remindermessage AS made WHERE made.person_id = person.id AND made.week = digest.week
)
WHERE person.is_active
"""

# Found apart from all that follows: of the tables of a kind the planner knows enough to walk them as it likes.
ITEMS = """
INSERT INTO reminder_item SELECT * FROM ({rows}) AS rows WHERE due_on BETWEEN %s AND %s
"""

LOOK = f"""
-- The latest step of each place that has come.
WITH reached AS MATERIALIZED (
    SELECT DISTINCT ON (item.item, step.place)
        item.item, item.due_on, item.province_id, step.place, step.days, step.is_last
    FROM reminder_item AS item JOIN reminder_step AS step
        ON step.ladder = COALESCE(item.ladder, %s) AND item.due_on <= step.until
    ORDER BY item.item, step.place, step.days
),
named AS (
    SELECT item, province_id, 0 AS place, person_0 AS person FROM reminder_item
    UNION ALL SELECT item, province_id, 1, person_1 FROM reminder_item
    UNION ALL SELECT item, province_id, 2, person_2 FROM reminder_item
    UNION ALL SELECT item.item, item.province_id, place.place, holder.person
    FROM reminder_item AS item CROSS JOIN unnest(%s::smallint[], %s::text[]) AS place (place, holds)
    JOIN reminder_holder AS holder
        ON holder.holds = place.holds AND holder.province_id = COALESCE(item.province_id, {NATIONAL})
),
reader AS MATERIALIZED (
    SELECT reader.* FROM reminder_reader AS reader
    JOIN reminder_right AS may ON may.person = reader.id AND may.holds = %s
),
-- Who can be told of the item: in the own name, or for somebody who is away.
able AS MATERIALIZED (
    SELECT named.item, named.place, owed.id AS owed_to, told.id AS person, told.week
    FROM named
    JOIN reader AS owed ON owed.id = named.person AND {reads("owed", "named.province_id")}
    JOIN reader AS told ON told.id = CASE WHEN owed.is_away THEN owed.stand_in_id ELSE owed.id END
        AND NOT told.is_away AND {reads("told", "named.province_id")}
),
nearest AS MATERIALIZED (
    SELECT reached.item, reached.place, min(able.place) AS able_place
    FROM reached JOIN able ON able.item = reached.item AND able.place >= reached.place
    GROUP BY reached.item, reached.place
),
ledger AS MATERIALIZED (
    SELECT told.item, told.due_on, told.person_id, told.owed_to_id, told.place, told.days, told.after_snooze_id,
        told.told_on < %s AND sent.begun_at IS NOT NULL AS is_past
    FROM core_reminderline AS told JOIN core_remindermessage AS sent ON sent.id = told.message_id
    WHERE told.kind = %s AND NOT told.is_left_out AND told.due_on BETWEEN %s AND %s
),
told_before AS (
    SELECT item, due_on, max(place) AS place FROM ledger WHERE is_past GROUP BY item, due_on
),
rest AS MATERIALIZED (
    SELECT item, person_id, bool_or(ends_on > %s) AS rests, max(id) FILTER (WHERE ends_on <= %s) AS ended
    FROM core_snooze WHERE kind = %s GROUP BY item, person_id
),
rested AS (
    SELECT DISTINCT nearest.item, nearest.place
    FROM nearest JOIN able ON able.item = nearest.item AND able.place = nearest.able_place
    JOIN rest ON rest.item = able.item AND rest.rests AND rest.person_id IN (able.owed_to, able.person)
),
-- Nobody is passed over: who comes next is told after those before were, on an earlier day, or had put it off.
turn AS MATERIALIZED (
    SELECT reached.item, min(reached.place) AS place
    FROM reached
    LEFT JOIN told_before ON told_before.item = reached.item AND told_before.due_on = reached.due_on
    LEFT JOIN rested ON rested.item = reached.item AND rested.place = reached.place
    WHERE reached.place > COALESCE(told_before.place, -1) AND rested.item IS NULL
    GROUP BY reached.item
),
candidate AS MATERIALIZED (
    SELECT reached.*, able.owed_to, able.person, able.week, GREATEST(own.ended, other.ended) AS ended
    FROM reached
    JOIN nearest ON nearest.item = reached.item AND nearest.place = reached.place
    JOIN able ON able.item = reached.item AND able.place = nearest.able_place
    LEFT JOIN rest AS own ON own.item = reached.item AND own.person_id = able.owed_to
    LEFT JOIN rest AS other ON other.item = reached.item AND other.person_id = able.person
    LEFT JOIN turn ON turn.item = reached.item
    WHERE (reached.is_last OR able.week IS NOT NULL)
    AND own.rests IS NOT true AND other.rests IS NOT true
    AND (turn.place IS NULL OR reached.place <= turn.place)
),
untold AS (
    SELECT candidate.* FROM candidate
    WHERE NOT EXISTS (
        SELECT FROM ledger WHERE ledger.item = candidate.item AND ledger.due_on = candidate.due_on
        AND ledger.person_id = candidate.person
        AND ledger.days <= candidate.days AND ledger.after_snooze_id IS NOT DISTINCT FROM candidate.ended
    ) AND NOT EXISTS (
        SELECT FROM ledger WHERE ledger.item = candidate.item AND ledger.due_on = candidate.due_on
        AND ledger.owed_to_id = candidate.owed_to
        AND ledger.days <= candidate.days AND ledger.after_snooze_id IS NOT DISTINCT FROM candidate.ended
    )
),
written AS (
    INSERT INTO reminder_due
    SELECT DISTINCT ON (untold.item, untold.person) %s, untold.item, item.number, untold.due_on,
        untold.province_id, item.title, item.about, untold.place, untold.days, untold.owed_to, untold.person,
        untold.week, untold.ended
    FROM untold JOIN reminder_item AS item ON item.item = untold.item
    ORDER BY untold.item, untold.person, untold.days, untold.place
    RETURNING 1
)
SELECT (SELECT count(*) FROM reminder_item),
    (SELECT count(*) FROM reached WHERE place = 0) - (SELECT count(*) FROM nearest WHERE place = 0),
    (SELECT count(*) FROM written)
"""


@dataclass(frozen=True)
class Look:
    """How many items wait within the reach of their ladders, of how many nobody can be told, how many lines are due."""

    items: int
    unreachable: int
    lines: int


def look(day: date, *, since: date | None) -> Look:
    """Fill the temporary table reminder_due with every line that is to be told on that day. Inside a transaction.

    ``since`` is the day of the last run that made all it had to.
    """
    steps = steps_on(day)
    kinds = all_kinds()
    _prepare(day, since, kinds)
    if not steps:
        return Look(0, 0, 0)
    first, last = day - timedelta(days=TOLD_FOR_DAYS), max(step.until for step in steps)
    found = [_look_at(kind, day, first, last) for kind in kinds]
    return Look(*(sum(column) for column in zip(*found, strict=True))) if found else Look(0, 0, 0)


def _look_at(kind: Kind, day: date, first: date, last: date) -> tuple[int, int, int]:
    rows, params = select(kind, None, day, COLUMNS)
    held = [(place, one.right) for place, one in enumerate(kind.people) if isinstance(one, Holders)]
    name = kind.name
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reminder_item")
        cursor.execute("SET LOCAL enable_nestloop = on")
        cursor.execute(ITEMS.format(rows=rows), [*params, first, last])
        cursor.execute("ANALYZE reminder_item")
        # Everything is joined with everything; what the planner guesses must not make it walk row by row.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(
            LOOK,
            [
                *(kind.ladder_code, [place for place, _ in held], [right for _, right in held]),
                *(kind.permission, day, name, first, last, day, day, name, name),
            ],
        )
        return cursor.fetchone()


def _prepare(day: date, since: date | None, kinds: list[Kind]) -> None:
    """The steps that have come, the people with what is known of them, and who holds which right."""
    readings = dict.fromkeys(kind.permission for kind in kinds)
    holdings = dict.fromkeys(one.right for kind in kinds for one in kind.people if isinstance(one, Holders))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        for name in NAMES:
            cursor.execute(f"DROP TABLE IF EXISTS reminder_{name}")
        cursor.execute(TABLES)
        cursor.executemany(
            "INSERT INTO reminder_step VALUES (%s, %s, %s, %s, %s)",
            [(step.ladder, step.place, step.days, step.until, step.is_last) for step in steps_on(day)],
        )
        cursor.executemany("INSERT INTO reminder_digest VALUES (%s, %s)", digests_due(day, since=since))
        cursor.execute(READERS, {"day": day, "weekday": weekday_of_the_house()})
        for right in readings:
            sql, params = _with(right, include_superusers=True).query.sql_with_params()
            cursor.execute(
                f"INSERT INTO reminder_right SELECT %s, id FROM ({sql}) AS people (id)", [right, *params]
            )
        cursor.executemany(
            "INSERT INTO reminder_holder VALUES (%s, %s, %s)",
            [(right, *row) for right in holdings for row in holders_of(right)],
        )
        for name in ("step", "holder", "right", "reader"):
            cursor.execute(f"ANALYZE reminder_{name}")


def holders_of(right: str) -> list[tuple[int, int]]:
    """Province (0: national) and person: who is told of the items there because of a right.

    Where no official of a province holds it, the national ones do. A superuser holds every right and no office.
    """
    at: dict[int, list[int]] = defaultdict(list)
    for person, province in _with(right, include_superusers=False).values_list("pk", "province_id"):
        at[province or NATIONAL].append(person)
    provinces = [NATIONAL, *Province.objects.values_list("pk", flat=True)]
    return [(province, person) for province in provinces for person in at.get(province) or at[NATIONAL]]


def _with(right: str, *, include_superusers: bool) -> QuerySet[Any, Any]:
    """The people with an account who hold a right."""
    backend = get_backends()[0]
    people = backend.with_perm(right, is_active=True, include_superusers=include_superusers)  # type: ignore[attr-defined]
    return people.order_by().values("pk")
