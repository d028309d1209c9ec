"""Other agreements that may say the same: with the same party, or with a purpose or a title much like this one.

Of agreements of other provinces a person learns the headline and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Greatest

from mou.models import MoU, MoUParty
from partnerships.core.models import User
from partnerships.core.states import State

# How alike two titles, and two purposes, are before they are told, from 0 to 1.
ALIKE, MEANT = 0.35, 0.5
MOST = 5


@dataclass(frozen=True)
class Overlap:
    headline: dict[str, Any]
    why: str

    @property
    def may_open(self) -> bool:
        return bool(self.headline["may_open"])

    @property
    def state(self) -> State:
        return State(str(MoU.Status(self.headline["status"]).label), "none")


def overlaps_of(mou: MoU, *, viewer: User, day: date) -> list[Overlap]:
    """The five that come nearest among those that have not ended, in one query."""
    parties = MoUParty._base_manager.filter(mou=mou, stakeholder__isnull=False).values("stakeholder")
    same_party = MoUParty._base_manager.filter(mou=OuterRef("pk"), stakeholder__in=parties)
    own = MoU.objects.visible_to(viewer).filter(pk=OuterRef("pk"))
    rows = (
        MoU.objects.open(day)
        .exclude(pk=mou.pk)
        .headlines()
        .annotate(
            shares=Exists(same_party),
            alike=TrigramSimilarity("title", mou.title),
            meant=TrigramSimilarity("purpose", mou.purpose),
            may_open=Exists(own),
        )
        .filter(Q(shares=True) | Q(alike__gte=ALIKE) | Q(meant__gte=MEANT))
        .order_by("-shares", Greatest("alike", "meant").desc(), "reference")
    )
    return [Overlap(row, _why(row)) for row in rows[:MOST]]


def _why(row: dict[str, Any]) -> str:
    reasons = (
        row["shares"] and "the same party",
        row["meant"] >= MEANT and "a purpose much like this",
        row["alike"] >= ALIKE and "a title much like this",
    )
    *first, last = [reason for reason in reasons if reason]
    return f"{', '.join(first)} and {last}" if first else last
