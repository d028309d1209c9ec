"""What a page tells of a record's past: who changed what, when and why, lines that are gone included."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.core import history
from stakeholders.models import ActionItem, Engagement, EngagementParticipant, EngagementPoint, Stakeholder
from stakeholders.services import (
    archive_stakeholder,
    change_engagement,
    complete_action_item,
    record_engagement,
)
from tests.factories import (
    ActionItemFactory,
    EngagementKindFactory,
    StakeholderFactory,
    StakeholderGroupFactory,
)
from tests.people import nomsa

pytestmark = pytest.mark.django_db(transaction=True)  # each act is its own transaction, and so its own moment

KINDS = (EngagementParticipant, EngagementPoint, ActionItem)


def told(entries: list[history.Entry]) -> list[Any]:
    return [
        (entry.title, entry.who, [(c.field, c.before, c.after) for c in entry.changes]) for entry in entries
    ]


def test_an_edit_says_before_and_after_in_words_and_why() -> None:
    officer, stakeholder = nomsa(), StakeholderFactory()
    business = StakeholderGroupFactory(code="business")
    with history.acting(officer, "Moved to another group."):
        Stakeholder.objects.filter(pk=stakeholder.pk).update(group=business, level="local")

    newest, recorded = history.timeline(stakeholder)
    assert told([newest]) == [
        (
            "Changed",
            officer.name,
            [("Group", "Civil society", "Business"), ("Level", "Provincial", "Local")],
        )
    ]
    assert newest.note == "Moved to another group."
    assert (recorded.title, recorded.who) == ("Recorded", "The system")


def test_what_was_written_under_a_record_is_told_with_it() -> None:
    officer = nomsa()
    engagement = record_engagement(
        by=officer,
        stakeholder=StakeholderFactory(),
        kind=EngagementKindFactory(),
        held_on=date(2026, 11, 20),
        purpose="Safer schools",
        participants=[],
        points=[{"kind": "concern", "text": "Transport."}],
        action_items=[{"what": "Ask", "owner_elsewhere": "Chair", "due_on": None}],
    )
    assert told(history.with_lines(engagement, *KINDS)) == [("Recorded", officer.name, [])]

    change_engagement(
        engagement, by=officer, purpose="Safer streets", points=[{"kind": "request", "text": "Vests."}]
    )
    complete_action_item(
        engagement.action_items.get(), by=officer, outcome="Asked.", done_on=date(2026, 11, 22)
    )

    assert told(history.with_lines(engagement, *KINDS)) == [
        (
            "Changed",
            officer.name,
            [
                ("Action item “Ask”, done on", "None", "22\u00a0Nov\u00a02026"),
                ("Action item “Ask”, done by", "None", officer.name),
                ("Action item “Ask”, outcome", "None", "Asked."),
            ],
        ),
        (
            "Changed",
            officer.name,
            [
                ("Purpose", "Safer schools", "Safer streets"),
                ("Engagement point “Vests.”", "None", "Written down"),
                ("Engagement point “Transport.”", "Written down", "Taken out"),
            ],
        ),
        ("Recorded", officer.name, []),
    ]


def test_what_was_written_down_with_a_move_stands_with_the_move() -> None:
    officer, item = nomsa(), ActionItemFactory()
    complete_action_item(item, by=officer, outcome="Sent.", done_on=date(2026, 11, 22))

    # The clock of the database runs while the tests' stands still, so the order says nothing here.
    assert sorted(told(history.timeline(item))) == [
        (
            "Record as done",
            officer.name,
            [
                ("Done on", "None", "22\u00a0Nov\u00a02026"),
                ("Done by", "None", officer.name),
                ("Outcome", "None", "Sent."),
            ],
        ),
        ("Recorded", "The system", []),
    ]


def test_lines_of_another_record_are_not_told() -> None:
    officer = nomsa()
    one, other = (
        record_engagement(
            by=officer,
            stakeholder=StakeholderFactory(),
            kind=EngagementKindFactory(),
            held_on=date(2026, 11, 20),
            purpose=purpose,
            participants=[],
            points=[],
            action_items=[],
        )
        for purpose in ("One", "Other")
    )
    change_engagement(other, by=officer, points=[{"kind": "concern", "text": "Secret."}])

    assert told(history.with_lines(Engagement.objects.get(pk=one.pk), *KINDS)) == [
        ("Recorded", officer.name, [])
    ]


def test_the_number_of_queries_does_not_follow_the_length_of_the_history() -> None:
    officer, stakeholder = nomsa(), StakeholderFactory()
    archive_stakeholder(stakeholder, by=officer, reason="Twice.")

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            history.timeline(stakeholder)
        return len(captured)

    asked()  # the content type is remembered from now on
    before = asked()
    for place in range(5):
        with history.acting(officer):
            Stakeholder.objects.filter(pk=stakeholder.pk).update(seat=f"Place {place}")
    assert asked() == before


def test_a_change_in_bulk_or_by_hand_in_sql_is_recorded_too() -> None:
    stakeholder = StakeholderFactory(seat="Pretoria")
    Stakeholder.objects.update(seat="Polokwane")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stakeholders_stakeholder SET seat = 'Tzaneen'")

    assert told(history.timeline(stakeholder)) == [
        ("Changed", "The system", [("Seat", "Polokwane", "Tzaneen")]),
        ("Changed", "The system", [("Seat", "Pretoria", "Polokwane")]),
        ("Recorded", "The system", []),
    ]


def test_what_was_recorded_can_neither_be_changed_nor_taken_away() -> None:
    stakeholder = StakeholderFactory(seat="Pretoria")
    events: Any = stakeholder.events  # type: ignore[attr-defined]

    with pytest.raises(ProgrammingError, match="append_only"), transaction.atomic():
        events.update(seat="Elsewhere")
    with pytest.raises(ProgrammingError, match="append_only"), transaction.atomic():
        events.all().delete()

    assert [event.seat for event in events.all()] == ["Pretoria"]


def test_a_save_that_changes_nothing_is_no_entry() -> None:
    stakeholder = StakeholderFactory()
    stakeholder.version += 1
    stakeholder.save()

    assert told(history.timeline(stakeholder)) == [("Recorded", "The system", [])]


def test_a_page_records_who_was_signed_in(client: Client) -> None:
    officer, stakeholder = nomsa(), StakeholderFactory()
    client.force_login(officer)

    client.post(
        reverse("stakeholders:edit", args=[stakeholder.pk]),
        {
            "name": "Renamed (demo)",
            "group": stakeholder.group_id,
            "level": stakeholder.level,
            "relationship_manager": officer.pk,
            "version": stakeholder.version,
        },
    )

    newest = history.timeline(stakeholder)[0]
    assert (newest.who, [(c.field, c.after) for c in newest.changes]) == (
        officer.name,
        [("Name", "Renamed (demo)"), ("Relationship manager", officer.name)],
    )


def test_a_timeline_shows_the_newest_and_no_more_than_it_is_asked_for() -> None:
    officer, stakeholder = nomsa(), StakeholderFactory()
    for place in range(4):
        with history.acting(officer):
            Stakeholder.objects.filter(pk=stakeholder.pk).update(seat=f"Place {place}")

    entries = history.timeline(stakeholder, limit=2)

    assert [entry.changes[0].after for entry in entries] == ["Place 3", "Place 2"]
