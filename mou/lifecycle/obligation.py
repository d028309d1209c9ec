"""Open → submitted with evidence → met, partly met or returned by a second person.

Waived, lapsed and disputed stand beside it; due soon and overdue are no statuses: dates tell them. More time changes
the date and not the status.
"""

from __future__ import annotations

from django.urls import reverse

from mou.models import Obligation
from mou.models.obligation import STATUS_TONES
from partnerships import roles
from partnerships.core.lifecycle import Lifecycle, Missing, Transition
from partnerships.core.models import User


def is_signed(obligation: Obligation, by: User) -> str:
    if obligation.mou.signed_on:
        return ""
    return Missing(
        "The agreement is not signed yet: nothing is owed before.",
        who=roles.holding("mou.sign_mou"),
        url=obligation.mou.get_absolute_url(),
    )


def has_evidence(obligation: Obligation, by: User) -> str:
    if obligation.documents.exists():
        return ""
    return Missing(
        "Add at least one document as evidence.",
        who=f"{obligation.accountable}, after it is returned",
        url=reverse("mou:submit_obligation", args=[obligation.pk]),
    )


def answers_for_it(obligation: Obligation, by: User) -> str:
    if by.has_perm("mou.change_obligation") or by.pk in {
        obligation.accountable_id,
        obligation.mou.business_owner_id,
        obligation.mou.partnership_manager_id,
    }:
        return ""
    return Missing(
        "Only the accountable person, the business owner or the Partnerships Unit submits this.",
        who=str(obligation.accountable),
    )


def is_second_person(obligation: Obligation, by: User) -> str:
    if obligation.submitted_by_id != by.pk:
        return ""
    manager = obligation.mou.partnership_manager
    return Missing(
        "You submitted this yourself: somebody else must verify it.",
        who=roles.holding(VERIFY) if manager.pk == by.pk else str(manager),
    )


def is_not_accountable(obligation: Obligation, by: User) -> str:
    """Whoever must see to it does not excuse it too."""
    if obligation.accountable_id != by.pk:
        return ""
    return Missing(
        "You are the accountable person yourself: somebody else decides this.", who=roles.holding(WAIVE)
    )


OPEN, SUBMITTED, RETURNED, MET, PARTLY_MET, DISPUTED, WAIVED, LAPSED = Obligation.Status
SUBMIT, VERIFY = "mou.submit_obligation", "mou.verify_obligation"
EXTEND, WAIVE = "mou.extend_obligation", "mou.waive_obligation"
OBLIGATION_LIFECYCLE = Lifecycle(
    Obligation,
    # Every move has a page of its own.
    "mou:obligation",
    STATUS_TONES,
    Transition(
        "submit",
        "Submit with evidence",
        {OPEN, RETURNED},
        SUBMITTED,
        SUBMIT,
        [is_signed, answers_for_it],
        page="mou:submit_obligation",
    ),
    Transition(
        "meet",
        "Verify",
        {SUBMITTED},
        MET,
        VERIFY,
        [is_second_person, has_evidence],
        page="mou:verify_obligation",
    ),
    Transition(
        "meet-partly", "Partly met", {SUBMITTED}, PARTLY_MET, VERIFY, [is_second_person], is_internal=True
    ),
    Transition(
        "return",
        "Return",
        {SUBMITTED},
        RETURNED,
        VERIFY,
        [is_second_person],
        needs_reason=True,
        is_internal=True,
    ),
    Transition(
        "extend",
        "Give more time",
        {OPEN, RETURNED, DISPUTED},
        "",
        EXTEND,
        [is_signed, is_not_accountable],
        needs_reason=True,
        page="mou:extend_obligation",
    ),
    Transition(
        "dispute",
        "Record a dispute",
        {OPEN, SUBMITTED, RETURNED},
        DISPUTED,
        VERIFY,
        [is_signed],
        needs_reason=True,
        page="mou:dispute_obligation",
    ),
    Transition(
        "settle",
        "Settle the dispute",
        {DISPUTED},
        OPEN,
        VERIFY,
        needs_reason=True,
        page="mou:settle_obligation",
    ),
    # A settled dispute leads back to where it began.
    Transition(
        "settle-submitted",
        "Settle the dispute",
        {DISPUTED},
        SUBMITTED,
        VERIFY,
        needs_reason=True,
        is_internal=True,
    ),
    Transition(
        "settle-returned",
        "Settle the dispute",
        {DISPUTED},
        RETURNED,
        VERIFY,
        needs_reason=True,
        is_internal=True,
    ),
    Transition(
        "waive",
        "Waive",
        {OPEN, RETURNED, DISPUTED},
        WAIVED,
        WAIVE,
        [is_signed, is_not_accountable],
        needs_reason=True,
        page="mou:waive_obligation",
    ),
    Transition(
        "lapse",
        "Let lapse",
        {OPEN, RETURNED, DISPUTED},
        LAPSED,
        WAIVE,
        [is_signed, is_not_accountable],
        needs_reason=True,
        page="mou:lapse_obligation",
    ),
    # By the last signature of an amendment that takes it out of the agreement.
    Transition(
        "strike",
        "Taken out by an amendment",
        {OPEN, SUBMITTED, RETURNED, DISPUTED},
        LAPSED,
        "mou.sign_mou",
        is_internal=True,
    ),
    # Of a recurring obligation what would be owed after the agreement has ended.
    Transition("end", "Ended with the agreement", {OPEN}, LAPSED, "mou.end_mou", is_internal=True),
)
