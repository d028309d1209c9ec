"""What is written beside the figures of the report of the country: its sections, who owns each, and what they say."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from partnerships.core.models import ReferenceItem, User, Versioned, tracked
from reporting.models.issue import NationalReport

LONGEST_TEXT = 20_000


class NarrativePart(ReferenceItem):
    """A section that every report has, or each thrust of it; kept by the administration."""

    class Place(models.TextChoices):
        START = "start", "Before the summary"
        THRUST = "thrust", "Under each strategic thrust"
        CHALLENGES = "challenges", "With the challenges"
        END = "end", "At the end"

    place = models.CharField(max_length=10, choices=Place)
    guidance = models.TextField(
        "what belongs there",
        blank=True,
        max_length=1000,
        help_text="Shown above the text while it is written.",
    )


class ReportSectionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """What is not issued yet is national readers' alone, as the figures beside it are."""
        return self if user.is_national else self.none()

    def editable_by(self, user: User) -> Self:
        return self.visible_to(user)

    def waiting(self) -> Self:
        """What is neither ready nor marked as nothing to report, while its report is compiled."""
        return self.filter(
            status=ReportSection.Status.WRITING, report__status=NationalReport.Status.COMPILING
        )


# Said by the database itself, whatever way a change takes.
ONLY_WHILE_COMPILED = pgtrigger.Trigger(
    name="only_while_compiled",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("its_status", "text")],
    func=pgtrigger.Func(
        """
        SELECT status INTO its_status FROM reporting_nationalreport
            WHERE id = COALESCE(NEW.report_id, OLD.report_id);
        IF its_status <> 'compiling' THEN
            RAISE EXCEPTION 'pgtrigger: the sections of a report that was reviewed do not change';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
        """
    ),
)


@tracked
class ReportSection(Versioned):
    """One section of one report. Its owner says that it is ready, or why there is nothing to report."""

    class Status(models.TextChoices):
        WRITING = "writing", "Being written"
        READY = "ready", "Ready"
        NOTHING = "nothing", "Nothing to report"

    report = models.ForeignKey(NationalReport, models.PROTECT, related_name="sections", editable=False)
    part = models.ForeignKey(NarrativePart, models.PROTECT, related_name="sections", editable=False)
    # The number path of the thrust that it is about; empty for a section of the whole report.
    thrust = models.CharField(max_length=12, blank=True, editable=False)
    title = models.CharField(max_length=320, editable=False)
    position = models.PositiveSmallIntegerField(editable=False)
    owner = models.ForeignKey(User, models.PROTECT, related_name="report_sections", editable=False)
    status = models.CharField(max_length=8, choices=Status, default=Status.WRITING, editable=False)
    text = models.TextField(
        blank=True,
        max_length=LONGEST_TEXT,
        help_text="An empty line begins a new paragraph. No markup is read.",
    )
    nothing_because = models.TextField(blank=True, max_length=2000, editable=False)

    objects: ClassVar[Any] = ReportSectionQuerySet.as_manager()

    class Meta:
        ordering = ["report", "position"]
        triggers = [ONLY_WHILE_COMPILED]
        constraints = [
            models.UniqueConstraint(
                name="report_section_once",
                fields=["report", "part", "thrust"],
                violation_error_message="The report has that section already.",
            ),
            models.CheckConstraint(
                name="report_section_says_something",
                condition=Q(status="writing", nothing_because="")
                | (Q(status="ready", nothing_because="") & ~Q(text=""))
                | (Q(status="nothing") & ~Q(nothing_because="")),
                violation_error_message="A ready section has a text; one with nothing to report has its reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.report.period}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:section", args=[self.pk])
