"""Does the step that a list waits for: checking, importing or undoing. Pages start it (partnerships.core.jobs)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partnerships.core.models import User
from stakeholders.models import ImportBatch
from stakeholders.services.importing import run_step


class Command(BaseCommand):
    help = "Do the step that an import waits for. A step that was interrupted is begun again; nothing is done twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", type=int, help="The number in the address of the import.")
        parser.add_argument(
            "--by", type=int, required=True, help="The number of the person who asked for it."
        )

    def handle(self, *args: Any, batch: int, by: int, verbosity: int, **options: Any) -> None:
        person = User.objects.filter(pk=by, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active account with the number {by}.")
        found = ImportBatch.objects.editable_by(person).filter(pk=batch).first()
        if found is None:
            raise CommandError(f"{person} has no import with the number {batch}.")
        done = run_step(found, by=person)
        if verbosity:
            self.stdout.write(f"{done}: {done.get_status_display().lower()}. {done.problem}".strip())
