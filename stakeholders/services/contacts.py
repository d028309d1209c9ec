"""Contact people: who saw them, who moved to which post, what is still correct, and what they asked (POPIA)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from partnerships.core import history
from partnerships.core.models import User
from partnerships.core.numbers import date_long
from stakeholders.models import Contact, ContactAccess, PersonalInformationRequest, Stakeholder
from stakeholders.services.checks import check_not_in_the_future, check_version, need, said
from stakeholders.services.pairs import compare_anew

# What goes along when a person takes up another post.
CARRIED_OVER = (
    "name",
    "email",
    "phone",
    "preferred_channel",
    "do_not_contact",
    "language",
    "source",
    "notified_on",
    "lawful_ground",
)
GONE = "The details of this person were redacted; the record cannot be filled again."


# Who saw the details


def record_contact_access(
    stakeholder: Stakeholder, *, by: User, act: str, contact: Contact | None = None
) -> ContactAccess:
    """Note that this person saw or exported contact details (POPIA s23: a person may ask who did).

    Without ``contact`` all the contact people of the stakeholder were on the page.
    """
    return ContactAccess.objects.create(stakeholder=stakeholder, contact=contact, seen_by=by, act=act)


def record_contacts_access(contacts: Iterable[tuple[int, int]], *, by: User, act: str) -> None:
    """The same for many people at once, in one query: (contact, its stakeholder) by their keys."""
    ContactAccess.objects.bulk_create(
        ContactAccess(contact_id=contact, stakeholder_id=stakeholder, seen_by=by, act=act)
        for contact, stakeholder in contacts
    )


# The record of a person


def lock_contact(contact: Contact, by: User) -> None:
    """Lock and re-read the row; refused outside what this person may change, and once it is redacted."""
    rows = Contact.objects.editable_by(by).select_for_update(of=("self",))
    try:
        contact.refresh_from_db(from_queryset=rows)
    except Contact.DoesNotExist:
        raise PermissionDenied from None
    if contact.is_redacted:
        raise ValidationError(GONE)


@transaction.atomic
def verify_contact(
    contact: Contact, *, by: User, on: date | None = None, version: int | None = None
) -> Contact:
    """Confirm that the details are still correct."""
    need(by, "stakeholders.change_contact")
    lock_contact(contact, by)
    check_version(contact, version)
    day = on or timezone.localdate()
    check_not_in_the_future(day, "verified_on", "Details are confirmed on the day somebody checked them")
    contact.verified_on = day
    contact.version += 1
    with history.acting(by):
        contact.save(update_fields=["verified_on", "version"])
    return contact


def against_moving(contact: Contact) -> str:
    """Why this person cannot move from here, or nothing."""
    if contact.is_redacted:
        return GONE
    if Contact._base_manager.filter(earlier=contact).exists():
        return "A later post of this person is recorded already. Record the next move there."
    return ""


@transaction.atomic
def move_contact(
    contact: Contact, *, by: User, left_on: date, stakeholder: Stakeholder, **fields: Any
) -> Contact:
    """Close the post on the day of leaving and open the next one, which names this as the earlier one.

    Whatever is not given is carried over; post, main and back-up contact are not.
    """
    need(by, "stakeholders.change_contact")
    need(by, "stakeholders.add_contact")
    lock_contact(contact, by)
    if reason_against := against_moving(contact):
        raise ValidationError(reason_against)
    if not Stakeholder.objects.editable_by(by).filter(pk=stakeholder.pk).exists():
        raise PermissionDenied
    if stakeholder.archived_on:
        raise ValidationError(
            {"stakeholder": f"“{stakeholder}” is archived. Restore it first, or choose another."}
        )
    check_not_in_the_future(left_on, "left_on", "A move is recorded once the person has left")
    began_on = fields.get("began_on")
    if began_on and began_on < left_on and stakeholder.pk == contact.stakeholder_id:
        raise ValidationError(
            {"began_on": f"At the same stakeholder the new post cannot begin before {date_long(left_on)}."}
        )
    carried = {name: getattr(contact, name) for name in CARRIED_OVER}
    contact.left_on = left_on
    contact.version += 1
    later = Contact(stakeholder=stakeholder, earlier=contact, **carried | fields)
    with history.acting(by):
        try:
            contact.full_clean()
        except ValidationError as error:
            raise ValidationError({"left_on": error.messages}) from error
        contact.save()
        later.full_clean()
        later.save()
    if later.email:
        compare_anew(later.stakeholder)
    return later


# What people ask about their own details


@transaction.atomic
def record_information_request(
    contact: Contact, *, by: User, kind: str, received_on: date, how: str, asked: str = ""
) -> PersonalInformationRequest:
    """Note a request as it came. Who objects is not contacted from that moment (POPIA s11(4))."""
    need(by, "stakeholders.add_personalinformationrequest")
    if not Contact.objects.editable_by(by).filter(pk=contact.pk).exists():
        raise PermissionDenied
    check_not_in_the_future(received_on, "received_on", "A request is recorded once it has come")
    if kind != PersonalInformationRequest.Kind.ACCESS:
        asked = said(asked, "asked", "Write down what the person asked for.")
    request = PersonalInformationRequest(
        contact=contact,
        kind=kind,
        received_on=received_on,
        received_by=by,
        how=how.strip(),
        asked=asked.strip(),
    )
    request.full_clean()
    with history.acting(by):
        request.save()
        if kind == PersonalInformationRequest.Kind.OBJECTION:
            rows = Contact.objects.editable_by(by).of_person(contact).named().filter(do_not_contact=False)
            rows.update(do_not_contact=True, version=F("version") + 1)
    return request


@transaction.atomic
def answer_information_request(
    request: PersonalInformationRequest, *, by: User, answered_on: date, outcome: str, answer: str
) -> PersonalInformationRequest:
    """Record what was answered, once. A correction that is not made stays attached to the details (POPIA s24)."""
    need(by, "stakeholders.change_personalinformationrequest")
    rows = PersonalInformationRequest.objects.editable_by(by).select_for_update(of=("self",))
    try:
        request.refresh_from_db(from_queryset=rows)
    except PersonalInformationRequest.DoesNotExist:
        raise PermissionDenied from None
    if reason_against := against_answering(request):
        raise ValidationError(reason_against)
    check_not_in_the_future(answered_on, "answered_on", "An answer is recorded once it was given")
    request.answered_on = answered_on
    request.outcome = outcome
    request.answer = said(answer, "answer", "Write what was done and told.")
    request.version += 1
    if answered_on < request.received_on:
        raise ValidationError({"answered_on": "The answer cannot come before the request."})
    request.full_clean()
    with history.acting(by):
        request.save()
    return request


def against_answering(request: PersonalInformationRequest) -> str:
    if request.answered_on:
        return f"This request was answered on {date_long(request.answered_on)}. An answer is recorded once."
    return ""
