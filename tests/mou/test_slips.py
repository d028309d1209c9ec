"""Confirmation slips: what is put before a partner, who may answer, once, and what becomes of a contested line."""

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
from mou.models import ConfirmationSlip, ContestedLine, MoU, MoUParty, Obligation, SlipLine
from mou.views.slip_open import GUESSES
from partnerships.core.calendar import Quarter
from partnerships.core.calendar_pages import Guesses
from reporting.reports.quarterly import quarterly_report
from reporting.templatetags.reports import figure, printed
from stakeholders.models import PartnerDecision
from tests.factories import (
    ActivityFactory,
    ActivityQuarterFactory,
    ContactFactory,
    EngagementFactory,
    MoUPartyFactory,
    ObligationFactory,
    StakeholderFactory,
)
from tests.mou import scenes
from tests.people import gift, lindiwe, nomsa, person

pytestmark = pytest.mark.django_db
Q2 = Quarter(2026, 2)  # July to September 2026
SETTLE = "mou.settle_contestedline"


@pytest.fixture(autouse=True)
def no_guesses() -> Iterator[None]:
    GUESSES._wrong.clear()
    yield
    GUESSES._wrong.clear()


@pytest.fixture
def mou() -> MoU:
    """Of Gauteng: each side owes something in the quarter, something is planned, and they met."""
    partner = StakeholderFactory(partner=True, name="Thuso Trust (demo)")
    mou = scenes.agreement("GP", signed=True, partner=partner)
    scenes.obligation(
        mou, clause="5.1", text="Train forty patrollers", owing_party=theirs(mou), due_on=date(2026, 8, 1)
    )
    scenes.obligation(
        mou, clause="5.2", text="Print the manuals", owing_party=ours(mou), due_on=date(2026, 9, 30)
    )
    scenes.obligation(
        mou, clause="5.3", text="Later than asked", owing_party=theirs(mou), due_on=date(2026, 10, 1)
    )
    activity = ActivityFactory(mou=mou, title="Walk the area", responsible_party=theirs(mou), year=2026)
    ActivityQuarterFactory(activity=activity, number=2)
    EngagementFactory(
        stakeholder=partner, province=mou.province, held_on=date(2026, 7, 9), purpose="Planning the walks"
    )
    return mou


def theirs(mou: MoU) -> MoUParty:
    return mou.parties.filter(stakeholder__isnull=False).earliest("position")


def ours(mou: MoU) -> MoUParty:
    return mou.parties.get(stakeholder=None)


def make(mou: MoU, **fields: Any) -> tuple[ConfirmationSlip, str]:
    """A slip of the second quarter and the address of its link."""
    slip, secret = services.make_slip(theirs(mou), by=fields.pop("by", None) or gift(), quarter=Q2, **fields)
    return slip, reverse("mou:slip_open", args=[secret])


def answers(slip: ConfirmationSlip, *contested: str, **more: str) -> dict[str, str]:
    """What the page sends: the first lines contested in these words, the others confirmed."""
    sent = {"name": "Ayanda Nkosi (demo)", "capacity": "Secretary"}
    for place, line in enumerate(slip.lines.order_by("position")):
        is_contested = place < len(contested)
        sent[f"line_{line.pk}"] = "contest" if is_contested else "confirm"
        sent[f"words_{line.pk}"] = contested[place] if is_contested else ""
    return sent | more


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


def fresh(record: Any) -> Any:
    return type(record).objects.get(pk=record.pk)


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


# What becomes of it


def contested(client: Client, mou: MoU, words: str = "In August, in full.") -> ContestedLine:
    slip, address = make(mou)
    client.post(address, answers(slip, words))
    return ContestedLine.objects.get(line__slip=slip)


def test_a_contested_line_is_settled_with_a_reason_by_somebody_else_than_the_sender(
    client: Client, mou: MoU
) -> None:
    line = contested(client, mou)
    head = person("provincial_head", province="GP")
    sender = line.line.slip.made_by
    sender.user_permissions.add(*head.user_permissions.all())

    with pytest.raises(PermissionDenied):
        services.settle_line(line, by=person("director"), move="stand", note="No.")
    with pytest.raises(ValidationError, match="Somebody else settles"):
        services.settle_line(line, by=type(sender).objects.get(pk=sender.pk), move="stand", note="No.")
    with pytest.raises(ValidationError, match="reason"):
        services.settle_line(line, by=head, move="stand", note=" ")
    services.settle_line(line, by=head, move="correct", note="The register came in August.")
    with pytest.raises(ValidationError, match="not possible now"):
        services.settle_line(line, by=head, move="stand", note="No.")

    client.force_login(head)
    page = client.get(line.line.slip.get_absolute_url()).content.decode()
    assert "Agreed and corrected" in page
    assert "The register came in August." in page


def test_the_page_of_the_agreement_names_what_is_contested(client: Client, mou: MoU) -> None:
    line = contested(client, mou)
    client.force_login(person("provincial_head", province="GP"))
    page = client.get(mou.get_absolute_url()).content.decode()
    assert "1 contested line to settle" in page
    assert f"Contested: {line.line.title}" in page


