"""One run: look, make, send. Two at once do each thing once, and one that was killed is finished by the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from partnerships.core import jobs
from partnerships.core.models import ReminderMessage, ReminderRun, User
from partnerships.core.reminding.making import make_messages
from partnerships.core.reminding.sending import send_waiting

LOCK = "core.reminders"


def run_reminders(
    *,
    day: date | None = None,
    only_send: bool = False,
    backend: Any = None,
    tell: Callable[[str], None] = lambda point: None,
) -> ReminderRun | None:
    """Make the messages of the day and send what waits; nothing (None) while another run is under way."""
    with jobs.alone(LOCK) as is_ours:
        if not is_ours:
            return None
        run = ReminderRun.objects.create(day=day or timezone.localdate(), begun_at=timezone.now())
        tell("begun to run")
        if not only_send:
            make_messages(run)
            tell("made")
        send_waiting(run, backend=backend, tell=tell)
        run.ended_at = timezone.now()
        run.save()
    return run


def is_running() -> bool:
    return jobs.is_running(LOCK)


@transaction.atomic
def send_again(message: ReminderMessage, *, by: User) -> ReminderMessage:
    """Send a message again of which nobody knows whether it went; with the same Message-ID as the first time."""
    if not by.has_perm("core.resend_remindermessage"):
        raise PermissionDenied
    held = ReminderMessage.objects.select_for_update().get(pk=message.pk)
    if held.begun_at is None or held.sent_at is not None:
        raise ValidationError("It is known what became of this message. Reload the page.")
    if is_running():
        raise ValidationError("Messages are being sent now. Wait until the run has ended.")
    held.begun_at, held.again_by, held.again_at = None, by, timezone.now()
    held.save(update_fields=["begun_at", "again_by", "again_at"])
    jobs.start("send_reminders", "--unsent")
    return held
