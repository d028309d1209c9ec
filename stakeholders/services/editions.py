"""What editions of instruments and criteria have in common: the next begins as a copy, and replaces the one before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from partnerships.core import history
from partnerships.core.forms import CONFLICT
from partnerships.core.lifecycle import Lifecycle
from partnerships.core.models import User
from stakeholders.models import Edition

Status = Edition.Status


def begin_edition(
    model: Any, *, by: User, lines: Sequence[str], copied: Sequence[str] = ("introduction",), **scope: Any
) -> Any:
    """The next version as a copy of the adopted one: what ``copied`` and ``lines`` name. One draft at a time."""
    versions = list(_locked(model, **scope))
    if any(version.status == Status.DRAFT for version in versions):
        raise ValidationError("A draft of the next version exists already. Go on with that one.")
    adopted = next((version for version in versions if version.status == Status.ADOPTED), None)
    known = {name: getattr(adopted, name) for name in copied} if adopted else {}
    number = max((version.number for version in versions), default=0) + 1
    draft = model(number=number, **scope, **known)
    draft.full_clean()
    with history.acting(by):
        draft.save()
    for relation in lines if adopted else ():
        for line in getattr(adopted, relation).all():
            line.pk, line.version = None, draft
            line.save(force_insert=True)
    return draft


def hold_draft(draft: Any, *, version: int) -> Any:
    """The draft as it is stored, locked; refused when it is adopted, or when somebody saved it since it was read."""
    current = type(draft)._default_manager.select_for_update().get(pk=draft.pk)
    if reason_against := against_changing(current):
        raise ValidationError(reason_against)
    if version != current.version:
        raise ValidationError(CONFLICT, code="conflict")
    current.version += 1
    return current


def against_changing(version: Any) -> str:
    if version.status == Status.DRAFT:
        return ""
    return (
        "An adopted version does not change, because assessments were made with it. Begin the next version."
    )


def adopt_edition(draft: Any, lifecycle: Lifecycle, *, by: User, **scope: Any) -> Any:
    """From today on this version holds; the one before is superseded."""
    # Locked in one order, so that two adoptions cannot wait for each other.
    before = [version for version in _locked(type(draft), **scope) if version.status == Status.ADOPTED]
    for version in before:
        if version == draft:
            break  # the life cycle says in words that it is adopted already
        lifecycle.apply(version, "supersede", by=by, note=f"By version {draft.number}")
    lifecycle.apply(draft, "adopt", by=by, adopted_on=timezone.localdate(), adopted_by=by)
    return draft


def _locked(model: Any, **scope: Any) -> Any:
    return model._default_manager.select_for_update().filter(**scope).order_by("number")
