"""The quarterly return of a province: a line for each indicator that was in use, and what is told in words."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from mou.models import ChallengeCategory
from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import Province, User, Versioned, tracked
from partnerships.core.scoping import Scoped, ScopedQuerySet
from partnerships.strategy.models import IndicatorVersion, StrategicThrust
from partnerships.strategy.performance import Value
from reporting.models.actual import Actual
from reporting.models.locking import LOCKED, part_locked_with_its_return
from reporting.models.period import ReportingPeriod


class ProvincialReturnQuerySet(ScopedQuerySet):
    def of_quarter(self, quarter: Quarter) -> Self:
        return self.filter(period__year=quarter.year, period__quarter=quarter.number)


@tracked
class ProvincialReturn(Scoped, Versioned):
    """What one province says of one quarter. ``status`` changes only through ``reporting.lifecycle``."""

    province_path: ClassVar[str] = "period__province"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        SUBMITTED = "submitted", "Submitted"
        SIGNED = "signed", "Signed"
        ACCEPTED = "accepted", "Accepted"
        RETURNED = "returned", "Returned"

    class Extent(models.TextChoices):
        """How far a requirement of reporting was met (regulation 29)."""

        YES = "yes", "Yes"
        PARTLY = "partly", "Partly"
        NO = "no", "No"

    period = models.OneToOneField(
        ReportingPeriod, models.PROTECT, related_name="provincial_return", editable=False
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN, editable=False)
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="returns_begun", editable=False)
    begun_on = models.DateField(editable=False)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="returns_submitted", editable=False
    )
    # The day of the latest submission, and of the first: late is what came late the first time.
    submitted_on = models.DateField(null=True, blank=True, editable=False)
    first_submitted_on = models.DateField(null=True, blank=True, editable=False)
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="returns_signed", editable=False
    )
    signed_on = models.DateField(null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="returns_accepted", editable=False
    )
    accepted_on = models.DateField(null=True, blank=True, editable=False)
    # Of a return that was sent back: until when it is put right.
    correct_by = models.DateField("to be corrected by", null=True, blank=True, editable=False)
    # By whose authority it was opened again once it was accepted.
    reopened_by_authority = models.CharField("authority of the reopening", max_length=200, blank=True)
    on_time = models.CharField("on time", max_length=6, choices=Extent, blank=True)
    on_time_remark = models.CharField("remark on being on time", max_length=500, blank=True)
    complete = models.CharField("complete", max_length=6, choices=Extent, blank=True)
    complete_remark = models.CharField("remark on being complete", max_length=500, blank=True)
    substantiated = models.CharField("substantiated", max_length=6, choices=Extent, blank=True)
    substantiated_remark = models.CharField("remark on being substantiated", max_length=500, blank=True)

    # The day of an act that is recorded later; the guards of the life cycle judge by it.
    acting_on: date | None = None

    objects: ClassVar[Any] = ProvincialReturnQuerySet.as_manager()

    class Meta:
        ordering = ["-period__year", "-period__quarter", "period__province"]
        permissions = [
            ("submit_provincialreturn", "Submit the return of a province"),
            ("sign_provincialreturn", "Sign the return of the own province"),
            ("accept_provincialreturn", "Accept the return of a province, or send it back"),
            ("reopen_provincialreturn", "Open a return late, or again after it was accepted"),
        ]
        constraints = [
            models.CheckConstraint(
                name="return_signed_by_a_second_person",
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("submitted_by")),
                violation_error_message="Somebody other than who submitted it signs a return.",
            ),
            models.CheckConstraint(
                name="return_accepted_by_a_third_person",
                condition=Q(accepted_by__isnull=True)
                | (~Q(accepted_by=F("submitted_by")) & ~Q(accepted_by=F("signed_by"))),
                violation_error_message="Somebody who neither submitted nor signed it accepts a return.",
            ),
            models.CheckConstraint(
                name="return_accepted_with_its_requirements",
                condition=~Q(status="accepted")
                | (~Q(on_time="") & ~Q(complete="") & ~Q(substantiated="") & Q(accepted_by__isnull=False)),
                violation_error_message="Say how far the requirements of reporting were met.",
            ),
        ]

    def __str__(self) -> str:
        return f"Return of {self.place}, {self.quarter}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:return", args=[self.pk])

    @property
    def province(self) -> Province | None:
        return self.period.province

    @property
    def place(self) -> str:
        return self.period.scope_label

    @property
    def quarter(self) -> Quarter:
        return self.period.period

    @property
    def financial_year(self) -> FinancialYear:
        return self.period.financial_year

    @property
    def is_locked(self) -> bool:
        return self.status in LOCKED

    @property
    def is_late(self) -> bool:
        """Whether it came after its day when it came first."""
        return self.first_submitted_on is not None and self.first_submitted_on > self.period.due_on


RETURN_TONES: dict[str, str] = {
    ProvincialReturn.Status.OPEN: "open",
    ProvincialReturn.Status.SUBMITTED: "waiting",
    ProvincialReturn.Status.SIGNED: "waiting",
    ProvincialReturn.Status.ACCEPTED: "good",
    ProvincialReturn.Status.RETURNED: "behind",
}


class ReturnPart(Scoped, Versioned):
    """A part that is saved by itself; ``version`` tells the second of two who saved it."""

    province_path: ClassVar[str] = "provincial_return__period__province"

    provincial_return: models.ForeignKey
    position = models.PositiveSmallIntegerField()
    saved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="%(class)ss_saved", editable=False
    )
    saved_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


@tracked
class ReturnLine(ReturnPart):
    """One indicator as it was described when the return was begun, with the target of then; its figure is the actual.

    What the plan says later changes neither.
    """

    provincial_return = models.ForeignKey(
        ProvincialReturn, models.PROTECT, related_name="lines", editable=False
    )
    definition = models.ForeignKey(
        IndicatorVersion, models.PROTECT, related_name="return_lines", editable=False
    )
    target_value = models.DecimalField(
        "target", max_digits=14, decimal_places=2, null=True, blank=True, editable=False
    )
    target_words = models.CharField("target in words", max_length=300, blank=True, editable=False)
    actual = models.OneToOneField(
        Actual, models.PROTECT, null=True, blank=True, related_name="return_line", editable=False
    )
    # What was counted from records when the figure was saved: beside a figure that differs stands why.
    counted_value = models.DecimalField(
        "counted from records", max_digits=14, decimal_places=2, null=True, blank=True, editable=False
    )
    remark = models.TextField(
        "remark",
        blank=True,
        help_text="Why it differs from what was counted or from last quarter, or why there is no evidence.",
    )
    # Why it was sent back; answered by the next save.
    returned_because = models.TextField("returned because", blank=True, editable=False)
    is_answered = models.BooleanField(default=True, editable=False)

    class Meta:
        ordering = ["position"]
        triggers = [part_locked_with_its_return("line_locked_with_its_return")]
        constraints = [
            models.UniqueConstraint(name="return_line_once", fields=["provincial_return", "definition"])
        ]

    def __str__(self) -> str:
        return f"{self.definition.code} {self.definition.name}"

    def get_absolute_url(self) -> str:
        return f"{reverse('reporting:return_indicators', args=[self.provincial_return_id])}#line-{self.pk}"

    @property
    def target(self) -> Value | None:
        return self.target_words or self.target_value


@tracked
class ReturnPassage(ReturnPart):
    """What is told in words: of a thrust, of a challenge, of the way forward."""

    class Kind(models.TextChoices):
        NARRATIVE = "narrative", "Narrative"
        CHALLENGE = "challenge", "Challenge"
        WAY_FORWARD = "way_forward", "Way forward"

    provincial_return = models.ForeignKey(
        ProvincialReturn, models.PROTECT, related_name="passages", editable=False
    )
    kind = models.CharField(max_length=12, choices=Kind, editable=False)
    thrust = models.ForeignKey(
        StrategicThrust, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    category = models.ForeignKey(
        ChallengeCategory, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    # As the thrust or the category was called when the return was begun.
    heading = models.CharField(max_length=300, editable=False)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        triggers = [part_locked_with_its_return("passage_locked_with_its_return")]
        constraints = [
            models.UniqueConstraint(
                name="return_passage_once",
                fields=["provincial_return", "kind", "thrust", "category"],
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        page = "return_indicators" if self.kind == self.Kind.NARRATIVE else "return_words"
        return f"{reverse(f'reporting:{page}', args=[self.provincial_return_id])}#passage-{self.pk}"
