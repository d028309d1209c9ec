"""What the parties say about a clause while it is written: a remark, the replies to it, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from mou.models.parts import MoUPart, MoUParty
from mou.models.text import Clause
from partnerships.core.models import User, Versioned, tracked


class Said(MoUPart):
    """Words of somebody: in the own name, or in that of a party that told them to us."""

    text: Any = models.TextField()
    party: Any = models.ForeignKey(MoUParty, models.CASCADE, null=True, blank=True, related_name="+")
    written_at: Any = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


@tracked
class ClauseRemark(Said, Versioned):
    """Begins a thread on a clause. ``status`` changes only through ``mou.lifecycle``, with the words that settle it."""

    province_path: ClassVar[str] = "clause__mou__province"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        SETTLED = "settled", "Settled"

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="remarks")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN, editable=False)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="clause_remarks", editable=False)

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = "remark on a clause"
        verbose_name_plural = "remarks on clauses"

    def __str__(self) -> str:
        return f"Remark on “{self.clause}”"

    def get_absolute_url(self) -> str:
        return f"{self.clause.get_absolute_url().split('#')[0]}#remark-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN


REMARK_TONES: dict[str, str] = {ClauseRemark.Status.OPEN: "waiting", ClauseRemark.Status.SETTLED: "good"}


@tracked
class RemarkReply(Said):
    """An answer in the thread of a remark. What was said stays said: it is not changed."""

    province_path: ClassVar[str] = "remark__clause__mou__province"

    remark = models.ForeignKey(ClauseRemark, models.CASCADE, related_name="replies")
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name_plural = "remark replies"
        constraints = [
            models.CheckConstraint(
                name="remark_reply_says_something",
                condition=~Q(text=""),
                violation_error_message="Write what you reply.",
            ),
        ]

    def __str__(self) -> str:
        return f"Reply to the {str(self.remark).lower()}"
