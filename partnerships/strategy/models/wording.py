"""What each version of the strategy says of each part. A wording of a draft has no part yet where it adds one."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Prefetch, Q

from partnerships.core.models import Versioned, tracked
from partnerships.strategy.models.indicator import Indicator
from partnerships.strategy.models.lists import PartnerGroup, Pillar
from partnerships.strategy.models.numbered import Numbered, SharedQuerySet
from partnerships.strategy.models.parts import FocusArea, StrategicIssue, StrategicThrust
from partnerships.strategy.models.version import StrategyVersion

ONCE = "This number is taken in this version. Choose another one."
ONCE_A_PART = "This part stands in the version already."


class Wording(Numbered, Versioned):
    """The words of one part in one version. ``part`` is the lasting one, given when the version is adopted."""

    # The texts that a version may change, in their order.
    texts: ClassVar[tuple[str, ...]] = ("code", "name")

    objects: ClassVar[Any] = SharedQuerySet.as_manager()

    class Meta(Numbered.Meta):
        abstract = True

    @property
    def above(self) -> Wording | None:
        """The wording under which this one stands."""
        return None

    @property
    def of_version(self) -> StrategyVersion:
        raise NotImplementedError

    def clean(self) -> None:
        if self.above and not self.code.startswith(f"{self.above.code}."):
            raise ValidationError(
                {
                    "code": f"What stands under {self.above.code} has a number that begins with “{self.above.code}.”."
                }
            )


@tracked
class AreaWording(Wording):
    texts = ("code", "name", "description")

    strategy = models.ForeignKey(StrategyVersion, models.PROTECT, related_name="areas")
    part = models.ForeignKey(FocusArea, models.PROTECT, null=True, blank=True, related_name="wordings")
    description = models.TextField(blank=True)

    class Meta(Wording.Meta):
        verbose_name = "focus area"
        constraints = [
            models.UniqueConstraint(
                name="area_number_once", fields=["strategy", "code"], violation_error_message=ONCE
            ),
            models.UniqueConstraint(
                name="area_part_once",
                fields=["strategy", "part"],
                condition=Q(part__isnull=False),
                violation_error_message=ONCE_A_PART,
            ),
        ]

    @property
    def of_version(self) -> StrategyVersion:
        return self.strategy


class ThrustWordingQuerySet(SharedQuerySet):
    def with_lines(self) -> Self:
        """With ``tags`` (pillars), ``preferred`` (groups of partners) and ``expected`` (outcomes), a query for each."""
        return self.prefetch_related(
            Prefetch("pillars", to_attr="tags"),
            Prefetch("partners", to_attr="preferred"),
            Prefetch("outcomes", ExpectedOutcome.objects.select_related("indicator"), to_attr="expected"),
        )


@tracked
class ThrustWording(Wording):
    """A thrust, with whom the strategy puts first under it, what it promotes, and what it expects to come of it."""

    texts = ("code", "name", "description", "activities")

    area = models.ForeignKey(AreaWording, models.CASCADE, related_name="thrusts")
    part = models.ForeignKey(StrategicThrust, models.PROTECT, null=True, blank=True, related_name="wordings")
    description = models.TextField(blank=True)
    pillars = models.ManyToManyField(Pillar, blank=True, related_name="thrusts")
    partners = models.ManyToManyField(PartnerGroup, blank=True, related_name="thrusts")
    activities = models.TextField("priority activities", blank=True, help_text="One to a line.")

    # Brought by ``with_lines``.
    tags: list[Pillar]
    preferred: list[PartnerGroup]
    expected: list[ExpectedOutcome]

    objects: ClassVar[Any] = ThrustWordingQuerySet.as_manager()

    class Meta(Wording.Meta):
        verbose_name = "thrust"
        constraints = [
            models.UniqueConstraint(
                name="thrust_number_once", fields=["area", "code"], violation_error_message=ONCE
            ),
            models.UniqueConstraint(
                name="thrust_part_once",
                fields=["area", "part"],
                condition=Q(part__isnull=False),
                violation_error_message=ONCE_A_PART,
            ),
        ]

    @property
    def above(self) -> AreaWording:
        return self.area

    @property
    def of_version(self) -> StrategyVersion:
        return self.area.strategy

    @property
    def activity_lines(self) -> list[str]:
        return [line.strip() for line in self.activities.splitlines() if line.strip()]


@tracked
class IssueWording(Wording):
    texts = ("code", "name", "national_role", "provincial_role")

    thrust = models.ForeignKey(ThrustWording, models.CASCADE, related_name="issues")
    part = models.ForeignKey(StrategicIssue, models.PROTECT, null=True, blank=True, related_name="wordings")
    national_role = models.TextField("role at national level", blank=True)
    provincial_role = models.TextField("role at provincial level", blank=True)

    class Meta(Wording.Meta):
        verbose_name = "strategic issue"
        constraints = [
            models.UniqueConstraint(
                name="issue_number_once", fields=["thrust", "code"], violation_error_message=ONCE
            ),
            models.UniqueConstraint(
                name="issue_part_once",
                fields=["thrust", "part"],
                condition=Q(part__isnull=False),
                violation_error_message=ONCE_A_PART,
            ),
        ]

    @property
    def above(self) -> ThrustWording:
        return self.thrust

    @property
    def of_version(self) -> StrategyVersion:
        return self.thrust.area.strategy


@tracked
class ExpectedOutcome(models.Model):
    """What a thrust is to bring about, in a number by a day; measured by an indicator where there is one."""

    thrust = models.ForeignKey(ThrustWording, models.CASCADE, related_name="outcomes")
    position = models.PositiveSmallIntegerField()
    statement = models.CharField("expected outcome", max_length=300)
    baseline = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    number = models.DecimalField(max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    unit = models.CharField(max_length=60, help_text="What is counted: forums, per cent of stations.")
    by_when = models.DateField("to be reached by")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="expected_outcomes"
    )

    objects: ClassVar[Any] = SharedQuerySet.as_manager()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.statement
