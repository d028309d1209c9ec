"""The signatures of an amendment; the last one changes the agreement, all at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction

from mou.lifecycle import ACTIVITY_LIFECYCLE, AMENDMENT_LIFECYCLE, OBLIGATION_LIFECYCLE, version_of
from mou.models import (
    Activity,
    ActivityQuarter,
    Amendment,
    AmendmentSignature,
    Clause,
    MoU,
    MoUParty,
    Obligation,
    RecurringObligation,
    SigningDelegation,
    TermsChange,
)
from mou.services.acts import accept, day_of, hold, keep, require
from mou.services.agreements import check_delegation, check_is_no_copy_of_another
from mou.services.clauses import number_for, section_of
from mou.services.promises import take_in
from mou.services.recurring import follow_amendment
from mou.services.workplans import line_as_stored, output_of
from mou.terms import OPTIONAL, Part, terms_of
from partnerships.core import history
from partnerships.core.models import Document, Province, User
from partnerships.core.numbers import date_long


@transaction.atomic
def sign_amendment(
    amendment: Amendment,
    party: MoUParty,
    *,
    by: User,
    signed_on: date,
    signed_at: str,
    signatory: str,
    capacity: str,
    authority: str,
    document: UploadedFile | None = None,
    delegation: SigningDelegation | None = None,
) -> AmendmentSignature:
    """Record that a party has signed an amendment on paper. The last signature puts it in force from its day."""
    require(by, "mou.sign_mou")
    mou = hold(amendment.mou)
    amendment.refresh_from_db()
    amendment.mou = mou
    _check(amendment, party, signed_on)
    if party.is_ours:
        check_delegation(mou, delegation, signed_on)
    uploads = accept([document] if document else [])
    for upload in uploads:
        check_is_no_copy_of_another(upload, amendment, by)
    signature = AmendmentSignature(
        amendment=amendment,
        party=party,
        signed_on=signed_on,
        signed_at=signed_at.strip(),
        signatory=signatory.strip(),
        capacity=capacity.strip(),
        authority=authority.strip(),
        delegation=delegation,
    )
    with history.acting(by):
        signature.full_clean()
        signature.save()
        title = f"Signed copy of amendment {amendment.number}, {party.short_name}"
        keep(uploads, record=amendment, by=by, kind=Document.Kind.SIGNED_COPY, title=title)
    days = list(amendment.signatures.values_list("signed_on", flat=True))
    if len(days) == mou.parties.count():
        last = max(days)
        AMENDMENT_LIFECYCLE.apply(amendment, "sign", by=by, signed_on=last)
        _put_in_force(amendment, by, last)
    return signature


def _check(amendment: Amendment, party: MoUParty, signed_on: date) -> None:
    mou = amendment.mou
    if party.mou_id != mou.pk:
        raise ValidationError("This organisation is no party of the agreement.")
    if amendment.status != Amendment.Status.SIGNATURE:
        raise ValidationError(
            f"The amendment is “{amendment.get_status_display()}”. "
            "Signatures are recorded once it is out for signature."
        )
    if amendment.based_on != version_of(mou):
        raise ValidationError(
            "Another amendment was signed since this one was written. Call it back, compare it with the present text "
            "and send it again."
        )
    if earlier := amendment.signatures.filter(party=party).first():
        raise ValidationError(
            f"{party.name} signed on {date_long(earlier.signed_on)}; the signature is on record."
        )
    rounds = amendment.clearances.filter(status="cleared").order_by("-round", "-decided_on")
    cleared_on = rounds.values_list("decided_on", flat=True).first()
    day_of(signed_on, "The signature", not_before=cleared_on, since="the last clearance")
    newest = mou.amendments.filter(status="signed").aggregate(newest=models.Max("signed_on"))["newest"]
    day_of(signed_on, "The signature", not_before=newest or mou.signed_on, since="what it changes was signed")
    if gone := [str(one) for one in mou.parties_not_partners_on(signed_on)]:
        raise ValidationError(f"Not a partner on {date_long(signed_on)}: {', '.join(gone)}.")


def _put_in_force(amendment: Amendment, by: User, day: date) -> None:
    mou = amendment.mou
    terms = terms_of(mou)
    with history.acting(by, str(amendment)):
        for change in amendment.changes.order_by("pk"):
            # The workplan may have moved while the amendment was signed: what is kept as before is what really was.
            change.before = terms.value(change)
            MAKERS[Part(change.part)](mou, change, amendment, by)
            change.effective_on = day
            change.save()
        mou.version += 1
        mou.full_clean()
        mou.save()
        # Another rule, or another end of the agreement: what is owed in every period follows.
        touched = models.Q(removed_by=None) | models.Q(removed_by=amendment)
        for recurring in mou.recurring_obligations.filter(touched):
            recurring.mou = mou
            follow_amendment(recurring, amendment, by=by, day=day)


def _change_term(mou: MoU, change: TermsChange, amendment: Amendment, by: User) -> None:
    field: Any = MoU._meta.get_field(change.field)
    setattr(mou, change.field, field.to_python((change.after or {})[change.field]))


def _change_clause(mou: MoU, change: TermsChange, amendment: Amendment, by: User) -> None:
    line = dict(change.after or {})
    heading = line.pop("section", "")
    section = section_of(mou, heading) if heading else None
    if change.item is None:
        last = mou.clauses.aggregate(last=models.Max("position"))["last"] or 0
        line |= {"position": last + 1, "number": number_for(mou, section)}
        change.item = _stored(Clause(mou=mou, section=section, **line)).pk
        change.after = line | {"section": heading}
        return
    clause = mou.clauses.get(pk=change.item)
    if change.after is not None:
        clause.section = section
    _update(clause, line, change, amendment)


def _change_obligation(mou: MoU, change: TermsChange, amendment: Amendment, by: User) -> None:
    if change.item is None:
        obligation = _stored(Obligation(mou=mou, promise=change.promise, **_whole(change)))
        change.item = obligation.pk
        take_in(obligation, amendment, by=by)
        return
    obligation = mou.obligations.get(pk=change.item)
    if change.after is None and not obligation.is_settled:
        OBLIGATION_LIFECYCLE.apply(
            obligation,
            "strike",
            by=by,
            note=str(amendment),
            released_on=amendment.signed_on,
            released_by=by,
            release_authority=str(amendment)[:200],
        )
    _update(obligation, dict(change.after or {}), change, amendment)


def _change_recurring(mou: MoU, change: TermsChange, amendment: Amendment, by: User) -> None:
    """The rule alone; what is owed under it follows when all changes are made."""
    if change.item is None:
        change.item = _stored(RecurringObligation(mou=mou, **_whole(change))).pk
        return
    recurring = mou.recurring_obligations.get(pk=change.item)
    _update(recurring, dict(change.after or {}), change, amendment)


def _whole(change: TermsChange) -> dict[str, Any]:
    """What the parties agreed of a new line, and what concerns our side of it."""
    return _keys((change.after or {}) | change.ours, *LINKS)


def _change_activity(mou: MoU, change: TermsChange, amendment: Amendment, by: User) -> None:
    line = dict(change.after or {})
    # What stands in rows of its own. What each side brings is changed in the workplan itself, and stays.
    output, quarters, planned, provinces, _ = (
        line.pop(name, None) for name in ("output", "quarters", "planned", "provinces", "resources")
    )
    if change.item is None:
        line = _keys(line, "responsible_party") | _keys(change.ours, "responsible_person", "thrust")
        activity = Activity(mou=mou, **line)
        activity.output = output_of(mou, activity.year, output or "")
        change.item = _stored(activity).pk
    else:
        activity = mou.activities.get(pk=change.item)
        if change.after is not None:
            activity.output = output_of(mou, line.get("year", activity.year), output or "")
        _update(activity, line, change, amendment)
    if change.after is None:
        for quarter in activity.quarters.filter(status__in=ActivityQuarter.OPEN):
            ACTIVITY_LIFECYCLE.apply(quarter, "strike", by=by, note=str(amendment), narrative=str(amendment))
        return
    activity.provinces.set(Province.objects.filter(code__in=provinces or ()))
    _plan_quarters(activity, set(quarters or ()), planned or {})
    # What was reported on stays in the plan.
    change.after = line_as_stored(activity)


def _plan_quarters(activity: Activity, numbers: set[int], planned: dict[str, str]) -> None:
    activity.quarters.filter(status="planned").exclude(number__in=numbers).delete()
    stored = {quarter.number: quarter for quarter in activity.quarters.all()}
    for number in sorted(numbers):
        quarter = stored.get(number) or ActivityQuarter(activity=activity, number=number)
        if quarter.status == ActivityQuarter.Status.PLANNED:
            quarter.planned_value = Decimal(planned[str(number)]) if str(number) in planned else None
            quarter.save()


def _update(row: Any, line: dict[str, Any], change: TermsChange, amendment: Amendment) -> None:
    """Write the line into its row; what is taken out stays as it was and names the amendment."""
    if change.after is None:
        row.removed_by = amendment
    else:
        # What a line does not say any more is empty.
        for name in OPTIONAL.get(type(row).__name__, ()):
            setattr(row, name, row._meta.get_field(name.removesuffix("_id")).get_default())
    for name, value in _keys(line, *LINKS).items():
        setattr(row, name, row._meta.get_field(name.removesuffix("_id")).to_python(value))
    row.version += 1
    row.save()


# Names in a line that stand for related records.
LINKS = ("owing_party", "beneficiary", "responsible_party", "accountable", "thrust", "indicator")


def _stored(row: Any) -> Any:
    row.full_clean()
    row.save()
    return row


def _keys(line: dict[str, Any], *links: str) -> dict[str, Any]:
    """The same line with the names that columns of related records have."""
    return {f"{name}_id" if name in links else name: value for name, value in line.items()}


MAKERS = {
    Part.TERM: _change_term,
    Part.CLAUSE: _change_clause,
    Part.OBLIGATION: _change_obligation,
    Part.RECURRING: _change_recurring,
    Part.ACTIVITY: _change_activity,
}
