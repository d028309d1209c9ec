"""Reminds everybody of what is due: for a timer, once a day. However often it runs, each message goes once."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partnerships.core.models import ReminderRun, User
from partnerships.core.numbers import date_long, number
from partnerships.core.reminding.making import foreseen
from partnerships.core.reminding.runs import run_reminders
from partnerships.management.commands.load_demo import day as day_written


class Command(BaseCommand):
    help = "Make the reminders that are due today and send what waits. Safe to run again, late, or twice at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Say who would be told; make and send nothing."
        )
        parser.add_argument(
            "--on",
            type=day_written,
            metavar="DAY",
            help="With --dry-run: as on that day, such as 2026-11-23.",
        )
        parser.add_argument("--unsent", action="store_true", help="Make nothing new, only send what waits.")

    def handle(
        self, *args: Any, dry_run: bool, on: date | None, unsent: bool, verbosity: int, **options: Any
    ) -> None:
        if on and not dry_run:
            raise CommandError(
                "--on goes with --dry-run alone: messages are made and sent on the day itself."
            )
        self.verbosity = verbosity
        if dry_run:
            self.foresee(on or timezone.localdate())
            return
        run = run_reminders(only_send=unsent)
        if run is None:
            self.tell("Another run is under way; it does what is to be done.")
            return
        self.tell(told_of(run))
        if run.trouble:
            raise CommandError(run.trouble)
        if run.failures:
            raise CommandError(
                f"{number(run.failures)} of the messages could not be sent. The page of the log says why."
            )

    def foresee(self, day: date) -> None:
        seen, found = foreseen(day)
        names = {user.pk: user for user in User.objects.filter(pk__in={one.person for one in found})}
        for one in found:
            kind = "weekly message" if one.week else "message of the same day"
            self.tell(f"{names[one.person].email}: {kind}, {lines(one.lines)}")
        self.tell(
            f"On {date_long(day)}: {number(seen.items)} dated items, {number(len(found))} messages with "
            f"{lines(seen.lines)}; of {number(seen.unreachable)} nobody can be told. Nothing was made or sent."
        )

    def tell(self, line: str) -> None:
        if self.verbosity:
            self.stdout.write(line)


def told_of(run: ReminderRun) -> str:
    return (
        f"{number(run.looked_at)} dated items; "
        f"{number(run.messages_made)} messages made with {lines(run.lines_made)}, "
        f"{number(run.messages_sent)} sent, {number(run.failures)} not; "
        f"of {number(run.unreachable)} items nobody can be told."
    )


def lines(count: int) -> str:
    return f"{number(count)} line{'' if count == 1 else 's'}"
