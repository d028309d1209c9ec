"""Making the messages of a day: each with its lines, all of them or none.

Who makes messages at the same time on another machine waits here, and then finds that everything is made. The lines
and the time of making are written together, so a run that is killed leaves nothing, and the next one finds it all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from partnerships.core import jobs
from partnerships.core.models import ReminderMessage, ReminderRun
from partnerships.core.reminding.due import Look, look

WRITE_LINES = """
INSERT INTO core_reminderline (
    message_id, person_id, owed_to_id, kind, item, number, due_on, province_id, title, about, place, days, told_on,
    after_snooze_id, is_left_out
)
SELECT made.id, due.person, due.owed_to, due.kind, due.item, due.number, due.due_on, due.province_id, due.title,
    due.about, due.place, due.days, %s, due.after_snooze, false
FROM reminder_due AS due
JOIN core_remindermessage AS made
    ON made.run_id = %s AND made.person_id = due.person AND made.week IS NOT DISTINCT FROM due.week
"""


@dataclass(frozen=True)
class Recipient:
    """What one person would be told: in the digest of a week, or (none) on the same day."""

    person: int
    week: date | None
    lines: int


@transaction.atomic
def make_messages(run: ReminderRun) -> ReminderRun:
    """Every message that is due on the day of the run, with its lines; what was made is written into the run."""
    jobs.in_turn("core.reminders.making")
    seen = look(run.day, since=made_up_to(run.day))
    now = timezone.now()
    made = ReminderMessage.objects.bulk_create(
        ReminderMessage(run=run, person_id=one.person, week=one.week, made_at=now) for one in recipients()
    )
    with connection.cursor() as cursor:
        cursor.execute(WRITE_LINES, [run.day, run.pk])
        cursor.execute("SET LOCAL enable_nestloop = on")
    run.made_at = now
    run.looked_at, run.unreachable, run.lines_made = seen.items, seen.unreachable, seen.lines
    run.messages_made = len(made)
    run.save()
    return run


def foreseen(day: date) -> tuple[Look, list[Recipient]]:
    """What a run of that day would make, without making it."""
    with transaction.atomic():
        seen = look(day, since=made_up_to(day))
        found = recipients()
        transaction.set_rollback(True)
    return seen, found


def made_up_to(day: date) -> date | None:
    """The last day, up to this one, whose messages were made."""
    made = ReminderRun.objects.filter(made_at__isnull=False, day__lte=day).order_by("-day")
    return made.values_list("day", flat=True).first()


def recipients() -> list[Recipient]:
    """To whom the lines in the temporary table reminder_due go."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person, week, count(*) FROM reminder_due GROUP BY person, week ORDER BY person, week"
        )
        return [Recipient(*row) for row in cursor.fetchall()]
