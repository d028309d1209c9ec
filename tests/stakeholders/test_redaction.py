"""Redaction: the person's details are gone, from the history too; the records stay and everything still works."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, NotSupportedError, connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse

from partnerships.core import history
from partnerships.core.models import StatusChange, User
from stakeholders.forms.contacts import ContactForm
from stakeholders.models import (
    ActionItem,
    Contact,
    EngagementParticipant,
    EngagementPoint,
    PersonalInformationRequest,
)
from stakeholders.models.contact import REDACTED
from stakeholders.services import complete_action_item, move_contact, redact_contact
from stakeholders.services.redaction import mentions, wording
from tests.factories import (
    ActionItemFactory,
    ContactFactory,
    EngagementFactory,
    EngagementParticipantFactory,
    EngagementPointFactory,
    ExecutiveTermFactory,
    FunctionalityAssessmentFactory,
    InformationRequestFactory,
    ProvinceFactory,
    StakeholderFactory,
    StructureFactory,
)
from tests.people import gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
NAME = "Ṱhandi Demo-Person"


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


@pytest.fixture
def officer() -> User:
    return gift()


@pytest.fixture
def contact(officer: User) -> Contact:
    stakeholder = StakeholderFactory(name="Forum (demo)", province=officer.province)
    return ContactFactory(
        stakeholder=stakeholder,
        name=NAME,
        post="Scribe-Demo",
        email="thandi@forum.example",
        source="By letter",
        is_main=True,
    )


def everything_stored(*words: str) -> list[str]:
    """Every table of the database in which one of the words still stands."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for word in words:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" AS t WHERE t::text ILIKE %s',  # noqa: S608 -- our own tables
                    [f"%{word}%"],
                )
                if cursor.fetchone()[0]:
                    found.append(f"{table}: {word}")
    return found


def redact(contact: Contact, by: User, **given: Any) -> Contact:
    return redact_contact(contact, by=by, **{"reason": "Asked for, granted."} | given)


# The person's own rows


def test_nothing_of_the_person_is_left_in_any_table(contact: Contact, officer: User) -> None:
    other = StakeholderFactory(province=officer.province)
    with history.acting(officer, f"{NAME} married."):
        Contact.objects.filter(pk=contact.pk).update(name="Ṱhandi Married-Demo", phone="+27829998877")
    contact.refresh_from_db()
    later = move_contact(contact, by=officer, left_on=TODAY, stakeholder=other, email="new@other.example")
    words = (
        "Demo-Person",
        "Married-Demo",
        "thandi@forum",
        "new@other",
        "829998877",
        "111234567",
        "Scribe-Demo",
    )
    assert everything_stored(*words) != []

    redact(later, officer)

    assert everything_stored(*words) == []
    for row in Contact.objects.all():
        assert (row.name, row.post, row.email, row.phone, row.source) == (REDACTED, "", "", "", "")
        assert (row.redacted_on, row.redacted_by, row.redaction_reason) == (
            TODAY,
            officer,
            "Asked for, granted.",
        )
        assert (row.is_main, row.is_backup) == (False, False)
    contact.refresh_from_db()
    assert (contact.left_on, contact.later) == (TODAY, later)


def test_what_happened_when_stays_readable(contact: Contact, officer: User) -> None:
    redact(contact, officer)

    entries = history.timeline(contact)
    assert [(entry.title, entry.who, entry.note) for entry in entries] == [
        ("Changed", officer.name, "Asked for, granted."),
        ("Recorded", "The system", ""),
    ]
    assert "Redacted on" in {change.field for change in entries[0].changes}


def test_the_history_refuses_every_other_change_before_and_after(contact: Contact, officer: User) -> None:
    events = Contact.events.rel.related_model._base_manager
    redact(contact, officer)
    for change in (lambda: events.update(name="Somebody"), lambda: events.all().delete()):
        with pytest.raises((InternalError, NotSupportedError, ProgrammingError)), transaction.atomic():
            change()
    assert set(events.values_list("name", flat=True)) == {REDACTED}


