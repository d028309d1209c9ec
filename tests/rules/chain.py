"""One record of every kind for one province (or nationally), joined as the chain joins them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from mou.models import ActivityQuarter, MoU, Obligation
from partnerships.core import files
from partnerships.core.models import Document, Province, User
from reporting.models import Actual
from stakeholders.models import Stakeholder
from tests import factories

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class Chain:
    province: Province | None
    stakeholder: Stakeholder
    partner: Stakeholder
    contact: Any
    engagement: Any
    action_item: Any
    assessment: Any
    draft: MoU
    draft_party: Any
    draft_obligation: Any
    clearance: Any
    out_for_signature: MoU
    signing_party: Any
    signed: MoU
    obligation: Obligation
    submitted: Obligation
    activity: Any
    quarter: ActivityQuarter
    actual: Actual
    indicator: Any
    document: Document


def build_chain(province: Province | None, *, by: User) -> Chain:
    stakeholder = factories.StakeholderFactory(
        province=province, status=Stakeholder.Status.UNDER_ASSESSMENT
    )
    partner = factories.StakeholderFactory(province=province, partner=True)
    engagement = factories.EngagementFactory(stakeholder=partner, province=province)
    factories.EngagementParticipantFactory(engagement=engagement)
    factories.EngagementPointFactory(engagement=engagement)
    score = factories.FitScoreFactory(assessment__stakeholder=stakeholder)

    draft = _agreement(province, partner)
    clearing = _agreement(province, partner, status=MoU.Status.CLEARANCE)
    out = _agreement(province, partner, status=MoU.Status.SIGNATURE)
    signed = _agreement(province, partner, signed=True)
    draft_obligation = factories.ObligationFactory(mou=draft)
    factories.ObligationFactory(mou=clearing)
    obligation = factories.ObligationFactory(mou=signed)
    submitted = factories.ObligationFactory(mou=signed, submitted=True, clause="5.2")
    activity = factories.ActivityFactory(mou=signed)
    quarter = factories.ActivityQuarterFactory(activity=activity)
    actual = factories.ActualFactory(province=province)
    factories.TargetFactory(province=province, value=Decimal(10))
    document = files.store(
        ContentFile(PDF, name="evidence.pdf"), record=submitted, kind=Document.Kind.EVIDENCE, by=by
    )
    return Chain(
        province=province,
        stakeholder=stakeholder,
        partner=partner,
        contact=factories.ContactFactory(stakeholder=stakeholder),
        engagement=engagement,
        action_item=factories.ActionItemFactory(engagement=engagement),
        assessment=score.assessment,
        draft=draft,
        draft_party=draft.parties.get(stakeholder=partner),
        draft_obligation=draft_obligation,
        clearance=factories.ClearanceFactory(mou=clearing),
        out_for_signature=out,
        signing_party=out.parties.get(stakeholder=partner),
        signed=signed,
        obligation=obligation,
        submitted=submitted,
        activity=activity,
        quarter=quarter,
        actual=actual,
        indicator=actual.indicator,
        document=document,
    )


def _agreement(province: Province | None, partner: Stakeholder, **fields: Any) -> MoU:
    mou = factories.MoUFactory(province=province, **fields)
    signed_on = date(2026, 3, 20) if fields.get("signed") else None
    factories.MoUPartyFactory(mou=mou, stakeholder=None, position=1, signed_on=signed_on)
    factories.MoUPartyFactory(mou=mou, stakeholder=partner, position=2, signed_on=signed_on)
    mou.focus_areas.add(factories.FocusAreaFactory())
    return mou