def test_the_quarterly_report_names_what_is_contested_and_counts_what_is_not_answered(
    client: Client, mou: MoU
) -> None:
    line = contested(client, mou)
    other = scenes.agreement(
        "GP", signed=True, partner=StakeholderFactory(partner=True, name="Silent Union (demo)")
    )
    scenes.obligation(other, text="Of the silent", owing_party=theirs(other), due_on=date(2026, 8, 1))
    make(other)
    make(other)  # the first of the two is taken back and not counted

    def gaps(quarter: Quarter = Q2) -> list[tuple[int, list[tuple[str, ...]]]]:
        report = quarterly_report(quarter, province=mou.province, viewer=gift())
        wanted = {"Contested by partners", "Confirmation slips not answered"}
        found = [gap for gap in report.gaps if gap.label in wanted]
        return [
            (int(gap.count.value or 0), [tuple(map(str, row[1:3])) for row in gap.table.rows])
            for gap in found
        ]

    partner = "Thuso Trust (demo)"
    silent = (1, [("Silent Union (demo)", "2026-12-07")])  # 23 November and 14 days
    assert gaps() == [(1, [(partner, "In August, in full.")]), silent]
    # The contested obligation is one of those that no thrust has; the figure says so wherever it is counted.
    marked = quarterly_report(Q2, province=mou.province, viewer=gift()).loose_obligations.due
    assert (marked.value, marked.contested) == (3, 1)
    assert str(figure(marked)).endswith("(1 contested by the partner)</span></abbr>")
    assert str(printed(marked)) == "3 †"
    assert gaps(Quarter(2026, 1)) == [(0, []), (0, [])]

    head = person("provincial_head", province="GP")
    services.settle_line(line, by=head, move="stand", note="The register is not signed.")
    assert gaps()[0][0] == 1  # it stays, against the word of the partner
    SlipLine.objects.filter(pk=line.line_id).update(is_confirmed=False)
    ContestedLine.objects.filter(pk=line.pk).delete()
    assert gaps()[0] == (0, [])


def test_when_the_link_was_opened_is_told_on_our_side_and_both_timelines_tell_of_the_slip(
    client: Client, mou: MoU
) -> None:
    with time_machine.travel("2026-11-23 09:00+02:00", tick=False):
        slip, address = make(mou)
    # Opened at 10:00, read on at 10:05, opened anew at 10:20.
    for clock in ("10:00", "10:05", "10:20"):
        with time_machine.travel(f"2026-11-23 {clock}+02:00", tick=False):
            client.get(address)
    client.get(reverse("mou:slip_open", args=["wrong"]))

    client.force_login(gift())
    page = client.get(slip.get_absolute_url()).content.decode().replace("\u00a0", " ")
    assert page.count("23 November 2026, 10:") == 2
    assert "10:05" not in page
    of_agreement = client.get(mou.get_absolute_url()).content.decode()
    assert f"asked to confirm {slip.quarter}" in of_agreement
    of_partner = client.get(slip.party.stakeholder.get_absolute_url()).content.decode()
    assert f"Asked to confirm our record: {mou.reference}" in of_partner


def test_all_agreements_with_a_partner_that_one_may_change_go_into_one_link(client: Client, mou: MoU) -> None:
    partner = theirs(mou).stakeholder
    second = scenes.agreement("GP", signed=True, partner=partner)
    scenes.obligation(second, text="Of the second", owing_party=theirs(second), due_on=date(2026, 8, 9))
    foreign, empty = (scenes.agreement(code, signed=True, partner=partner) for code in ("LP", "GP"))
    scenes.obligation(foreign, text="Of Limpopo", owing_party=theirs(foreign), due_on=date(2026, 8, 9))
    head = person("provincial_head", province="GP")
    client.force_login(gift())
    add = f"{reverse('mou:slip_add', args=[mou.pk])}?party={theirs(mou).pk}&quarter={Q2.slug}&all=yes"
    preview = client.get(add).content.decode()
    assert "Of the second" in preview
    assert "Of Limpopo" not in preview

    made = client.post(add, {}).content.decode()
    [secret] = {*re.findall(r"/confirm/([\w-]+)/", made)}
    assert "The slip on paper" in made
    assert made.count("☐") == 2 * SlipLine.objects.count()
    slips = list(ConfirmationSlip.objects.order_by("mou__reference"))
    assert {slip.mou_id for slip in slips} == {mou.pk, second.pk}
    assert not ConfirmationSlip.objects.filter(mou__in=[foreign, empty]).exists()

    client.logout()
    address = reverse("mou:slip_open", args=[secret])
    page = client.get(address).content.decode()
    assert mou.reference in page
    assert second.reference in page
    sent = answers(slips[0], "Not so.") | answers(slips[1])
    # A line left out: nothing at all is kept.
    client.post(address, {name: value for name, value in sent.items() if value != "confirm"})
    assert not ConfirmationSlip.objects.filter(answered_at__isnull=False).exists()
    page = client.post(address, sent).content.decode()
    assert "Your answer on" in page
    assert ConfirmationSlip.objects.filter(answered_at__isnull=False).count() == 2
    assert ContestedLine.objects.get().line.slip == slips[0]
    assert "was answered before" in client.post(address, sent).content.decode()
    # Each is settled, and found, with its own agreement.
    client.force_login(head)
    assert "contested line to settle" in client.get(mou.get_absolute_url()).content.decode()
    assert "contested line" not in client.get(second.get_absolute_url()).content.decode()


def test_one_of_several_slips_taken_back_leaves_the_others_open(client: Client, mou: MoU) -> None:
    second = scenes.agreement("GP", signed=True, partner=theirs(mou).stakeholder)
    scenes.obligation(second, text="Of the second", owing_party=theirs(second), due_on=date(2026, 8, 9))
    slips, secret = services.make_slips(theirs(mou).stakeholder, by=gift(), quarter=Q2)
    services.revoke_slip(slips[1], by=gift(), reason="Not yet.")
    address = reverse("mou:slip_open", args=[secret])
    page = client.get(address).content.decode()
    assert slips[0].mou.reference in page
    assert slips[1].mou.reference not in page
    with pytest.raises(ValidationError, match="there is nothing to confirm"):
        services.make_slips(StakeholderFactory(), by=gift(), quarter=Q2)
