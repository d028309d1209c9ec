"""What a second person found of the evidence of an actual: whether it is valid, accurate and complete."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast, Concat

from partnerships.core.models import Document, User
from partnerships.core.scoping import Scoped
from partnerships.core.states import State

NOTHING_TO_GRADE = State("Nothing to grade", "none")
NO_DOCUMENT = State("No document", "due")
TO_GRADE = State("Waits to be graded", "waiting")
STALE = State("Changed since it was graded", "waiting")
SUFFICIENT = State("Sufficient", "good")
IN_PART = State("Sufficient in part", "behind")
INSUFFICIENT = State("Not sufficient", "overdue")

# The three criteria of reliability by which the Auditor-General looks at reported performance, and what each asks.
CRITERIA: dict[str, tuple[str, str]] = {
    "validity": ("Valid", "What was reported did happen, and it belongs to this indicator and quarter."),
    "accuracy": (
        "Accurate",
        "The figure is counted and calculated as the description says, without mistakes.",
    ),
    "completeness": (
        "Complete",
        "Everything that should be counted is in it, and every part has its evidence.",
    ),
}


class Finding(models.TextChoices):
    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


TONES: dict[str, str] = {Finding.YES: "good", Finding.PARTLY: "behind", Finding.NO: "overdue"}


def finding_state(finding: str) -> State:
    return State(str(Finding(finding).label), TONES[finding])


# What was measured in one column, of rows of actuals: a grade holds for this and nothing else.
FIGURE = Case(
    When(~Q(words=""), then=F("words")),
    When(
        denominator__isnull=False,
        then=Concat(Cast("numerator", CharField()), Value("/"), Cast("denominator", CharField())),
    ),
    default=Cast("value", CharField()),
    output_field=CharField(),
)

# A second person found all three; found at least one of them lacking.
ALL_FOUND = Q(**{f"grade__{name}": Finding.YES for name in CRITERIA})
HAS_DOCUMENT = Q(newest_document__isnull=False)
# How far the evidence of a figure has come, of rows of ``with_grade`` that were measured: the word, and the condition.
EVIDENCE: dict[str, tuple[str, Q]] = {
    "measured": ("A figure, whatever its evidence", Q()),
    "missing": ("No document", ~HAS_DOCUMENT),
    "attached": ("With a document", HAS_DOCUMENT),
    "waiting": ("Waits to be graded", HAS_DOCUMENT & Q(grade__isnull=True)),
    "stale": ("Changed since it was graded", HAS_DOCUMENT & Q(grade__isnull=True, was_graded=True)),
    "graded": ("Graded", Q(grade__isnull=False)),
    "sufficient": ("Sufficient", ALL_FOUND),
    "lacking": ("Sufficient in part, or not", Q(grade__isnull=False) & ~ALL_FOUND),
}


def _explained(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"evidence_grade_{name}_has_remark",
        condition=Q(**{name: Finding.YES}) | ~Q(**{f"{name}_remark": ""}),
        violation_error_message=f"{CRITERIA[name][0]}: say in a remark what is missing or wrong.",
    )


class EvidenceGrade(Scoped):
    """One grade of the evidence of one actual, by somebody who had no hand in it. The next look is a grade of its own.

    It holds for the figure and the documents that stood then: a new figure or a new document asks for a new grade.
    """

    province_path: ClassVar[str] = "actual__province"

    actual = models.ForeignKey("reporting.Actual", models.PROTECT, related_name="grades", editable=False)
    validity = models.CharField("valid", max_length=6, choices=Finding)
    validity_remark = models.TextField("remark on validity", blank=True)
    accuracy = models.CharField("accurate", max_length=6, choices=Finding)
    accuracy_remark = models.TextField("remark on accuracy", blank=True)
    completeness = models.CharField("complete", max_length=6, choices=Finding)
    completeness_remark = models.TextField("remark on completeness", blank=True)
    # What was graded: the figure as ``FIGURE`` writes it, and the last document that had come by then.
    figure = models.CharField(max_length=300, editable=False)
    newest_document = models.ForeignKey(Document, models.PROTECT, related_name="+", editable=False)
    graded_on = models.DateField(editable=False)
    graded_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [_explained(name) for name in CRITERIA]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Grade of {self.actual}"

    @property
    def found(self) -> list[tuple[str, State, str]]:
        """Criterion, finding and remark, in the order of the criteria."""
        return [
            (label, finding_state(getattr(self, name)), getattr(self, f"{name}_remark"))
            for name, (label, _) in CRITERIA.items()
        ]


def overall(findings: list[str]) -> State:
    """Sufficient where all three are found; otherwise as the weakest of them."""
    if Finding.NO in findings:
        return INSUFFICIENT
    return IN_PART if Finding.PARTLY in findings else SUFFICIENT
