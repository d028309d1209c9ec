"""Writing and adopting versions of the fit criteria."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from partnerships.core import history
from partnerships.core.models import User
from stakeholders.lifecycle import FIT_CRITERIA_LIFECYCLE
from stakeholders.models import FitCriteriaVersion, FitCriterion
from stakeholders.services.checks import need
from stakeholders.services.editions import adopt_edition, begin_edition, hold_draft

MARKS = ("partner_from", "not_now_from", "wide_score", "wide_fit")
LONGEST_CODE = FitCriterion._meta.get_field("code").max_length or 0


@transaction.atomic
def begin_criteria(*, by: User) -> FitCriteriaVersion:
    """Begin the next version as a copy of the adopted one: its criteria, its marks, its introduction."""
    need(by, "stakeholders.add_fitcriteriaversion")
    draft: FitCriteriaVersion = begin_edition(
        FitCriteriaVersion, by=by, lines=("criteria",), copied=("introduction", *MARKS)
    )
    draft.writers.add(by)
    return draft


@transaction.atomic
def change_criteria(
    draft: FitCriteriaVersion,
    *,
    by: User,
    version: int,
    introduction: str,
    marks: Mapping[str, int],
    criteria: Sequence[Mapping[str, Any]],
) -> FitCriteriaVersion:
    """Write the draft anew. Criteria (code, name, explanation, weight, is_risk, threshold) come in their order.

    A line without a code is a new criterion; one that keeps its code is the same as in the versions before.
    """
    need(by, "stakeholders.change_fitcriteriaversion")
    current: FitCriteriaVersion = hold_draft(draft, version=version)
    current.introduction = introduction.strip()
    for name in MARKS:
        setattr(current, name, marks[name])
    current.full_clean()
    with history.acting(by):
        current.save()
    current.writers.add(by)
    # A criterion that was taken out is not the same as a new one, even when both have the same name.
    known = set(FitCriterion.objects.values_list("code", flat=True))
    # No score names a criterion of a draft, so the lines are simply written again.
    current.criteria.all().delete()
    written: set[str] = set()
    for position, line in enumerate(criteria, start=1):
        code = line.get("code") or ""
        if code not in known:
            code = _new_code(str(line["name"]), known | written)
        elif code in written:
            raise ValidationError(f"“{line['name']}” stands there twice. Take one of the two out.")
        written.add(code)
        criterion = FitCriterion(version=current, position=position, **{**line, "code": code})
        criterion.full_clean()
        criterion.save()
    return current


def _new_code(name: str, taken: set[str]) -> str:
    stem = slugify(name)[: LONGEST_CODE - 4].strip("-") or "criterion"
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)


@transaction.atomic
def adopt_criteria(draft: FitCriteriaVersion, *, by: User) -> FitCriteriaVersion:
    """From today on new rounds are weighed with this version; rounds that are open keep the one they began with."""
    need(by, "stakeholders.adopt_fitcriteriaversion")
    adopted: FitCriteriaVersion = adopt_edition(draft, FIT_CRITERIA_LIFECYCLE, by=by)
    return adopted
