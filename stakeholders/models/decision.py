"""Decisions on partners: who decided what, when and why. A partnership is a decision that has not ended."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from partnerships.core.models import ReferenceItem, User, tracked
from partnerships.core.numbers import date_long
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.core.states import State


class CollaborationForm(ReferenceItem):
    """Seed 4.2: information sharing, networking, cooperative initiative and so on to coalition or partnership."""


class Outcome(models.TextChoices):
    PARTNER = "partner", "Partner"
    NOT_NOW = "not_now", "Not now"
    DECLINED = "declined", "Declined"


class Level(models.TextChoices):
    """Seed 4.2: how far a stakeholder, or a partnership, reaches."""

    LOCAL = "local", "Local"
    REGIONAL = "regional", "Regional"
    PROVINCIAL = "provincial", "Provincial"
    NATIONAL = "national", "National"
    GLOBAL = "global", "Global"


class DecisionReason(ReferenceItem):
    """The short list of reasons for each outcome; with a sentence beside it, decisions can be compared."""

    outcome = models.CharField(max_length=10, choices=Outcome)


class PartnerDecisionQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        """Everything a list row shows, in one query."""
        return self.select_related(
            "stakeholder__province",
            "stakeholder__group",
            "decided_by",
            "form_of_collaboration",
            "reason_category",
        )

    def to_look_again_on(self, day: date) -> Self:
        """Those of them whose day has come."""
        return self.to_look_again().filter(look_again_on__lte=day)

    def to_look_again(self) -> Self:
        """The last word on a registered stakeholder that names a day to look again, and nobody has looked since."""
        rounds = apps.get_model("stakeholders", "PartnershipProposal")._base_manager.filter(
            stakeholder=OuterRef("stakeholder")
        )
        looked = rounds.filter(Q(status="open") | Q(closed_on__gte=OuterRef("look_again_on")))
        later = PartnerDecision._base_manager.filter(stakeholder=OuterRef("stakeholder")).filter(
            Q(decided_on__gt=OuterRef("decided_on"))
            | Q(decided_on=OuterRef("decided_on"), pk__gt=OuterRef("pk"))
        )
        return self.filter(
            ~Exists(looked),
            ~Exists(later),
            look_again_on__isnull=False,
            ended_on__isnull=True,
            stakeholder__archived_on__isnull=True,
        )

    def running_on(self, day: date) -> Self:
        """Partnerships that were running at the end of that day."""
        return self.filter(partnership_on(day))


def partnership_on(day: date) -> Q:
    """Decisions by which a stakeholder was a partner at the end of that day."""
    return Q(outcome=Outcome.PARTNER, decided_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))


@tracked
class PartnerDecision(Scoped):
    province_path: ClassVar[str] = "stakeholder__province"

    Outcome = Outcome

    class EndReason(models.TextChoices):
        COMPLETED = "completed", "Purpose completed"
        WITHDREW = "withdrew", "The partner withdrew"
        SERVICE_PROVIDER = "service_provider", "Became a service provider"
        OTHER = "other", "Other"

    stakeholder: Any = models.ForeignKey("stakeholders.Stakeholder", models.PROTECT, related_name="decisions")
    # The round that it closed; decisions of before rounds were kept have none.
    proposal: Any = models.OneToOneField(
        "stakeholders.PartnershipProposal", models.PROTECT, null=True, blank=True, related_name="decision"
    )
    # Per cent, as both assessments came to it on the day of the decision.
    fit = models.PositiveSmallIntegerField("strategic fit", null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    decided_on = models.DateField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="partner_decisions")
    reason_category = models.ForeignKey(
        DecisionReason,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="kind of reason",
    )
    reason = models.TextField()
    form_of_collaboration = models.ForeignKey(
        CollaborationForm, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    level = models.CharField(max_length=12, choices=Level, blank=True)
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
        indexes = [
            # Finds what is to be looked at again among all decisions there ever were.
            models.Index(
                fields=["look_again_on"],
                condition=Q(look_again_on__isnull=False, ended_on__isnull=True),
                name="decision_to_look_again",
            ),
        ]
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
                name="not_now_says_when_to_look_again",
                condition=~Q(outcome="not_now") | Q(look_again_on__isnull=False) | Q(proposal__isnull=True),
                violation_error_message="“Not now” needs the day on which it is looked at again.",
            ),
            models.CheckConstraint(
                name="decision_looks_again_later",
                condition=Q(look_again_on__isnull=True) | Q(look_again_on__gt=F("decided_on")),
                violation_error_message="The day to look again must come after the decision.",
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
        return f"{self.get_outcome_display()}, {date_long(self.decided_on)}"

    @property
    def state(self) -> State:
        if self.ended_on:
            return State("Partnership ended", "stopped")
        return State(self.get_outcome_display(), OUTCOME_TONES[self.outcome])


OUTCOME_TONES: dict[str, str] = {
    Outcome.PARTNER: "good",
    Outcome.NOT_NOW: "waiting",
    Outcome.DECLINED: "stopped",
}
