"""Who answers for an agreement, handed from one person to the next."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from mou.models.mou import MoU
from mou.models.parts import MoUPart
from partnerships.core.models import User, Versioned, tracked
from partnerships.core.states import State


@tracked
class Handover(MoUPart, Versioned):
    """One of the two duties offered to a successor: it passes when the successor accepts, not before."""

    class Duty(models.TextChoices):
        BUSINESS_OWNER = "business_owner", "Business owner"
        PARTNERSHIP_MANAGER = "partnership_manager", "Partnership manager"

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting for the successor"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="handovers")
    duty = models.CharField(max_length=20, choices=Duty)
    from_person = models.ForeignKey(User, models.PROTECT, related_name="+")
    to_person = models.ForeignKey(User, models.PROTECT, related_name="handovers_offered")
    note = models.TextField(help_text="Where things stand, what comes next, where the papers are.")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    asked_on = models.DateField(editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING, editable=False)
    answered_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="handover_one_waiting_for_each_duty",
                fields=["mou", "duty"],
                condition=Q(status="waiting"),
                violation_error_message="This duty is offered to somebody already. Withdraw that offer first.",
            ),
            models.CheckConstraint(
                name="handover_to_somebody_else",
                condition=~Q(from_person=F("to_person")),
                violation_error_message="This person has the duty already. Choose somebody else.",
            ),
            models.CheckConstraint(
                name="handover_with_a_note",
                condition=~Q(note=""),
                violation_error_message="Write what the successor must know.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()}: {self.from_person} to {self.to_person}"

    def get_absolute_url(self) -> str:
        return f"{reverse('mou:detail', args=[self.mou_id])}#who"

    @property
    def state(self) -> State:
        return State(self.get_status_display(), HANDOVER_TONES[self.status])


HANDOVER_TONES: dict[str, str] = {
    Handover.Status.WAITING: "waiting",
    Handover.Status.ACCEPTED: "good",
    Handover.Status.DECLINED: "behind",
    Handover.Status.WITHDRAWN: "stopped",
}
