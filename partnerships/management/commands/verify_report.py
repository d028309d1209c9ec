"""Whether a file is a report as it was issued."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.issuing import verify


class Command(BaseCommand):
    help = "Say which issued report a file is, and whether a byte differs: manage.py verify_report report.pdf"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            type=Path,
            help="A PDF, an Excel, Word or CSV file, or figures as data, as somebody has it.",
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Ends with 1 when the file is not what was issued."""
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        verdict = verify(content)
        if not verdict.is_same:
            raise CommandError(f"{verdict.in_words} SHA-256 {verdict.sha256}, {verdict.size} bytes.")
        self.stdout.write(f"{verdict.in_words} SHA-256 {verdict.sha256}, {verdict.size} bytes.")
