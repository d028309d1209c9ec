"""What a higher app shows on the page of a lower app's record: registered when the app starts, drawn where it is asked.

The page of a stakeholder so shows what agreements say of it, and knows nothing of agreements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from partnerships.core.models import User


@dataclass(frozen=True)
class Panel:
    """``found`` is what the template is told as ``panel``, within what the person may see; nothing where None."""

    permission: str
    template: str
    found: Callable[[Any, User, date], Any]


_PANELS: dict[type[Model], list[Panel]] = {}


def register(subject: type[Model], panel: Panel) -> None:
    _PANELS.setdefault(subject, []).append(panel)


def panels_of(record: Model, user: User, day: date) -> list[tuple[str, Any]]:
    """Template and content of each part that has something to show to this person."""
    found = [
        (panel.template, panel.found(record, user, day))
        for panel in _PANELS.get(type(record), [])
        if user.has_perm(panel.permission)
    ]
    return [(template, content) for template, content in found if content is not None]
