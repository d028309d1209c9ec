"""Recording where a stakeholder stands, and the class that follows from it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from partnerships.core import history
from partnerships.core.models import User
from stakeholders.lifecycle import against_assessing
from stakeholders.models import Stakeholder, StakeholderAnalysis, StakeholderClass
from stakeholders.services.checks import check_not_in_the_future, check_version, lock, need, said


@transaction.atomic
def analyse_stakeholder(
    stakeholder: Stakeholder,
    *,
    by: User,
    assessed_on: date,
    influence: int,
    interest: int,
    position: str,
    wanted_position: str = "",
    reason: str,
) -> StakeholderAnalysis:
    """Write down influence, interest and position as seen on one day; earlier views stay as they were."""
    need(by, "stakeholders.add_stakeholderanalysis")
    lock(stakeholder, by)
    if reason_against := against_assessing(stakeholder):
        raise ValidationError(reason_against)
    check_not_in_the_future(assessed_on, "assessed_on", "A view is recorded once it was formed")
    analysis = StakeholderAnalysis(
        stakeholder=stakeholder,
        assessed_on=assessed_on,
        assessed_by=by,
        influence=influence,
        interest=interest,
        position=position,
        wanted_position=wanted_position,
        reason=said(reason, "reason", "Say what this view rests on: it is kept with it."),
    )
    analysis.full_clean()
    with history.acting(by):
        analysis.save()
    return analysis


@transaction.atomic
def take_class(
    stakeholder: Stakeholder, *, by: User, stakeholder_class: StakeholderClass, version: int | None = None
) -> Stakeholder:
    """Give the stakeholder the class that its analysis proposes; refused when somebody changed the entry since."""
    need(by, "stakeholders.change_stakeholder")
    lock(stakeholder, by)
    if reason_against := against_assessing(stakeholder):
        raise ValidationError(reason_against)
    check_version(stakeholder, version)
    if not stakeholder_class.is_active:
        raise ValidationError(f"The class “{stakeholder_class}” is no longer in use. Choose another.")
    stakeholder.stakeholder_class = stakeholder_class
    stakeholder.version += 1
    stakeholder.full_clean()
    with history.acting(by, "Class taken over from the analysis"):
        stakeholder.save()
    return stakeholder
