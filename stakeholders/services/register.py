"""Registering, archiving and restoring a stakeholder."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import history
from partnerships.core.models import User
from stakeholders.lifecycle import against_archiving, against_restoring
from stakeholders.models import Stakeholder
from stakeholders.services.checks import check_within_scope, lock, need, said


@transaction.atomic
def register_stakeholder(*, by: User, **fields: Any) -> Stakeholder:
    """Enter an organisation in the register, as identified."""
    need(by, "stakeholders.add_stakeholder")
    stakeholder = Stakeholder(**fields)
    stakeholder.full_clean()
    with history.acting(by):
        stakeholder.save()
    check_within_scope(stakeholder, by)
    return stakeholder


@transaction.atomic
def archive_stakeholder(stakeholder: Stakeholder, *, by: User, reason: str) -> Stakeholder:
    """Take it out of the lists; nothing is deleted. A running partnership is ended first."""
    need(by, "stakeholders.archive_stakeholder")
    lock(stakeholder, by)
    if reason_against := against_archiving(stakeholder):
        raise ValidationError(reason_against)
    return _store_archiving(stakeholder, timezone.localdate(), reason, by)


@transaction.atomic
def restore_stakeholder(stakeholder: Stakeholder, *, by: User, reason: str) -> Stakeholder:
    """Bring an archived record back; refused while another one bears its name in the same province."""
    need(by, "stakeholders.archive_stakeholder")
    lock(stakeholder, by)
    if reason_against := against_restoring(stakeholder):
        raise ValidationError(reason_against)
    return _store_archiving(stakeholder, None, reason, by)


def _store_archiving(stakeholder: Stakeholder, on: date | None, reason: str, by: User) -> Stakeholder:
    reason = said(reason, "reason", "Give the reason: it is kept with the record.")
    stakeholder.archived_on = on
    stakeholder.archive_reason = reason if on else ""
    stakeholder.version += 1
    stakeholder.full_clean()
    with history.acting(by, reason):
        stakeholder.save()
    return stakeholder
