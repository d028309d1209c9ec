"""Makes the PDFs that were asked for. Pages start it (partnerships.core.printing)."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from partnerships.core.printing import make_all

# Pages go first.
NICER = 10


class Command(BaseCommand):
    help = "Make the PDFs that wait, the oldest first. Several at once share them; one too many does nothing."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        if not settings.JOBS_IN_PROCESS:
            os.nice(NICER)
        done = make_all()
        if verbosity:
            self.stdout.write(f"PDFs made or given up: {done}.")
