"""By whose authority targets stand, and which of them were changed: read from the history that triggers write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from partnerships.core.models import User
from partnerships.strategy.models import Indicator, Target


@dataclass(frozen=True, slots=True)
class TargetChange:
    """One target that was replaced by another, with the decision that did it."""

    when: datetime
    who: str
    quarter: int
    scope_label: str
    before: Decimal
    after: Decimal
    authority: str


def target_changes(indicator: Indicator, year: int, *, viewer: User) -> list[TargetChange]:
    """Newest first, in two queries; a target as it was first set is no change."""
    targets = Target.objects.visible_to(viewer).filter(indicator=indicator, year=year)
    model: Any = Target
    rows = model.pgh_event_model.objects.filter(pgh_obj__in=targets).select_related("pgh_obj__province")
    events = list(rows.order_by("pgh_obj", "pgh_id"))
    people = User.objects.in_bulk({(event.pgh_context or {}).get("user") for event in events} - {None})
    found = []
    for older, newer in pairwise(events):
        if older.pgh_obj_id == newer.pgh_obj_id and older.value != newer.value:
            target = newer.pgh_obj
            person = people.get((newer.pgh_context or {}).get("user"))
            found.append(
                TargetChange(
                    when=newer.pgh_created_at,
                    who=person.name if person else "The system",
                    quarter=target.quarter,
                    scope_label=str(target.province or "National"),
                    before=older.value,
                    after=newer.value,
                    authority=newer.authority,
                )
            )
    return sorted(found, key=lambda change: change.when, reverse=True)


def authorities(indicator: Indicator, year: int, *, viewer: User) -> list[str]:
    """The plans and decisions in which the targets of a year stand."""
    targets = Target.objects.visible_to(viewer).filter(indicator=indicator, year=year)
    return list(targets.order_by("authority").values_list("authority", flat=True).distinct())
