"""What happens to an obligation besides being kept: more time is given, or it is disputed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from mou.models.obligation import Obligation
from mou.models.parts import MoUPart, MoUParty
from partnerships.core.models import User, tracked


@tracked
class Extension(MoUPart):
    """More time by somebody's authority. The day that held before stays on record, and what was late until then was."""

    province_path: ClassVar[str] = "obligation__mou__province"

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="extensions")
    due_before = models.DateField("due before")
    due_on = models.DateField("due now")
    decided_on = models.DateField()
    authority = models.CharField(max_length=200)
    reason = models.TextField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["decided_on", "pk"]
        indexes = [
            # What was due on a past day: the extensions that were not decided then.
            models.Index(
                fields=["decided_on"], include=["obligation", "due_before"], name="extension_by_decision"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="extension_gives_more_time",
                condition=Q(due_on__gt=F("due_before")),
                violation_error_message="The new date lies no later than the one before.",
            ),
            models.CheckConstraint(
                name="extension_by_authority",
                condition=~Q(authority="") & ~Q(reason=""),
                violation_error_message="More time needs the authority and the reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation}: {self.due_before} to {self.due_on}"


@tracked
class Dispute(MoUPart):
    """A party says that it does not owe this, or not so; open until it is settled in words."""

    province_path: ClassVar[str] = "obligation__mou__province"

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="disputes")
    party = models.ForeignKey(MoUParty, models.PROTECT, related_name="+", verbose_name="disputed by")
    about = models.TextField("what it is about")
    disputed_on = models.DateField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    settlement = models.TextField("how it was settled", blank=True)

    class Meta:
        ordering = ["disputed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="dispute_one_at_a_time",
                fields=["obligation"],
                condition=Q(settled_on__isnull=True),
                violation_error_message="The obligation is disputed already.",
            ),
            models.CheckConstraint(
                name="dispute_settled_whole",
                condition=Q(settled_on__isnull=True, settled_by__isnull=True, settlement="")
                | (Q(settled_on__gte=F("disputed_on"), settled_by__isnull=False) & ~Q(settlement="")),
                violation_error_message="A settled dispute says how, when and by whom it was settled.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation}: disputed by {self.party}"
