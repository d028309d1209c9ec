"""Make what recurs in agreements without an end, as far ahead as one sees: for a timer, once a day or once a month."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from mou.services import extend_occurrences
from partnerships.core.numbers import number


class Command(BaseCommand):
    help = "Make the obligations that recur, up to the end of the next financial year. Safe to run again."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        made = extend_occurrences()
        if verbosity:
            self.stdout.write(f"Obligations made: {number(made)}")
