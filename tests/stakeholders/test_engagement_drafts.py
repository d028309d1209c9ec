"""Drafts of engagements: kept as typed for their writer alone, told to a second device, gone when recorded."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from partnerships.core.models import FormDraft, StagedFile
from stakeholders.models import Engagement
from tests.factories import EngagementKindFactory, StakeholderFactory
from tests.people import gift, lindiwe, nomsa, person
from tests.rules.chain import PDF

pytestmark = pytest.mark.django_db

ADD = "stakeholders:engagement_add"
DRAFTS = "stakeholders:engagement_drafts"


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


@pytest.fixture
def national(client: Client) -> Client:
    client.force_login(nomsa())
    return client


def fields(**more: Any) -> dict[str, Any]:
    return {
        "kind": EngagementKindFactory().pk,
        "stakeholder": StakeholderFactory().pk,
        "held_on": "2026-11-20",
        "purpose": "Safer schools",
        "steps-TOTAL_FORMS": "1",
        "steps-INITIAL_FORMS": "0",
    } | more


def keep(client: Client, **typed: Any) -> FormDraft:
    client.post(reverse(ADD), fields(**typed) | {"keep_draft": "1"})
    return FormDraft.objects.latest("pk")


def address(draft: FormDraft) -> str:
    return reverse("stakeholders:engagement_draft", args=[draft.pk])


def test_anything_typed_is_kept_unjudged_and_comes_back_as_it_was(national: Client) -> None:
    response = national.post(
        reverse(ADD),
        {
            "keep_draft": "1",
            "stakeholder": "Nobody knows it",
            "held_on": "next week",
            "said": "concern:\nḼiṅwalo 🚓\x00",
            "languages": ["7", "9"],
            "steps-TOTAL_FORMS": "1",
            "steps-0-what": "Ask",
            "steps-0-due_on": "soon",
        },
    )

    assert response["Location"] == reverse(DRAFTS)
    draft = FormDraft.objects.get()
    assert str(draft) == "Draft without a purpose"
    assert "Draft without a purpose" in text(national.get(reverse(DRAFTS)))
    page = text(national.get(address(draft)))
    for kept in (
        'value="Nobody knows it"',
        'value="next week"',
        "concern: Ḽiṅwalo 🚓</textarea>",
        'value="Ask"',
        'value="soon"',
    ):
        assert kept in page
    assert "your attention" not in page
    assert not Engagement.objects.exists()


def test_a_hundred_thousand_characters_are_kept_in_a_draft(national: Client) -> None:
    notes = "ḓ" * 100_000

    assert keep(national, notes=notes).data["notes"] == [notes]


def test_a_draft_is_its_writers_alone(client: Client) -> None:
    client.force_login(gift())
    draft = keep(client, purpose="Secret of Gift")

    for somebody in (nomsa(), lindiwe(), gift()):
        client.force_login(somebody)
        assert client.get(address(draft)).status_code == 404
        assert client.post(address(draft), {"discard": "1"}).status_code == 404
        assert "Secret of Gift" not in text(client.get(reverse(DRAFTS)))
        page = text(client.post(address(draft), fields(keep_draft="1", draft_version="1", purpose="Mine")))
        assert "Secret of Gift" not in page
    client.force_login(person("auditor"))
    assert client.get(address(draft)).status_code == 403
    draft.refresh_from_db()
    assert draft.data["purpose"] == ["Secret of Gift"]


def test_recording_the_engagement_removes_its_draft(national: Client) -> None:
    draft = keep(national)

    page = text(national.post(address(draft), fields(draft_version="1", purpose="")))
    assert "Purpose: write an answer here" in page
    assert FormDraft.objects.exists()
    response = national.post(address(draft), fields(draft_version="1"))
    assert response["Location"] == Engagement.objects.get().get_absolute_url()
    assert not FormDraft.objects.exists()


def test_the_second_device_is_told_sees_both_versions_and_chooses(national: Client) -> None:
    draft = keep(national, purpose="Begun")
    national.post(address(draft), fields(keep_draft="1", draft_version="1", purpose="On the phone"))

    for button in ({"keep_draft": "1"}, {}):
        page = text(national.post(address(draft), fields(draft_version="1", purpose="At the desk") | button))
        assert "This draft was saved elsewhere since you opened it" in page
        assert "On the phone" in page
        assert 'value="At the desk"' in page
        assert 'name="draft_version" value="2"' in page
    draft.refresh_from_db()
    assert (draft.data["purpose"], Engagement.objects.count()) == (["On the phone"], 0)
    national.post(address(draft), fields(keep_draft="1", draft_version="2", purpose="At the desk"))
    draft.refresh_from_db()
    assert (draft.data["purpose"], draft.version) == (["At the desk"], 3)


@pytest.mark.parametrize("button", [{"keep_draft": "1"}, {}])
def test_what_is_typed_into_a_draft_that_was_recorded_elsewhere_is_not_lost(
    national: Client, button: dict[str, str]
) -> None:
    draft = keep(national)
    national.post(address(draft), fields(draft_version="1"))

    page = text(national.post(address(draft), fields(draft_version="1", purpose="Typed later") | button))

    assert "This draft was recorded or discarded in the meantime" in page
    assert 'value="Typed later"' in page
    assert Engagement.objects.count() == 1
    assert national.get(address(draft)).status_code == 404


def test_a_draft_is_discarded(national: Client) -> None:
    draft = keep(national)

    assert national.post(address(draft), {"discard": "1"})["Location"] == reverse(DRAFTS)
    assert not FormDraft.objects.exists()
    assert "You have no draft" in text(national.get(reverse(DRAFTS)))


def test_files_stay_with_the_draft_and_go_with_the_engagement(national: Client) -> None:
    draft = keep(national, uploads=SimpleUploadedFile("register.pdf", PDF))
    waiting = StagedFile.objects.get()

    assert "register.pdf" in text(national.get(address(draft)))
    held = {
        name: values
        for name, values in draft.data.items()
        if name.startswith("uploads") and str(waiting.pk) in values
    }
    assert len(held) == 1
    national.post(address(draft), fields(draft_version="1") | held)
    assert [one.original_name for one in Engagement.objects.get().documents.all()] == ["register.pdf"]
    assert not StagedFile.objects.exists()


def test_a_file_that_cannot_be_taken_is_said_and_the_rest_is_kept(national: Client) -> None:
    typed = fields(keep_draft="1", uploads=SimpleUploadedFile("run.exe", b"MZ"))

    assert "is not an accepted kind of file" in text(national.post(reverse(ADD), typed, follow=True))
    assert FormDraft.objects.get().data["purpose"] == ["Safer schools"]


# A session that ran out


def signed_by(client: Client) -> str:
    """What the form says of who types it."""
    return client.get(reverse(ADD)).content.decode().split('name="typed_by" value="')[1].split('"')[0]


def sign_in(client: Client, user: Any) -> None:
    """As the sign-in page does it: the session of the visitor goes on as that of the person."""
    user.set_password("a long enough password")
    user.save()
    form = {"login": user.email, "password": "a long enough password"}
    assert client.post(reverse("account_login"), form).status_code == 302


def test_what_was_typed_when_the_session_ran_out_is_there_after_signing_in(client: Client) -> None:
    officer = nomsa()
    client.force_login(officer)
    sent = fields(typed_by=signed_by(client), purpose="Typed for an hour", notes="Ḽiṅwalo 🚓")
    client.cookies.clear()

    response = client.post(reverse(ADD), sent)
    assert response["Location"] == f"{reverse('account_login')}?next={reverse(ADD)}"
    sign_in(client, officer)
    page = text(client.get(reverse(ADD)))
    for shown in (
        "You were signed out while you wrote.",
        'value="Typed for an hour"',
        "Ḽiṅwalo 🚓</textarea>",
    ):
        assert shown in page
    assert not Engagement.objects.exists()
    client.post(reverse(ADD), sent)
    assert Engagement.objects.get().notes == "Ḽiṅwalo 🚓"
    assert "Typed for an hour" not in text(client.get(reverse(ADD)))


def test_nobody_else_is_shown_what_was_typed_and_nothing_unsigned_is_kept(client: Client) -> None:
    client.force_login(nomsa())
    typist = signed_by(client)
    client.cookies.clear()
    client.post(reverse(ADD), fields(typed_by="forged", purpose="Forged"))
    assert "typed" not in client.session
    client.post(reverse(ADD), fields(typed_by=typist, purpose="Typed for an hour"))

    sign_in(client, gift())
    assert "Typed for an hour" not in text(client.get(reverse(ADD)))
