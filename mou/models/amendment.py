"""Changes of a signed agreement: what each changes, under which amendment, and from which day."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.urls import reverse

from mou.models.mou import MoU
from mou.models.parts import MoUPart, MoUParty
from partnerships.core.models import Document, User, Versioned, tracked
from partnerships.core.states import State
from stakeholders.models import ActionItem


@tracked
class Amendment(MoUPart, Versioned):
    """A set of changes with its own clearance and signatures; in force from the day of its last signature."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        CLEARANCE = "clearance", "In clearance"
        SIGNATURE = "signature", "Out for signature"
        SIGNED = "signed", "Signed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField(editable=False)
    title = models.CharField(max_length=200, help_text="In a few words, such as: a further year.")
    reason = models.TextField(help_text="Why the agreement is changed.")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    # The version of the agreement that it was written against; 1 is the agreement as it was first signed.
    based_on = models.PositiveSmallIntegerField(editable=False)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    drafted_on = models.DateField(editable=False)
    signed_on = models.DateField("last signature", null=True, blank=True, editable=False)
    documents = GenericRelation(Document)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="amendment_number_once", fields=["mou", "number"]),
            models.CheckConstraint(
                name="amendment_signed_has_date",
                condition=Q(status="signed", signed_on__isnull=False)
                | (~Q(status="signed") & Q(signed_on__isnull=True)),
                violation_error_message="A signed amendment needs the date of its last signature.",
            ),
        ]

    def __str__(self) -> str:
        return f"Amendment {self.number}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("mou:amendment", args=[self.pk])

    @property
    def state(self) -> State:
        return State(self.get_status_display(), AMENDMENT_TONES[self.status])

    @property
    def is_open(self) -> bool:
        return self.status not in {self.Status.SIGNED, self.Status.WITHDRAWN}


AMENDMENT_TONES: dict[str, str] = {
    Amendment.Status.DRAFT: "draft",
    Amendment.Status.CLEARANCE: "waiting",
    Amendment.Status.SIGNATURE: "waiting",
    Amendment.Status.SIGNED: "good",
    Amendment.Status.WITHDRAWN: "stopped",
}


@tracked
class AmendmentSignature(MoUPart):
    """One party has signed an amendment on paper."""

    province_path: ClassVar[str] = "amendment__mou__province"

    amendment = models.ForeignKey(Amendment, models.CASCADE, related_name="signatures")
    party = models.ForeignKey(MoUParty, models.PROTECT, related_name="amendment_signatures")
    signed_on = models.DateField()
    signed_at = models.CharField("place of signature", max_length=80)
    signatory = models.CharField(max_length=120)
    capacity = models.CharField(max_length=120)
    authority = models.CharField(max_length=160)
    delegation: Any = models.ForeignKey(
        "mou.SigningDelegation", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["party__position"]
        constraints = [
            models.UniqueConstraint(
                name="amendment_signed_once",
                fields=["amendment", "party"],
                violation_error_message="The signature of this party is on record.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}, {self.signed_on}"


@tracked
class TermsChange(MoUPart):
    """One change of what an agreement says: plain data before and after, as ``mou.terms`` reads them.

    Without ``effective_on`` it is proposed; without ``amendment`` it is a change of the workplan, which may grow while
    the agreement runs. ``before`` is null for what is new, ``after`` for what is taken out.
    """

    class Part(models.TextChoices):
        TERM = "term", "Term"
        CLAUSE = "clause", "Clause"
        OBLIGATION = "obligation", "Obligation"
        RECURRING = "recurring", "Recurring obligation"
        ACTIVITY = "activity", "Activity"

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="terms_changes")
    amendment = models.ForeignKey(Amendment, models.CASCADE, null=True, blank=True, related_name="changes")
    part = models.CharField(max_length=10, choices=Part)
    # Of a term its name; of a line of the text or the workplan its number, as soon as there is one.
    field = models.CharField(max_length=20, blank=True)
    item = models.PositiveBigIntegerField(null=True, blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    # Who sees to a new obligation or activity on our side, and what it serves: no part of what the parties sign.
    ours = models.JSONField(default=dict, blank=True)
    # What was said in an engagement and is proposed with this change.
    promise = models.ForeignKey(
        ActionItem, models.PROTECT, null=True, blank=True, related_name="proposals", editable=False
    )
    effective_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["effective_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="terms_change_once_for_an_item",
                fields=["amendment", "part", "field", "item"],
                violation_error_message="The amendment changes this already.",
            ),
            models.CheckConstraint(
                name="terms_change_changes_something",
                condition=Q(before__isnull=False) | Q(after__isnull=False),
            ),
            models.CheckConstraint(
                name="terms_change_proposed_under_an_amendment",
                condition=Q(effective_on__isnull=False) | Q(amendment__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.field or self.item or 'new'}"
