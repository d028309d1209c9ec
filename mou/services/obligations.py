"""What is owed: adding it, submitting evidence, verifying by a second person, waiving and letting lapse.

More time and disputes are in ``deferring``, what comes back in every period in ``recurring``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mou.lifecycle import OBLIGATION_LIFECYCLE
from mou.models import MoU, Obligation
from mou.models.owed import Owed
from mou.services.acts import accept, day_of, hold, keep, require
from mou.services.people import check_answering
from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.numbers import date_long

# What a verifier can find, and the move that follows.
FINDINGS = {"met": "meet", "partly_met": "meet-partly", "returned": "return"}


@transaction.atomic
def add_obligation(mou: MoU, *, by: User, **fields: Any) -> Obligation:
    require(by, "mou.add_obligation")
    if hold(mou).text_is_locked:
        raise ValidationError(LOCKED)
    obligation = Obligation(mou=mou, **fields)
    check_answering(obligation.accountable, mou.province)
    check_owed(obligation)
    with history.acting(by):
        obligation.save()
    return obligation


def check_owed(owed: Owed) -> None:
    """What its fields and its rules say, without a question to the database for each link and each constraint.

    The database holds those by itself; the constraints speak of later states, which only a life cycle brings about.
    """
    owed.clean_fields(exclude=[field.name for field in owed._meta.fields if field.is_relation])
    owed.clean()


LOCKED = (
    "The text is locked: it is being cleared or signed, or it is signed. Before the first signature the "
    "agreement can be taken back to draft; after it, a change is an amendment with signatures of its own."
)


@transaction.atomic
def remove_obligation(obligation: Obligation, *, by: User) -> None:
    """Strike an obligation from a text that binds nobody yet; what was there stays in the history."""
    require(by, "mou.change_obligation")
    if hold(obligation.mou).text_is_locked:
        raise ValidationError(LOCKED)
    with history.acting(by):
        obligation.delete()


@transaction.atomic
def submit_obligation(
    obligation: Obligation,
    *,
    by: User,
    submission: str,
    documents: Iterable[UploadedFile] = (),
    submitted_on: date | None = None,
) -> Obligation:
    """Say what was done and give the evidence. Evidence of an earlier, returned submission still counts."""
    uploads = accept(documents)
    if not submission.strip():
        raise ValidationError("Say what was done.")
    if not uploads and not obligation.documents.exists():
        raise ValidationError("Add at least one document as evidence.")
    day = day_of(
        submitted_on,
        "The submission",
        not_before=obligation.mou.signed_on,
        since="the last signature",
    )
    OBLIGATION_LIFECYCLE.apply(
        obligation,
        "submit",
        by=by,
        note=submission,
        submission=submission.strip(),
        submitted_on=day,
        submitted_by=by,
        # The finding on an earlier submission stays in the history.
        verification="",
        verified_on=None,
        verified_by=None,
    )
    keep(uploads, record=obligation, by=by)
    return obligation


@transaction.atomic
def verify_obligation(
    obligation: Obligation,
    *,
    by: User,
    finding: str,
    verification: str = "",
    verified_on: date | None = None,
    rest: str = "",
    rest_due_on: date | None = None,
) -> Obligation:
    """Met, partly met or returned, found by somebody other than the person who submitted.

    What is left of something met in part is an obligation of its own from then on: ``rest``, due on ``rest_due_on``.
    """
    if finding not in FINDINGS:
        raise ValidationError("Choose whether it is met, partly met or returned.")
    is_partly = finding == "partly_met"
    if is_partly and not verification.strip():
        raise ValidationError("Say which part is met and what is still missing.")
    day = day_of(verified_on, "The verification", not_before=obligation.submitted_on, since="the submission")
    if is_partly:
        _check_rest(rest, rest_due_on, day)
    OBLIGATION_LIFECYCLE.apply(
        obligation,
        FINDINGS[finding],
        by=by,
        note=verification,
        verification=verification.strip(),
        verified_on=day,
        verified_by=by,
    )
    if is_partly:
        _leave_over(obligation, by=by, text=rest.strip(), due_on=rest_due_on)
    return obligation


def _check_rest(rest: str, due_on: date | None, day: date) -> None:
    if not rest.strip():
        raise ValidationError({"rest": "Say what is still to be done: it is owed on."})
    if due_on is None or due_on < day:
        raise ValidationError(
            {
                "rest_due_on": f"Say by when the rest is due: on {date_long(day)}, the day of the finding, or later."
            }
        )


def _leave_over(obligation: Obligation, *, by: User, text: str, due_on: Any) -> Obligation:
    """The rest, owed under the same clause by the same party to the same, with a day of its own."""
    rest = Obligation(
        mou=obligation.mou,
        follows=obligation,
        text=text,
        due_on=due_on,
        **{
            name: getattr(obligation, name)
            for name in (
                *("clause", "quoted_text", "owing_party", "beneficiary", "accountable"),
                *("measure", "thrust", "indicator"),
            )
        },
    )
    check_owed(rest)
    with history.acting(by, str(obligation)):
        rest.save()
    return rest


def waive_obligation(
    obligation: Obligation, *, by: User, authority: str, reason: str, released_on: date | None = None
) -> Obligation:
    """Nobody owes it any longer, by somebody's authority and for a reason."""
    return _release(obligation, "waive", by=by, authority=authority, reason=reason, released_on=released_on)


def lapse_obligation(
    obligation: Obligation, *, by: User, authority: str, reason: str, released_on: date | None = None
) -> Obligation:
    """It fell away by itself, for instance because the agreement ended or the law changed."""
    return _release(obligation, "lapse", by=by, authority=authority, reason=reason, released_on=released_on)


@transaction.atomic
def _release(
    obligation: Obligation, move: str, *, by: User, authority: str, reason: str, released_on: date | None
) -> Obligation:
    if not authority.strip():
        raise ValidationError("Name the authority: who decided it, where and when.")
    day = day_of(
        released_on,
        "The release",
        not_before=obligation.mou.signed_on,
        since="the last signature",
    )
    OBLIGATION_LIFECYCLE.apply(
        obligation,
        move,
        by=by,
        note=reason,
        released_on=day,
        released_by=by,
        release_authority=authority.strip(),
    )
    return obligation
