"""Putting off the reminders of one item, for oneself, with a reason: nothing else forgets the item for it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from partnerships.core import history
from partnerships.core.models import Snooze, User
from partnerships.core.numbers import date_long
from partnerships.core.reminding.kinds import Kind
from partnerships.core.reminding.selecting import select

LONGEST_SNOOZE_DAYS = 90
COLUMNS = ("item", "number", "due_on", "province_id", "title", "about")


def waiting_item(kind: Kind, item: int, *, user: User, day: date) -> dict[str, Any] | None:
    """One item as long as it waits and this person may see it."""
    if not user.has_perm(kind.permission):
        return None
    sql, params = select(kind, user, day, COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({sql}) AS rows WHERE item = %s", [*params, item])
        row = cursor.fetchone()
    return dict(zip(COLUMNS, row, strict=True)) if row else None


@transaction.atomic
def snooze(kind: Kind, item: int, *, by: User, until: date, reason: str, on: date | None = None) -> Snooze:
    """Put off the reminders of an item for oneself; lists, reports and the next person are not touched by it."""
    if not by.has_perm("core.add_snooze"):
        raise PermissionDenied
    today = on or timezone.localdate()
    found = waiting_item(kind, item, user=by, day=today)
    if found is None:
        raise ValidationError("This no longer waits for anybody. Nothing was put off.")
    last = today + timedelta(days=LONGEST_SNOOZE_DAYS)
    if not today < until <= last:
        raise ValidationError({"until": f"Choose a day from tomorrow to {date_long(last)}."})
    if Snooze.objects.filter(kind=kind.name, item=item, person=by).resting_on(today).exists():
        raise ValidationError("You have put this off already. End that first.")
    made = Snooze(
        kind=kind.name,
        item=item,
        number=found["number"],
        person=by,
        until=until,
        ends_on=until,
        reason=reason.strip(),
        province_id=found["province_id"],
        due_on=found["due_on"],
        title=found["title"],
    )
    with history.acting(by, reason):
        made.full_clean()
        made.save()
    return made


@transaction.atomic
def end_snooze(one: Snooze, *, by: User) -> Snooze:
    """Be reminded again from today on."""
    held = Snooze.objects.select_for_update().get(pk=one.pk)
    today = timezone.localdate()
    if held.person_id != by.pk:
        raise PermissionDenied
    if held.ends_on <= today:
        raise ValidationError("This had ended already.")
    held.ends_on = today
    with history.acting(by, ""):
        held.save()
    return held
