"""What is owed: adding it, submitting evidence, verifying by a second person, waiving and letting lapse."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mou.lifecycle import OBLIGATION_LIFECYCLE
from mou.models import MoU, Obligation
from mou.services.acts import accept, day_of, hold, keep, require
from mou.services.people import check_answering
from partnerships.core import history
from partnerships.core.models import User

# What a verifier can find, and the move that follows.
FINDINGS = {"met": "meet", "partly_met": "meet-partly", "returned": "return"}


@transaction.atomic
def add_obligation(mou: MoU, *, by: User, **fields: Any) -> Obligation:
    require(by, "mou.add_obligation")
    if hold(mou).text_is_locked:
        raise ValidationError(LOCKED)
    obligation = Obligation(mou=mou, **fields)
    check_answering(obligation.accountable, mou.province)
    obligation.full_clean()
    with history.acting(by):
        obligation.save()
    return obligation


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
    obligation: Obligation, *, by: User, finding: str, verification: str = "", verified_on: date | None = None
) -> Obligation:
    """Met, partly met or returned, found by somebody other than the person who submitted."""
    if finding not in FINDINGS:
        raise ValidationError("Choose whether it is met, partly met or returned.")
    if finding == "partly_met" and not verification.strip():
        raise ValidationError("Say which part is met and what is still missing.")
    day = day_of(verified_on, "The verification", not_before=obligation.submitted_on, since="the submission")
    OBLIGATION_LIFECYCLE.apply(
        obligation,
        FINDINGS[finding],
        by=by,
        note=verification,
        verification=verification.strip(),
        verified_on=day,
        verified_by=by,
    )
    return obligation


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
