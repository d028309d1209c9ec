"""Editions of instruments and criteria: draft → adopted → superseded by the adoption of the next."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models

from partnerships.core.lifecycle import Guard, Lifecycle, Transition
from stakeholders.models import Edition

DRAFT, ADOPTED, SUPERSEDED = Edition.Status
TONES: dict[str, str] = {DRAFT: "draft", ADOPTED: "good", SUPERSEDED: "stopped"}


def edition_lifecycle(
    model: type[models.Model], url_name: str, *, right: str, page: str, guards: Collection[Guard]
) -> Lifecycle:
    """The same life for every kind of edition; what must be met before it is adopted is its own."""
    return Lifecycle(
        model,
        url_name,
        TONES,
        Transition("adopt", "Adopt this version", {DRAFT}, ADOPTED, right, guards, page=page),
        Transition(
            "supersede", "Superseded by the next version", {ADOPTED}, SUPERSEDED, right, is_internal=True
        ),
    )
