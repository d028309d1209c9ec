"""Confirmation slips: our record of a quarter put before a partner, taken back, and answered line by line."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from mou.lifecycle import CONTESTED_LIFECYCLE
from mou.models import (
    ActivityQuarter,
    ConfirmationSlip,
    ContestedLine,
    MoU,
    MoUParty,
    Obligation,
    SlipLine,
    SlipOpening,
)
from mou.services.acts import hold, require
from partnerships.core import history
from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from stakeholders.models import Contact, Engagement, Stakeholder, partner_no_more_on

SECRET_BYTES = 32  # 256 bits
# A quarter is put before a partner when it is over, or nearly so.
LAST_DAYS = 7
# What is opened again within this time is read on, not opened anew.
ONE_OPENING = timedelta(minutes=10)
LONGEST_SAYING, LONGEST_NAME = 1000, 120
Kind = SlipLine.Kind


def against_slip(party: MoUParty, quarter: Quarter, day: date) -> str:
    """Why no slip of the quarter can be made for this party now; empty when one can."""
    mou = party.mou
    if party.is_ours:
        return "A slip goes to another party of the agreement, not to us."
    if mou.signed_on is None or mou.signed_on > quarter.end:
        return f"The agreement was not signed by the end of {quarter}: nothing was owed yet."
    if day <= quarter.end - timedelta(days=LAST_DAYS):
        opens = quarter.end - timedelta(days=LAST_DAYS - 1)
        return f"{quarter} runs until {date_long(quarter.end)}. A slip can be made from {date_long(opens)}."
    if is_lost(party, day):
        return f"{party.name} is no partner any more, so nothing is put before it."
    if party.slips.filter(answered_at__isnull=False, year=quarter.year, number=quarter.number).exists():
        return f"{party.name} has answered the slip of {quarter} already."
    return ""


def is_lost(party: MoUParty, day: date) -> bool:
    """Whether the party was a partner and is none any more."""
    rows = MoUParty._base_manager.filter(partner_no_more_on(day, "stakeholder"), pk=party.pk)
    return rows.exists()


def quarters_to_ask(mou: MoU, day: date) -> list[Quarter]:
    """The quarters of which a slip can be made: up to four, the newest first."""
    quarter = Quarter.containing(day + timedelta(days=LAST_DAYS))
    found = []
    for _ in range(5):
        if mou.signed_on and mou.signed_on <= quarter.end and day > quarter.end - timedelta(days=LAST_DAYS):
            found.append(quarter)
        quarter = quarter.previous()
    return found[:4]


def record_of(party: MoUParty, quarter: Quarter, *, by: User, day: date) -> list[SlipLine]:
    """What stands with us of the quarter, as it would be put before the party; nothing is stored."""
    lines = [
        *_obligations(party, quarter, day),
        *_activities(party, quarter, day),
        *_engagements(party, quarter, by),
    ]
    for position, line in enumerate(lines, start=1):
        line.position = position
    return lines


def _obligations(party: MoUParty, quarter: Quarter, day: date) -> list[SlipLine]:
    """What the party owes, and what we owe it or all, due or settled in the quarter."""
    days = (quarter.start, quarter.end)
    to_it = Q(owing_party__stakeholder=None) & (Q(beneficiary=party) | Q(beneficiary=None))
    found = (
        Obligation._base_manager.filter(
            Q(owing_party=party) | to_it,
            Q(due_on__range=days) | Q(verified_on__range=days) | Q(released_on__range=days),
            mou=party.mou,
            removed_by=None,
        )
        .select_related("owing_party__stakeholder", "mou")
        .order_by("due_on", "pk")
    )
    return [
        SlipLine(
            kind=Kind.OBLIGATION,
            record=one.pk,
            whose=one.owing_party.name,
            title=f"Clause {one.clause}: {one.text}" if one.clause else one.text,
            on_day=one.due_on,
            said=str(one.state_on(day)),
        )
        for one in found
    ]


def _activities(party: MoUParty, quarter: Quarter, day: date) -> list[SlipLine]:
    ours = Q(activity__responsible_party__stakeholder=None)
    found = (
        ActivityQuarter._base_manager.filter(
            ours | Q(activity__responsible_party=party),
            activity__mou=party.mou,
            activity__removed_by=None,
            activity__year=quarter.year,
            number=quarter.number,
        )
        .select_related("activity__responsible_party__stakeholder")
        .order_by("activity_id")
    )
    return [
        SlipLine(
            kind=Kind.ACTIVITY,
            record=one.activity_id,
            whose=one.activity.responsible_party.name,
            title=one.activity.title,
            said=str(one.state_on(day)),
        )
        for one in found
    ]


def _engagements(party: MoUParty, quarter: Quarter, by: User) -> list[SlipLine]:
    """Day, kind and purpose, of those that the agreement's own office or the national one held."""
    found = Engagement.objects.visible_to(by).filter(
        stakeholder=party.stakeholder, held_on__range=(quarter.start, quarter.end)
    )
    if party.mou.province_id:
        found = found.filter(Q(province=party.mou.province_id) | Q(province=None))
    return [
        SlipLine(
            kind=Kind.ENGAGEMENT,
            record=one.pk,
            title=f"{one.kind}: {one.purpose}",
            on_day=one.held_on,
            said="Held",
        )
        for one in found.select_related("kind").order_by("held_on", "pk")
    ]


