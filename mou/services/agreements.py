"""Drafting and signing an agreement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from mou.lifecycle import MOU_LIFECYCLE
from mou.models import GOES_ON, AgreementKind, Amendment, MoU, MoUParty, SigningDelegation
from mou.services.acts import accept, day_of, hold, keep, require
from mou.services.clauses import begin_text
from mou.services.people import check_people
from mou.services.recurring import extend
from partnerships.core import files, history
from partnerships.core.models import Document, Province, User
from partnerships.core.numbers import date_long, rands
from partnerships.strategy.models import FocusArea
from stakeholders.models import Stakeholder


@transaction.atomic
def draft_mou(
    *,
    by: User,
    parties: Iterable[Stakeholder],
    focus_areas: Iterable[FocusArea],
    provinces: Iterable[Province] = (),
    on: date | None = None,
    **fields: Any,
) -> MoU:
    """A draft with its reference, our own party first and the others after it.

    ``on`` is the day of drafting; its year stands in the reference.
    """
    require(by, "mou.add_mou")
    others = list(dict.fromkeys(parties))
    if not others:
        raise ValidationError("Name at least one other party: an agreement needs two.")
    mou = MoU(**fields)
    check_people(mou.business_owner, mou.partnership_manager, mou.province)
    mou.reference = _next_reference(mou.kind, day_of(on, "The drafting"))
    mou.full_clean()
    with history.acting(by):
        mou.save()
        mou.provinces.set(provinces)
        mou.focus_areas.set(focus_areas)
        for position, stakeholder in enumerate((None, *others), start=1):
            known = _stated_before(stakeholder, mou.province, by)
            _store(MoUParty(mou=mou, position=position, stakeholder=stakeholder, **known))
        begin_text(mou)
        # Whoever drafts has the draft before them.
        mou.turn, mou.turn_since = mou.parties.get(stakeholder=None), day_of(on, "The drafting")
        mou.save()
    return mou


def _stated_before(stakeholder: Stakeholder | None, province: Province | None, by: User) -> dict[str, str]:
    """Who the party is and who signs for it, as the latest agreement with it says that this person may read.

    Not by which authority: a resolution is of its own day.
    """
    parties = MoUParty.objects.visible_to(by).filter(stakeholder=stakeholder).exclude(signatory="")
    # Our own side signs in each province by another office.
    ours = {} if stakeholder else {"mou__province": province}
    names = ("full_name", "established_by", "signatory", "capacity")
    return parties.filter(**ours).order_by("-mou__created_at", "-pk").values(*names).first() or {}


def _next_reference(kind: AgreementKind, day: date) -> str:
    """MOU-2026-014. Kinds that share a prefix share the numbers; whoever drafts at the same moment waits."""
    list(AgreementKind.objects.select_for_update(no_key=True).filter(prefix=kind.prefix).order_by("pk"))
    stem = f"{kind.prefix}-{day.year}-"
    number = Cast(Substr("reference", len(stem) + 1), models.IntegerField())
    # Every agreement counts, also those that this person may not see.
    last = MoU._base_manager.filter(reference__regex=rf"^{stem}\d+$").aggregate(last=models.Max(number))[
        "last"
    ]
    return f"{stem}{(last or 0) + 1:03}"


def _store(record: models.Model) -> None:
    record.full_clean()
    record.save()


@transaction.atomic
def add_party(mou: MoU, *, by: User, **fields: Any) -> MoUParty:
    """One more party, while the agreement is a draft."""
    require(by, "mou.add_mouparty")
    if hold(mou).status != MoU.Status.DRAFT:
        raise ValidationError("Parties are added to a draft only. Take the agreement back to draft first.")
    last = mou.parties.aggregate(last=models.Max("position"))["last"] or 0
    party = MoUParty(mou=mou, position=last + 1, **fields)
    with history.acting(by):
        _store(party)
    return party


@transaction.atomic
def remove_party(party: MoUParty, *, by: User) -> None:
    """Take a party out of a draft in which it owes nothing; what was there stays in the history."""
    require(by, "mou.change_mouparty")
    mou = hold(party.mou)
    if mou.status != MoU.Status.DRAFT:
        raise ValidationError(
            "Parties are removed from a draft only. Take the agreement back to draft first."
        )
    if reasons := why_party_stays(party):
        raise ValidationError(reasons)
    with history.acting(by):
        party.delete()


def why_party_stays(party: MoUParty) -> list[str]:
    reasons = []
    if party.is_ours:
        reasons.append("Our own party belongs to every agreement.")
    if party.obligations.exists() or party.recurringobligations.exists():
        reasons.append("It owes an obligation. Remove the obligation, or give it to another party first.")
    if party.activities.exists():
        reasons.append("It is responsible for an activity. Give the activity to another party first.")
    return reasons


@transaction.atomic
def record_signature(
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
) -> MoUParty:
    """Record that a party has signed on paper; nothing is signed here. The last signature moves the MoU.

    Our own side signs under a delegation of the list, as soon as there is one for the place.
    """
    require(by, "mou.sign_mou")
    mou = hold(party.mou)
    party.refresh_from_db()
    party.mou = mou
    _check_signature(party, signed_on, signatory, capacity, signed_at)
    if party.is_ours:
        check_delegation(mou, delegation, signed_on)
        party.delegation = delegation
    uploads = accept([document] if document else [])
    for upload in uploads:
        check_is_no_copy_of_another(upload, mou, by)
    party.signed_on, party.signed_at = signed_on, signed_at
    party.signatory, party.capacity, party.authority = signatory, capacity, authority
    with history.acting(by):
        _store(party)
        keep(
            uploads,
            record=mou,
            by=by,
            kind=Document.Kind.SIGNED_COPY,
            title=f"Signed copy, {party.short_name}",
        )
    days = list(mou.parties.values_list("signed_on", flat=True))
    signed = [day for day in days if day is not None]
    if len(signed) == len(days):
        MOU_LIFECYCLE.apply(mou, "sign", by=by, signed_on=max(signed))
        with history.acting(by):
            for recurring in mou.recurring_obligations.filter(GOES_ON):
                extend(recurring, timezone.localdate())
    return party


def _check_signature(party: MoUParty, signed_on: date, signatory: str, capacity: str, signed_at: str) -> None:
    mou = party.mou
    if mou.status != MoU.Status.SIGNATURE:
        raise ValidationError(
            f"The agreement is “{mou.get_status_display()}”. "
            "Signatures are recorded once it is out for signature."
        )
    if party.signed_on:
        raise ValidationError(
            f"{party.name} signed on {date_long(party.signed_on)}; the signature is on record."
        )
    if not (signatory.strip() and capacity.strip() and signed_at.strip()):
        raise ValidationError("Say who signed, in which capacity and where.")
    day_of(signed_on, "The signature", not_before=last_clearance_on(mou), since="the last clearance")
    if gone := [str(one) for one in mou.parties_not_partners_on(signed_on)]:
        raise ValidationError(
            f"Not a partner on {date_long(signed_on)}: {', '.join(gone)}. A service provider is no partner (strategy, "
            "4.4): call the agreement back and take the party out, or record the decision on the stakeholder's page."
        )
    if mou.ends_on and signed_on > mou.ends_on:
        raise ValidationError(
            f"The agreement ends on {date_long(mou.ends_on)}, before this signature. Correct the date, "
            "or call the agreement back and give it a later end."
        )


def check_delegation(mou: MoU, delegation: SigningDelegation | None, signed_on: date) -> None:
    """Raises ValidationError when our signatory signs outside the delegation: its place, its days or its ceiling."""
    covering = SigningDelegation.covering(mou.province)
    if delegation is None:
        if covering.exists():
            raise ValidationError({"delegation": "Choose the delegation under which our side signs."})
        return
    reasons = []
    if not covering.filter(pk=delegation.pk).exists():
        reasons.append(
            f"“{delegation}” does not cover an agreement of {mou.province or 'the national office'}."
        )
    if signed_on < delegation.valid_from:
        reasons.append(
            f"“{delegation}” is valid from {date_long(delegation.valid_from)}, after this signature."
        )
    if delegation.valid_until and signed_on > delegation.valid_until:
        reasons.append(f"“{delegation}” ended on {date_long(delegation.valid_until)}, before this signature.")
    if delegation.ceiling is not None:
        ceiling = rands(delegation.ceiling)
        if mou.contributions_value is None:
            reasons.append(
                f"“{delegation}” goes up to {ceiling}, and the agreement does not say what the "
                "contributions are worth. Call it back and give the value, or choose another delegation."
            )
        elif mou.contributions_value > delegation.ceiling:
            worth = rands(mou.contributions_value)
            reasons.append(f"“{delegation}” goes up to {ceiling}; the contributions are worth {worth}.")
    if reasons:
        raise ValidationError({"delegation": reasons})


def check_is_no_copy_of_another(upload: UploadedFile, record: MoU | Amendment, by: User) -> None:
    """The signed copy of another agreement or amendment, taken by mistake, is the same file byte for byte."""
    # Every agreement counts, also those that this person may not see; of those nothing is told.
    for document in Document._base_manager.filter(
        kind__code=Document.Kind.SIGNED_COPY, sha256=files.digest_of(upload)
    ).select_related("content_type"):
        model: Any = document.content_type.model_class()
        if model is type(record) and document.object_id == record.pk:
            continue
        found = model.objects.visible_to(by).filter(pk=document.object_id).first()
        whose = f"of {found}" if found else "of another agreement"
        raise ValidationError(
            {
                "document": f"This file is the signed copy {whose}, byte for byte. Choose the scan of this agreement."
            }
        )


def against_a_signed_copy(record: MoU | Amendment) -> list[str]:
    """Why no signed copy can be added now; empty when it can."""
    signed = record.parties.filter(signed_on__isnull=False) if isinstance(record, MoU) else record.signatures
    return [] if signed.exists() else ["No party has signed yet. The copy comes with the signature."]


@transaction.atomic
def add_signed_copy(record: MoU | Amendment, *, by: User, document: UploadedFile) -> None:
    """Keep the scan of what was signed, sealed by its SHA-256, where it did not come with the signature."""
    require(by, "mou.sign_mou")
    hold(record if isinstance(record, MoU) else record.mou)
    if reasons := against_a_signed_copy(record):
        raise ValidationError(reasons)
    uploads = accept([document])
    check_is_no_copy_of_another(document, record, by)
    with history.acting(by):
        keep(uploads, record=record, by=by, kind=Document.Kind.SIGNED_COPY, title="Signed copy")


def last_clearance_on(mou: MoU) -> date | None:
    """The day of the last clearance of the present round."""
    cleared = mou.clearances.filter(amendment=None, status="cleared").order_by("-round", "-decided_on")
    return cleared.values_list("decided_on", flat=True).first()
