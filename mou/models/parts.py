"""What belongs to an agreement: its parties, its clearances, the times in which it was suspended."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from mou.models.agreement_kind import ClearanceStep, SigningDelegation
from mou.models.mou import MoU
from partnerships.core.models import User, Versioned, tracked
from partnerships.core.scoping import Scoped, ScopedQuerySet
from stakeholders.models import Stakeholder

OUR_ACT = "Civilian Secretariat for Police Service Act 2 of 2011"


class MoUPart(Scoped):
    """A row that belongs to an MoU and is seen with it."""

    province_path: ClassVar[str] = "mou__province"

    class Meta:
        abstract = True


class Amendable(models.Model):
    """A line of the agreement that an amendment may take out: it stays on record and is no longer part of the text."""

    removed_by: Any = models.ForeignKey(
        "mou.Amendment", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        abstract = True


@tracked
class MoUParty(MoUPart, Versioned):
    """One party with its signatory; the party without a stakeholder is the Secretariat itself."""

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="parties")
    position = models.PositiveSmallIntegerField(default=1)
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, null=True, blank=True, related_name="mou_parties"
    )
    full_name = models.CharField(
        max_length=200,
        blank=True,
        help_text="As it stands in its founding paper; empty when the register has it so.",
    )
    established_by = models.CharField(
        "established by",
        max_length=200,
        blank=True,
        help_text="Act, constitution or registration that made it, such as: Act 2 of 2011.",
    )
    signatory = models.CharField(max_length=120, blank=True, help_text="Office of the person who signs.")
    capacity = models.CharField(max_length=120, blank=True, help_text="In capacity as.")
    authority = models.CharField(
        max_length=160, blank=True, help_text="Act, resolution or delegation that allows it."
    )
    delegation = models.ForeignKey(
        SigningDelegation,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="signatures",
        help_text="Under which our side signed.",
    )
    signed_on = models.DateField(null=True, blank=True)
    signed_at = models.CharField("place of signature", max_length=80, blank=True)
    accepted_on = models.DateField("text accepted on", null=True, blank=True, editable=False)
    accepted_how = models.CharField(max_length=200, blank=True, editable=False)
    # Of which text: ``text_digest`` of that day. Any change of the text makes another one, and the acceptance is void.
    accepted_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "party"
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(
                name="mou_party_once",
                fields=["mou", "stakeholder"],
                nulls_distinct=False,
                violation_error_message="This organisation is a party already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ours(self) -> bool:
        return self.stakeholder_id is None

    @property
    def name(self) -> str:
        return self.stakeholder.name if self.stakeholder else "Civilian Secretariat for Police Service"

    @property
    def legal_name(self) -> str:
        """As the text of the agreement names it."""
        return self.full_name or self.name

    @property
    def founded_on(self) -> str:
        """The law or paper that made the party, as its block in the text says it."""
        return self.established_by or (OUR_ACT if self.is_ours else "")

    def accepts(self, digest: str) -> bool:
        """Whether it accepted the text of which this is the ``text_digest``."""
        return bool(digest) and self.accepted_digest == digest

    @property
    def short_name(self) -> str:
        return (self.stakeholder.short_name or self.stakeholder.name) if self.stakeholder else "CSPS"


@tracked
class Suspension(MoUPart):
    """A time, now over, in which the agreement was not in force; the running one stands on the agreement itself."""

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="suspensions")
    suspended_on = models.DateField()
    resumed_on = models.DateField()

    class Meta:
        ordering = ["suspended_on"]
        constraints = [
            models.CheckConstraint(
                name="suspension_ends_after_start",
                condition=Q(resumed_on__gte=F("suspended_on")),
                violation_error_message="The resumption lies before the suspension.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.suspended_on} to {self.resumed_on}"


class ClearanceQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        """Everything a list row shows, in one query."""
        return self.select_related(
            "mou__province", "mou__partnership_manager", "step", "amendment", "delegated_to"
        )

    def waiting_now(self) -> Self:
        """The steps that stand open: none before them waits. Several may do so side by side."""
        earlier = Clearance._base_manager.filter(
            Q(amendment=OuterRef("amendment")) | Q(amendment__isnull=True),
            mou=OuterRef("mou"),
            round=OuterRef("round"),
            position__lt=OuterRef("position"),
            status=Clearance.Status.WAITING,
        )
        return self.filter(~Exists(earlier), status=Clearance.Status.WAITING)


@tracked
class Clearance(MoUPart, Versioned):
    """One step of one round of clearance, of an agreement or of an amendment. What is returned begins a new round."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        CLEARED = "cleared", "Cleared"
        RETURNED = "returned", "Returned"
        CLOSED = "closed", "Not needed in this round"

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="clearances")
    amendment: Any = models.ForeignKey(
        "mou.Amendment", models.CASCADE, null=True, blank=True, related_name="clearances"
    )
    round = models.PositiveSmallIntegerField(default=1)
    step = models.ForeignKey(ClearanceStep, models.PROTECT, related_name="clearances")
    # The same for steps that run side by side.
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING, editable=False)
    opened_on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="clearances_decided"
    )
    reason = models.TextField(blank=True)
    delegated_to = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="clearances_delegated", editable=False
    )
    delegated_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    delegated_on = models.DateField(null=True, blank=True, editable=False)
    delegation = models.CharField(max_length=200, blank=True, editable=False)

    objects: ClassVar[Any] = ClearanceQuerySet.as_manager()

    class Meta:
        ordering = ["round", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="clearance_step_once_a_round",
                fields=["mou", "amendment", "round", "step"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="clearance_returned_with_reason",
                condition=~Q(status="returned") | ~Q(reason=""),
                violation_error_message="Say why the agreement is returned.",
            ),
            models.CheckConstraint(
                name="clearance_delegated_whole",
                condition=Q(delegated_to__isnull=True)
                | (Q(delegated_by__isnull=False, delegated_on__isnull=False) & ~Q(delegation="")),
                violation_error_message="Name the paper or the letter by which the step is delegated.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.get_status_display()}"
