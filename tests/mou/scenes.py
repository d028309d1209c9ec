"""Agreements in every state of their life, as the services would have left them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pgtrigger
from django.core.files.uploadedfile import SimpleUploadedFile

from mou.models import Activity, MoU, MoUParty, Obligation
from partnerships.core.models import User
from tests.factories import (
    ActivityFactory,
    ActivityQuarterFactory,
    ClearanceFactory,
    ClearanceStepFactory,
    FocusAreaFactory,
    MoUFactory,
    MoUPartyFactory,
    ObligationFactory,
    OutputFactory,
    ProvinceFactory,
    StakeholderFactory,
)
from tests.people import everything, person

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
SIGNED_ON = date(2026, 3, 20)
# What the close-out report answers.
CLOSE_OUT = {
    "reached": "Forty patrols walk.",
    "not_reached": "Two districts, for want of transport.",
    "learnt": "Radios first.",
    "ours": "The attendance registers.",
    "theirs": "Twelve radios, until March.",
}


def pdf(name: str = "minutes.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def anybody(**fields: Any) -> User:
    """A national person with every right of every role: what is refused is refused by state or by rule."""
    return person(may=everything(), **fields)


def agreement(
    province: str | None = None, *, signed: bool = False, partner: Any = None, **fields: Any
) -> MoU:
    """Two parties, a focus area, a business owner and a partnership manager with the rights of their roles."""
    where = ProvinceFactory(code=province) if province else None
    fields = {
        "province": where,
        "business_owner": person("business_owner", name="Olga Owner"),
        "partnership_manager": person("partnership_manager", name="Mandla Manager"),
    } | fields
    mou = MoUFactory(signed=signed, **fields)
    signed_on = mou.signed_on
    partner = partner or StakeholderFactory(partner=True, province=where, name=f"Partner of {mou.reference}")
    MoUPartyFactory(mou=mou, stakeholder=None, position=1, signed_on=signed_on)
    MoUPartyFactory(mou=mou, stakeholder=partner, position=2, signed_on=signed_on)
    mou.focus_areas.add(FocusAreaFactory())
    return mou


def ours(mou: MoU) -> MoUParty:
    return mou.parties.get(stakeholder=None)


def theirs(mou: MoU) -> MoUParty:
    return mou.parties.get(stakeholder__isnull=False)


def in_clearance(*steps: str, **fields: Any) -> MoU:
    """In its first round, every step waiting; the steps are named by the right they need."""
    mou = agreement(status=MoU.Status.CLEARANCE, **fields)
    for position, right in enumerate(steps or ("clear_legal", "clear_secretary"), start=1):
        step = ClearanceStepFactory(
            code=right.replace("_", "-"), kind=mou.kind, permission=f"mou.{right}", order=position
        )
        ClearanceFactory(mou=mou, step=step, position=position, opened_on=date(2026, 11, 2))
    return mou


def out_for_signature(**fields: Any) -> MoU:
    mou = in_clearance(**fields)
    # As the services leave it: every step cleared on the 10th of November.
    director = person("director")
    for clearance in mou.clearances.all():
        type(clearance).objects.filter(pk=clearance.pk).update(
            status="cleared", decided_on=date(2026, 11, 10), decided_by=director
        )
    MoU.objects.filter(pk=mou.pk).update(status=MoU.Status.SIGNATURE)
    mou.refresh_from_db()
    return mou


def become(record: Any, **fields: Any) -> Any:
    """The same record at another point of its life, without the acts that lead there."""
    model = type(record)
    with pgtrigger.ignore(f"{model._meta.label}:declared_moves"):
        model._base_manager.filter(pk=record.pk).update(**fields)
    record.refresh_from_db()
    return record


def obligation(mou: MoU | None = None, **fields: Any) -> Obligation:
    mou = mou or agreement(signed=True)
    fields = {"owing_party": theirs(mou), "accountable": mou.business_owner} | fields
    return ObligationFactory(mou=mou, **fields)


def activity(mou: MoU | None = None, *, quarters: tuple[int, ...] = (2,), **fields: Any) -> Activity:
    mou = mou or agreement(signed=True)
    fields = {"responsible_party": ours(mou), "responsible_person": mou.business_owner} | fields
    if isinstance(fields.get("output"), str):
        year = fields.get("year", 2026)
        fields["output"] = OutputFactory(mou=mou, year=year, title=fields["output"])
    line = ActivityFactory(mou=mou, **fields)
    for number in quarters:
        ActivityQuarterFactory(activity=line, number=number)
    return line