@transaction.atomic
def make_slip(
    party: MoUParty, *, by: User, quarter: Quarter, contact: Contact | None = None
) -> tuple[ConfirmationSlip, str]:
    """The slip with its lines frozen, and the secret of its link, kept nowhere. An earlier one is taken back."""
    require(by, "mou.add_confirmationslip")
    day = timezone.localdate()
    if against := against_slip(party, quarter, day):
        raise ValidationError(against)
    lines = record_of(party, quarter, by=by, day=day)
    if not lines:
        raise ValidationError(
            f"Nothing of {quarter} is recorded with {party.name}: there is nothing to confirm."
        )
    [slip], secret = _make([(party, lines)], by=by, quarter=quarter, contact=contact)
    return slip, secret


@transaction.atomic
def make_slips(
    stakeholder: Stakeholder, *, by: User, quarter: Quarter, contact: Contact | None = None
) -> tuple[list[ConfirmationSlip], str]:
    """Of all agreements with a partner that this person may change: a slip of each, and one link for all of them."""
    require(by, "mou.add_confirmationslip")
    asked = parties_to_ask(stakeholder, quarter, by=by, day=timezone.localdate())
    if not asked:
        raise ValidationError(
            f"Nothing of {quarter} is recorded with {stakeholder}: there is nothing to confirm."
        )
    return _make(asked, by=by, quarter=quarter, contact=contact)


def parties_to_ask(
    stakeholder: Stakeholder, quarter: Quarter, *, by: User, day: date
) -> list[tuple[MoUParty, list[SlipLine]]]:
    """The partner as a party of each agreement of which a slip can be made now, with what it would say.

    An engagement with the partner belongs to no agreement: it is asked about once.
    """
    agreements = MoU.objects.editable_by(by).order_by().values("pk")
    parties = MoUParty.objects.visible_to(by).filter(stakeholder=stakeholder, mou__in=agreements)
    found, told = [], set[int]()
    for party in parties.select_related("mou__kind", "stakeholder").order_by("mou__reference"):
        if against_slip(party, quarter, day):
            continue
        lines = [
            line
            for line in record_of(party, quarter, by=by, day=day)
            if line.kind != Kind.ENGAGEMENT or line.record not in told
        ]
        told |= {line.record for line in lines if line.kind == Kind.ENGAGEMENT}
        if lines:
            found.append((party, lines))
    return found


def _make(
    asked: list[tuple[MoUParty, list[SlipLine]]], *, by: User, quarter: Quarter, contact: Contact | None
) -> tuple[list[ConfirmationSlip], str]:
    now, secret = timezone.now(), secrets.token_urlsafe(SECRET_BYTES)
    slips = []
    for party, lines in asked:
        mou = hold(party.mou)
        if contact is not None:
            check_may_be_written_to(contact, party, by=by, day=timezone.localdate(now))
        slip = ConfirmationSlip(
            mou=mou,
            party=party,
            year=quarter.year,
            number=quarter.number,
            contact=contact,
            digest=ConfirmationSlip.digest_of(secret),
            made_by=by,
            made_at=now,
            expires_at=now + timedelta(days=mou.kind.slip_days),
        )
        with history.acting(by, f"A newer slip of {quarter} was made."):
            earlier = party.slips.filter(year=quarter.year, number=quarter.number, revoked_at=None)
            earlier.update(revoked_at=now)
        with history.acting(by):
            slip.full_clean()
            slip.save()
            for line in lines:
                line.slip = slip
            SlipLine._base_manager.bulk_create(lines)
        slips.append(slip)
    return slips, secret


def contacts_to_ask(party: MoUParty, by: User, day: date) -> Any:
    """The contacts of the party to whom a link may be mailed, as far as this person may see them."""
    return (
        Contact.objects.visible_to(by)
        .named()
        .in_post_on(day)
        .filter(stakeholder=party.stakeholder_id, do_not_contact=False)
        .exclude(email="")
    )


def check_may_be_written_to(contact: Contact, party: MoUParty, *, by: User, day: date) -> None:
    if not Contact.objects.visible_to(by).filter(pk=contact.pk, stakeholder=party.stakeholder_id).exists():
        raise PermissionDenied
    if contact.do_not_contact:
        raise ValidationError({"contact": f"{contact.name} asked not to be contacted. Choose somebody else."})
    if not contact.email:
        raise ValidationError(
            {
                "contact": f"No work e-mail is recorded of {contact.name}. Add one, or hand over the link yourself."
            }
        )
    if not contacts_to_ask(party, by, day).filter(pk=contact.pk).exists():
        raise ValidationError({"contact": f"{contact.name} is not in post any more. Choose somebody else."})


