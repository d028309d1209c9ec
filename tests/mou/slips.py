"""An agreement of Gauteng whose partner is asked about Q2 2026/27, and how a slip is made and answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from mou import services
from mou.models import ConfirmationSlip, MoU, MoUParty
from partnerships.core.calendar import Quarter
from tests.factories import (
    ActivityFactory,
    ActivityQuarterFactory,
    EngagementFactory,
    StakeholderFactory,
)
from tests.mou import scenes
from tests.people import gift

Q2 = Quarter(2026, 2)  # July to September 2026


def asked() -> MoU:
    """Of Gauteng: each side owes something in the quarter, something is planned, and they met."""
    partner = StakeholderFactory(partner=True, name="Thuso Trust (demo)")
    mou = scenes.agreement("GP", signed=True, partner=partner)
    scenes.obligation(
        mou, clause="5.1", text="Train forty patrollers", owing_party=theirs(mou), due_on=date(2026, 8, 1)
    )
    scenes.obligation(
        mou, clause="5.2", text="Print the manuals", owing_party=ours(mou), due_on=date(2026, 9, 30)
    )
    scenes.obligation(
        mou, clause="5.3", text="Later than asked", owing_party=theirs(mou), due_on=date(2026, 10, 1)
    )
    activity = ActivityFactory(mou=mou, title="Walk the area", responsible_party=theirs(mou), year=2026)
    ActivityQuarterFactory(activity=activity, number=2)
    EngagementFactory(
        stakeholder=partner, province=mou.province, held_on=date(2026, 7, 9), purpose="Planning the walks"
    )
    return mou


def theirs(mou: MoU) -> MoUParty:
    return mou.parties.filter(stakeholder__isnull=False).earliest("position")


def ours(mou: MoU) -> MoUParty:
    return mou.parties.get(stakeholder=None)


def make(mou: MoU, **fields: Any) -> tuple[ConfirmationSlip, str]:
    """A slip of the second quarter and the address of its link."""
    slip, secret = services.make_slip(theirs(mou), by=fields.pop("by", None) or gift(), quarter=Q2, **fields)
    return slip, reverse("mou:slip_open", args=[secret])


def answers(slip: ConfirmationSlip, *contested: str, **more: str) -> dict[str, str]:
    """What the page sends: the first lines contested in these words, the others confirmed."""
    sent = {"name": "Ayanda Nkosi (demo)", "capacity": "Secretary"}
    for place, line in enumerate(slip.lines.order_by("position")):
        is_contested = place < len(contested)
        sent[f"line_{line.pk}"] = "contest" if is_contested else "confirm"
        sent[f"words_{line.pk}"] = contested[place] if is_contested else ""
    return sent | more


def fresh(record: Any) -> Any:
    return type(record).objects.get(pk=record.pk)
