"""Recording how stakeholders belong together, and ending it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from partnerships.core import history
from partnerships.core.models import User
from stakeholders.models import Relationship, RelationshipKind, Stakeholder
from stakeholders.services.checks import lock, need

# Follows every hierarchical relationship upwards from the target, as long as all of the way runs at the same time.
# What runs never on one day, such as a parent of 2019 and a child since 2021, makes no circle.
IN_A_CIRCLE = """
    WITH RECURSIVE above (id, period) AS (
        SELECT %(target)s::bigint, daterange(%(began_on)s::date, %(ended_on)s::date)
        UNION
        SELECT tie.target_id, above.period * daterange(tie.began_on, tie.ended_on)
        FROM above
        JOIN stakeholders_relationship tie ON tie.source_id = above.id AND tie.id <> %(own)s
        JOIN stakeholders_relationshipkind kind ON kind.id = tie.kind_id AND kind.is_hierarchy
        WHERE NOT isempty(above.period * daterange(tie.began_on, tie.ended_on))
    )
    SELECT EXISTS (SELECT FROM above WHERE id = %(source)s AND NOT isempty(period))
"""
# One writer of relationships at a time: two that are each harmless could close a circle together.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('stakeholders.relationship'))"


@transaction.atomic
def relate(
    source: Stakeholder,
    *,
    by: User,
    kind: RelationshipKind,
    target: Stakeholder,
    began_on: date | None = None,
    ended_on: date | None = None,
    note: str = "",
) -> Relationship:
    """Record that ``source`` stands in this relationship to ``target``; kept by whoever keeps the source."""
    need(by, "stakeholders.add_relationship")
    # Before any row is locked: the other way round two people could wait for each other for ever.
    _wait_for_other_writers()
    lock(source, by)
    _check_open(source, target)
    relationship = Relationship(
        source=source, kind=kind, target=target, began_on=began_on, ended_on=ended_on, note=note.strip()
    )
    _store(relationship, by)
    return relationship


@transaction.atomic
def change_relationship(
    relationship: Relationship, *, by: User, version: int | None = None, **fields: Any
) -> Relationship:
    """Correct a relationship, or end it with its day; refused when somebody changed it since ``version``."""
    need(by, "stakeholders.change_relationship")
    _wait_for_other_writers()
    rows = Relationship.objects.editable_by(by).select_for_update(of=("self",))
    try:
        relationship.refresh_from_db(from_queryset=rows)
    except Relationship.DoesNotExist:
        raise PermissionDenied from None
    if version is not None and relationship.version != version:
        raise ValidationError(
            "Somebody changed this relationship since you opened it. Look at it as it stands now, then decide again."
        )
    for field, value in fields.items():
        setattr(relationship, field, value.strip() if isinstance(value, str) else value)
    relationship.version += 1
    _store(relationship, by)
    return relationship


def _wait_for_other_writers() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)


def _check_open(source: Stakeholder, target: Stakeholder) -> None:
    for one, field in ((source, "__all__"), (target, "target")):
        if one.archived_on:
            raise ValidationError({field: f"“{one}” is archived. Restore it first, or choose another."})


def _store(relationship: Relationship, by: User) -> None:
    # A key that was posted may lead anywhere: whose name the person may not open is not joined to anything.
    if not Stakeholder.objects.visible_to(by).filter(pk=relationship.target_id).exists():
        raise ValidationError({"target": "Choose an organisation whose record you may open."})
    relationship.full_clean()
    if relationship.kind.is_hierarchy and _closes_a_circle(relationship):
        raise ValidationError(
            {
                "target": f"“{relationship.target}” already lies below “{relationship.source}” at that time, directly "
                "or through others, so it cannot stand above it as well. Choose another, or end the other "
                "relationship first."
            }
        )
    with history.acting(by):
        relationship.save()


def _closes_a_circle(relationship: Relationship) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            IN_A_CIRCLE,
            {
                "source": relationship.source_id,
                "target": relationship.target_id,
                "began_on": relationship.began_on,
                "ended_on": relationship.ended_on,
                "own": relationship.pk or 0,
            },
        )
        return bool(cursor.fetchone()[0])
