"""Confirmation slips: what is put before a partner, who may answer, and once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pghistory.models
import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mou import services
from mou.models import ConfirmationSlip, ContestedLine, MoU, Obligation
from mou.views.slip_open import GUESSES
from partnerships.core.calendar import Quarter
from partnerships.core.calendar_pages import Guesses
from stakeholders.models import PartnerDecision
from tests.factories import (
    ContactFactory,
    EngagementFactory,
    MoUPartyFactory,
    ObligationFactory,
    StakeholderFactory,
)
from tests.mou import scenes
from tests.mou.slips import Q2, answers, asked, fresh, make, ours, theirs
from tests.people import gift, lindiwe, nomsa

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_guesses() -> Iterator[None]:
    GUESSES._wrong.clear()
    yield
    GUESSES._wrong.clear()


@pytest.fixture
def mou() -> MoU:
    return asked()


# What is put before the partner


def test_the_lines_are_what_was_recorded_on_the_day_whatever_is_recorded_later(mou: MoU) -> None:
    slip, _ = make(mou)
    Obligation.objects.filter(clause="5.1").update(text="Train four patrollers")

    # 1 August to 23 November are 30 + 31 + 30 + 31 − 8 = 114 days; 30 September, 31 + 23 = 54
    assert [(line.kind, line.title, line.said) for line in slip.lines.all()] == [
        ("obligation", "Clause 5.1: Train forty patrollers", "Overdue, 114 days"),
        ("obligation", "Clause 5.2: Print the manuals", "Overdue, 54 days"),
        ("activity", "Walk the area", "Late"),
        (
            "engagement",
            f"{mou.parties.get(position=2).stakeholder.engagements.get().kind}: Planning the walks",
            "Held",
        ),
    ]


def test_what_other_parties_owe_and_what_other_provinces_did_is_not_put_before_it(mou: MoU) -> None:
    third = MoUPartyFactory(mou=mou, stakeholder__partner=True, position=3)
    ObligationFactory(mou=mou, text="Of the third", owing_party=third, due_on=date(2026, 8, 2))
    ObligationFactory(
        mou=mou, text="To the third", owing_party=ours(mou), beneficiary=third, due_on=date(2026, 8, 2)
    )
    EngagementFactory(
        stakeholder=theirs(mou).stakeholder,
        province=lindiwe().province,
        held_on=date(2026, 7, 10),
        purpose="Elsewhere",
    )
    slip, _ = make(mou, by=nomsa())
    assert slip.lines.count() == 4
    assert not slip.lines.filter(title__iregex="third|elsewhere").exists()


def test_only_the_hash_of_the_secret_is_kept_also_after_the_answer(client: Client, mou: MoU) -> None:
    slip, address = make(mou)
    secret = address.split("/")[-2]
    client.post(address, answers(slip))

    assert len(secret) == 43  # 256 bits in base 64
    slip.refresh_from_db()
    assert slip.answered_at is not None
    assert slip.digest == ConfirmationSlip.digest_of(secret)
    kept = [
        *ConfirmationSlip.objects.values_list(),
        *pghistory.models.Context.objects.values_list("metadata"),
    ]
    assert secret not in str(kept)
    assert secret not in str(list(pghistory.models.Events.objects.tracks(slip).values()))


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-09-23 09:00+02:00", "A slip can be made from 24"),  # seven days: 24 to 30 September
        ("2026-09-24 09:00+02:00", ""),
    ],
)
def test_a_quarter_is_asked_about_from_its_last_week(mou: MoU, day: str, sentence: str) -> None:
    with time_machine.travel(day):
        against = services.against_slip(theirs(mou), Q2, timezone.localdate())
    assert against.replace("\u00a0", " ").count(sentence) if sentence else against == ""


def test_nothing_is_asked_of_us_before_the_signature_or_where_nothing_is_recorded(mou: MoU) -> None:
    today = timezone.localdate()
    assert "not to us" in services.against_slip(ours(mou), Q2, today)
    assert "was not signed" in services.against_slip(theirs(mou), Quarter(2024, 1), today)
    empty = scenes.agreement("GP", signed=True, partner=StakeholderFactory(partner=True))
    with pytest.raises(ValidationError, match="nothing to confirm"):
        make(empty)


def test_the_last_slip_of_a_quarter_counts_and_an_answered_one_stands(client: Client, mou: MoU) -> None:
    first, old = make(mou)
    second, new = make(mou)
    assert client.get(old).status_code == 404
    client.post(new, answers(second))
    with pytest.raises(ValidationError, match="has answered"):
        make(mou)
    assert [slip.revoked_at is None for slip in (fresh(first), fresh(second))] == [False, True]


# To whom it goes


def test_the_mail_holds_the_link_and_no_line(client: Client, mou: MoU) -> None:
    contact = ContactFactory(stakeholder=theirs(mou).stakeholder, email="secretary@trust.example")
    client.force_login(gift())
    response = client.post(reverse("mou:slip_add", args=[mou.pk]), {"contact": contact.pk})
    [message] = mail.outbox
    [address] = re.findall(r"/mous/confirm/[\w-]{43}/", message.body)

    assert message.to == ["secretary@trust.example"]
    assert "patrollers" not in message.body
    assert address in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": ""}, "No work e-mail"),
        ({"do_not_contact": True}, "asked not to be contacted"),
        ({"left_on": date(2026, 1, 1)}, "not in post"),
    ],
)
def test_a_contact_who_cannot_be_written_to_is_refused_in_words(
    client: Client, mou: MoU, fields: dict[str, Any], sentence: str
) -> None:
    contact = ContactFactory(stakeholder=theirs(mou).stakeholder, **({"email": "one@trust.example"} | fields))
    with pytest.raises(ValidationError, match=sentence):
        make(mou, contact=contact)
    client.force_login(gift())
    page = client.post(reverse("mou:slip_add", args=[mou.pk]), {"contact": contact.pk})
    assert page.status_code == 200
    assert contact.name not in page.content.decode()  # not offered, so not taken
    assert not ConfirmationSlip.objects.exists()
    assert mail.outbox == []


def test_the_contact_of_another_organisation_is_refused(mou: MoU) -> None:
    with pytest.raises(PermissionDenied):
        make(mou, contact=ContactFactory(email="one@other.example"))


def test_a_mail_server_that_refuses_leaves_the_link_to_copy(
    client: Client, mou: MoU, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(message: Any) -> int:
        raise OSError

    monkeypatch.setattr("mou.services.slips.EmailMessage.send", refuse)
    contact = ContactFactory(stakeholder=theirs(mou).stakeholder, email="secretary@trust.example")
    client.force_login(gift())
    page = client.post(reverse("mou:slip_add", args=[mou.pk]), {"contact": contact.pk}).content.decode()
    assert "did not take the mail" in page
    assert "/mous/confirm/" in page


# The partner's page


def test_the_page_shows_the_slip_and_nothing_else(client: Client, mou: MoU) -> None:
    contact = ContactFactory(
        stakeholder=theirs(mou).stakeholder, name="Person Known", email="one@trust.example"
    )
    slip, address = make(mou, contact=contact)
    response = client.get(address)
    page = response.content.decode()

    assert "Train forty patrollers" in page
    for other in ("Later than asked", "Person Known", "one@trust.example", slip.made_by.name, "Olga Owner"):
        assert other not in page
    assert re.findall(r'<a [^>]*href="(?!#)', page) == []
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_it_is_answered_line_by_line_and_then_only_read(client: Client, mou: MoU) -> None:
    slip, address = make(mou)
    # A browser that keeps its referrer sends no origin: the form needs none.
    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    page = strict.post(address, answers(slip, "In <b>August</b>, in full.")).content.decode()
    again = client.post(address, answers(slip, "Something else", "And more"))

    assert "In &lt;b&gt;August&lt;/b&gt;, in full." in page
    assert "<form" not in page
    assert "was answered before" in again.content.decode()
    slip = fresh(slip)
    assert (slip.answered_by, slip.answered_as) == ("Ayanda Nkosi (demo)", "Secretary")
    assert list(slip.lines.values_list("is_confirmed", flat=True)) == [False, True, True, True]
    assert ContestedLine.objects.get().words == "In <b>August</b>, in full."
    assert ContestedLine.objects.get().status == "waiting"


def test_what_is_missing_or_contradicts_itself_is_said_and_nothing_is_lost(client: Client, mou: MoU) -> None:
    slip, address = make(mou)
    _, second, third, _ = slip.lines.order_by("position")
    sent = answers(slip, "") | {f"words_{second.pk}": "But it is wrong", "capacity": ""}
    del sent[f"line_{third.pk}"]
    page = client.post(address, sent).content.decode()

    assert "Say in a sentence what is not right in line 1." in page
    assert "You wrote that something is not right in line 2." in page
    assert f'href="#id_line_{third.pk}' in page  # not answered: named above the form
    assert "But it is wrong" in page
    assert fresh(slip).answered_at is None
    assert not ContestedLine.objects.exists()


def test_a_line_of_another_slip_is_not_touched(client: Client, mou: MoU) -> None:
    other = scenes.agreement("GP", signed=True, partner=StakeholderFactory(partner=True))
    scenes.obligation(other, text="Of others", owing_party=theirs(other), due_on=date(2026, 8, 1))
    foreign, _ = make(other)
    slip, address = make(mou)
    line = foreign.lines.get()
    more = {f"line_{line.pk}": "contest", f"words_{line.pk}": "Not ours"}
    client.post(address, answers(slip, **more))
    assert fresh(line).is_confirmed is None
    assert not ContestedLine.objects.exists()
    confirms = {*slip.lines.values_list("pk", flat=True), line.pk}
    with pytest.raises(ValidationError):
        services.answer_slip(make(other)[0], name="A", capacity="B", contests={}, confirms=confirms)


def test_a_link_that_was_taken_back_has_run_out_or_is_of_a_former_partner_opens_nothing(
    client: Client, mou: MoU
) -> None:
    slip, address = make(mou)
    sent = answers(slip)
    closed = client.get(reverse("mou:slip_open", args=["x" * 43])).content

    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
        assert client.post(address, sent).content == closed
    partner = theirs(mou).stakeholder
    with time_machine.travel(timezone.now()):
        assert client.get(address).status_code == 200
    PartnerDecision.objects.filter(stakeholder=partner).update(
        ended_on=date(2026, 11, 20), end_reason="service_provider", ended_by=nomsa()
    )
    assert client.post(address, sent).content == closed
    assert "is no partner any more" in services.against_slip(theirs(mou), Q2, timezone.localdate())
    PartnerDecision.objects.filter(stakeholder=partner).update(ended_on=None, end_reason="", ended_by=None)
    assert client.get(address).status_code == 200
    services.revoke_slip(fresh(slip), by=gift(), reason="Sent to the wrong person.")
    response = client.post(address, sent)
    assert (response.status_code, response.content) == (404, closed)
    assert fresh(slip).answered_at is None
    with pytest.raises(ValidationError, match="cannot be answered"):
        services.answer_slip(fresh(slip), name="A", capacity="B", contests={}, confirms=set())


def test_an_answer_is_not_taken_back(client: Client, mou: MoU) -> None:
    slip, address = make(mou)
    client.post(address, answers(slip))
    with pytest.raises(ValidationError, match="An answer stays"):
        services.revoke_slip(fresh(slip), by=gift(), reason="It does not suit us.")


def test_who_guesses_waits_and_is_not_looked_up(client: Client, mou: MoU) -> None:
    _, address = make(mou)
    wrong = [
        client.get(reverse("mou:slip_open", args=[f"guess-{n}"])).status_code for n in range(Guesses.MOST + 2)
    ]
    assert (wrong.count(404), wrong.count(429)) == (Guesses.MOST, 2)
    assert client.get(address).status_code == 429  # also the right one, from there, for a minute
    assert client.get(address, REMOTE_ADDR="10.0.0.9").status_code == 200
