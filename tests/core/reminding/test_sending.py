"""Handing over to the mail server: each message once, killed at any point, refused, broken off, or down for a day."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail.backends.smtp import EmailBackend
from django.core.management import CommandError, call_command

from mou.models import Obligation
from partnerships.core.models import ReminderLine, ReminderMessage, ReminderRun, User
from partnerships.core.reminding import runs
from partnerships.core.reminding.runs import run_reminders, send_again
from tests.core.reminding.mail_server import server
from tests.core.reminding.scene import DAY, MONDAY, Scene, run, sent, told
from tests.data.conftest import told as lines_of
from tests.people import person

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """As if the process had been ended there."""


def killed_at(point: str) -> Callable[[str], None]:
    def tell(reached: str) -> None:
        if reached == point:
            raise Killed

    return tell


@pytest.mark.parametrize("point", ["begun to run", "made", "claimed"])
def test_a_run_killed_before_the_hand_over_loses_and_doubles_nothing(scene: Scene, point: str) -> None:
    scene.owes(MONDAY)
    scene.owes(MONDAY, accountable=scene.manager)
    with pytest.raises(Killed):
        run_reminders(day=MONDAY, tell=killed_at(point))
    assert mail.outbox == []
    run()
    run()
    assert sorted(message.to[0] for message in mail.outbox) == ["gift@example.org", "mandla@example.org"]
    assert len(told()) == 2


def test_a_run_killed_while_it_makes_messages_leaves_none_of_them(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.owes(MONDAY)
    save = ReminderRun.save

    def killed(one: ReminderRun, **options: Any) -> None:
        """The last thing of making is to write into the run what was made."""
        if one.made_at:
            assert ReminderLine.objects.count() == 1
            raise Killed
        save(one, **options)

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(ReminderRun, "save", killed)
        run()
    assert (ReminderMessage.objects.count(), ReminderLine.objects.count()) == (0, 0)
    run()
    assert (len(mail.outbox), len(told())) == (1, 1)


@pytest.mark.parametrize(("point", "arrived"), [("begun", 0), ("handed over", 1)])
def test_killed_between_begun_and_sent_a_message_is_uncertain_and_never_sent_by_itself(
    scene: Scene, point: str, arrived: int
) -> None:
    """Nobody can know whether it went: it is neither doubled nor forgotten, and somebody decides."""
    scene.owes(MONDAY)
    with pytest.raises(Killed):
        run_reminders(day=MONDAY, tell=killed_at(point))
    run()
    run(MONDAY + DAY)
    assert len(mail.outbox) == arrived
    message = ReminderMessage.objects.get()
    assert str(message.state()) == "Uncertain"
    with pytest.raises(PermissionDenied):
        send_again(message, by=scene.officer)


def test_an_uncertain_message_is_sent_again_with_the_same_message_id(
    scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    scene.owes(MONDAY)
    with pytest.raises(Killed):
        run_reminders(day=MONDAY, tell=killed_at("handed over"))
    officer = person("unit_officer")
    with django_capture_on_commit_callbacks(execute=True):
        send_again(ReminderMessage.objects.get(), by=officer)
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    message = ReminderMessage.objects.get()
    assert (str(message.state()), message.again_by) == ("Sent", officer)
    with pytest.raises(ValidationError, match="It is known"):
        send_again(message, by=officer)


def test_what_was_settled_after_it_was_made_is_left_out_and_the_rest_is_told(scene: Scene) -> None:
    done, open_one = scene.owes(MONDAY, text="Done meanwhile"), scene.owes(MONDAY, text="Still open")
    with pytest.raises(Killed):
        run_reminders(day=MONDAY, tell=killed_at("made"))
    Obligation.objects.filter(pk=done.pk).update(
        status="waived", released_on=MONDAY, released_by=scene.head, release_authority="Committee"
    )
    run()
    assert "Done meanwhile" not in mail.outbox[0].body
    assert "Still open" in mail.outbox[0].body
    assert [*ReminderLine.objects.filter(is_left_out=False).values_list("item", flat=True)] == [open_one.pk]


def test_somebody_who_leaves_before_it_goes_gets_nothing_and_the_next_is_told(scene: Scene) -> None:
    scene.owes(MONDAY)
    with pytest.raises(Killed):
        run_reminders(day=MONDAY, tell=killed_at("made"))
    User.objects.filter(pk=scene.officer.pk).update(is_active=False)
    run()
    run(MONDAY + DAY)
    assert [message.to[0] for message in mail.outbox] == ["mandla@example.org"]
    assert str(ReminderMessage.objects.get(person=scene.officer).state()) == "Not needed"


def test_a_mail_names_no_contact_person_and_nothing_beyond_the_work(scene: Scene) -> None:
    scene.owes(MONDAY)
    run()
    (message,) = mail.outbox
    html = message.alternatives[0][0]
    assert "Train the patrollers" in message.body and "Train the patrollers" in html
    assert f"/mous/obligations/{Obligation.objects.get(due_on=MONDAY).pk}/submit/" in html
    assert "Waive it" not in message.body  # an officer may not; links lead to acts that this person may do
    assert message.subject == "Partnerships: 1 reminder of the week"


def test_a_server_that_is_down_for_a_day_gets_every_message_once_when_it_is_back(scene: Scene) -> None:
    scene.owes(MONDAY)
    scene.owes(MONDAY, accountable=scene.manager)
    nobody = socket.create_server(("127.0.0.1", 0))
    port = nobody.getsockname()[1]
    nobody.close()
    for day in (MONDAY, MONDAY + DAY):
        down = run(day, backend=EmailBackend(host="127.0.0.1", port=port, timeout=5))
        assert "cannot be reached" in down.trouble
        assert (down.messages_sent, sent()) == (0, 0)
    assert [str(message.state()) for message in ReminderMessage.objects.all()] == ["Waiting", "Waiting"]
    with server() as back:
        assert run(MONDAY + DAY, backend=back.backend()).messages_sent == 2
        assert run(MONDAY + DAY, backend=back.backend()).messages_sent == 0
        assert (len(back.taken), back.calls) == (2, 1)


def test_a_message_that_is_refused_waits_and_the_others_go(scene: Scene) -> None:
    scene.owes(MONDAY)
    scene.owes(MONDAY, accountable=scene.manager)
    with server("refuse") as one:
        first = run(backend=one.backend())
        assert (first.messages_sent, first.failures) == (1, 1)
        refused = ReminderMessage.objects.get(sent_at__isnull=True)
        assert str(refused.state()) == "Waiting, 1 attempt"
        assert "550" in refused.trouble
        run(backend=one.backend())
        assert len(one.taken) == 2


@pytest.mark.parametrize(("how", "taken"), [("break", 0), ("take and break", 1)])
def test_a_line_that_breaks_while_the_server_has_the_message_leaves_it_uncertain(
    scene: Scene, how: str, taken: int
) -> None:
    scene.owes(MONDAY)
    with server(how) as one:
        run(backend=one.backend())
        run(backend=one.backend())
        assert len(one.taken) == taken
    message = ReminderMessage.objects.get()
    assert str(message.state()) == "Uncertain"
    assert "broke off" in message.trouble


def test_after_two_broken_hand_overs_no_further_message_is_put_at_risk(scene: Scene) -> None:
    for name in ("A", "B", "C", "D"):
        scene.owes(MONDAY, accountable=person("provincial_officer", province="GP", name=name))
    with server("break", "break") as one:
        first = run(backend=one.backend())
        assert "broke off twice" in first.trouble
        run(backend=one.backend())
        assert (len(one.taken), ReminderMessage.objects.half_sent().count()) == (2, 2)


# The command


def test_the_command_tells_what_it_did_and_fails_where_something_waits(
    scene: Scene, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.owes(MONDAY)
    assert lines_of("send_reminders", dry_run=True) == [
        "gift@example.org: weekly message, 1 line",
        "On 23\u00a0November\u00a02026: 1 dated items, 1 messages with 1 line; of 0 nobody can be told. "
        "Nothing was made or sent.",
    ]
    assert (ReminderRun.objects.count(), ReminderMessage.objects.count()) == (0, 0)
    assert lines_of("send_reminders") == [
        "1 dated items; 1 messages made with 1 line, 1 sent, 0 not; of 0 items nobody can be told."
    ]
    assert lines_of("send_reminders", unsent=True)[0].startswith("0 dated items; 0 messages made")
    assert len(mail.outbox) == 1

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    scene.owes(MONDAY, accountable=scene.manager)
    ReminderRun.objects.update(day=MONDAY - DAY)
    with pytest.raises(CommandError, match="cannot be reached"):
        call_command("send_reminders", verbosity=0)
    with pytest.raises(CommandError, match="--on goes with --dry-run alone"):
        call_command("send_reminders", on=MONDAY)
    monkeypatch.setattr(runs.jobs, "alone", _held)
    assert lines_of("send_reminders") == ["Another run is under way; it does what is to be done."]


@contextmanager
def _held(name: str) -> Iterator[bool]:
    yield False


def test_what_would_be_sent_on_another_day_can_be_asked(scene: Scene) -> None:
    scene.owes(MONDAY + 90 * DAY)
    assert "0 messages" in lines_of("send_reminders", dry_run=True)[0]
    assert lines_of("send_reminders", dry_run=True, on=MONDAY + 60 * DAY)[0].startswith("gift@example.org")
