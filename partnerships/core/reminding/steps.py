"""Which steps of which ladder have come by a day, and whose digest is due: never by asking whether a day *is* today.

A step has come when the day that it names is today or earlier. A week without a run therefore loses nothing: what
came meanwhile has still come.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from partnerships.core.models import DigestDay, ReminderLadder, Weekday
from partnerships.core.working_days import latest_day_with

# What is late by more than this stands in lists and reports; nobody is told of it any more.
TOLD_FOR_DAYS = 365
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Step:
    """One step of a ladder as at a day: what is due up to ``until`` has come to it."""

    ladder: str
    place: int
    days: int
    until: date
    # The last step of the first person is told at once, not with the digest.
    is_last: bool


def steps_on(day: date, ladders: Iterable[ReminderLadder] | None = None) -> list[Step]:
    """Every step of every ladder in use."""
    if ladders is None:
        ladders = ReminderLadder.objects.in_use()
    return [
        Step(
            ladder=ladder.code,
            place=place,
            days=days,
            until=latest_day_with(days, day, working=ladder.in_working_days),
            is_last=place == 0 and days == min(ladder.steps),
        )
        for ladder in ladders
        for place, steps in enumerate((ladder.steps, ladder.second_steps, ladder.last_steps))
        for days in steps
    ]


def weekday_of_the_house() -> int:
    first = DigestDay.objects.in_use().first()
    return first.weekday if first else Weekday.MONDAY


def digests_due(day: date, *, since: date | None) -> list[tuple[int, date]]:
    """The weekdays whose digest is to be made, each with the Monday of its week.

    Those that came round after the day of the last run that made what it had to, up to today; without an earlier run,
    and after more than a week, all of them.
    """
    due = []
    for weekday in Weekday:
        last = day - timedelta(days=(day.weekday() - weekday) % 7)
        if since is None or last > since:
            due.append((int(weekday), last - timedelta(days=last.weekday())))
    return due
