"""The strategy in its versions: which held on which day, and who developed, reviewed, certified and approved it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse

from partnerships.core.models import Document, User, Versioned, tracked
from partnerships.strategy.models.numbered import PLACEHOLDER_HELP, SharedQuerySet


class StrategyVersionQuerySet(SharedQuerySet):
    def adopted(self) -> Self:
        """Every version that ever held."""
        return self.filter(adopted_on__isnull=False)

    def in_force_on(self, day: date) -> Self:
        """The one that held at the end of that day; none before the first adoption."""
        later = Q(superseded_on__isnull=True) | Q(superseded_on__gt=day)
        return self.filter(later, adopted_on__lte=day)

    def with_counts(self) -> Self:
        return self.annotate(
            area_count=Count("areas", distinct=True),
            thrust_count=Count("areas__thrusts", distinct=True),
            issue_count=Count("areas__thrusts__issues", distinct=True),
        )


@tracked
class StrategyVersion(Versioned):
    """One version of the strategy. A draft is written by the Unit; an adopted one never changes."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        CERTIFICATION = "certification", "Sent for certification"
        ADOPTED = "adopted", "Adopted"
        SUPERSEDED = "superseded", "Superseded"

    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    is_placeholder = models.BooleanField(default=False, help_text=PLACEHOLDER_HELP)
    status = models.CharField(max_length=16, choices=Status, default=Status.DRAFT, editable=False)
    # Empty for what shipped with the system.
    begun_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="strategies_begun", editable=False
    )
    # Everybody who wrote a word of the draft: none of them may adopt it.
    writers = models.ManyToManyField(User, related_name="strategies_written", editable=False)
    sent_on = models.DateField(null=True, blank=True, editable=False)
    adopted_on = models.DateField(null=True, blank=True, editable=False)
    adopted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="strategies_adopted", editable=False
    )
    superseded_on = models.DateField(null=True, blank=True, editable=False)

    # Brought by ``with_counts``.
    area_count: int
    thrust_count: int
    issue_count: int

    objects: ClassVar[Any] = StrategyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "strategy version"
        ordering = ["-number"]
        permissions = [
            ("certify_strategyversion", "Review and certify a version of the strategy"),
            ("adopt_strategyversion", "Adopt a version of the strategy"),
        ]
        constraints = [
            models.CheckConstraint(
                name="strategy_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="The end date lies before the start date.",
            ),
            models.UniqueConstraint(
                name="strategy_one_adopted",
                fields=["status"],
                condition=Q(status="adopted"),
                violation_error_message="Only one version of the strategy can be in force.",
            ),
            models.UniqueConstraint(
                name="strategy_one_draft",
                # One value for both statuses, so that there is one of the two together.
                fields=["superseded_on"],
                condition=Q(status__in=["draft", "certification"]),
                nulls_distinct=False,
                violation_error_message="A draft of the next version exists already. Go on with that one.",
            ),
            models.CheckConstraint(
                name="strategy_adopted_has_its_day",
                condition=Q(status__in=["draft", "certification"], adopted_on__isnull=True)
                | Q(status="adopted", adopted_on__isnull=False, superseded_on__isnull=True)
                | Q(status="superseded", adopted_on__isnull=False, superseded_on__gte=F("adopted_on")),
                violation_error_message="An adopted version has the day of its adoption, a superseded one both days.",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("strategy:version", args=[self.pk])

    @property
    def is_own_wording(self) -> bool:
        return not self.is_placeholder

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT


class SignOffQuerySet(SharedQuerySet):
    def standing(self) -> Self:
        """Without those of a text that was returned to its writers afterwards."""
        return self.filter(void_on=None)


@tracked
class SignOff(models.Model):
    """One line of the sign-off page: what an office did, who signed for it, on which day, on which paper."""

    class Role(models.TextChoices):
        DEVELOPED = "developed", "Developed"
        REVIEWED = "reviewed", "Reviewed"
        CERTIFIED = "certified", "Certified"
        APPROVED = "approved", "Approved"

    strategy = models.ForeignKey(StrategyVersion, models.PROTECT, related_name="sign_offs")
    role = models.CharField(max_length=10, choices=Role)
    office = models.CharField(max_length=160)
    person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="strategies_signed", help_text="Who signed."
    )
    signed_on = models.DateField()
    # The sentences of the page as they read when it was certified.
    statement = models.TextField(blank=True)
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="sign_offs_recorded", editable=False)
    # The draft was returned: what was signed is not what is adopted.
    void_on = models.DateField(null=True, blank=True, editable=False)
    documents = GenericRelation(Document)

    objects: ClassVar[Any] = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = "sign-off"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="sign_off_once",
                fields=["strategy", "role"],
                condition=Q(void_on__isnull=True),
                violation_error_message="That is on record for this version already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} by {self.office}"

    def get_absolute_url(self) -> str:
        return self.strategy.get_absolute_url()
