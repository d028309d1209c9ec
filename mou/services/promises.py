"""What was promised in an engagement becomes part of an agreement: proposed, and taken in when that is signed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from mou.lifecycle import against_amending
from mou.models import Amendment, MoU, Obligation, TermsChange
from mou.services.acts import require
from mou.services.amendments import begin_amendment, propose_change
from mou.terms import Line
from partnerships.core.lifecycle import Missing
from partnerships.core.models import User
from stakeholders.models import ActionItem
from stakeholders.services.taking import take_into_agreement


def proposals_of(item: ActionItem) -> Any:
    """The changes of agreements that propose this promise, those of withdrawn amendments left out."""
    return (
        item.proposals.filter(amendment__isnull=False)
        .exclude(amendment__status=Amendment.Status.WITHDRAWN)
        .select_related("amendment__mou")
    )


def against_proposing(item: ActionItem) -> list[str]:
    """Why the promise cannot be proposed now; empty when it can."""
    if item.status != ActionItem.Status.OPEN:
        return [f"This is “{item.get_status_display()}” now. Only an open promise is proposed."]
    for change in proposals_of(item).filter(effective_on=None)[:1]:
        amendment = change.amendment
        return [
            Missing(
                f"It is proposed already, with {amendment} of {amendment.mou.reference}. Leave it out there first.",
                url=amendment.get_absolute_url(),
            )
        ]
    return []


def open_to_proposals(item: ActionItem, by: User) -> list[MoU]:
    """The agreements with this organisation that this person may amend now."""
    found = MoU.objects.editable_by(by).with_partner(item.stakeholder).order_by("reference")
    return [mou for mou in found.filter(signed_on__isnull=False) if not against_amending(mou)]


@transaction.atomic
def propose_promise(
    item: ActionItem,
    *,
    by: User,
    mou: MoU,
    line: Line,
    ours: dict[str, Any],
    amendment: Amendment | None = None,
    title: str = "",
    reason: str = "",
) -> TermsChange:
    """Put the promise, in the words of a clause, into an amendment: a drafted one, or one that begins with it."""
    require(by, "mou.send_mou")
    # Whoever proposes the same promise at the same moment waits, and is told.
    item.refresh_from_db(from_queryset=ActionItem._base_manager.select_for_update())
    if reasons := against_proposing(item):
        raise ValidationError(reasons)
    if mou not in open_to_proposals(item, by):
        raise PermissionDenied
    if amendment is None:
        amendment = begin_amendment(mou, by=by, title=title, reason=reason)
    if amendment.mou_id != mou.pk:
        raise PermissionDenied
    change = propose_change(
        amendment, by=by, part=TermsChange.Part.OBLIGATION, after=line, ours=ours, promise=item
    )
    if change is None:
        raise ValidationError("Say what is owed.")
    return change


def take_in(obligation: Obligation, amendment: Amendment, *, by: User) -> None:
    """The last signature has made the promise part of the agreement, which counts it from then on."""
    item = obligation.promise
    if item and item.status == ActionItem.Status.OPEN and amendment.signed_on:
        into = f"{amendment.mou.reference}, clause {obligation.clause}"
        take_into_agreement(item, by=by, into=into, on=amendment.signed_on)
