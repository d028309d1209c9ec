"""Saying that an entry of the register is still correct."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import history
from partnerships.core.models import User
from stakeholders.lifecycle import against_assessing
from stakeholders.models import Stakeholder
from stakeholders.services.checks import check_version, lock, need

STILL_CORRECT = "Still correct"


@transaction.atomic
def verify_stakeholder(stakeholder: Stakeholder, *, by: User, version: int | None = None) -> Stakeholder:
    """Record who looked at the entry today and found it correct.

    ``version`` is the one that the person saw: what somebody changed since was not seen, so it is not confirmed.
    """
    need(by, "stakeholders.verify_stakeholder")
    lock(stakeholder, by)
    if reason_against := against_assessing(stakeholder):
        raise ValidationError(reason_against)
    check_version(stakeholder, version)
    stakeholder.verified_on = timezone.localdate()
    stakeholder.verified_by = by
    stakeholder.version += 1
    stakeholder.full_clean()
    with history.acting(by, STILL_CORRECT):
        stakeholder.save()
    return stakeholder
