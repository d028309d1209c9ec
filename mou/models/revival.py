"""What the people of a quiet or dormant agreement say will be done, and by when: one sentence after the other, kept."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from mou.models.days import in_force_on
from mou.models.living import last_sign_on
from mou.models.mou import MoU
from mou.models.parts import MoUPart
from partnerships.core.models import User, tracked
from partnerships.core.numbers import date_long
from partnerships.core.scoping import ScopedQuerySet

LONGEST_SENTENCE = 300


class RevivalQuerySet(ScopedQuerySet):
    def awaited(self, day: date) -> Self:
        """The last sentence on each agreement in force under which nothing has happened since it was written."""
        later = Revival._base_manager.filter(mou=OuterRef("mou"), pk__gt=OuterRef("pk"))
        silent = (
            MoU._base_manager.filter(in_force_on(day), pk=OuterRef("mou"))
            .annotate(last_sign_on=last_sign_on(day))
            .filter(last_sign_on__lt=OuterRef("written_on"))
        )
        return self.filter(~Exists(later), Exists(silent))


@tracked
class Revival(MoUPart):
    mou = models.ForeignKey(MoU, models.CASCADE, related_name="revivals")
    words = models.CharField(
        "what will be done",
        max_length=LONGEST_SENTENCE,
        help_text="In one sentence: who does what with whom.",
    )
    by_on = models.DateField("by when")
    written_on = models.DateField(editable=False)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)

    objects: ClassVar[Any] = RevivalQuerySet.as_manager()

    class Meta:
        verbose_name = "sentence on a dormant agreement"
        ordering = ["-written_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="revival_says_what_and_by_when",
                condition=~Q(words="") & Q(by_on__gte=F("written_on")),
                violation_error_message="Say what will be done, and by a day that is still to come.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.words} By {date_long(self.by_on)}."

    def get_absolute_url(self) -> str:
        return reverse("mou:detail", args=[self.mou_id])
