"""Writing and adopting versions of the functionality instrument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from partnerships.core import history
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
from stakeholders.services.editions import adopt_edition, begin_edition, hold_draft


@transaction.atomic
def begin_version(*, by: User, family: str) -> InstrumentVersion:
    """Begin the next version as a copy of the adopted one: its questions, its bands, its introduction."""
    need(by, "stakeholders.add_instrumentversion")
    if family not in StructureKind.Family.values:
        raise ValidationError("Choose for which family of structures the version is.")
    draft: InstrumentVersion = begin_edition(
        InstrumentVersion, by=by, lines=("questions", "bands"), family=family
    )
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
    current: InstrumentVersion = hold_draft(draft, version=version)
    _check_bands(bands)
    current.introduction = introduction.strip()
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
    adopted: InstrumentVersion = adopt_edition(draft, INSTRUMENT_LIFECYCLE, by=by, family=draft.family)
    return adopted
