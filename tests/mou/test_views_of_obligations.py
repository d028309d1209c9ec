"""The pages of obligations: whom they let in, what they show, what can be done there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mou.models import Obligation
from mou.services import LOCKED
from tests.factories import ThrustFactory
from tests.mou import scenes
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db


TODAY = "2026-11-23"


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def page(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return text(response)


# Whom the pages let in

OBLIGATION_PAGES = {
    "mou:obligation": "view_obligation",
    "mou:obligation_edit": "change_obligation",
    "mou:obligation_remove": "change_obligation",
    "mou:submit_obligation": "submit_obligation",
    "mou:verify_obligation": "verify_obligation",
    "mou:waive_obligation": "waive_obligation",
    "mou:lapse_obligation": "waive_obligation",
}


@pytest.mark.parametrize("name", OBLIGATION_PAGES)
def test_a_foreign_obligation_is_not_found_and_a_missing_right_is_refused(client: Client, name: str) -> None:
    foreign = scenes.obligation(scenes.agreement("LP"))
    own = scenes.obligation(scenes.agreement("GP"))
    everything = scenes.everything()
    client.force_login(person(may=everything, province="GP"))
    assert client.get(reverse(name, args=[foreign.pk])).status_code == 404
    assert client.get(reverse(name, args=[own.pk])).status_code == 200
    client.force_login(person(may=everything - {f"mou.{OBLIGATION_PAGES[name]}"}, province="GP"))
    assert client.get(reverse(name, args=[own.pk])).status_code == 403


# An obligation's page


def test_the_page_of_an_obligation_tells_its_whole_story(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    thrust = ThrustFactory(is_placeholder=True)
    owed = scenes.obligation(mou, clause="6.2", text="Train 120 patrollers", thrust=thrust)
    client.force_login(mou.business_owner)
    client.post(
        reverse("mou:submit_obligation", args=[owed.pk]),
        {
            "submission": "Trained in Soweto.",
            "submitted_on": "2026-10-05",
            "documents": [scenes.pdf("register.pdf")],
        },
        follow=True,
    )
    client.force_login(mou.partnership_manager)
    response = client.post(
        reverse("mou:verify_obligation", args=[owed.pk]),
        {"finding": "partly_met", "verification": "80 of 120.", "verified_on": TODAY},
        follow=True,
    )
    assert said(response) == ["Partly met: the finding is recorded."]
    shown = text(response)
    document = owed.documents.get()
    for words in (
        "Train 120 patrollers",
        "Partly met",
        scenes.theirs(mou).name,
        "Olga Owner",
        "to-be-named",
        "Trained in Soweto.",
        "register.pdf",
        document.get_absolute_url(),
        f"SHA-256 {document.sha256}",
        "80 of 120.",
        "The text is locked; a change is an amendment.",
        "Waiting for <strong>nobody</strong>",
    ):
        assert words in shown, words


def test_an_obligation_of_a_draft_binds_nobody(client: Client) -> None:
    owed = scenes.obligation(scenes.agreement())
    client.force_login(nomsa())
    shown = page(client, "mou:obligation", owed.pk)
    assert "The agreement is not signed yet: nothing is owed before." in shown
    assert reverse("mou:obligation_edit", args=[owed.pk]) in shown


def test_what_can_be_done_depends_on_who_asks(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    owed = scenes.obligation(mou, submitted=True, submitted_by=mou.partnership_manager)
    client.force_login(mou.partnership_manager)
    shown = page(client, "mou:obligation", owed.pk)
    assert "You submitted this yourself: somebody else must verify it." in shown
    client.force_login(mou.business_owner)
    assert "What can be done now" not in page(client, "mou:obligation", owed.pk)


# Adding, changing, removing


def test_an_obligation_is_added_changed_and_removed_while_the_text_is_open(client: Client) -> None:
    mou = scenes.agreement(status="consultation")
    client.force_login(nomsa())
    typed = {
        "clause": "5.1",
        "text": "Appoint a coordinator",
        "owing_party": scenes.theirs(mou).pk,
        "accountable": mou.business_owner.pk,
        "due_on": "2026-09-30",
        "thrust": "",
    }
    response = client.post(reverse("mou:obligation_add", args=[mou.pk]), typed, follow=True)
    owed = Obligation.objects.get()
    assert (said(response), response.redirect_chain) == (
        ["Clause 5.1 is added."],
        [(mou.get_absolute_url(), 302)],
    )
    address = reverse("mou:obligation_edit", args=[owed.pk])
    assert "Appoint a coordinator" in page(client, "mou:obligation_edit", owed.pk)
    client.post(address, typed | {"text": "Appoint two coordinators", "version": 1})
    owed.refresh_from_db()
    assert owed.text == "Appoint two coordinators"
    response = client.post(address, typed | {"text": "Overwritten", "version": 1})
    assert "Somebody else saved this record" in text(response)
    response = client.post(reverse("mou:obligation_remove", args=[owed.pk]), follow=True)
    assert said(response) == ["Clause 5.1 is removed."]
    assert not Obligation.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_locked_text_says_that_it_is_locked(client: Client, method: str) -> None:
    mou = scenes.agreement(signed=True)
    owed = scenes.obligation(mou)
    client.force_login(nomsa())
    for name, key in (("mou:obligation_add", mou.pk), ("mou:obligation_edit", owed.pk)):
        response = getattr(client, method)(reverse(name, args=[key]), follow=True)
        assert said(response) == [LOCKED]
    response = getattr(client, method)(reverse("mou:obligation_remove", args=[owed.pk]))
    assert LOCKED in text(response)
    assert Obligation.objects.count() == 1


def test_a_party_of_another_agreement_does_not_come_to_owe(client: Client) -> None:
    mou = scenes.agreement()
    client.force_login(nomsa())
    response = client.post(
        reverse("mou:obligation_add", args=[mou.pk]),
        {
            "clause": "5.1",
            "text": "Appoint",
            "owing_party": scenes.theirs(scenes.agreement()).pk,
            "accountable": mou.business_owner.pk,
            "due_on": "2026-09-30",
        },
    )
    assert "Choose one of the entries that are offered." in text(response)
    assert not Obligation.objects.exists()


# Submitting and verifying


def test_evidence_that_cannot_be_taken_is_named_and_nothing_is_lost(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    owed = scenes.obligation(mou)
    client.force_login(mou.business_owner)
    response = client.post(
        reverse("mou:submit_obligation", args=[owed.pk]),
        {
            "submission": "Kept as typed.",
            "submitted_on": TODAY,
            "documents": [scenes.pdf("good.pdf"), SimpleUploadedFile("bad.exe", b"MZ")],
        },
    )
    shown = text(response)
    assert "“bad.exe” is not an accepted kind of file." in shown
    assert "Kept as typed." in shown
    owed.refresh_from_db()
    assert (owed.status, owed.documents.count()) == ("open", 0)


def test_somebody_who_does_not_answer_for_it_reads_why_not(client: Client) -> None:
    owed = scenes.obligation()
    client.force_login(person("business_owner"))
    shown = page(client, "mou:submit_obligation", owed.pk)
    assert "Only the accountable person, the business owner or the Partnerships Unit submits this." in shown
    assert "<textarea" not in shown


def test_whoever_submitted_reads_why_somebody_else_verifies(client: Client) -> None:
    manager = person("partnership_manager")
    owed = scenes.obligation(submitted=True, submitted_by=manager)
    client.force_login(manager)
    assert "You submitted this yourself" in page(client, "mou:verify_obligation", owed.pk)
    response = client.post(
        reverse("mou:verify_obligation", args=[owed.pk]), {"finding": "met", "verified_on": TODAY}
    )
    assert "You submitted this yourself" in text(response)
    owed.refresh_from_db()
    assert owed.status == "submitted"


def test_a_submission_is_returned_with_a_reason_and_submitted_again(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    owed = scenes.obligation(mou, due_on=date(2026, 12, 20))
    client.force_login(mou.business_owner)
    submit = reverse("mou:submit_obligation", args=[owed.pk])
    client.post(submit, {"submission": "Done.", "submitted_on": TODAY, "documents": scenes.pdf()})
    client.force_login(mou.partnership_manager)
    verify = reverse("mou:verify_obligation", args=[owed.pk])
    response = client.post(verify, {"finding": "returned", "verification": "", "verified_on": TODAY})
    assert "Give the reason: it is sent back with the obligation." in text(response)
    response = client.post(
        verify, {"finding": "returned", "verification": "Not signed.", "verified_on": TODAY}, follow=True
    )
    assert said(response) == ["Returned: the finding is recorded."]
    client.force_login(mou.business_owner)
    assert "Not signed." in page(client, "mou:submit_obligation", owed.pk)
    response = client.post(submit, {"submission": "Signed now.", "submitted_on": TODAY}, follow=True)
    assert said(response) == ["Submitted. Somebody else verifies it now."]


# Releasing and disputing


@pytest.mark.parametrize(
    ("name", "status", "message"),
    [
        ("mou:waive_obligation", "waived", "Waive: recorded."),
        ("mou:lapse_obligation", "lapsed", "Let lapse: recorded."),
    ],
)
def test_an_obligation_is_released_by_authority_and_for_a_reason(
    client: Client, name: str, status: str, message: str
) -> None:
    owed = scenes.obligation()
    client.force_login(person("chief_director"))
    address = reverse(name, args=[owed.pk])
    assert client.post(address, {"authority": "", "reason": "", "released_on": TODAY}).status_code == 200
    response = client.post(
        address,
        {"authority": "Minutes of 2 April", "reason": "Printed at no cost.", "released_on": TODAY},
        follow=True,
    )
    owed.refresh_from_db()
    assert (owed.status, said(response)) == (status, [message])
    assert "By the authority of: Minutes of 2 April" in text(response)
    assert "Printed at no cost." in text(response)


def test_a_dispute_is_recorded_and_settled(client: Client) -> None:
    owed = scenes.obligation()
    client.force_login(person("partnership_manager"))
    client.post(
        reverse("mou:move_obligation", args=[owed.pk, "dispute"]), {"note": "They read the clause otherwise."}
    )
    owed.refresh_from_db()
    assert owed.status == "disputed"
    client.post(
        reverse("mou:move_obligation", args=[owed.pk, "settle"]), {"note": "Agreed in the committee."}
    )
    owed.refresh_from_db()
    assert owed.status == "open"
    assert "Agreed in the committee." in page(client, "mou:obligation", owed.pk)


@pytest.mark.parametrize("transition", ["meet", "meet-partly", "return", "invented"])
def test_what_has_a_page_of_its_own_is_not_done_by_a_mere_move(client: Client, transition: str) -> None:
    owed = scenes.obligation(submitted=True)
    client.force_login(scenes.anybody())
    address = reverse("mou:move_obligation", args=[owed.pk, transition])
    assert client.post(address, {"note": "By the back door."}).status_code == 404
    owed.refresh_from_db()
    assert owed.status == "submitted"
