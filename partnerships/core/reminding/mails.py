"""What stands in a reminder: grouped by what is to be done, each line with its day, its record and its acts.

A message is written when it is handed over, not when it was made: what was settled meanwhile, or may no longer be seen
by this person, is left out of it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from partnerships.core.models import ReminderLine, ReminderMessage, Snooze, User
from partnerships.core.numbers import date_long, days_left, number
from partnerships.core.reminding.kinds import Kind, all_kinds, kind_named
from partnerships.core.reminding.selecting import Sql, select, together

# Of one task; the rest is counted, with a link to all of them.
MOST_SHOWN = 15
KEY = ("kind", "item", "due_on")
Key = tuple[str, int, date]


@dataclass(frozen=True)
class Shown:
    """One line as it is read: what, when in words, why this person is told, and what can be done about it."""

    title: str
    about: str
    when: str
    note: str
    url: str
    acts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Group:
    task: str
    lines: tuple[Shown, ...]
    more: int


class Waiting:
    """Which items of a message still wait, are due as they were, and may be seen by its reader: one query for each.

    The statement of a kind is put together once for all readers of one scope.
    """

    def __init__(self, day: date):
        self.day = day
        self._known: dict[tuple[str, bool, int | None], Sql] = {}

    def among(self, person: User, lines: list[ReminderLine]) -> set[Key]:
        items: dict[str, list[int]] = defaultdict(list)
        for line in lines:
            items[line.kind].append(line.item)
        parts = []
        for kind in all_kinds():
            if kind.name in items and person.has_perm(kind.permission):
                sql, params = self._of(kind, person)
                parts.append(
                    (f"SELECT * FROM ({sql}) AS rows WHERE item = ANY (%s)", [*params, items[kind.name]])
                )
        sql, params = together(parts, KEY)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return {(kind, item, due_on) for kind, item, due_on in cursor.fetchall()}

    def _of(self, kind: Kind, person: User) -> Sql:
        scope = kind.name, person.is_national, person.province_id
        if scope not in self._known:
            self._known[scope] = select(kind, person, self.day, KEY)
        return self._known[scope]


def mail_of(message: ReminderMessage, lines: list[ReminderLine], day: date) -> EmailMultiAlternatives:
    """The mail with these lines, as text and as HTML; the same message has the same Message-ID whenever it is sent."""
    groups = groups_of(message.person, lines, day)
    late = sum(line.due_on < day for line in lines)
    context = {
        "person": message.person,
        "digest": message.week is not None,
        "groups": groups,
        "count": len(lines),
        "reminders_url": absolute(reverse("reminders")),
        "message_url": absolute(reverse("reminder_message", args=[message.pk])),
        "settings_url": absolute(reverse("reminder_settings")),
    }
    mail = EmailMultiAlternatives(
        subject=_subject(message, len(lines), late),
        body=render_to_string("core/mail/reminders.txt", context),
        to=[message.person.email],
        headers={
            "Message-ID": f"<{message.key}@{urlsplit(settings.SITE_ADDRESS).hostname}>",
            # Nobody's absence notice is to answer it.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    mail.attach_alternative(render_to_string("core/mail/reminders.html", context), "text/html")
    return mail


def groups_of(person: User, lines: list[ReminderLine], day: date) -> list[Group]:
    """The lines by kind, the earliest day first, the longest groups cut; three queries at most."""
    by_kind: dict[str, list[ReminderLine]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (line.due_on, line.pk)):
        by_kind[line.kind].append(line)
    kinds = [kind for kind in all_kinds() if kind.name in by_kind]
    shown = [line for kind in kinds for line in by_kind[kind.name][:MOST_SHOWN]]
    notes = _notes([line for line in shown if line.place], day)
    _say_whose(shown, notes)
    return [
        Group(
            task=kind.task,
            lines=tuple(_shown(kind, line, person, day, notes) for line in by_kind[kind.name][:MOST_SHOWN]),
            more=max(0, len(by_kind[kind.name]) - MOST_SHOWN),
        )
        for kind in kinds
    ]


def absolute(path: str) -> str:
    return f"{settings.SITE_ADDRESS}{path}"


def address_of(line: ReminderLine) -> str:
    """Where the item of a line stands; nothing when its kind is no longer known."""
    kind = kind_named(line.kind)
    return kind.address(line.number, line.province_id) if kind else ""


def _shown(kind: Kind, line: ReminderLine, person: User, day: date, notes: dict[Key, list[str]]) -> Shown:
    snooze = ("Snooze with a reason", reverse("snooze", args=[line.kind, line.item]))
    acts = kind.acts_for(person, line.item, line.province_id)
    if person.has_perm("core.add_snooze"):
        acts.append(snooze)
    said = list(notes.get((line.kind, line.item, line.due_on), ()))
    left = days_left((line.due_on - day).days)
    return Shown(
        title=line.title,
        about=line.about,
        when=f"{date_long(line.due_on)}, {left}",
        note=" ".join(said),
        url=absolute(kind.address(line.number, line.province_id)),
        acts=tuple((label, absolute(url)) for label, url in acts),
    )


def _notes(escalated: list[ReminderLine], day: date) -> dict[Key, list[str]]:
    """Who was told before of what now comes to the next person, and who has put it off and why."""
    notes: dict[Key, list[str]] = defaultdict(list)
    if not escalated:
        return notes
    items: dict[str, list[int]] = defaultdict(list)
    for line in escalated:
        items[line.kind].append(line.item)
    of_these = Q(pk__in=())
    for kind, numbers in items.items():
        of_these |= Q(kind=kind, item__in=numbers)
    told: dict[Key, dict[str, tuple[int, date]]] = defaultdict(dict)
    before = ReminderLine.objects.filter(of_these, is_left_out=False).select_related("person").order_by("pk")
    for line in before:
        told[line.kind, line.item, line.due_on][str(line.person)] = line.place, line.told_on
    snoozed: dict[tuple[str, int], list[str]] = defaultdict(list)
    for one in Snooze.objects.filter(of_these).resting_on(day).select_related("person"):
        snoozed[one.kind, one.item].append(
            f"{one.person} has put it off until {date_long(one.until)}: {one.reason}"
        )
    for line in escalated:
        key = line.kind, line.item, line.due_on
        names = [
            f"{name} on {date_long(told_on)}"
            for name, (place, told_on) in told[key].items()
            if place < line.place
        ]
        if names:
            notes[key].append(f"Told before: {', '.join(names)}.")
        notes[key] += snoozed[line.kind, line.item]
    return notes


def _say_whose(shown: list[ReminderLine], notes: dict[Key, list[str]]) -> None:
    """For whom somebody stands in, and until when."""
    standing_in = [line for line in shown if line.owed_to_id != line.person_id]
    if not standing_in:
        return
    away = User.objects.filter(pk__in={line.owed_to_id for line in standing_in})
    people = {person.pk: person for person in away.select_related("reminder_preference")}
    for line in standing_in:
        person = people[line.owed_to_id]
        until = getattr(getattr(person, "reminder_preference", None), "away_until", None)
        last = f" until {date_long(until)}" if until else ""
        notes[line.kind, line.item, line.due_on].insert(0, f"For {person}, who is away{last}.")


def _subject(message: ReminderMessage, count: int, late: int) -> str:
    """How many, and nothing that should not stand in a subject."""
    what = f"{number(count)} reminder{'' if count == 1 else 's'}"
    if message.week is None:
        return f"Partnerships: {what}, due now"
    of_them = f", {number(late)} of them late" if late else ""
    return f"Partnerships: {what} of the week{of_them}"


def unsettled(message: ReminderMessage, waiting: Waiting) -> tuple[list[ReminderLine], list[int]]:
    """The lines of a message that are still to be told, and the numbers of those to be left out."""
    lines = list(message.lines.filter(is_left_out=False).order_by("pk"))
    known = waiting.among(message.person, lines) if message.person.is_active else set()
    told = [line for line in lines if (line.kind, line.item, line.due_on) in known]
    return told, [line.pk for line in lines if (line.kind, line.item, line.due_on) not in known]
