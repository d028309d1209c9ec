"""Looking back on an agreement before it ends: what was done, what was reached, and what follows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from mou.models.mou import MoU
from mou.models.parts import MoUPart
from partnerships.core.models import User, Versioned, tracked
from partnerships.core.numbers import date_long


@tracked
class Review(MoUPart, Versioned):
    """A structured review and the decision on what follows. The figures are those of its day."""

    class Decision(models.TextChoices):
        RENEW = "renew", "Renew it"
        LET_END = "let_end", "Let it end"

    mou = models.ForeignKey(MoU, models.CASCADE, related_name="reviews")
    reviewed_on = models.DateField()
    reviewed_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    activity = models.TextField("what was done")
    results = models.TextField("what was reached")
    our_duties = models.TextField("how we kept our duties")
    their_duties = models.TextField("how the other parties kept theirs")
    decision = models.CharField(max_length=8, choices=Decision)
    reason = models.TextField("reason of the decision")
    # Obligations of each side and planned quarters, counted on the day: see ``mou.services.renewal.figures_of``.
    figures = models.JSONField(default=dict, editable=False)

    class Meta:
        ordering = ["-reviewed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="review_whole",
                condition=~(
                    Q(activity="") | Q(results="") | Q(our_duties="") | Q(their_duties="") | Q(reason="")
                ),
                violation_error_message="A review tells of the work, the results, both sides' duties and the decision.",
            ),
        ]

    def __str__(self) -> str:
        return f"Review of {date_long(self.reviewed_on)}"

    def get_absolute_url(self) -> str:
        return f"{reverse('mou:detail', args=[self.mou_id])}#reviews"
