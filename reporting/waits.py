"""Whom figures wait for: evidence of the last closed quarter waits for somebody who grades it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from partnerships.core.reminding.waiting import Wait, register
from partnerships.core.timeline import joined
from partnerships.strategy.models import Indicator
from reporting.models import Actual
from reporting.models.grade import EVIDENCE


def evidence_to_grade(person: User, day: date) -> Any:
    """Of figures that somebody else captured; older quarters stand in the register, and press nobody."""
    rows = Actual.objects.editable_by(person).exclude(captured_by=person)
    rows = rows.of_quarter(Quarter.containing(day).previous()).measured().with_grade()
    return rows.filter(EVIDENCE["waiting"][1])


# Looked up for the few that are shown, not joined to all that are counted.
CODE = Subquery(Indicator._base_manager.filter(pk=OuterRef("indicator")).order_by().values("code"))
WHO = Subquery(User._base_manager.filter(pk=OuterRef("captured_by")).order_by().values("name"))
register(
    Wait(
        name="figures-to-grade",
        label="Evidence of figures to grade",
        permission="reporting.add_evidencegrade",
        rows=evidence_to_grade,
        since="captured_on",
        who=WHO,
        what=joined(CODE, Value(", "), Coalesce("province__name", Value("National"))),
        page="reporting:actual",
        act=("Grade", "reporting:actual_grade"),
        listed="reporting:actuals?evidence=latest",
    )
)
