"""Reporting on planned quarters: how far each has come, what stood in the way, and what is done about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from mou.lifecycle import ACTIVITY_LIFECYCLE
from mou.models import ActivityQuarter, ChallengeCategory, ProgressReport
from mou.services.acts import accept, day_of, keep
from partnerships.core.forms import CONFLICT
from partnerships.core.models import User
from partnerships.core.numbers import figure

# What can be reported of a planned quarter, and the move that follows.
REPORTS = {
    "under_way": "begin",
    "constrained": "constrain",
    "no_progress": "stall",
    "done": "finish",
    "not_done": "give-up",
}
# What must be explained, and what is asked to explain it.
WHY = {
    "under_way": "Say how far it has come.",
    "constrained": "Say what stands in the way.",
    "no_progress": "Say why nothing has moved.",
    "not_done": "Say why it is given up.",
}
LATE = "It was done after its quarter ended. Say why it was late."
CORRECTIVE = "Say what will be done about it, or that nothing is needed."
HINDERED = {"constrained", "no_progress"}


@transaction.atomic
def report_activity(
    quarter: ActivityQuarter,
    *,
    by: User,
    status: str,
    narrative: str = "",
    corrective_action: str = "",
    value: Decimal | None = None,
    done_on: date | None = None,
    challenges: Collection[ChallengeCategory] = (),
    documents: Iterable[UploadedFile] = (),
    on: date | None = None,
    version: int | None = None,
) -> ActivityQuarter:
    """Report how a planned quarter stands; whatever is not plainly as planned is explained.

    ``version`` is the one the person began from: refused when somebody reported in between. ``on`` is the day of the
    report, today unless another is given.
    """
    if status not in REPORTS:
        raise ValidationError("Choose how it stands: on track, constrained, no progress, done or given up.")
    uploads = accept(documents)
    signed_on = quarter.activity.mou.signed_on
    reported_on = day_of(on, "The report", not_before=signed_on, since="the last signature")
    day = _day_done(quarter, status, done_on)
    wanting = missing_words(
        quarter,
        status=status,
        value=value,
        done_on=day,
        narrative=narrative.strip(),
        corrective_action=corrective_action.strip(),
        challenges=challenges,
    )
    if wanting:
        raise ValidationError(wanting)
    _refuse_clash(quarter, version)
    ACTIVITY_LIFECYCLE.apply(
        quarter,
        REPORTS[status],
        by=by,
        note=narrative,
        narrative=narrative.strip(),
        value=value,
        done_on=day,
        reported_by=by,
        reported_at=timezone.now(),
    )
    report = ProgressReport.objects.create(
        quarter=quarter,
        status=status,
        reported_on=reported_on,
        reported_by=by,
        value=value,
        narrative=narrative.strip(),
        corrective_action=corrective_action.strip(),
    )
    report.challenges.set(challenges)
    keep(uploads, record=quarter, by=by)
    return quarter


def _refuse_clash(quarter: ActivityQuarter, version: int | None) -> None:
    """Before anything else is decided: the second of two reporters is told, with both versions."""
    stored = ActivityQuarter._base_manager.select_for_update().values_list("version", flat=True)
    if version is not None and version != stored.get(pk=quarter.pk):
        raise ValidationError(CONFLICT, code="conflict")


def _day_done(quarter: ActivityQuarter, status: str, done_on: date | None) -> date | None:
    if status == "done":
        signed_on = quarter.activity.mou.signed_on
        return day_of(done_on, "The day it was done", not_before=signed_on, since="the last signature")
    if done_on:
        raise ValidationError("Only what is done has a day on which it was done. Leave the date empty.")
    return None


def missing_words(
    quarter: ActivityQuarter,
    *,
    status: str,
    value: Decimal | None,
    done_on: date | None,
    narrative: str,
    corrective_action: str,
    challenges: Collection[ChallengeCategory],
) -> dict[str, str]:
    """What is still to be said, by field, with the sentence that asks for it; empty when the report is whole."""
    wanting: dict[str, str] = {}
    measure = quarter.activity.measure
    if value is None and measure and status != "not_done":
        wanting["value"] = f"Give the figure for {quarter.period}: {measure}. Zero is an answer."
    if value is not None and not measure:
        wanting["value"] = "Nothing is counted for this activity. Leave the figure empty."
    differs = value is not None and quarter.planned_value not in (None, value)
    if not narrative and (sentence := _why(quarter, status, value, done_on)):
        wanting["narrative"] = sentence
    if not corrective_action and (status in HINDERED or (status == "done" and differs)):
        wanting["corrective_action"] = CORRECTIVE
    if not challenges and status in HINDERED:
        wanting["challenges"] = "Choose what stands in the way."
    return wanting


def _why(quarter: ActivityQuarter, status: str, value: Decimal | None, done_on: date | None) -> str:
    """The question that the narrative answers; empty when nothing needs explaining."""
    planned = quarter.planned_value
    if status == "done":
        if done_on and done_on > quarter.period.end:
            return LATE
        if value is not None and planned is not None and value != planned:
            way = "less" if value < planned else "more"
            return f"{figure(value)} is {way} than the {figure(planned)} planned. Say why."
        return ""
    # A figure tells by itself how far something on track has come.
    if status == "under_way" and value is not None and planned is not None:
        return ""
    return WHY[status]


def reopen_activity(quarter: ActivityQuarter, *, by: User, reason: str) -> ActivityQuarter:
    """Take back a report made by mistake, or take up again what was given up; what was reported stays on record."""
    ACTIVITY_LIFECYCLE.apply(quarter, "reopen", by=by, note=reason, done_on=None, value=None)
    return quarter
