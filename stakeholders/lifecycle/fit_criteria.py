"""A version of the fit criteria: what must be met before it is adopted, and that somebody else adopts it."""

from __future__ import annotations

from partnerships import roles
from partnerships.core.lifecycle import Missing
from partnerships.core.models import User
from stakeholders.lifecycle.editions import edition_lifecycle
from stakeholders.models import FitCriteriaVersion

ADOPT = "stakeholders.adopt_fitcriteriaversion"


def has_criteria(version: FitCriteriaVersion, by: User) -> str:
    return "" if version.criteria.exists() else "Write at least one criterion first."


def is_not_its_writer(version: FitCriteriaVersion, by: User) -> str:
    """Two people: nobody adopts what is decided by on the strength of having written it."""
    if not version.writers.filter(pk=by.pk).exists():
        return ""
    return Missing(
        "You wrote at this version. Somebody else who may adopt one looks at it and adopts it.",
        who=roles.holding(ADOPT),
    )


FIT_CRITERIA_LIFECYCLE = edition_lifecycle(
    FitCriteriaVersion,
    "stakeholders:fit_criteria_move",
    right=ADOPT,
    page="stakeholders:fit_criteria_adopt",
    guards=[has_criteria, is_not_its_writer],
)
