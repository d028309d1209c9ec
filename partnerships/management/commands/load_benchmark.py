"""Invented records in realistic volume, for measuring."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partnerships.bench import data
from partnerships.bench.data.copying import Written
from partnerships.core.numbers import number
from partnerships.management.commands.load_demo import day, refuse_the_wrong_database


class Command(BaseCommand):
    help = "Fill this database with invented records in realistic volume (docs/benchmarks.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=sorted(data.SCALES), default="national")
        parser.add_argument("--seed", type=int, default=1, help="The same seed gives the same records.")
        parser.add_argument(
            "--today", type=day, help="The day up to which the records reach, such as 2026-11-23."
        )
        parser.add_argument(
            "--into", metavar="NAME", help="The database in use, by its name: needed when DEBUG is off."
        )
        parser.add_argument("--password", help="For the three accounts that sign in.")

    def handle(
        self,
        *args: Any,
        scale: str,
        seed: int,
        today: date | None,
        into: str | None,
        password: str | None,
        verbosity: int,
        **options: Any,
    ) -> None:
        refuse_the_wrong_database(into, data="the benchmark", command="load_benchmark")
        if data.is_loaded():
            raise CommandError(
                "This database holds benchmark data already. Make a new database for another load."
            )
        begun = time.perf_counter()
        written: list[Written] = []

        def tell(table: Written) -> None:
            written.append(table)
            if verbosity:
                self.line(table.table, table.rows, table.seconds)

        data.load(
            data.SCALES[scale], seed=seed, today=today or timezone.localdate(), password=password, tell=tell
        )
        data.settle()
        if verbosity:
            self.line("In all", sum(table.rows for table in written), time.perf_counter() - begun)

    def line(self, what: str, rows: int, seconds: float) -> None:
        self.stdout.write(f"{what:<40}{number(rows):>12}{seconds:>9.1f} s")
        self.stdout.flush()
