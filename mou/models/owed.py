"""What one party owes, in the words of a clause: the same for a single obligation and for one that comes back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from mou.models.parts import MoUParty
from partnerships.core.models import User
from partnerships.strategy.models import Indicator, StrategicThrust

LONGEST_QUOTE = 2000


class Owed(models.Model):
    """The clause, what is owed under it, by whom and for whom, who of us sees to it, and what it serves."""

    clause = models.CharField(max_length=20)
    text = models.CharField("what is owed", max_length=300, help_text="In one plain sentence.")
    quoted_text = models.TextField(
        "quoted from the clause",
        blank=True,
        max_length=LONGEST_QUOTE,
        help_text="The very words. Leave empty where the text is kept here and the whole clause is meant.",
    )
    owing_party = models.ForeignKey(MoUParty, models.PROTECT, related_name="%(class)ss")
    beneficiary = models.ForeignKey(
        MoUParty, models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: all parties."
    )
    accountable = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="%(class)ss_answered_for",
        help_text="Our person who sees to it, also when the partner owes it.",
    )
    measure = models.CharField(
        "measure of done",
        max_length=300,
        blank=True,
        help_text="What shows that it is done: a figure, a document, a day on which something stands.",
    )
    thrust = models.ForeignKey(
        StrategicThrust, models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="%(class)ss")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.clause} {self.text}"

    @property
    def beneficiary_name(self) -> str:
        return self.beneficiary.name if self.beneficiary else "All parties"

    def clean(self) -> None:
        """Only parties of this agreement owe one another something under it."""
        if errors := self._wrong():
            raise ValidationError(errors)

    def _wrong(self) -> dict[str, Any]:
        errors: dict[str, Any] = {}
        mou_id = self.mou_id  # type: ignore[attr-defined]
        if self.owing_party_id and self.owing_party.mou_id != mou_id:
            errors["owing_party"] = "Choose one of the parties of this agreement."
        if self.beneficiary and self.beneficiary.mou_id != mou_id:
            errors["beneficiary"] = "Choose one of the parties of this agreement."
        elif self.beneficiary_id and self.beneficiary_id == self.owing_party_id:
            errors["beneficiary"] = "A party owes nothing to itself. Choose another one, or all parties."
        if self.indicator and self.thrust_id != self.indicator.thrust_id:
            errors["indicator"] = f"“{self.indicator}” is no indicator of the thrust that is chosen."
        return errors


def owes_somebody_else(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(beneficiary__isnull=True) | ~Q(beneficiary=models.F("owing_party")),
        violation_error_message="A party owes nothing to itself. Choose another one, or all parties.",
    )
