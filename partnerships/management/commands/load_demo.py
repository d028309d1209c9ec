"""Loads the demonstration: once, through the services, on a day and with a seed that make it the same every time."""

from __future__ import annotations

import os
import secrets
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from partnerships import demo
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from partnerships.strategy.models import Indicator


class Command(BaseCommand):
    help = "Load invented people, organisations, agreements and figures, each marked as a demonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="The same seed and day give the same data.")
        parser.add_argument(
            "--today",
            type=day,
            help="The day on which the demonstration ends, such as 2026-11-23; today by default.",
        )
        parser.add_argument(
            "--password",
            help="Of all accounts. Otherwise DEMO_PASSWORD, otherwise a new one is made and printed.",
        )
        parser.add_argument(
            "--into", metavar="NAME", help="The database in use, by its name: needed when DEBUG is off."
        )

    def handle(
        self,
        *args: Any,
        seed: int,
        today: date | None,
        password: str | None,
        into: str | None,
        verbosity: int,
        **options: Any,
    ) -> None:
        refuse_the_wrong_database(into)
        if User.objects.filter(is_demo=True).exists():
            self.tell(verbosity, "The demonstration is loaded already; nothing was changed.")
            return
        today = today or timezone.localdate()
        if today > timezone.localdate():
            raise CommandError(f"{date_long(today)} lies in the future. Give today or an earlier day.")
        password = password or os.environ.get("DEMO_PASSWORD") or self.new_password()
        with transaction.atomic():
            call_command("sync_roles", verbosity=0)
            call_command("load_reference", verbosity=0)
            refuse_a_strategy_of_its_own()
            stage = demo.build(seed=seed, today=today, password=password)
            # Until the planner knows how many rows there are, some pages take a hundred times as long.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        self.tell(
            verbosity,
            f"The demonstration is loaded as at {date_long(today)}: {len(stage.people)} accounts, "
            f"{len(stage.stakeholders)} stakeholders.",
        )

    def new_password(self) -> str:
        """Printed whatever the verbosity: nobody could sign in without it."""
        password = secrets.token_urlsafe(9)
        self.stdout.write(f"The password of all demonstration accounts is {password}")
        return password

    def tell(self, verbosity: int, line: str) -> None:
        if verbosity:
            self.stdout.write(line)


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is not a day. Write it as 2026-11-23.") from error


def refuse_the_wrong_database(
    into: str | None, *, data: str = "the demonstration", command: str = "load_demo"
) -> None:
    """Invented records among real ones could never be told apart by a query: so never by accident."""
    name = str(connection.settings_dict["NAME"])
    if into is not None and into != name:
        raise CommandError(f"The database in use is {name}, not {into}. Nothing was loaded.")
    if into is None and not settings.DEBUG:
        raise CommandError(
            "DEBUG is off, so this may be a database that people work in. Nothing was loaded. "
            f"If {data} is meant for it, name it: {command} --into {name}"
        )


def refuse_a_strategy_of_its_own() -> None:
    """The figures of the demonstration belong to the placeholder indicators and to nothing else."""
    if not Indicator.objects.filter(is_placeholder=True, code="2.3.2").exists():
        raise CommandError(
            "The strategy in this database is no longer the placeholder, so the demonstration does not fit it. "
            "Load it into an empty database."
        )
