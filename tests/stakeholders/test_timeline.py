"""The timeline of a stakeholder: what is told, in which words, and to whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from partnerships.core import files, history, timeline
from partnerships.core.models import Document
from stakeholders.lifecycle import STAKEHOLDER_LIFECYCLE
from stakeholders.models import Contact, Stakeholder
from stakeholders.services import archive_stakeholder, verify_stakeholder
from tests.factories import (
    ActionItemFactory,
    ContactFactory,
    EngagementFactory,
    MoUFactory,
    MoUPartyFactory,
    PartnerDecisionFactory,
    ProposalFactory,
    ProvinceFactory,
    RelationshipFactory,
    StakeholderAnalysisFactory,
    StakeholderFactory,
    weighed,
)
from tests.people import everything, gift, nomsa, person
from tests.rules.chain import PDF

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def told(stakeholder: Stakeholder, by: Any = None, *, of: str = "") -> list[str]:
    lines = timeline.newest(stakeholder, by or nomsa(), 50)
    return [line.title for line in lines if not of or line.source == of]


def test_everything_that_happened_is_told_newest_first() -> None:
    stakeholder = StakeholderFactory(name="Khanya (demo)")
    weighed(ProposalFactory(stakeholder=stakeholder, decided=True))
    ProposalFactory(
        stakeholder=stakeholder,
        review=True,
        status="concluded",
        finding="stands",
        begun_on=date(2026, 1, 10),
        closed_on=date(2026, 2, 10),
        closed_by=nomsa(),
    )
    PartnerDecisionFactory(
        stakeholder=stakeholder,
        decided_on=date(2025, 4, 1),
        ended_on=date(2026, 6, 30),
        end_reason="completed",
        ended_by=nomsa(),
    )
    engagement = EngagementFactory(stakeholder=stakeholder, held_on=date(2026, 7, 15))
    EngagementFactory(stakeholder=stakeholder, held_on=None, date_basis="unknown")
    ActionItemFactory(engagement=engagement, done_on=date(2026, 8, 1), outcome="Sent.")
    ActionItemFactory(engagement=engagement)
    StakeholderAnalysisFactory(stakeholder=stakeholder, assessed_on=date(2026, 9, 1))
    mou = MoUFactory(signed=True, reference="MOU-2026-001", signed_on=date(2026, 3, 20))
    MoUPartyFactory(mou=mou, stakeholder=stakeholder)
    draft = MoUFactory(reference="MOU-2026-002")
    MoUPartyFactory(mou=draft, stakeholder=stakeholder)
    RelationshipFactory(
        source=stakeholder, target=StakeholderFactory(name="Board (demo)"), began_on=date(2025, 1, 1)
    )

    days = [
        (str(line.when), line.title)
        for line in timeline.newest(stakeholder, nomsa(), 50)
        if line.source != "change"
    ]
    assert days == [
        ("2026-09-01", "Analysis: influence 4, interest 5, supports"),
        ("2026-08-01", "Done: Send the training manual"),
        ("2026-07-15", "Meeting: Safer schools"),
        ("2026-06-30", "Partnership ended: Purpose completed"),
        ("2026-03-20", "MOU-2026-001 signed: Safer schools"),
        ("2026-02-10", "Review concluded: It stands as it is"),
        ("2026-01-10", "Review of the partnership begun"),
        ("2025-04-01", "Decision: Partner"),
        ("2025-03-01", "Strategic fit assessed: Make it a partner"),
        ("2025-03-01", "Strategic fit assessed: Make it a partner"),
        ("2025-02-01", "Partnership proposed"),
        ("2025-01-01", "Khanya (demo) is part of Board (demo)"),
    ]


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        (
            {"status": "terminated", "notice_given_on": date(2026, 8, 1), "terminated_on": date(2026, 10, 1)},
            "terminated",
        ),
        ({"status": "completed", "completed_on": date(2026, 10, 1)}, "completed"),
        ({"status": "suspended", "suspended_on": date(2026, 10, 1)}, "suspended"),
        ({"ends_on": date(2026, 10, 31)}, "expired"),
    ],
)
def test_how_an_agreement_ended_or_stopped_is_told(fields: dict[str, Any], line: str) -> None:
    mou = MoUFactory(signed=True, reference="MOU-2026-001", **{"status": "signed"} | fields)
    stakeholder = MoUPartyFactory(mou=mou).stakeholder

    assert told(stakeholder, of=line) == [f"MOU-2026-001 {line}: Safer schools"]
    assert len(told(stakeholder)) == 3  # entered, signed, and this


def test_a_termination_that_lies_ahead_has_not_happened() -> None:
    mou = MoUFactory(
        signed=True, status="terminated", notice_given_on=date(2026, 11, 1), terminated_on=date(2026, 12, 1)
    )

    assert told(MoUPartyFactory(mou=mou).stakeholder, of="terminated") == []


def test_changes_of_the_entry_say_what_they_were(client: Client) -> None:
    officer = nomsa()
    stakeholder = StakeholderFactory(seat="Soweto")
    with history.acting(officer, "Moved house"):
        Stakeholder.objects.filter(pk=stakeholder.pk).update(seat="Lenasia")
    verify_stakeholder(stakeholder, by=officer)
    STAKEHOLDER_LIFECYCLE.apply(stakeholder, "assess", by=officer)
    STAKEHOLDER_LIFECYCLE.apply(stakeholder, "set-aside", by=officer, note="No time.")
    archive_stakeholder(stakeholder, by=officer, reason="Dissolved.")

    lines = {line.title: line for line in timeline.page_of(stakeholder, officer).object_list}

    assert set(lines) == {
        "Entered in the register",
        "Entry changed",
        "Verified: still correct",
        "Set the proposal aside",
        "Archived",
    }
    changed = lines["Entry changed"]
    assert (changed.who, changed.note) == ("Nomsa Dlamini", "Moved house")
    assert [(change.field, change.before, change.after) for change in changed.changes] == [
        ("Seat", "Soweto", "Lenasia")
    ]
    assert lines["Entered in the register"].who == "The system"
    assert lines["Set the proposal aside"].note == "No time."
    client.force_login(officer)
    page = text(client.get(reverse("stakeholders:timeline", args=[stakeholder.pk])))
    assert "Soweto" in page
    assert "Lenasia" in page


def test_a_contact_person_is_told_of_without_a_name_and_a_document_with_its_link() -> None:
    officer = nomsa()
    stakeholder = ContactFactory(name="Thandi Example").stakeholder
    for record in (stakeholder, EngagementFactory(stakeholder=stakeholder)):
        files.store(
            ContentFile(PDF, name="profile.pdf"), record=record, kind=Document.Kind.ATTACHMENT, by=officer
        )

    lines = timeline.newest(stakeholder, officer, 20)

    assert told(stakeholder, of="contact") == ["Contact person added"]
    assert "Thandi" not in str(lines)
    assert told(stakeholder, of="document") == ["Document added: profile.pdf"] * 2
    assert {line.url for line in lines if line.source == "document"} == {
        reverse("document", args=[pk]) for pk in Document.objects.values_list("pk", flat=True)
    }
    without = person(may=everything() - {"stakeholders.view_contact"})
    assert told(stakeholder, without, of="contact") == []
    assert Contact.objects.count() == 1


def test_a_province_is_not_told_what_other_provinces_did_with_a_national_stakeholder(client: Client) -> None:
    stakeholder = StakeholderFactory()
    limpopo = ProvinceFactory(code="LP")
    engagement = EngagementFactory(stakeholder=stakeholder, province=limpopo, purpose="Hushed meeting")
    files.store(
        ContentFile(PDF, name="hushed.pdf"), record=engagement, kind=Document.Kind.ATTACHMENT, by=nomsa()
    )
    mou = MoUFactory(signed=True, province=limpopo, title="Hushed agreement")
    MoUPartyFactory(mou=mou, stakeholder=stakeholder)
    RelationshipFactory(
        source=StakeholderFactory(name="Hushed forum", province=limpopo),
        target=stakeholder,
        began_on=date(2026, 1, 1),
    )
    client.force_login(gift())

    page = text(client.get(reverse("stakeholders:timeline", args=[stakeholder.pk])))

    assert "hushed" not in page.lower()
    assert told(stakeholder, gift()) == ["Entered in the register"]


def test_a_long_timeline_goes_on_over_pages(client: Client) -> None:
    stakeholder = StakeholderFactory()
    for number in range(30):
        EngagementFactory(
            stakeholder=stakeholder, held_on=date(2025, 1, 1 + number), purpose=f"Number {number:02}"
        )
    client.force_login(nomsa())
    address = reverse("stakeholders:timeline", args=[stakeholder.pk])

    assert "Number 29" in text(client.get(address))
    assert "Number 00" not in text(client.get(address))
    assert "Number 00" in text(client.get(address + "?page=2"))
    assert "26 to 31 of 31" in text(client.get(address + "?page=2"))
