"""“Why can't I?”: what a role could do and cannot do now is told with who can meet each condition, and where."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mou import services
from mou.lifecycle import MOU_LIFECYCLE
from mou.views.acts import (
    blocked_acts,
    blocked_acts_on_amendment,
    blocked_acts_on_obligation,
    later_acts,
)
from mou.views.clearances import actions_with_clearance
from partnerships.core.models import Document, User
from tests import factories as make
from tests.mou import scenes
from tests.people import nomsa, person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def told(actions: list[Any]) -> dict[str, list[tuple[str, str]]]:
    """Of each act what is missing, and where it is met."""
    return {a.label: [(str(b), getattr(b, "url", "")) for b in a.blockers] for a in actions}


def test_a_draft_blocks_nothing_of_its_text_and_tells_what_comes_later() -> None:
    mou = scenes.agreement()
    assert blocked_acts(mou, nomsa(), TODAY) == []
    later = told(later_acts(mou, scenes.anybody()))
    assert later["Record a signature"] == [("Possible while it is “Out for signature”.", "")]
    assert set(later) == {"Record a signature", "Amend this agreement", "Review this agreement"}


@pytest.mark.parametrize(
    ("status", "sentence", "way"),
    [
        ("consultation", "The agreement is “In consultation”. Take it back to draft first.", "withdraw"),
        ("signature", "The agreement is “Out for signature”. Take it back to draft first.", "recall"),
    ],
)
def test_what_may_be_taken_back_leads_to_that(status: str, sentence: str, way: str) -> None:
    mou = scenes.agreement(status=status)
    url = reverse("mou:move", args=[mou.pk, way])
    found = told(blocked_acts(mou, nomsa(), TODAY))
    assert found["Change title, term and people"] == [(sentence, url)]
    # What is owed may still change while the text is consulted on.
    assert ("Add an obligation" in found) is (status == "signature")
    [act] = [a for a in blocked_acts(mou, nomsa(), TODAY) if a.label.startswith("Change")]
    assert "Partnerships Unit officer" in act.blockers[0].who  # type: ignore[attr-defined]


def test_in_clearance_the_text_waits_for_a_return_and_with_one_signature_for_the_others() -> None:
    mou = scenes.in_clearance()
    [act, *_] = blocked_acts(mou, nomsa(), TODAY)
    assert act.blockers[0].url.endswith("#clearance")  # type: ignore[attr-defined]
    out = scenes.out_for_signature()
    party = scenes.theirs(out)
    party.signed_on = TODAY
    party.save()
    [act, *_] = blocked_acts(out, nomsa(), TODAY)
    assert str(act.blockers[0]).startswith("A party has signed: the text is locked.")


def test_a_signed_agreement_leads_to_its_amendment_and_to_its_review() -> None:
    mou, everybody = scenes.agreement(signed=True), scenes.anybody()
    found = told(blocked_acts(mou, everybody, TODAY))
    assert found["Add an obligation"][0][1] == reverse("mou:amend", args=[mou.pk])
    assert found["Draft the successor"] == [
        (
            "Review the agreement first: the work, the results, both sides' duties, and the decision.",
            reverse("mou:review", args=[mou.pk]),
        )
    ]
    assert "Amend this agreement" not in found
    expired = scenes.agreement(signed=True, ends_on=date(2026, 11, 22))
    assert "has expired" in told(blocked_acts(expired, everybody, TODAY))["Amend this agreement"][0][0]


def test_a_role_is_told_only_of_what_it_could_do_and_nothing_of_an_agreement_that_has_ended() -> None:
    mou = scenes.agreement(signed=True)
    assert told(blocked_acts(mou, person("auditor"), TODAY)) == {}
    assert set(told(blocked_acts(mou, person("business_owner"), TODAY))) == {"Hand over a duty"}
    assert (
        blocked_acts(make.MoUFactory(status="completed", signed_on=TODAY, completed_on=TODAY), nomsa(), TODAY)
        == []
    )


def test_whose_step_is_not_open_yet_sees_what_it_waits_for() -> None:
    mou = scenes.in_clearance("clear_legal", "clear_secretary")
    clearances = list(mou.clearances.select_related("step"))
    actions = actions_with_clearance(MOU_LIFECYCLE, mou, clearances, person("secretary"))
    [blocked] = [a for a in actions if a.label == "Clear: Clear secretary"]
    [first] = blocked.blockers
    assert (str(first), first.who) == ("First: Clear legal.", "Director")  # type: ignore[attr-defined]
    assert first.url.endswith("#clearance")  # type: ignore[attr-defined]


def test_an_amendment_says_where_its_changes_and_signatures_stand() -> None:
    officer = nomsa()
    amendment = make.AmendmentFactory(status="draft")
    assert set(told(blocked_acts_on_amendment(amendment, officer))) == {"Record a signature"}
    out = make.AmendmentFactory(status="signature")
    assert told(blocked_acts_on_amendment(out, officer)) == {
        "Change what it changes": [
            (
                "It is out for signature. Call it back to draft first.",
                reverse("mou:move_amendment", args=[out.pk, "recall"]),
            )
        ]
    }
    cleared = told(blocked_acts_on_amendment(make.AmendmentFactory(status="clearance"), officer))
    assert set(cleared) == {"Change what it changes", "Record a signature"}
    assert blocked_acts_on_amendment(make.AmendmentFactory(status="withdrawn"), officer) == []


def test_what_is_owed_under_a_signed_agreement_changes_by_amendment() -> None:
    owed = scenes.obligation()
    assert told(blocked_acts_on_obligation(owed, nomsa()))["Change or remove it"][0][1] == reverse(
        "mou:amend", args=[owed.mou.pk]
    )
    assert blocked_acts_on_obligation(scenes.obligation(scenes.agreement()), nomsa()) == []
    assert blocked_acts_on_obligation(owed, person("director")) == []


def test_the_pages_show_them_disabled_with_their_reasons(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    owed = scenes.obligation(mou)
    client.force_login(nomsa())
    for page in (mou.get_absolute_url(), owed.get_absolute_url()):
        shown = client.get(page).content.decode()
        assert "It is signed. A change is an amendment" in shown
        assert f'href="{reverse("mou:amend", args=[mou.pk])}"' in shown
    amendment = make.AmendmentFactory(mou=mou)
    assert "Signatures are recorded once" in client.get(amendment.get_absolute_url()).content.decode()


# A signed copy that comes later


def test_the_scan_of_what_was_signed_is_added_later_and_never_that_of_another(client: Client) -> None:
    mou, other, officer = scenes.agreement(signed=True), scenes.agreement(signed=True), nomsa()
    client.force_login(officer)
    url = reverse("mou:signed_copy", args=[mou.pk])
    assert url in client.get(mou.get_absolute_url()).content.decode()
    client.post(url, {"document": scenes.pdf("scan.pdf")})
    [kept] = mou.documents.all()
    assert (kept.kind.code, len(kept.sha256)) == (Document.Kind.SIGNED_COPY, 64)
    again = client.post(reverse("mou:signed_copy", args=[other.pk]), {"document": scenes.pdf("scan.pdf")})
    assert f"the signed copy of {mou}, byte for byte" in again.content.decode()
    assert not other.documents.exists()
    draft = client.get(reverse("mou:signed_copy", args=[scenes.agreement().pk])).content.decode()
    assert "No party has signed yet" in draft


def test_an_amendment_takes_its_copy_later_too(client: Client) -> None:
    amendment = make.AmendmentFactory()
    party = make.MoUPartyFactory(mou=amendment.mou)
    client.force_login(nomsa())
    url = reverse("mou:amendment_copy", args=[amendment.pk])
    assert "No party has signed yet" in client.get(url).content.decode()
    amendment.signatures.create(
        party=party, signed_on=TODAY, signed_at="Durban", signatory="Chair", capacity="chair", authority="R 1"
    )
    assert url in client.get(amendment.get_absolute_url()).content.decode()
    client.post(url, {"document": scenes.pdf("scan.pdf")})
    assert amendment.documents.count() == 1


# The paper of a delegation


def test_the_paper_by_which_a_step_is_delegated_is_kept(client: Client) -> None:
    mou = scenes.in_clearance("clear_legal")
    step, deputy = mou.clearances.get(), person("chief_director", name="Dora Deputy")
    client.force_login(person("director"))
    asked = {
        "to_person": deputy.pk,
        "delegation": "Letter 4/1 of 2 November 2026",
        "on": "2026-11-20",
        "document": scenes.pdf("letter.pdf"),
    }
    client.post(reverse("mou:delegate_clearance", args=[step.pk]), asked)
    [paper] = mou.documents.all()
    assert (paper.title, paper.kind.code) == ("Delegation of “Clear legal”", Document.Kind.ATTACHMENT)
    assert "Letter 4/1 of 2 November 2026" in client.get(mou.get_absolute_url()).content.decode()


# Nobody leaves an agreement behind unseen


@pytest.fixture
def administrator() -> User:
    user = person("administrator")
    user.is_staff = True
    user.save()
    return user


def close(client: Client, who: User, **more: Any) -> str:
    url = reverse("admin:core_user_change", args=[who.pk])
    fields = {
        "email": who.email,
        "name": who.name,
        "post": who.post,
        "sphere": who.sphere,
        "province": who.province_id or "",
        "groups": [group.pk for group in who.groups.all()],
    }
    return client.post(url, fields | more, follow=True).content.decode()


def test_an_account_is_not_closed_before_its_agreements_were_shown(
    client: Client, administrator: User
) -> None:
    mou = scenes.agreement("LP", signed=True)
    ended = scenes.agreement(signed=True, ends_on=date(2026, 11, 1), business_owner=mou.business_owner)
    client.force_login(administrator)
    shown = close(client, mou.business_owner)
    assert f"{mou}: business owner" in shown and ended.reference not in shown
    mou.business_owner.refresh_from_db()
    assert mou.business_owner.is_active
    close(client, mou.business_owner, close_anyway="on")
    mou.business_owner.refresh_from_db()
    assert not mou.business_owner.is_active
    free = person("director")
    close(client, free)
    free.refresh_from_db()
    assert not free.is_active


def test_an_agreement_whose_person_has_gone_says_so_and_leads_to_a_successor(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    client.force_login(nomsa())
    assert "is closed." not in client.get(mou.get_absolute_url()).content.decode()
    User.objects.filter(pk=mou.partnership_manager_id).update(is_active=False)
    shown = client.get(mou.get_absolute_url()).content.decode()
    assert "The account of Mandla Manager, partnership manager, is closed." in shown
    assert reverse("mou:hand_over", args=[mou.pk]) in shown


def test_a_file_that_is_no_scan_is_refused_and_nothing_is_kept(client: Client) -> None:
    mou = scenes.agreement(signed=True)
    client.force_login(nomsa())
    empty = client.post(reverse("mou:signed_copy", args=[mou.pk]), {})
    assert "Choose a file" in empty.content.decode()
    assert not mou.documents.exists()
    with pytest.raises(Exception, match="No party has signed yet"):
        services.add_signed_copy(scenes.agreement(), by=nomsa(), document=scenes.pdf())
