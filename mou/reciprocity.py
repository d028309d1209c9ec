"""What each party owes and how far it has kept it, side by side: under one agreement, and under all with a partner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Q

from mou.models import MoUParty, Obligation
from partnerships.core.models import User
from partnerships.core.panels import Panel, register
from stakeholders.models import Stakeholder

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


@dataclass(frozen=True)
class Balance:
    """Between us and one organisation, under all signed agreements with it that somebody may see."""

    ours: Duties
    theirs: Duties
    agreements: int

    @property
    def lines(self) -> tuple[Duties, Duties]:
        return self.ours, self.theirs


def balance_with(stakeholder: Stakeholder, viewer: User, day: date) -> Balance | None:
    """None where nothing is owed between the two."""
    return next(iter(balances_with([stakeholder], viewer, day)), None)


def balances_with(stakeholders: Iterable[Stakeholder], viewer: User, day: date) -> list[Balance]:
    """One query for all of them. What third parties owe is theirs and is left out."""
    asked = {one.pk: one for one in stakeholders}
    due = Q(due_on__lte=day) & ~Q(status__in=RELEASED)
    late = Q(status__in=Obligation.UNSETTLED, due_on__lt=day)
    rows = (
        Obligation.objects.visible_to(viewer)
        .annotate(partner=F("mou__parties__stakeholder"))
        .filter(partner__in=asked, removed_by__isnull=True, mou__signed_on__isnull=False)
        .filter(Q(owing_party__stakeholder__isnull=True) | Q(owing_party__stakeholder=F("partner")))
        .order_by()
        .values("partner", "mou", owing=F("owing_party__stakeholder"))
        .annotate(
            total=Count("pk"),
            due=Count("pk", filter=due),
            met=Count("pk", filter=due & Q(status=Obligation.Status.MET)),
            partly_met=Count("pk", filter=due & Q(status=Obligation.Status.PARTLY_MET)),
            overdue=Count("pk", filter=late),
            released=Count("pk", filter=Q(status__in=RELEASED)),
        )
    )
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row["partner"], []).append(row)
    return [
        Balance(
            ours=_summed(MoUParty(stakeholder=None), [row for row in found[pk] if row["owing"] is None]),
            theirs=_summed(MoUParty(stakeholder=one), [row for row in found[pk] if row["owing"] is not None]),
            agreements=len({row["mou"] for row in found[pk]}),
        )
        for pk, one in asked.items()
        if pk in found
    ]


def _summed(party: MoUParty, rows: list[dict[str, Any]]) -> Duties:
    counts = {
        name: sum(row[name] for row in rows)
        for name in ("total", "due", "met", "partly_met", "overdue", "released")
    }
    return Duties(party=party, **counts)


register(Stakeholder, Panel("mou.view_obligation", "mou/_balance.html", balance_with))
