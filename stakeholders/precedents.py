"""How it was decided last time: the earlier decisions that are nearest to a round."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.functions import Abs

from partnerships.core.models import User
from stakeholders.models import PartnerDecision, Stakeholder

SHOWN = 3


def precedents(stakeholder: Stakeholder, fit: int, *, viewer: User) -> list[Any]:
    """The three nearest that this person may see: of the same type, then of the same group, then by fit.

    ``nearness`` says which: 0 type, 1 group, 2 neither. Decisions of before fits were kept come last.
    """
    nearness = [When(stakeholder__group=stakeholder.group_id, then=Value(1))]
    if stakeholder.type_id:
        nearness.insert(0, When(stakeholder__type=stakeholder.type_id, then=Value(0)))
    return list(
        PartnerDecision.objects.visible_to(viewer)
        .for_list()
        .exclude(stakeholder=stakeholder)
        .annotate(
            nearness=Case(*nearness, default=Value(2), output_field=IntegerField()),
            distance=Abs(F("fit") - fit),
        )
        .order_by("nearness", F("distance").asc(nulls_last=True), "-decided_on", "-pk")[:SHOWN]
    )
