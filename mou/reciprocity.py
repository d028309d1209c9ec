"""What each party owes under one agreement and how far it has kept it, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from mou.models import MoUParty, Obligation

KEPT = {Obligation.Status.MET, Obligation.Status.PARTLY_MET}
RELEASED = {Obligation.Status.WAIVED, Obligation.Status.LAPSED}


@dataclass(frozen=True)
class Duties:
    """``due`` are those that have fallen due and were neither waived nor lapsed: by them the share is measured."""

    party: MoUParty
    total: int
    due: int
    met: int
    partly_met: int
    overdue: int
    released: int

    @property
    def kept(self) -> int:
        return self.met + self.partly_met

    @property
    def share(self) -> Decimal | None:
        """In whole per cent; None where nothing has fallen due, which is not the same as nothing kept."""
        if not self.due:
            return None
        return (Decimal(100 * self.kept) / self.due).quantize(Decimal(1), ROUND_HALF_UP)


def duties_of(parties: Iterable[MoUParty], obligations: Iterable[Any], day: date) -> list[Duties]:
    """One line for each party, also for one that owes nothing; asks the database for nothing."""
    owed: dict[int, list[Any]] = {}
    for obligation in obligations:
        owed.setdefault(obligation.owing_party_id, []).append(obligation)
    return [_of_one(party, owed.get(party.pk, []), day) for party in parties]


def _of_one(party: MoUParty, owed: list[Any], day: date) -> Duties:
    due = [one for one in owed if one.due_on <= day and one.status not in RELEASED]
    return Duties(
        party=party,
        total=len(owed),
        due=len(due),
        met=sum(one.status == Obligation.Status.MET for one in due),
        partly_met=sum(one.status == Obligation.Status.PARTLY_MET for one in due),
        overdue=sum(one.is_overdue_on(day) for one in owed),
        released=sum(one.status in RELEASED for one in owed),
    )
