"""What remains of an agreement that is completed: its close-out report."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from partnerships.core.models import User, Versioned, tracked
from partnerships.core.scoping import Scoped


@tracked
class CloseOut(Scoped, Versioned):
    """The report with which an agreement is completed; the figures are those of its day."""

    # The agreement names its report, so that none is completed without one.
    province_path: ClassVar[str] = "mou__province"

    reached = models.TextField("what was reached")
    not_reached = models.TextField("what was not reached, and why")
    learnt = models.TextField("what was learnt")
    ours = models.TextField("what we still have of it")
    theirs = models.TextField("what the other parties still have of it")
    reported_on = models.DateField()
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    # Of each side what became of its obligations, and of the planned quarters: see ``mou.services.ending``.
    figures = models.JSONField(default=dict, editable=False)

    class Meta:
        ordering = ["-reported_on", "-pk"]
        verbose_name = "close-out report"
        constraints = [
            models.CheckConstraint(
                name="close_out_whole",
                condition=~(Q(reached="") | Q(not_reached="") | Q(learnt="") | Q(ours="") | Q(theirs="")),
                violation_error_message="Answer every question of the close-out report; “nothing” is an answer.",
            ),
        ]

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Each question of the report with its answer, in order."""
        asked = [field for field in self._meta.fields if isinstance(field, models.TextField)]
        return [(str(field.verbose_name).capitalize(), getattr(self, field.name)) for field in asked]

    def __str__(self) -> str:
        return f"Close-out report of {self.reported_on}"
