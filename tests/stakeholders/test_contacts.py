"""Contact people: what their form takes, who moved where, what is confirmed, and who saw them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from partnerships.core import history
from stakeholders.forms.contacts import NO_IDENTITY_NUMBER, ContactForm
from stakeholders.models import Contact, ContactAccess
from stakeholders.models.contact import accesses_to
from stakeholders.services import (
    move_contact,
    record_contact_access,
    record_contacts_access,
    verify_contact,
)
from tests.factories import ContactFactory, ProvinceFactory, StakeholderFactory
from tests.people import gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def contact_form(contact: Contact, **typed: Any) -> ContactForm:
    given = {"name": "Thandi Example"} | ({"version": contact.version} if contact.pk else {})
    return ContactForm(given | typed, instance=contact, user=nomsa())


def new() -> Contact:
    return Contact(stakeholder=StakeholderFactory())


def in_gauteng(**fields: Any) -> Contact:
    return ContactFactory(stakeholder=StakeholderFactory(province=ProvinceFactory(code="GP")), **fields)


# The form


@pytest.mark.parametrize("typed", ["011 123 4567", "0111234567", "+27 11 123 4567", "(011) 123-4567"])
def test_a_south_african_number_is_read_however_it_is_written(typed: str) -> None:
    form = contact_form(new(), phone=typed)

    assert form.is_valid(), form.errors
    assert form.save().phone.as_e164 == "+27111234567"


def test_a_stored_number_is_shown_as_people_write_it() -> None:
    assert 'value="011 123 4567"' in str(ContactForm(instance=ContactFactory(), user=nomsa())["phone"])


@pytest.mark.parametrize("typed", ["12", "abc", "0000000000"])
def test_a_number_that_cannot_be_is_refused_with_an_example(typed: str) -> None:
    assert contact_form(new(), phone=typed).errors["phone"] == [
        "Write a telephone number that exists, for instance 011 123 4567."
    ]


@pytest.mark.parametrize(("role", "called"), [("is_main", "main"), ("is_backup", "back-up")])
def test_there_is_one_main_and_one_back_up_contact_until_that_one_has_left(role: str, called: str) -> None:
    first = ContactFactory(**{role: True})
    second = Contact(stakeholder=first.stakeholder)

    assert f"has a {called} contact already" in str(contact_form(second, **{role: "on"}).errors)
    Contact.objects.filter(pk=first.pk).update(left_on=date(2026, 1, 1))
    assert contact_form(second, **{role: "on"}).is_valid()


def test_nobody_is_main_and_back_up_contact_at_once() -> None:
    form = contact_form(new(), is_main="on", is_backup="on")

    assert "One person cannot be both the main and the back-up contact." in str(form.errors)


def test_nobody_leaves_before_beginning() -> None:
    form = contact_form(new(), began_on="2026-03-02", left_on="2026-03-01")

    assert "The day of leaving cannot come before the first day in the post." in str(form.errors)


@pytest.mark.parametrize("field", ["name", "post", "email", "phone", "source"])
@pytest.mark.parametrize("number", ["8001015009087", "800101 5009 087", "800101-5009-08-7", "1234567890123"])
def test_an_identity_number_is_refused_wherever_it_is_typed(field: str, number: str) -> None:
    typed = f"x{number.replace(' ', '')}@example.org" if field == "email" else number

    assert contact_form(new(), **{field: typed}).errors[field] == [NO_IDENTITY_NUMBER]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("phone", "0027 11 123 4567"),
        ("phone", "+27 11 123 4567"),
        ("source", "Telephone 011 123 4567 or 082 123 4567"),
        ("source", "Letter 2026/11/02 of 12345678901234"),
        ("name", "Ṱhandi Ḓemo 😀"),
    ],
)
def test_telephone_numbers_and_dates_are_no_identity_numbers(field: str, typed: str) -> None:
    form = contact_form(new(), **{field: typed})

    assert form.is_valid(), form.errors


def test_what_the_form_does_not_ask_keeps_the_ground_that_applies_to_officials() -> None:
    assert contact_form(new()).save().lawful_ground == Contact.Ground.PUBLIC_LAW_DUTY


def test_details_are_not_confirmed_in_the_future() -> None:
    assert "not in the future" in str(contact_form(new(), verified_on="2026-11-24").errors["verified_on"])


# Still correct


def test_confirming_notes_the_day_and_its_doer() -> None:
    officer = gift()
    contact = in_gauteng()

    verify_contact(contact, by=officer)

    contact.refresh_from_db()
    assert (contact.verified_on, contact.version) == (TODAY, 2)
    assert history.timeline(contact)[0].who == officer.name


def test_a_province_confirms_nothing_of_another_one() -> None:
    contact = in_gauteng()
    with pytest.raises(PermissionDenied):
        verify_contact(contact, by=lindiwe())
    with pytest.raises(PermissionDenied):
        verify_contact(contact, by=person("auditor"))
    assert Contact.objects.get().verified_on is None


def test_details_are_to_be_verified_after_a_year_and_a_day() -> None:
    ContactFactory(name="Never")
    ContactFactory(name="Old", verified_on=date(2025, 11, 22))
    ContactFactory(name="A year", verified_on=date(2025, 11, 23))

    found = Contact.objects.unverified_on(TODAY)
    assert sorted(found.values_list("name", flat=True)) == ["Never", "Old"]
    assert {c.name for c in Contact.objects.all() if c.is_unverified_on(TODAY)} == {"Never", "Old"}


# Moving


def test_who_moves_leaves_one_post_and_takes_the_details_to_the_next() -> None:
    officer = gift()
    contact = in_gauteng(post="Secretary", is_main=True, do_not_contact=True, source="The person")
    other = StakeholderFactory(province=contact.stakeholder.province)

    later = move_contact(
        contact,
        by=officer,
        left_on=date(2026, 10, 31),
        stakeholder=other,
        post="Chairperson",
        began_on=date(2026, 11, 1),
    )

    contact.refresh_from_db()
    assert (contact.left_on, contact.post, contact.version) == (date(2026, 10, 31), "Secretary", 2)
    later.refresh_from_db()
    assert (later.earlier, later.stakeholder, later.post) == (contact, other, "Chairperson")
    assert (later.name, later.email, later.phone.as_e164) == (contact.name, contact.email, "+27111234567")
    assert (later.do_not_contact, later.source) == (True, "The person")
    assert (later.is_main, later.is_backup, later.left_on) == (False, False, None)
    assert (
        set(Contact.objects.of_person(later)) == set(Contact.objects.of_person(contact)) == {contact, later}
    )


def test_the_main_contact_can_stay_the_main_contact_in_another_post_of_the_same_stakeholder() -> None:
    contact = in_gauteng(is_main=True)

    later = move_contact(
        contact, by=gift(), left_on=TODAY, stakeholder=contact.stakeholder, post="Chair", is_main=True
    )

    assert later.is_main


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"left_on": date(2026, 11, 24)}, "A move is recorded once the person has left"),
        ({"left_on": date(2026, 1, 1)}, "The day of leaving cannot come before the first day in the post."),
        (
            {"left_on": TODAY, "began_on": date(2026, 11, 1)},
            "the new post cannot begin before 23 November 2026",
        ),
    ],
)
def test_a_move_in_the_wrong_order_is_refused_and_changes_nothing(
    given: dict[str, Any], sentence: str
) -> None:
    contact = in_gauteng(began_on=date(2026, 2, 1))

    with pytest.raises(ValidationError) as refused:
        move_contact(contact, by=gift(), stakeholder=contact.stakeholder, **given)

    assert sentence in " ".join(refused.value.messages).replace("\u00a0", " ")
    assert Contact.objects.get().left_on is None


def test_nobody_moves_from_or_to_what_the_official_may_not_change() -> None:
    ours, theirs = in_gauteng(), ContactFactory(stakeholder__province=ProvinceFactory(code="LP"))
    for contact, stakeholder in ((ours, theirs.stakeholder), (theirs, ours.stakeholder)):
        with pytest.raises(PermissionDenied):
            move_contact(contact, by=gift(), left_on=TODAY, stakeholder=stakeholder)
    assert Contact.objects.filter(left_on__isnull=False).count() == 0


def test_nobody_moves_to_an_archived_stakeholder_or_twice_from_the_same_post() -> None:
    contact = in_gauteng()
    archived = StakeholderFactory(
        province=contact.stakeholder.province, archived_on=TODAY, archive_reason="Closed."
    )
    with pytest.raises(ValidationError, match="is archived"):
        move_contact(contact, by=gift(), left_on=TODAY, stakeholder=archived)

    move_contact(contact, by=gift(), left_on=TODAY, stakeholder=contact.stakeholder)
    with pytest.raises(ValidationError, match="A later post of this person is recorded already"):
        move_contact(contact, by=gift(), left_on=TODAY, stakeholder=contact.stakeholder)
    assert Contact.objects.count() == 2


def test_a_person_is_found_from_any_post_and_nobody_else_is() -> None:
    first = ContactFactory()
    second = ContactFactory(earlier=first)
    third = ContactFactory(earlier=second)
    ContactFactory(earlier=ContactFactory())

    for contact in (first, second, third):
        assert set(Contact.objects.of_person(contact)) == {first, second, third}


# Who saw them


def test_many_people_are_noted_in_one_query(django_assert_num_queries: Any) -> None:
    officer, people = nomsa(), [ContactFactory() for _ in range(30)]

    with django_assert_num_queries(1):
        record_contacts_access([(c.pk, c.stakeholder_id) for c in people], by=officer, act="export")

    assert ContactAccess.objects.filter(act="export", seen_by=officer).count() == 30


def test_a_person_was_seen_alone_and_with_all_people_of_the_stakeholder_but_not_before_being_recorded() -> (
    None
):
    contact, somebody_else, officer = ContactFactory(), ContactFactory(), nomsa()
    alone = record_contact_access(contact.stakeholder, by=officer, act="view", contact=contact)
    with_all = record_contact_access(contact.stakeholder, by=officer, act="view")
    record_contact_access(somebody_else.stakeholder, by=officer, act="view")
    record_contact_access(
        contact.stakeholder, by=officer, act="view", contact=ContactFactory(stakeholder=contact.stakeholder)
    )

    assert set(accesses_to([contact])) == {alone, with_all}
    Contact.objects.filter(pk=contact.pk).update(created_at="2026-11-24 08:00+02:00")
    contact.refresh_from_db()
    assert set(accesses_to([contact])) == {alone}
