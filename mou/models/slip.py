"""What a partner is asked to confirm: our record of one quarter, as it stood when the slip was made, line by line."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar, Self

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from mou.models.mou import MoU
from mou.models.parts import MoUPart, MoUParty
from partnerships.core.calendar import Quarter
from partnerships.core.models import User, Versioned, tracked
from partnerships.core.numbers import date_short
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.states import State
from stakeholders.models import Contact


class SlipQuerySet(ScopedQuerySet):
    def in_use(self) -> Self:
        """Those that count: not taken back."""
        return self.filter(revoked_at__isnull=True)

    def of_quarter(self, quarter: Quarter) -> Self:
        return self.filter(year=quarter.year, number=quarter.number)

    def with_waiting(self) -> Self:
        """With the number of contested lines that nobody has settled."""
        waiting = Q(lines__contested__status=ContestedLine.Status.WAITING)
        return self.annotate(waiting_count=Count("lines__contested", filter=waiting))


@tracked
class ConfirmationSlip(MoUPart, Versioned):
    """One agreement, one party of it, one quarter. Open, run out and answered are told by dates.

    Whoever has the link answers, without an account; of its secret only the SHA-256 is kept. Slips of several
    agreements with one partner may have one link: read and answered together, each stays a slip of its agreement.
    """

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="slips")
    party = models.ForeignKey(MoUParty, models.CASCADE, related_name="slips")
    year = models.PositiveSmallIntegerField(validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    number = models.PositiveSmallIntegerField(
        "quarter", validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    # To whom the link was mailed; without one it was handed over in another way.
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, db_index=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.CharField("name", max_length=120, blank=True, editable=False)
    answered_as = models.CharField("capacity", max_length=120, blank=True, editable=False)

    objects: ClassVar[Any] = SlipQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number", "-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="slip_one_in_use",
                fields=["party", "year", "number"],
                condition=Q(revoked_at__isnull=True),
                violation_error_message="A slip of this quarter is with the partner already.",
            ),
            models.CheckConstraint(
                name="slip_answered_whole",
                condition=Q(answered_at__isnull=True, answered_by="", answered_as="")
                | (Q(answered_at__isnull=False) & ~Q(answered_by="") & ~Q(answered_as="")),
                violation_error_message="An answer names who gives it and in which capacity.",
            ),
            models.CheckConstraint(
                name="slip_answered_or_taken_back",
                condition=Q(answered_at__isnull=True) | Q(revoked_at__isnull=True),
                violation_error_message="A slip that was answered is not taken back.",
            ),
        ]

    def __str__(self) -> str:
        return f"Confirmation slip of {self.quarter}"

    def get_absolute_url(self) -> str:
        return reverse("mou:slip", args=[self.pk])

    @staticmethod
    def digest_of(secret: str) -> str:
        return sha256(secret.encode()).hexdigest()

    @property
    def quarter(self) -> Quarter:
        return Quarter(self.year, self.number)

    def waits_at(self, moment: datetime) -> bool:
        """Whether the partner can still answer."""
        return self.revoked_at is None and self.answered_at is None and moment < self.expires_at

    def state_at(self, moment: datetime, waiting_count: int = 0) -> State:
        """How it stands; ``waiting_count`` is that of its contested lines that wait to be settled."""
        if self.revoked_at is not None:
            return State("Taken back", "stopped")
        if self.answered_at is not None and waiting_count:
            lines = f"{waiting_count} contested line{'' if waiting_count == 1 else 's'} to settle"
            return State("Answered", "behind", lines)
        if self.answered_at is not None:
            return State("Answered", "good")
        if moment < self.expires_at:
            return State("With the partner", "waiting", f"until {date_short(_day(self.expires_at))}")
        return State("Not answered", "overdue", f"link ran out on {date_short(_day(self.expires_at))}")


def _day(moment: datetime) -> Any:
    return timezone.localtime(moment).date()


class SlipOpening(Scoped):
    """That somebody opened the link, and when. Who, only the answer tells: whoever has the link needs no account."""

    province_path: ClassVar[str] = "slip__mou__province"

    slip = models.ForeignKey(ConfirmationSlip, models.CASCADE, related_name="openings")
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["opened_at", "pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Opened at {self.opened_at}"


@tracked
class SlipLine(Scoped):
    """One fact as it was recorded when the slip was made. What changes in the record later does not change it."""

    province_path: ClassVar[str] = "slip__mou__province"

    class Kind(models.TextChoices):
        OBLIGATION = "obligation", "Obligation"
        ACTIVITY = "activity", "Activity"
        ENGAGEMENT = "engagement", "Engagement"

    slip = models.ForeignKey(ConfirmationSlip, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    # The number of the record, and what was told of it.
    record = models.PositiveBigIntegerField()
    whose = models.CharField(max_length=200, blank=True)
    title = models.TextField()
    on_day = models.DateField(null=True, blank=True)
    said = models.CharField(max_length=120, blank=True)
    is_confirmed = models.BooleanField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(name="slip_line_once", fields=["slip", "position"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('mou:slip', args=[self.slip_id])}#line-{self.pk}"

    @property
    def record_url(self) -> str:
        """Where what it tells of stands with us."""
        pages = {"obligation": "mou:obligation", "activity": "mou:activity"}
        return reverse(pages.get(self.kind, "stakeholders:engagement"), args=[self.record])


@tracked
class ContestedLine(Versioned, Scoped):
    """What the partner says against a line. ``status`` changes only through ``mou.lifecycle``, with a reason."""

    province_path: ClassVar[str] = "line__slip__mou__province"

    class Status(models.TextChoices):
        WAITING = "waiting", "Waits to be settled"
        CORRECTED = "corrected", "Agreed and corrected"
        STANDS = "stands", "Stays as recorded"

    line = models.OneToOneField(SlipLine, models.CASCADE, related_name="contested")
    words = models.TextField("what the partner says", max_length=1000)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING, editable=False)

    class Meta:
        ordering = ["line__position", "pk"]
        permissions = [("settle_contestedline", "Can settle a line that a partner contests")]
        constraints = [
            models.CheckConstraint(
                name="contested_line_says_something",
                condition=~Q(words=""),
                violation_error_message="Say in a sentence what is wrong.",
            ),
        ]

    def __str__(self) -> str:
        return f"Contested: {self.line}"

    def get_absolute_url(self) -> str:
        return self.line.get_absolute_url()


CONTESTED_TONES: dict[str, str] = {
    ContestedLine.Status.WAITING: "waiting",
    ContestedLine.Status.CORRECTED: "good",
    ContestedLine.Status.STANDS: "stopped",
}
