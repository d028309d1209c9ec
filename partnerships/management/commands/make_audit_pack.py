"""Makes an audit pack that was asked for. Pages start it (reporting.packing.packs)."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reporting.models import AuditPack
from reporting.packing.packs import make_pack

# Pages go first.
NICER = 10


class Command(BaseCommand):
    help = "Make the audit pack of this number. One that is made already, or is being made, is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pack", type=int, help="The number in the address of the pack.")

    def handle(self, *args: Any, pack: int, verbosity: int, **options: Any) -> None:
        found = AuditPack.objects.filter(pk=pack).select_related("asked_by").first()
        if found is None:
            raise CommandError(f"There is no audit pack with the number {pack}.")
        if not settings.JOBS_IN_PROCESS:
            os.nice(NICER)
        done = make_pack(found)
        if verbosity:
            self.stdout.write(f"{done}: {done.state.label.lower()}. {done.problem}".strip())