def test_a_redacted_row_cannot_be_filled_again(contact: Contact, officer: User) -> None:
    redact(contact, officer)
    contact.name = "Back again"
    with pytest.raises(ValidationError, match="cannot be filled again"):
        contact.full_clean()
    with pytest.raises(ValidationError, match="redacted already"):
        redact(contact, officer)


def test_the_same_person_can_be_recorded_anew(contact: Contact, officer: User) -> None:
    redact(contact, officer)
    given = {"name": NAME, "email": "thandi@forum.example", "phone": "011 123 4567", "is_main": "on"}
    form = ContactForm(given, instance=Contact(stakeholder=contact.stakeholder), user=officer)

    assert form.is_valid(), form.errors
    anew = form.save()
    assert list(Contact.objects.named()) == [anew]
    assert not mentions(anew, by=officer)


# Who, and why


@pytest.mark.parametrize(
    "who", [lindiwe, lambda: person("provincial_head", province="GP"), lambda: person("auditor")]
)
def test_only_who_may_redact_here_does(contact: Contact, who: Any) -> None:
    with pytest.raises(PermissionDenied):
        redact(contact, who())
    contact.refresh_from_db()
    assert contact.name == NAME


@pytest.mark.parametrize(
    "reason", [" ", f"{NAME} asked.", "Wrote from thandi@forum.example", "Called 011-123-4567"]
)
def test_the_reason_is_needed_and_does_not_name_the_person(
    contact: Contact, officer: User, reason: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        redact(contact, officer, reason=reason)
    assert set(refused.value.error_dict) == {"reason"}
    contact.refresh_from_db()
    assert contact.name == NAME


def test_a_person_with_a_post_in_another_province_is_redacted_as_a_whole_or_not_at_all(
    contact: Contact, officer: User
) -> None:
    elsewhere = StakeholderFactory(province=ProvinceFactory(code="LP"))
    national = nomsa()
    later = move_contact(contact, by=national, left_on=TODAY, stakeholder=elsewhere)

    with pytest.raises(ValidationError, match="Ask the Partnerships Unit"):
        redact(contact, officer)
    redact(contact, national)

    later.refresh_from_db()
    assert later.is_redacted


# Free text


@pytest.fixture
def written(contact: Contact, officer: User) -> dict[str, Any]:
    """The person named in everything people write, in and outside the province."""
    engagement = EngagementFactory(
        stakeholder=contact.stakeholder, notes=f"Met {NAME.upper()},\nwho agreed.", purpose="Safer schools"
    )
    structure = StructureFactory(stakeholder=contact.stakeholder)
    return {
        "engagement": engagement,
        "point": EngagementPointFactory(engagement=engagement, text="Ṱhandi  Demo-Person wants a room."),
        "office": EngagementParticipantFactory(engagement=engagement, office=f"Secretary ({NAME})"),
        "item": ActionItemFactory(engagement=engagement, what="Call 011 123 4567", owner_elsewhere=NAME),
        "functionality": FunctionalityAssessmentFactory(
            structure=structure, remarks=f"{NAME} keeps minutes."
        ),
        "request": InformationRequestFactory(contact=contact, asked=f"I, {NAME}, object."),
        "namesake": EngagementFactory(stakeholder=contact.stakeholder, notes="Ṱhandi Demo-Personage came."),
        "elsewhere": EngagementFactory(
            stakeholder=StakeholderFactory(province=ProvinceFactory(code="LP")), notes=f"{NAME} moved here."
        ),
        "national": EngagementFactory(stakeholder=StakeholderFactory(), notes=f"{NAME} spoke."),
    }


def test_every_text_that_names_the_person_is_found_with_its_words(
    contact: Contact, officer: User, written: dict[str, Any]
) -> None:
    found = {
        mention.key: (mention.excerpts, mention.may_replace) for mention in mentions(contact, by=officer)
    }

    engagement = written["engagement"].pk
    assert found == {
        f"engagement-{engagement}": ((f"Met {NAME.upper()},\nwho agreed.",), True),
        f"engagement-{written['national'].pk}": ((f"{NAME} spoke.",), False),
        f"engagementpoint-{engagement}": (("Ṱhandi  Demo-Person wants a room.",), True),
        f"engagementparticipant-{engagement}": ((f"Secretary ({NAME})",), True),
        f"actionitem-{written['item'].pk}": (("Call 011 123 4567", NAME), True),
        f"functionalityassessment-{written['functionality'].pk}": ((f"{NAME} keeps minutes.",), True),
        f"personalinformationrequest-{written['request'].pk}": ((f"I, {NAME}, object.",), True),
    }


def test_the_name_gives_way_where_it_was_chosen_and_nowhere_else(
    contact: Contact, officer: User, written: dict[str, Any]
) -> None:
    complete_action_item(written["item"], by=officer, outcome=f"Told {NAME}.", done_on=TODAY)
    EngagementPoint.objects.filter(pk=written["point"].pk).update(text=f"{NAME} wants a larger room.")
    keep = f"functionalityassessment-{written['functionality'].pk}"
    chosen = [mention.key for mention in mentions(contact, by=officer) if mention.key != keep]

    redact(contact, officer, replace_in=chosen)

    for record in written.values():
        record.refresh_from_db()
    assert written["engagement"].notes == "Met [redacted],\nwho agreed."
    # Its own text, its points and its participants: an open form with the old text is told of the clash.
    assert written["engagement"].version == 4
    assert written["point"].text == "[redacted] wants a larger room."
    assert written["office"].office == "Secretary ([redacted])"
    assert (written["item"].what, written["item"].owner_elsewhere) == ("Call [redacted]", "[redacted]")
    assert written["item"].outcome == "Told [redacted]."
    assert StatusChange.objects.get(note__contains="Told").note == "Told [redacted]."
    assert written["request"].asked == "I, [redacted], object."
    # Not chosen, of somebody else, of another province, or not this officer's to change.
    assert written["functionality"].remarks == f"{NAME} keeps minutes."
    assert written["namesake"].notes == "Ṱhandi Demo-Personage came."
    assert written["elsewhere"].notes == f"{NAME} moved here."
    assert written["national"].notes == f"{NAME} spoke."
    stored = everything_stored(NAME.split()[1])
    assert sorted(stored) == sorted(
        f"stakeholders_{table}: Demo-Person"
        for table in (
            "engagement",
            "engagementevent",
            "functionalityassessment",
            "functionalityassessmentevent",
        )
    )


def test_a_name_that_only_the_history_still_has_is_found_and_replaced(
    contact: Contact, officer: User
) -> None:
    engagement = EngagementFactory(stakeholder=contact.stakeholder, notes=f"With {NAME}.")
    point = EngagementPointFactory(engagement=engagement, text=f"{NAME} asked.")
    engagement.notes = "With the secretary."
    engagement.save()
    point.delete()

    found = mentions(contact, by=officer)
    assert [(m.key.split("-")[0], m.excerpts) for m in found] == [("engagement", ()), ("engagementpoint", ())]
    redact(contact, officer, replace_in=[m.key for m in found])

    assert everything_stored("Demo-Person") == []


def test_what_cannot_be_chosen_is_not_changed_by_asking_for_it(
    contact: Contact, officer: User, written: dict[str, Any]
) -> None:
    redact(
        contact,
        officer,
        replace_in=[f"engagement-{written[name].pk}" for name in ("elsewhere", "national", "namesake")]
        + ["x-1"],
    )

    for name in ("elsewhere", "national"):
        written[name].refresh_from_db()
        assert NAME in written[name].notes


@pytest.mark.parametrize("name", ["Ann (Ed.)", "O'Brien *", "A.B", "50% \\d+", "😀 Demo"])
def test_any_name_is_looked_for_as_it_is_written(officer: User, name: str) -> None:
    contact = ContactFactory(stakeholder__province=officer.province, name=name, email="", phone="")
    EngagementFactory(stakeholder=contact.stakeholder, notes=f"With {name}, and others.")
    EngagementFactory(stakeholder=contact.stakeholder, notes="Annexure; AxB; 50 5")

    assert len(mentions(contact, by=officer)) == 1
    assert wording(contact).replaced(f"With {name}, and") == "With [redacted], and"


def test_a_replacement_never_outgrows_its_field(officer: User) -> None:
    contact = ContactFactory(stakeholder__province=officer.province, name="Ann", email="", phone="")
    item = ActionItemFactory(
        engagement__stakeholder=contact.stakeholder, what="Ann " * 73 + "calls", owner_elsewhere="Ann"
    )

    redact(contact, officer, replace_in=[f"actionitem-{item.pk}"])

    item = ActionItem.objects.get()
    assert len(item.what) == 300
    assert "Ann" not in item.what


def test_nothing_happens_when_one_part_fails(
    contact: Contact, officer: User, written: dict[str, Any]
) -> None:
    keys = [mention.key for mention in mentions(contact, by=officer)]
    with pytest.raises(ValidationError), transaction.atomic():
        redact(contact, officer, replace_in=keys, reason="")

    written["engagement"].refresh_from_db()
    assert NAME.upper() in written["engagement"].notes
    assert PersonalInformationRequest.objects.get().asked == f"I, {NAME}, object."


# Pages afterwards


def test_pages_and_forms_that_name_the_person_go_on_as_redacted_person(
    client: Client, contact: Contact, officer: User
) -> None:
    structure = StructureFactory(stakeholder=contact.stakeholder)
    term = ExecutiveTermFactory(structure=structure, contact=contact)
    redact(contact, officer)
    client.force_login(officer)

    for name, pk in (("contact", contact.pk), ("contact_held", contact.pk), ("structure", structure.pk)):
        page = text(client.get(reverse(f"stakeholders:{name}", args=[pk])))
        assert REDACTED in page, name
    for name, pk in (
        ("term_edit", term.pk),
        ("structure_edit", structure.pk),
        ("detail", structure.stakeholder_id),
    ):
        assert client.get(reverse(f"stakeholders:{name}", args=[pk])).status_code == 200, name
    edit = client.get(reverse("stakeholders:contact_edit", args=[contact.pk]), follow=True)
    assert "The details of this person were redacted" in text(edit)
    for name in ("contact_moved", "contact_verify", "contact_redact"):
        page = text(client.get(reverse(f"stakeholders:{name}", args=[contact.pk])))
        assert "redacted" in page, name
        assert '<button class="btn btn-primary" type="submit">' not in page.split("<main")[1], name


def test_the_page_lists_where_the_name_stands_all_ticked_and_redacts(
    client: Client, contact: Contact, officer: User, written: dict[str, Any]
) -> None:
    client.force_login(officer)
    address = reverse("stakeholders:contact_redact", args=[contact.pk])

    page = text(client.get(address))

    assert page.count('name="replace_in"') == page.count("checked>") == 6
    assert written["engagement"].get_absolute_url() in page
    assert "Not yours to change" in page
    assert f"{NAME} moved here." not in page

    refused = text(client.post(address, {"reason": f"{NAME} asked.", "replace_in": []}))
    assert "Leave the name, e-mail and number out of the reason" in refused
    assert refused.count("checked>") == 0
    done = client.post(
        address, {"reason": "Granted.", "replace_in": [f"engagement-{written['engagement'].pk}"]}, follow=True
    )
    assert "The personal details are gone" in text(done)
    assert "cannot be brought back" in text(done)
    written["engagement"].refresh_from_db()
    assert "[redacted]" in written["engagement"].notes
    assert NAME in EngagementParticipant.objects.get().office
