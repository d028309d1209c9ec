"""Remove files that came with a form and were never saved with it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from partnerships.core.files import clear_staged


class Command(BaseCommand):
    help = "Removes files older than seven days that no form came back for; those that a draft names stay."

    def handle(self, *args: Any, **options: Any) -> None:
        count = clear_staged()
        noun, verb = ("file", "was") if count == 1 else ("files", "were")
        self.stdout.write(f"{count} {noun} that no form came back for {verb} removed.")
