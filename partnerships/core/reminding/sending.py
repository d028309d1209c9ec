"""Handing messages over to the mail server, each exactly once as far as that can be known (docs/decisions/0018).

Before the mail server gets a message, ``begun_at`` is written and committed; after it took it, ``sent_at``. Whoever is
killed between the two leaves a message of which nobody can say whether it went: it is shown as uncertain, is never sent
again by itself, and somebody may send it again. Everything else is either waiting or sent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from smtplib import SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from partnerships.core.models import ReminderLine, ReminderMessage, ReminderRun
from partnerships.core.reminding.mails import Waiting, mail_of, unsettled

logger = logging.getLogger(__name__)
# After so many hand-overs in one run that broke off, no further message is put at risk.
MOST_BROKEN = 2
# The server said no, or the message never came to it: it has not taken it.
REFUSED = (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupportedError, ValueError)


class UnreachableError(Exception):
    """The mail server does not answer; what waits goes with the next run."""


class Server:
    """The mail server, opened before the first message and again where it closed the line meanwhile."""

    def __init__(self, backend: Any = None):
        self.backend = backend or get_connection()

    def open(self) -> None:
        try:
            if not self._answers():
                self.backend.close()
                self.backend.open()
        except (OSError, SMTPException) as error:
            raise UnreachableError(f"The mail server cannot be reached: {error}") from error

    def _answers(self) -> bool:
        """Asked before each message: a line that is dead already must not make it uncertain."""
        line = getattr(self.backend, "connection", None)
        if line is None:
            return False
        try:
            code, _ = line.noop()
        except (OSError, SMTPException):
            return False
        return code == 250

    def take(self, mail: EmailMultiAlternatives) -> None:
        self.backend.send_messages([mail])

    def close(self) -> None:
        self.backend.close()


def send_waiting(
    run: ReminderRun, *, backend: Any = None, tell: Callable[[str], None] = lambda point: None
) -> None:
    """Send every message that waits, oldest first; what cannot be sent stays. ``tell`` hears of each point passed."""
    server, waiting = Server(backend), Waiting(run.day)
    last, broken = 0, 0
    try:
        while ReminderMessage.objects.waiting().filter(pk__gt=last).exists():
            server.open()
            claimed = _claim(last, waiting, tell)
            if claimed is None:  # another machine has them
                return
            message, mail = claimed
            last = message.pk
            if mail is None:
                continue
            tell("begun")
            outcome = _hand_over(server, message, mail)
            tell("handed over")
            broken += outcome == "broken"
            _write_down(message, outcome)
            run.messages_sent += outcome == "sent"
            run.failures += outcome != "sent"
            if broken >= MOST_BROKEN:
                raise UnreachableError("The mail server broke off twice; the other messages wait.")
    except UnreachableError as error:
        run.trouble = str(error)[:300]
        logger.warning("%s", error)
    finally:
        server.close()


def _claim(
    last: int, waiting: Waiting, tell: Callable[[str], None]
) -> tuple[ReminderMessage, EmailMultiAlternatives | None] | None:
    """The next message that waits and that nobody else holds, marked as begun; without a mail when nothing is left."""
    with transaction.atomic():
        message = (
            ReminderMessage.objects.waiting()
            .filter(pk__gt=last)
            .select_related("person__province")
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("pk")
            .first()
        )
        if message is None:
            return None
        told, left_out = unsettled(message, waiting)
        ReminderLine.objects.filter(pk__in=left_out).update(is_left_out=True)
        mail = mail_of(message, told, waiting.day) if told else None
        if mail is None:
            message.closed_at = timezone.now()
        else:
            message.begun_at = timezone.now()
            message.address, message.subject = mail.to[0], str(mail.subject)
        message.save(update_fields=["closed_at", "begun_at", "address", "subject"])
        tell("claimed")
    return message, mail


def _hand_over(server: Server, message: ReminderMessage, mail: EmailMultiAlternatives) -> str:
    """“sent”, “refused”, or “broken”: the line broke while the server had it, so nobody knows."""
    try:
        server.take(mail)
    except REFUSED as error:
        message.trouble = f"Refused: {error}"[:300]
        return "refused"
    except (OSError, SMTPException) as error:
        message.trouble = f"The mail server broke off: {error}"[:300]
        server.close()
        return "broken"
    message.trouble = ""
    return "sent"


def _write_down(message: ReminderMessage, outcome: str) -> None:
    changed: dict[str, Any] = {"trouble": message.trouble}
    if outcome == "sent":
        changed["sent_at"] = timezone.now()
    else:
        changed["failures"] = F("failures") + 1
    if outcome == "refused":
        changed["begun_at"] = None
    ReminderMessage.objects.filter(pk=message.pk).update(**changed)
