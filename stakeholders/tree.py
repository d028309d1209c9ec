"""The tree of an organisation: what it is part of and what it consists of, by the hierarchical relationships.

The tree crosses provinces, so of every organisation in it only the headline is read: its name and its province.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.urls import reverse

from partnerships.core.models import User
from partnerships.core.scoping import sees_in_full

# What a page can hold: levels below the organisation, organisations under one, and organisations in all.
DEEPEST, WIDEST, MOST = 5, 30, 400

RUNNING = (
    "(tie.began_on IS NULL OR tie.began_on <= %(day)s) AND (tie.ended_on IS NULL OR tie.ended_on > %(day)s)"
)
# Breadth first, so that what is left out at the end lies deepest. One level more than is shown is counted.
TREE = f"""
    WITH RECURSIVE below (id, path, place, siblings) AS (
        SELECT %(root)s::bigint, ARRAY[%(root)s::bigint], 1::bigint, 1::bigint
        UNION ALL
        SELECT * FROM (
            SELECT tie.source_id, below.path || tie.source_id,
                row_number() OVER (PARTITION BY below.path ORDER BY member.name, member.id),
                count(*) OVER (PARTITION BY below.path)
            FROM below
            JOIN stakeholders_relationship tie ON tie.target_id = below.id AND {RUNNING}
            JOIN stakeholders_relationshipkind kind ON kind.id = tie.kind_id AND kind.is_hierarchy
            JOIN stakeholders_stakeholder member ON member.id = tie.source_id AND member.archived_on IS NULL
            WHERE cardinality(below.path) <= %(deepest)s + 1 AND tie.source_id <> ALL (below.path)
        ) child (id, path, place, siblings) WHERE place <= %(widest)s
    ), above (id, path) AS (
        SELECT %(root)s::bigint, ARRAY[%(root)s::bigint]
        UNION ALL
        SELECT tie.target_id, above.path || tie.target_id
        FROM above
        JOIN stakeholders_relationship tie ON tie.source_id = above.id AND {RUNNING}
        JOIN stakeholders_relationshipkind kind ON kind.id = tie.kind_id AND kind.is_hierarchy
        JOIN stakeholders_stakeholder owner ON owner.id = tie.target_id AND owner.archived_on IS NULL
        WHERE cardinality(above.path) <= %(deepest)s AND tie.target_id <> ALL (above.path)
    )
    SELECT found.is_below, found.path, found.siblings, one.id, one.name, one.province_id, province.name
    FROM (
        (SELECT true, id, path, siblings FROM below LIMIT %(most)s + 1)
        UNION ALL
        (SELECT false, id, path, 0 FROM above WHERE cardinality(path) > 1 LIMIT %(widest)s)
    ) found (is_below, id, path, siblings)
    JOIN stakeholders_stakeholder one ON one.id = found.id
    LEFT JOIN core_province province ON province.id = one.province_id
    ORDER BY cardinality(found.path), one.name, one.id
"""  # noqa: S608 -- put together from constants alone


@dataclass
class Node:
    """One organisation of the tree; ``url`` is empty where the reader may know its headline only."""

    name: str
    place: str
    url: str = ""
    children: list[Node] = field(default_factory=list)
    # Organisations directly below it that this page leaves out.
    left_out: int = 0


@dataclass
class Tree:
    root: Node
    # From the nearest upwards, each with the way to it: an organisation may be part of several.
    above: list[Node]
    count: int
    is_cut: bool = False


def tree_of(pk: int, user: User, day: date) -> Tree:
    """What hangs together with this organisation on that day, in one query; ``pk`` is one the person may see."""
    with connection.cursor() as cursor:
        cursor.execute(TREE, {"root": pk, "day": day, "deepest": DEEPEST, "widest": WIDEST, "most": MOST})
        rows = cursor.fetchall()
    nodes: dict[tuple[int, ...], Node] = {}
    above: list[Node] = []
    named = [
        (is_below, tuple(path), siblings, _node(key, name, province_id, province, user))
        for is_below, path, siblings, key, name, province_id, province in rows
    ]
    below = [row for row in named if row[0]]
    for is_below, path, siblings, node in named:
        if not is_below:
            above.append(node)
            continue
        parent = nodes.get(path[:-1])
        if parent is None:
            nodes[path] = node
        elif len(path) - 1 > DEEPEST or len(nodes) >= MOST:
            parent.left_out = siblings
        else:
            nodes[path] = node
            parent.children.append(node)
            parent.left_out = siblings - len(parent.children)
    return Tree(nodes[(pk,)], above, len(nodes), is_cut=len(below) > MOST)


def _node(pk: int, name: str, province_id: int | None, province: str | None, user: User) -> Node:
    may_open = province_id is None or sees_in_full(user, province_id)
    return Node(name, province or "National", reverse("stakeholders:detail", args=[pk]) if may_open else "")
