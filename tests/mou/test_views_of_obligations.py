"""The pages of obligations: whom they let in, what they show, what can be done there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mou.models import Obligation
from mou.services import LOCKED, submit_obligation
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
    "mou:extend_obligation": "extend_obligation",
    "mou:dispute_obligation": "verify_obligation",
    "mou:settle_obligation": "verify_obligation",
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
        {
            "finding": "partly_met",
            "verification": "80 of 120.",
            "verified_on": TODAY,
            "rest": "Train the other 40",
            "rest_due_on": "2027-02-28",
        },
        follow=True,
    )
    assert said(response) == [
        "Partly met: the finding is recorded. The rest is an obligation of its own now."
    ]
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
        "What is still owed of it",
        owed.follow_ons.get().get_absolute_url(),
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


def test_a_dispute_is_recorded_with_who_and_what_and_settled_in_words(client: Client) -> None:
    owed = scenes.obligation()
    client.force_login(person("partnership_manager"))
    address = reverse("mou:dispute_obligation", args=[owed.pk])
    typed = {"party": scenes.theirs(owed.mou).pk, "about": "Two districts, not three.", "disputed_on": TODAY}
    # Of another agreement: refused, and what was typed is there.
    response = client.post(address, typed | {"party": scenes.theirs(scenes.agreement()).pk})
    assert "Two districts, not three." in text(response)
    client.post(address, typed)
    owed.refresh_from_db()
    assert owed.status == "disputed"
    shown = page(client, "mou:obligation", owed.pk)
    assert f"Disputed by {scenes.theirs(owed.mou).name}" in shown
    assert "Not settled yet." in shown
    response = client.post(
        reverse("mou:settle_obligation", args=[owed.pk]),
        {"settlement": "Agreed in the committee.", "settled_on": TODAY},
        follow=True,
    )
    owed.refresh_from_db()
    assert (owed.status, said(response)) == (
        "open",
        ["The dispute is settled: the obligation is “Open” again."],
    )
    assert "Agreed in the committee." in page(client, "mou:obligation", owed.pk)


def test_more_time_is_given_by_authority_and_the_date_of_before_stays_on_the_page(client: Client) -> None:
    owed = scenes.obligation(due_on=date(2026, 9, 30))
    client.force_login(person("partnership_manager"))
    address = reverse("mou:extend_obligation", args=[owed.pk])
    typed = {
        "due_on": "2026-09-30",
        "authority": "Letter of 2 November",
        "reason": "The venue burnt down.",
        "decided_on": TODAY,
    }
    response = client.post(address, typed)
    assert "More time is given to a later day." in text(response)
    assert "The venue burnt down." in text(response)
    response = client.post(address, typed | {"due_on": "2026-12-15"}, follow=True)
    assert said(response) == ["It is due on 15\u00a0December\u00a02026 now."]
    shown = text(response)
    for words in ("More time was given", "30 Sep 2026", "Letter of 2 November", "The venue burnt down."):
        assert words in shown, words


def test_whoever_must_see_to_it_reads_who_else_gives_more_time(client: Client) -> None:
    chief = person("chief_director")
    owed = scenes.obligation(accountable=chief)
    client.force_login(chief)
    for name in ("mou:extend_obligation", "mou:waive_obligation", "mou:lapse_obligation"):
        shown = page(client, name, owed.pk)
        assert "You are the accountable person yourself: somebody else decides this." in shown
        assert "For: Provincial head, Chief Director, Secretary for Police Service" in shown
        assert "<textarea" not in shown


def test_a_part_that_is_met_asks_for_the_rest_and_loses_nothing_that_was_typed(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    owed = scenes.obligation(mou)
    submit_obligation(owed, by=mou.business_owner, submission="80.", documents=[scenes.pdf()])
    client.force_login(person("partnership_manager"))
    response = client.post(
        reverse("mou:verify_obligation", args=[owed.pk]),
        {"finding": "partly_met", "verification": "80 of 120.", "verified_on": TODAY},
    )
    shown = text(response)
    for words in (
        "Say what is still to be done: it is owed on.",
        "Say by when the rest is due.",
        "80 of 120.",
    ):
        assert words in shown, words
    owed.refresh_from_db()
    assert owed.status == "submitted"
