"""Decisions on partners: who decided what, when and why. A partnership is a decision that has not ended."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from partnerships.core.models import ReferenceItem, User, tracked
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.states import State


class CollaborationForm(ReferenceItem):
    """Seed 4.2: information sharing, networking, cooperative initiative and so on to coalition or partnership."""


class PartnerDecisionQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        """Everything a list row shows, in one query."""
        return self.select_related(
            "stakeholder__province", "stakeholder__group", "decided_by", "form_of_collaboration"
        )

    def running_on(self, day: date) -> Self:
        """Partnerships that were running at the end of that day."""
        return self.filter(
            Q(outcome=PartnerDecision.Outcome.PARTNER, decided_on__lte=day)
            & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))
        )


@tracked
class PartnerDecision(Scoped):
    province_path: ClassVar[str] = "stakeholder__province"

    class Outcome(models.TextChoices):
        PARTNER = "partner", "Partner"
        NOT_NOW = "not_now", "Not now"
        DECLINED = "declined", "Declined"

    class EndReason(models.TextChoices):
        COMPLETED = "completed", "Purpose completed"
        WITHDREW = "withdrew", "The partner withdrew"
        SERVICE_PROVIDER = "service_provider", "Became a service provider"
        OTHER = "other", "Other"

    stakeholder: Any = models.ForeignKey("stakeholders.Stakeholder", models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    decided_on = models.DateField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="partner_decisions")
    reason = models.TextField()
    form_of_collaboration = models.ForeignKey(
        CollaborationForm, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    conditions = models.TextField(blank=True)
    look_again_on = models.DateField(null=True, blank=True, help_text="When this should be considered again.")
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)
    end_note = models.TextField(blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="partnerships_ended"
    )

    objects: ClassVar[Any] = PartnerDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="partner_one_running_decision",
                fields=["stakeholder"],
                condition=Q(outcome="partner", ended_on__isnull=True),
                violation_error_message="This stakeholder is a partner already.",
            ),
            models.CheckConstraint(
                name="partner_needs_form_of_collaboration",
                condition=~Q(outcome="partner") | Q(form_of_collaboration__isnull=False),
                violation_error_message="Say which form of collaboration the partnership takes.",
            ),
            models.CheckConstraint(
                name="partnership_ends_after_decision",
                condition=Q(ended_on__isnull=True) | Q(outcome="partner", ended_on__gte=F("decided_on")),
                violation_error_message="The partnership cannot end before the decision that began it.",
            ),
            models.CheckConstraint(
                name="partnership_end_is_whole",
                condition=Q(ended_on__isnull=True, end_reason="", ended_by__isnull=True)
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                violation_error_message="An ended partnership needs its date, its reason and who recorded it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}, {self.decided_on}"

    @property
    def state(self) -> State:
        if self.ended_on:
            return State("Partnership ended", "stopped")
        return State(self.get_outcome_display(), OUTCOME_TONES[self.outcome])


OUTCOME_TONES: dict[str, str] = {
    PartnerDecision.Outcome.PARTNER: "good",
    PartnerDecision.Outcome.NOT_NOW: "waiting",
    PartnerDecision.Outcome.DECLINED: "stopped",
}
