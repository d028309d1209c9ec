"""By whose authority targets of an indicator stand, and which of them were changed: read from the approved changes."""

from __future__ import annotations

from partnerships.core.models import User
from partnerships.strategy.models import Indicator, Target, TargetChange, TargetChangeSet


def target_changes(indicator: Indicator, year: int, *, viewer: User) -> list[TargetChange]:
    """Newest first, in one query; a target as it was first set is no change."""
    changes = TargetChange.objects.visible_to(viewer).filter(
        indicator=indicator, change_set__year=year, change_set__status=TargetChangeSet.Status.APPROVED
    )
    first_set = changes.filter(before_value=None, before_words="")
    found = changes.exclude(pk__in=first_set.values("pk")).select_related(
        "province", "change_set__proposed_by", "change_set__decided_by"
    )
    return list(found.order_by("-change_set__decided_on", "-change_set", "province__order", "slot"))


def authorities(indicator: Indicator, year: int, *, viewer: User) -> list[str]:
    """The plans and decisions in which the targets of a year stand."""
    targets = Target.objects.visible_to(viewer).filter(indicator=indicator, year=year)
    return list(targets.order_by("authority").values_list("authority", flat=True).distinct())
