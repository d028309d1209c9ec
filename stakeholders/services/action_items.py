"""What becomes of a promise: done, verified by somebody else, or no longer needed."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from partnerships.core.models import User
from stakeholders.lifecycle import ACTION_LIFECYCLE
from stakeholders.models import ActionItem
from stakeholders.services.checks import check_not_in_the_future, said


@transaction.atomic
def complete_action_item(item: ActionItem, *, by: User, outcome: str, done_on: date) -> ActionItem:
    """Record that it was done, by its owner or by whoever keeps the engagements of its province."""
    if not ActionItem.objects.completable_by(by).filter(pk=item.pk).exists():
        raise PermissionDenied
    check_not_in_the_future(done_on, "done_on", "What is done lies in the past")
    outcome = said(outcome, "outcome", "Say what was done.")
    ACTION_LIFECYCLE.apply(
        item, "complete", by=by, note=outcome, outcome=outcome, done_on=done_on, done_by=by
    )
    return item
