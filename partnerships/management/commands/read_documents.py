"""Reads the words of documents that were not read yet, so that a search finds them. To be run by a timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from partnerships.core import reading


class Command(BaseCommand):
    help = "Reads the text of PDF and Word documents that were not read yet, so that a search finds them."

    def handle(self, *args: Any, **options: Any) -> None:
        read = reading.read_all()
        outcomes = [text.outcome for text in read]
        self.stdout.write(
            f"Documents read: {len(read)}. Without text: {outcomes.count('no_text')}. "
            f"Could not be read: {outcomes.count('unreadable')}."
        )
