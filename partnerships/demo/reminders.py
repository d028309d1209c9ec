"""Reminders of the demonstration: sent a week ago, waiting today, one put off, somebody away, a calendar address."""

from __future__ import annotations

from datetime import timedelta

from django.core.mail import get_connection
from django.db.models import F

from partnerships.core.feed import new_address
from partnerships.core.models import ReminderLine, ReminderMessage, ReminderRun
from partnerships.core.reminding.kinds import kind_named
from partnerships.core.reminding.preferences import set_preference
from partnerships.core.reminding.runs import run_reminders
from partnerships.core.reminding.snoozing import snooze
from partnerships.demo.stage import Stage

WEEK = timedelta(days=7)


def build(stage: Stage) -> None:
    """No mail leaves the machine: what is sent goes nowhere, and what waits is left waiting."""
    manager, gauteng = stage.people["manager"], stage.people["gauteng"]
    set_preference(
        by=stage.people["limpopo"],
        weekday=None,
        away_from=stage.today,
        away_until=stage.today + timedelta(days=11),
        stand_in=stage.people["limpopo.head"],
        on=stage.today,
    )
    nowhere = get_connection("django.core.mail.backends.dummy.EmailBackend")
    a_week_ago(run_reminders(day=stage.today - WEEK, backend=nowhere))
    put_off(stage, gauteng.pk)
    run_reminders(day=stage.today, backend=Closed())
    new_address(by=manager)


def a_week_ago(run: ReminderRun | None) -> None:
    """The hours of the run and of its messages, which nobody waits a week for here."""
    ReminderRun.objects.filter(pk=run.pk if run else 0).update(
        begun_at=F("begun_at") - WEEK, made_at=F("made_at") - WEEK, ended_at=F("ended_at") - WEEK
    )
    ReminderMessage.objects.filter(run=run).update(
        made_at=F("made_at") - WEEK, begun_at=F("begun_at") - WEEK, sent_at=F("sent_at") - WEEK
    )


def put_off(stage: Stage, person: int) -> None:
    """The first obligation that this person was told of."""
    line = ReminderLine.objects.filter(person=person, kind="obligation").order_by("due_on", "pk").first()
    kind = kind_named("obligation")
    if line and kind:
        snooze(
            kind,
            line.item,
            by=line.person,
            until=stage.today + timedelta(days=17),
            on=stage.today,
            reason="The partner meets only after the schools have closed; its report follows.",
        )


class Closed:
    """A mail server that is out of order."""

    def open(self) -> None:
        raise ConnectionRefusedError("The mail server of the demonstration is out of order")

    def close(self) -> None:
        pass
