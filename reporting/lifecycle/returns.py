"""A return: open → submitted by the officer → signed by the head of the province → accepted by the Unit.

The head hands it back, and the Unit sends it back to its lines, with a reason; it is then submitted and signed again.
"""

from __future__ import annotations

from django.utils import timezone

from partnerships import roles
from partnerships.core.lifecycle import Lifecycle, Missing, Transition
from partnerships.core.models import User
from reporting.models import RETURN_TONES, ProvincialReturn, ReturnLine
from reporting.opening import against_writing
from reporting.return_sheet import ReturnSheet


def can_be_written(found: ProvincialReturn, by: User) -> str:
    against = against_writing(found, found.acting_on or timezone.localdate())
    return Missing(against, who=roles.holding(REOPEN)) if against else ""


def is_whole(found: ProvincialReturn, by: User) -> list[str]:
    """Everything that the checks find, each with its place."""
    return [Missing(one.sentence, url=one.url) for one in ReturnSheet(found, viewer=by).problems]


def is_not_the_sender(found: ProvincialReturn, by: User) -> str:
    if found.submitted_by_id != by.pk:
        return ""
    return Missing("You submitted this return: somebody else signs it.", who=roles.holding(SIGN))


def is_a_third_person(found: ProvincialReturn, by: User) -> str:
    """Whoever submitted, signed or typed it does not accept it too."""
    if by.pk not in {found.submitted_by_id, found.signed_by_id} and not _typed(found, by):
        return ""
    return Missing(
        "You submitted, signed or typed in this return: somebody else accepts it.", who=roles.holding(ACCEPT)
    )


def _typed(found: ProvincialReturn, by: User) -> bool:
    rows = ReturnLine._base_manager.filter(provincial_return=found)
    return rows.filter(saved_by=by).exists() or rows.filter(actual__captured_by=by).exists()


OPEN, SUBMITTED, SIGNED, ACCEPTED, RETURNED = ProvincialReturn.Status
SUBMIT, SIGN = "reporting.submit_provincialreturn", "reporting.sign_provincialreturn"
ACCEPT, REOPEN = "reporting.accept_provincialreturn", "reporting.reopen_provincialreturn"
RETURN_LIFECYCLE = Lifecycle(
    ProvincialReturn,
    "reporting:return_move",
    RETURN_TONES,
    Transition("submit", "Submit", {OPEN, RETURNED}, SUBMITTED, SUBMIT, [can_be_written, is_whole]),
    Transition("sign", "Sign", {SUBMITTED}, SIGNED, SIGN, [is_not_the_sender]),
    Transition("hand-back", "Hand back", {SUBMITTED}, RETURNED, SIGN, [is_not_the_sender], needs_reason=True),
    Transition(
        "accept", "Accept", {SIGNED}, ACCEPTED, ACCEPT, [is_a_third_person], page="reporting:return_accept"
    ),
    Transition(
        "return",
        "Send back",
        {SUBMITTED, SIGNED},
        RETURNED,
        ACCEPT,
        needs_reason=True,
        page="reporting:return_back",
    ),
    Transition(
        "reopen",
        "Open again",
        {ACCEPTED},
        RETURNED,
        REOPEN,
        needs_reason=True,
        page="reporting:return_reopen",
    ),
)
