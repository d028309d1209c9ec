"""Registering, archiving and restoring a stakeholder."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.scoping import readers_of
from stakeholders.lifecycle import against_archiving, against_assessing, against_restoring
from stakeholders.models import Stakeholder
from stakeholders.services.checks import check_version, check_within_scope, lock, need, said
from stakeholders.services.pairs import compare_anew


@transaction.atomic
def register_stakeholder(*, by: User, **fields: Any) -> Stakeholder:
    """Enter an organisation in the register, as identified; who enters it looks after it until another is named."""
    need(by, "stakeholders.add_stakeholder")
    stakeholder = Stakeholder(**{"relationship_manager": by} | fields)
    stakeholder.full_clean()
    with history.acting(by):
        stakeholder.save()
    check_within_scope(stakeholder, by)
    check_reads(stakeholder.relationship_manager, stakeholder)
    compare_anew(stakeholder)
    return stakeholder


@transaction.atomic
def archive_stakeholder(
    stakeholder: Stakeholder, *, by: User, reason: str, version: int | None = None
) -> Stakeholder:
    """Take it out of the lists; nothing is deleted. A running partnership is ended first."""
    need(by, "stakeholders.archive_stakeholder")
    lock(stakeholder, by)
    check_version(stakeholder, version)
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


@transaction.atomic
def assign_manager(
    stakeholder: Stakeholder, *, by: User, relationship_manager: User, version: int | None = None
) -> Stakeholder:
    """Name who of us looks after the relationship from now on."""
    need(by, "stakeholders.change_stakeholder")
    lock(stakeholder, by)
    if reason_against := against_assessing(stakeholder):
        raise ValidationError(reason_against)
    check_version(stakeholder, version)
    if stakeholder.relationship_manager_id == relationship_manager.pk:
        raise ValidationError(f"{relationship_manager} looks after it already.")
    check_reads(relationship_manager, stakeholder)
    stakeholder.relationship_manager = relationship_manager
    stakeholder.version += 1
    stakeholder.full_clean()
    with history.acting(by):
        stakeholder.save()
    return stakeholder


def check_reads(manager: User | None, stakeholder: Stakeholder) -> None:
    """Nobody can look after a record that this person may not open."""
    if manager and not User.objects.filter(readers_of(stakeholder.province_id), pk=manager.pk).exists():
        raise ValidationError(
            {
                "relationship_manager": f"{manager} may not open records of {stakeholder.scope_label}. "
                "Choose somebody of that province or of the national office."
            }
        )


def _store_archiving(stakeholder: Stakeholder, on: date | None, reason: str, by: User) -> Stakeholder:
    reason = said(reason, "reason", "Give the reason: it is kept with the record.")
    stakeholder.archived_on = on
    stakeholder.archive_reason = reason if on else ""
    stakeholder.version += 1
    stakeholder.full_clean()
    with history.acting(by, reason):
        stakeholder.save()
    compare_anew(stakeholder)
    return stakeholder
