"""Acts and questions that the tests of texts share."""

from __future__ import annotations

from datetime import date

import pgtrigger

from mou import services
from mou.models import MoU, MoUParty
from partnerships.core.models import User


def ours(mou: MoU) -> MoUParty:
    return mou.parties.get(stakeholder=None)


def theirs(mou: MoU) -> MoUParty:
    return mou.parties.get(stakeholder__isnull=False)


def accept(party: MoUParty, by: User) -> MoUParty:
    return services.accept_text(party, by=by, accepted_on=date(2026, 11, 20), how="Letter of 20 November.")


def headings(mou: MoU) -> list[str]:
    return list(mou.clauses.in_order().values_list("heading", flat=True))


def put_in(mou: MoU, status: str) -> None:
    """As if the agreement had gone its way."""
    with pgtrigger.ignore("mou.MoU:declared_moves"):
        MoU.objects.filter(pk=mou.pk).update(status=status)
