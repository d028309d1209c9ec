"""What was told to whom: the runs, the messages, and the lines of which they are made.

The lines are the ledger: one for each dated item, step and person. A line stands in a message from its first moment,
so nothing is told twice and nothing is told without leaving a trace.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import uuid4

import pgtrigger
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from partnerships.core.models.reminder import OfItem, Snooze
from partnerships.core.models.user import User
from partnerships.core.scoping import Scoped
from partnerships.core.states import State


class ReminderRunQuerySet(models.QuerySet["ReminderRun"]):
    def visible_to(self, user: User) -> Self:
        """Figures of the house, the same for everybody who may read them."""
        return self


class ReminderRun(models.Model):
    """One look at everything that is dated: what was found, what was made, what was sent.

    ``made_at`` is written together with the messages and their lines; a run without an end was interrupted, unless it
    still works.
    """

    day = models.DateField()
    begun_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.PositiveIntegerField(default=0)
    # Items whose step has come and of which nobody may be told.
    unreachable = models.PositiveIntegerField(default=0)
    messages_made = models.PositiveIntegerField(default=0)
    lines_made = models.PositiveIntegerField(default=0)
    messages_sent = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Any] = ReminderRunQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        triggers = [pgtrigger.Protect(name="no_deletion", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Run of {self.day:%Y-%m-%d}"


class ReminderMessageQuerySet(models.QuerySet["ReminderMessage"]):
    def visible_to(self, user: User) -> Self:
        """National users see to whom something was sent everywhere, a province its own people."""
        return self if user.is_national else self.filter(person__province=user.province_id)

    def waiting(self) -> Self:
        """Not yet handed over to the mail server, or refused by it."""
        return self.filter(begun_at__isnull=True, closed_at__isnull=True)

    def with_line_count(self) -> Self:
        """With the number of lines that it tells, the newest message first."""
        told = ReminderLine.objects.filter(message=OuterRef("pk"), is_left_out=False).order_by()
        counted = told.values("message").annotate(count=Count("pk")).values("count")
        return self.annotate(line_count=Coalesce(Subquery(counted), 0)).order_by("-made_at", "-pk")

    def half_sent(self) -> Self:
        """Begun to be handed over, and nobody wrote down how that ended."""
        return self.filter(begun_at__isnull=False, sent_at__isnull=True)


class ReminderMessage(models.Model):
    """One mail to one person: the digest of a week, or a message of the same day.

    What is written before the mail server gets it (``begun_at``) and after (``sent_at``): docs/decisions/0018.
    """

    # In the Message-ID, so that the same message is known wherever it comes twice.
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="log_messages")
    run = models.ForeignKey(ReminderRun, models.PROTECT, related_name="messages")
    # The Monday of the week; none is a message of the same day.
    week = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # Nothing of it was left to say, or the person may not be told any more.
    closed_at = models.DateTimeField(null=True, blank=True)
    address = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    again_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    again_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = ReminderMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        permissions = [
            ("resend_remindermessage", "Can send a message again of which it is not known whether it went")
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(sent_at__isnull=True, closed_at__isnull=True),
                name="reminder_unsent",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="reminder_one_digest_a_week", fields=["person", "week"], condition=Q(week__isnull=False)
            ),
            models.CheckConstraint(
                name="reminder_sent_was_begun", condition=Q(sent_at__isnull=True) | Q(begun_at__isnull=False)
            ),
            models.CheckConstraint(
                name="reminder_closed_was_not_sent",
                condition=Q(closed_at__isnull=True) | Q(begun_at__isnull=True),
            ),
        ]
        triggers = [pgtrigger.Protect(name="no_deletion", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.label} to {self.person}"

    @property
    def label(self) -> str:
        return "Message of the same day" if self.week is None else "Weekly message"

    def state(self, *, is_sending: bool = False) -> State:
        """How far it has come; ``is_sending`` says that a run works now."""
        if self.sent_at:
            return State("Sent", "good")
        if self.closed_at:
            return State("Not needed", "stopped")
        if self.begun_at:
            return State("Being sent", "open") if is_sending else State("Uncertain", "behind")
        times = f"{self.failures} attempt{'' if self.failures == 1 else 's'}" if self.failures else ""
        return State("Waiting", "waiting", times)


class ReminderLine(Scoped, OfItem):
    """That a person is told of a step of an item: the ledger. Only what was left out of its message may be told again.

    ``owed_to`` is who answers for the item; ``person`` is who is told, somebody else while the first is away.
    ``place`` is the step's place in the escalation: 0 the first person, 1 the second, 2 the head of the office.
    """

    message = models.ForeignKey(ReminderMessage, models.PROTECT, related_name="lines")
    person = models.ForeignKey(User, models.PROTECT, related_name="reminder_lines")
    owed_to = models.ForeignKey(User, models.PROTECT, related_name="+")
    place = models.SmallIntegerField()
    days = models.SmallIntegerField()
    about = models.CharField(max_length=300, blank=True)
    told_on = models.DateField()
    # After a snooze that has ended the same step is told once more.
    after_snooze = models.ForeignKey(Snooze, models.PROTECT, null=True, blank=True, related_name="+")
    is_left_out = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["kind", "item"], name="reminder_line_of_item")]
        constraints = [
            models.UniqueConstraint(
                name="reminder_told_once",
                fields=["person", "kind", "item", "due_on", "days", "after_snooze"],
                condition=Q(is_left_out=False),
                nulls_distinct=False,
            ),
        ]
        triggers = [pgtrigger.Protect(name="no_deletion", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title
