"""Compare all entries of the register with each other and keep the pairs that resemble each other."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from stakeholders.services.pairs import compare_register


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Pairs found: {compare_register()}")
