"""The quarterly report of the country on its way to being issued, and what was sealed when it was.

Nothing here is counted anew: what was compiled is kept as bytes, and the later steps are taken on those bytes.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Max, Q
from django.urls import reverse

from partnerships.core.calendar import Quarter
from partnerships.core.models import User, Versioned, tracked
from partnerships.strategy.models.numbered import SharedQuerySet

NEVER_CHANGED = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class NationalReportQuerySet(SharedQuerySet):
    def for_list(self) -> Self:
        """The newest quarter first, each with its seal and how many errata it has; one query."""
        return (
            self.select_related("issue__issued_by", "begun_by")
            .annotate(erratum_count=Count("issue__errata"))
            .order_by("-year", "-quarter")
        )


@tracked
class NationalReport(Versioned):
    """Compiling → reviewed (Chief Director) → approved (Secretary) → issued. Reports are due under regulation 11."""

    class Status(models.TextChoices):
        COMPILING = "compiling", "Compiling"
        REVIEWED = "reviewed", "Reviewed"
        APPROVED = "approved", "Approved"
        ISSUED = "issued", "Issued"

    year = models.PositiveSmallIntegerField(
        "financial year", validators=[MinValueValidator(2000), MaxValueValidator(2100)], editable=False
    )
    quarter = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(4)], editable=False
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.COMPILING, editable=False)
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="national_reports_begun", editable=False)
    begun_on = models.DateField(editable=False)
    reviewed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="national_reports_reviewed",
        editable=False,
    )
    reviewed_on = models.DateField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="national_reports_approved",
        editable=False,
    )
    approved_on = models.DateField(null=True, blank=True, editable=False)

    erratum_count: int

    objects: ClassVar[Any] = NationalReportQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-quarter"]
        permissions = [
            ("review_nationalreport", "Can review the quarterly report of the country"),
            ("approve_nationalreport", "Can approve the quarterly report of the country"),
            ("return_nationalreport", "Can send the quarterly report of the country back"),
            ("issue_nationalreport", "Can issue the quarterly report of the country and its errata"),
            ("redact_nationalreport", "Can give out a redacted copy of the quarterly report of the country"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="national_report_once",
                fields=["year", "quarter"],
                violation_error_message="The report of that quarter is begun already. Open it in the list.",
            ),
            models.CheckConstraint(
                name="national_report_quarter_exists",
                condition=Q(quarter__range=(1, 4)),
                violation_error_message="A financial year has quarters 1 to 4.",
            ),
            models.CheckConstraint(
                name="national_report_signed_where_it_stands",
                condition=Q(status="compiling", reviewed_by=None, approved_by=None)
                | Q(status="reviewed", reviewed_by__isnull=False, approved_by=None)
                | Q(status__in=["approved", "issued"], reviewed_by__isnull=False, approved_by__isnull=False),
                violation_error_message="A reviewed report names who reviewed it, an approved one both.",
            ),
        ]

    def __str__(self) -> str:
        return f"National report, {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:national_report", args=[self.pk])

    @property
    def period(self) -> Quarter:
        return Quarter(self.year, self.quarter)

    @property
    def number(self) -> str:
        """QPR-2026-27-Q2: also the one that it will have when it is issued."""
        return f"QPR-{self.period.slug.upper()}"

    @property
    def latest(self) -> Compilation:
        return self.compilations.latest("pk")  # type: ignore[attr-defined]


class Compilation(models.Model):
    """Every figure of the report as it was computed at one moment; compiling again adds another, never replaces one."""

    report = models.ForeignKey(NationalReport, models.PROTECT, related_name="compilations")
    compiled_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    compiled_at = models.DateTimeField()
    figures = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        triggers = [NEVER_CHANGED]

    def __str__(self) -> str:
        return f"{self.report}, compiled {self.compiled_at:%Y-%m-%d %H:%M}"


class IssuedReport(models.Model):
    """The seal: made once, in one transaction with its files, and changed by nobody."""

    report = models.OneToOneField(NationalReport, models.PROTECT, related_name="issue")
    compilation = models.OneToOneField(Compilation, models.PROTECT, related_name="+")
    number = models.CharField(max_length=30, unique=True)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="reports_issued")
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["-issued_at"]
        triggers = [NEVER_CHANGED]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return self.report.get_absolute_url()


class IssuedFile(models.Model):
    """One form of what was issued, to the byte."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        EXCEL = "xlsx", "Excel"
        WORD = "docx", "Word"
        EQPRS = "csv", "CSV in the shape of eQPRS"
        FIGURES = "json", "Figures as data"

    issue = models.ForeignKey(IssuedReport, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=4, choices=Kind)
    content = models.BinaryField()
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["issue", "pk"]
        triggers = [NEVER_CHANGED]
        constraints = [models.UniqueConstraint(name="issued_file_once", fields=["issue", "kind"])]
        indexes = [models.Index(name="issued_file_by_digest", fields=["sha256"])]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.issue.number}.{self.kind}"


class Erratum(models.Model):
    """What is no longer as it was issued, on one day; each lists all differences against what was sealed."""

    issue = models.ForeignKey(IssuedReport, models.PROTECT, related_name="errata")
    position = models.PositiveSmallIntegerField()
    published_by = models.ForeignKey(User, models.PROTECT, related_name="errata_published")
    published_at = models.DateTimeField()
    reason = models.TextField(max_length=2000)
    # Rows of {where, before, now}, in words; see ``reports.sealed.differences``.
    changes = models.JSONField()
    # Of the figures as they were computed on that day.
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "errata"
        ordering = ["issue", "position"]
        triggers = [NEVER_CHANGED]
        constraints = [models.UniqueConstraint(name="erratum_once", fields=["issue", "position"])]

    def __str__(self) -> str:
        return f"Erratum {self.position} to {self.issue.number}"

    def get_absolute_url(self) -> str:
        return f"{self.issue.get_absolute_url()}#erratum-{self.position}"


def next_position(issue: IssuedReport) -> int:
    last = Erratum.objects.filter(issue=issue).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1
