"""What was only said becomes part of an agreement: from then on the agreement counts it."""

from __future__ import annotations

from datetime import date

from partnerships.core.models import User
from stakeholders.lifecycle import ACTION_LIFECYCLE
from stakeholders.models import ActionItem


def take_into_agreement(item: ActionItem, *, by: User, into: str, on: date) -> ActionItem:
    """``into`` names the agreement and the clause. Called by the act that puts it there; open items only."""
    ACTION_LIFECYCLE.apply(item, "take", by=by, note=into, taken_on=on, taken_into=into)
    return item
