"""The ladders that ship, and the people of an agreement that is reminded of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from mou.models import MoU, Obligation
from partnerships.core.models import ReminderLine, ReminderMessage, ReminderRun, User
from partnerships.core.reminding import due
from partnerships.core.reminding.kinds import kind_named
from partnerships.core.reminding.runs import run_reminders
from tests.factories import ObligationFactory
from tests.mou import scenes
from tests.people import person

MONDAY = date(2026, 11, 23)  # the fixed today of all tests
DAY = timedelta(days=1)


@dataclass
class Scene:
    """One agreement of Gauteng without an end, so that only what a test adds is due."""

    officer: User
    manager: User
    head: User
    mou: MoU

    def owes(self, due_on: date, **fields: Any) -> Obligation:
        party = self.mou.parties.get(stakeholder=None)
        fields = {"accountable": self.officer, "owing_party": party, "text": "Train the patrollers"} | fields
        return ObligationFactory(mou=self.mou, due_on=due_on, **fields)


@pytest.fixture
def scene(db: None, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Two kinds alone are looked at: many of these tests run day after day. All kinds: test_kinds.py."""
    monkeypatch.setattr(due, "all_kinds", lambda: [kind_named("obligation"), kind_named("mou-end")])
    call_command("load_reference", "reminders", verbosity=0)
    officer = person("provincial_officer", province="GP", name="Gift Mahlangu", email="gift@example.org")
    manager = person("partnership_manager", name="Mandla Manager", email="mandla@example.org")
    head = person("provincial_head", province="GP", name="Refilwe Molefe", email="refilwe@example.org")
    mou = scenes.agreement(
        "GP", signed=True, ends_on=None, business_owner=officer, partnership_manager=manager
    )
    return Scene(officer, manager, head, mou)


def run(day: date = MONDAY, **options: Any) -> ReminderRun:
    done = run_reminders(day=day, **options)
    assert done is not None
    return done


def told() -> list[tuple[str, int, str]]:
    """Who was told of which step in which message, in the order of the ledger."""
    lines = ReminderLine.objects.filter(is_left_out=False).select_related("person", "message").order_by("pk")
    return [(line.person.name, line.days, "digest" if line.message.week else "day") for line in lines]


def sent() -> int:
    return ReminderMessage.objects.filter(sent_at__isnull=False).count()
