"""How people are told in time: the ladders of days, the day of the digest, who is away, and what somebody put off.

Which dated items there are, the apps say when they start (``core.reminding.kinds``).
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from partnerships.core.models.geography import Province
from partnerships.core.models.reference import ReferenceItem
from partnerships.core.models.user import User
from partnerships.core.models.versioned import tracked
from partnerships.core.scoping import Scoped, ScopedQuerySet

# Nobody plans further ahead by days; a step beyond it is a mistake in typing.
FURTHEST_STEP = 730


class Weekday(models.IntegerChoices):
    """As Python counts them."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"


def _steps(label: str, help_text: str) -> ArrayField[Any, Any]:
    limits = [MinValueValidator(-FURTHEST_STEP), MaxValueValidator(FURTHEST_STEP)]
    number = models.SmallIntegerField(validators=limits)
    return ArrayField(number, default=list, blank=True, size=12, verbose_name=label, help_text=help_text)


class ReminderLadder(ReferenceItem):
    """How many days before its day something is told, and to whom; with a minus, after it.

    The code is that of a kind of dated item. Retired, nothing of the kind is told.
    """

    steps = _steps(
        "days before",
        "On which the first person is told, such as 30, 7, 0. The last of them is told by a message of the same day.",
    )
    second_steps = _steps(
        "days before, second person",
        "When nothing has been done: −7 tells the next person seven days after the day.",
    )
    last_steps = _steps("days before, head of the office", "The same, for whoever is told last.")
    in_working_days = models.BooleanField(
        "count working days", default=False, help_text="Leave out weekends and public holidays."
    )

    class Meta(ReferenceItem.Meta):
        permissions = [("be_told_last", "Is told last, when what is due stays undone")]

    def clean(self) -> None:
        """The next person is never told before the first one."""
        for name in ("second_steps", "last_steps"):
            if getattr(self, name) and max(getattr(self, name)) > max(self.steps, default=-FURTHEST_STEP):
                raise ValidationError(
                    {name: "The first person is told first: choose days that come later than the first step."}
                )


class DigestDay(ReferenceItem):
    """The weekday of the weekly message for everybody who has chosen no other. The first in use counts."""

    weekday = models.SmallIntegerField(choices=Weekday)


@tracked
class ReminderPreference(models.Model):
    """On which day somebody wants the weekly message, and who gets it while that person is away."""

    user = models.OneToOneField(User, models.CASCADE, related_name="reminder_preference", editable=False)
    weekday = models.SmallIntegerField(
        "day of the weekly message",
        choices=Weekday,
        null=True,
        blank=True,
        help_text="Empty: that of the house.",
    )
    away_from = models.DateField("away from", null=True, blank=True)
    away_until = models.DateField("until", null=True, blank=True, help_text="The last day away.")
    stand_in = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stands_in_for",
        help_text="Gets the reminders meanwhile.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reminder_away_whole",
                condition=Q(away_from__isnull=True, away_until__isnull=True, stand_in__isnull=True)
                | Q(away_from__isnull=False, away_until__isnull=False, stand_in__isnull=False),
                violation_error_message="An absence needs its first day, its last day and who stands in.",
            ),
            models.CheckConstraint(
                name="reminder_away_ends_after_start",
                condition=Q(away_from__isnull=True) | Q(away_until__gte=F("away_from")),
                violation_error_message="The last day away lies before the first.",
            ),
            models.CheckConstraint(
                name="reminder_stand_in_is_another",
                condition=~Q(stand_in=F("user")),
                violation_error_message="Nobody stands in for themselves. Choose somebody else.",
            ),
        ]

    def __str__(self) -> str:
        return f"Reminders of {self.user}"

    def is_away_on(self, day: date) -> bool:
        return self.away_from is not None and self.away_from <= day <= (self.away_until or day)


class OfItem(models.Model):
    """Names a dated item: its kind, what it is known by there, and the number in the address of its page."""

    kind = models.CharField(max_length=40)
    item = models.BigIntegerField()
    number = models.BigIntegerField()
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    title = models.CharField(max_length=300)

    class Meta:
        abstract = True


class SnoozeQuerySet(ScopedQuerySet):
    def resting_on(self, day: date) -> Self:
        return self.filter(ends_on__gt=day)


@tracked
class Snooze(Scoped, OfItem):
    """Somebody does not want to be reminded of an item before a day, and says why.

    It holds for that person alone: the next in the escalation is told as ever, with the reason, and no list or report
    leaves the item out. From ``ends_on`` on the person is told again.
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="log_put_off")
    until = models.DateField("remind me again on")
    reason = models.CharField(max_length=500)
    made_at = models.DateTimeField(auto_now_add=True)
    # ``until``, or the earlier day on which the person ended it.
    ends_on = models.DateField(editable=False)

    objects: ClassVar[Any] = SnoozeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["kind", "item", "person"], name="snooze_of_item")]
        constraints = [
            models.CheckConstraint(
                name="snooze_says_why", condition=~Q(reason=""), violation_error_message="Say why."
            ),
            models.CheckConstraint(name="snooze_ends_by_its_day", condition=Q(ends_on__lte=F("until"))),
        ]

    def __str__(self) -> str:
        return self.title
