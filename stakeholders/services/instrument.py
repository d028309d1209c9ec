"""Writing and adopting versions of the functionality instrument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import history
from partnerships.core.forms import CONFLICT
from partnerships.core.models import User
from stakeholders.lifecycle import INSTRUMENT_LIFECYCLE
from stakeholders.models import (
    Functionality,
    FunctionalityBand,
    InstrumentQuestion,
    InstrumentVersion,
    StructureKind,
)
from stakeholders.services.checks import need

Status = InstrumentVersion.Status


@transaction.atomic
def begin_version(*, by: User, family: str) -> InstrumentVersion:
    """Begin the next version as a copy of the adopted one: its questions, its bands, its introduction."""
    need(by, "stakeholders.add_instrumentversion")
    if family not in StructureKind.Family.values:
        raise ValidationError("Choose for which family of structures the version is.")
    versions = list(_locked(family))
    if any(version.status == Status.DRAFT for version in versions):
        raise ValidationError("A draft of the next version exists already. Go on with that one.")
    adopted = next((version for version in versions if version.status == Status.ADOPTED), None)
    draft = InstrumentVersion(
        family=family,
        number=max((version.number for version in versions), default=0) + 1,
        introduction=adopted.introduction if adopted else "",
    )
    draft.full_clean()
    with history.acting(by):
        draft.save()
    if adopted:
        for question in adopted.questions.all():
            question.pk, question.version = None, draft
            question.save(force_insert=True)
        for band in adopted.bands.all():
            band.pk, band.version = None, draft
            band.save(force_insert=True)
    return draft


@transaction.atomic
def change_version(
    draft: InstrumentVersion,
    *,
    by: User,
    version: int,
    introduction: str,
    questions: Sequence[Mapping[str, Any]],
    bands: Mapping[str, int],
) -> InstrumentVersion:
    """Write the draft anew. Questions (text, help_text, weight, is_essential) come in their order."""
    need(by, "stakeholders.change_instrumentversion")
    current = InstrumentVersion.objects.select_for_update().get(pk=draft.pk)
    if reason_against := against_changing(current):
        raise ValidationError(reason_against)
    if version != current.version:
        raise ValidationError(CONFLICT, code="conflict")
    _check_bands(bands)
    current.introduction = introduction.strip()
    current.version += 1
    current.full_clean()
    with history.acting(by):
        current.save()
    # No answer names a question of a draft, so the lines are simply written again.
    current.questions.all().delete()
    current.bands.all().delete()
    for position, written in enumerate(questions, start=1):
        question = InstrumentQuestion(version=current, position=position, **written)
        question.full_clean()
        question.save()
    for result, begins in bands.items():
        band = FunctionalityBand(version=current, result=result, from_per_cent=begins)
        band.full_clean()
        band.save()
    return current


def against_changing(version: InstrumentVersion) -> str:
    if version.status == Status.DRAFT:
        return ""
    return (
        "An adopted version does not change, because assessments were made with it. Begin the next version."
    )


def _check_bands(bands: Mapping[str, int]) -> None:
    functional, partly, not_functional = (bands[result] for result in Functionality.values)
    if not (not_functional == 0 and 0 < partly < functional <= 100):
        raise ValidationError(
            "The bands must rise: not functional from 0 per cent, then partly functional, then functional."
        )


@transaction.atomic
def adopt_version(draft: InstrumentVersion, *, by: User) -> InstrumentVersion:
    """From today on visits are assessed with this version; the one before is superseded."""
    need(by, "stakeholders.adopt_instrumentversion")
    # Locked in one order, so that two adoptions cannot wait for each other.
    before = [version for version in _locked(draft.family) if version.status == Status.ADOPTED]
    for version in before:
        if version == draft:
            break  # the life cycle says in words that it is adopted already
        INSTRUMENT_LIFECYCLE.apply(version, "supersede", by=by, note=f"By version {draft.number}")
    INSTRUMENT_LIFECYCLE.apply(draft, "adopt", by=by, adopted_on=timezone.localdate(), adopted_by=by)
    return draft


def _locked(family: str) -> Any:
    return InstrumentVersion.objects.select_for_update().filter(family=family).order_by("number")