def mail_slips(slips: list[ConfirmationSlip], address: str) -> bool:
    """Hand the link to the mail server; False where it does not take it. Names nobody and tells no line."""
    slip = slips[0]
    assert slip.contact is not None
    context = {
        "slip": slip,
        "agreements": [one.mou for one in slips],
        "address": address,
        "until": timezone.localdate(min(one.expires_at for one in slips)),
    }
    mail = EmailMessage(
        subject=f"Please confirm: {', '.join(one.mou.reference for one in slips)}, {slip.quarter}",
        body=render_to_string("mou/mail/slip.txt", context),
        to=[slip.contact.email],
    )
    try:
        mail.send()
    except OSError:
        return False
    return True


@transaction.atomic
def revoke_slip(slip: ConfirmationSlip, *, by: User, reason: str) -> ConfirmationSlip:
    """The link stops working at once. What was answered stays."""
    require(by, "mou.change_confirmationslip")
    _hold(slip)
    if against := against_revoking(slip):
        raise ValidationError(against)
    if not reason.strip():
        raise ValidationError("Give the reason: it is kept with the record.")
    slip.revoked_at = timezone.now()
    with history.acting(by, reason.strip()):
        slip.save()
    return slip


def against_revoking(slip: ConfirmationSlip) -> str:
    if slip.revoked_at is not None:
        return "The slip was taken back already."
    if slip.answered_at is not None:
        return "The partner has answered. An answer stays; what it contests is settled line by line."
    return ""


def slips_of(secret: str) -> list[ConfirmationSlip]:
    """Which slips a link opens: in use, of days that still run, of a party that is still a partner. Answered or not."""
    now = timezone.now()
    found = (
        ConfirmationSlip._base_manager.filter(
            digest=ConfirmationSlip.digest_of(secret), revoked_at=None, expires_at__gt=now
        )
        .select_related("mou__kind", "party__stakeholder", "party__mou")
        .order_by("mou__reference", "pk")
    )
    return [slip for slip in found if not is_lost(slip.party, timezone.localdate(now))]


def note_opening(slip: ConfirmationSlip) -> None:
    """That the link was opened now; once in a while is enough, however often it is asked for."""
    now = timezone.now()
    if not slip.openings.filter(opened_at__gt=now - ONE_OPENING).exists():
        SlipOpening._base_manager.create(slip=slip, opened_at=now)


@transaction.atomic
def answer_slip(
    slip: ConfirmationSlip, *, name: str, capacity: str, contests: Mapping[int, str], confirms: set[int]
) -> ConfirmationSlip:
    """The partner's answer, once: every line is confirmed, or contested in a sentence (line → sentence)."""
    # The address of the page is the right; it must not be written down with the change.
    with pghistory.context(url="the link of the slip", user=None, reason=""):
        _hold(slip)
        if not slip.waits_at(timezone.now()) or is_lost(slip.party, timezone.localdate()):
            raise ValidationError("This slip cannot be answered any more.")
        lines = {line.pk: line for line in SlipLine._base_manager.filter(slip=slip)}
        if set(contests) & confirms or set(contests) | confirms != set(lines):
            raise ValidationError("Answer each line of this slip once: confirm it, or say what is wrong.")
        slip.answered_at = timezone.now()
        slip.answered_by, slip.answered_as = name.strip(), capacity.strip()
        slip.version += 1
        slip.full_clean()
        slip.save()
        for pk, line in lines.items():
            line.is_confirmed = pk in confirms
        SlipLine._base_manager.bulk_update(lines.values(), ["is_confirmed"])
        for pk, words in contests.items():
            contested = ContestedLine(line=lines[pk], words=words.strip())
            contested.full_clean()
            contested.save()
    return slip


@transaction.atomic
def answer_slips(
    slips: list[ConfirmationSlip], *, contests: Mapping[int, str], confirms: set[int], **who: str
) -> None:
    """One answer to all slips of a link: whole, or not at all."""
    known: set[int] = set()
    for slip in slips:
        own = set(SlipLine._base_manager.filter(slip=slip).values_list("pk", flat=True))
        known |= own
        answer_slip(
            slip,
            contests={line: words for line, words in contests.items() if line in own},
            confirms=confirms & own,
            **who,
        )
    if set(contests) | confirms != known:
        raise ValidationError("Answer each line of this slip once: confirm it, or say what is wrong.")


def _hold(slip: ConfirmationSlip) -> None:
    slip.refresh_from_db(from_queryset=ConfirmationSlip._base_manager.select_for_update())


@transaction.atomic
def settle_line(contested: ContestedLine, *, by: User, move: str, note: str) -> ContestedLine:
    """“correct”: the partner is right and our record is put right; “stand”: it stays as recorded, because …"""
    hold(contested.line.slip.mou)
    CONTESTED_LIFECYCLE.apply(contested, move, by=by, note=note)
    return contested
