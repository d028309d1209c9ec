"""What the report does not know, or knows too late: missing, late, unverified, without evidence."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When, Window

from mou.models import (
    Activity,
    MoU,
    MoUParty,
    Obligation,
    due_as_at,
    due_within,
    in_force_on,
    late_at,
    overdue_on,
)
from mou.models.living import dormant_on
from partnerships.core.models import Document
from partnerships.core.numbers import date_long
from reporting.reports.base import Column, Figure, Frame, Linked, Row, Table, addresses, joined, name_of
from reporting.reports.document import Gap
from reporting.reports.evidence import Evidence
from reporting.reports.indicators import Expected, IndicatorFigures
from reporting.reports.promises import not_in_the_mou
from reporting.reports.returns import Returns, exceptions, returns_wanting
from reporting.reports.slips import contested_lines, unanswered_slips
from reporting.reports.structures import not_assessed
from reporting.reports.target_changes import targets_after_closing
from reporting.reports.work import Work, obligations_of, planned_in
from stakeholders.models import Engagement, Stakeholder
from stakeholders.models.engagement import MINUTES_WITHIN_DAYS

# A page shows so many rows of each list and links to the rest; PDF and workbook show all.
ON_PAGE = 12
OUR_NAME = MoUParty(stakeholder=None).name


def gaps(
    frame: Frame, figures: IndicatorFigures, work: Work, evidence: Evidence, returns: Returns, *, whole: bool
) -> tuple[Gap, ...]:
    limit = None if whole else ON_PAGE
    return (
        _missing_actuals(figures),
        _not_measured(figures, limit),
        _late_actuals(frame, figures, limit),
        returns_wanting(returns, limit),
        exceptions(returns, limit),
        *evidence.gaps(limit),
        _overdue_obligations(frame, work, limit),
        _unverified_obligations(frame, limit),
        _late_activities(frame, work, limit),
        *_incomplete_mous(frame, limit),
        _overdue_minutes(frame, limit),
        not_assessed(frame, limit),
        targets_after_closing(frame, limit),
        not_in_the_mou(frame, limit),
        contested_lines(frame, limit),
        unanswered_slips(frame, limit),
    )


# Figures


def _missing_actuals(figures: IndicatorFigures) -> Gap:
    rows = tuple(
        (where, joined(absence.definition.code for absence in absences))
        for where, absences in _by_place(figures.missing)
    )
    return Gap(
        "Indicators without an actual",
        Figure(len(figures.missing)),
        "A target stands for the quarter, and neither a figure nor a reason was given. A missing figure is not zero.",
        Table("missing", "By province", (Column("Where", 30), Column("Indicators", 110)), rows),
    )


def _by_place(absences: tuple[Expected, ...]) -> list[tuple[str, list[Expected]]]:
    places: dict[str, list[Expected]] = defaultdict(list)
    for absence in absences:
        places[absence.where].append(absence)
    return list(places.items())


def _not_measured(figures: IndicatorFigures, limit: int | None) -> Gap:
    rows = tuple(
        (Linked(absence.definition.code, absence.url), absence.where, absence.because)
        for absence in figures.not_measured
    )
    return Gap(
        "Indicators not measured",
        Figure(len(rows)),
        "The actual says why nothing was measured.",
        Table(
            "not_measured",
            "Not measured, and why",
            (Column("Indicator", 18), Column("Where", 30), Column("Reason", 92)),
            rows[:limit],
            of=len(rows),
        ),
    )


def _late_actuals(frame: Frame, figures: IndicatorFigures, limit: int | None) -> Gap:
    days: dict[tuple[str, date, date], list[str]] = defaultdict(list)
    for late in figures.late:
        days[late.where, late.due_on, late.captured_on].append(late.definition.code)
    rows: tuple[Row, ...] = tuple(
        (where, due, day, (day - due).days, joined(codes)) for (where, due, day), codes in days.items()
    )
    return Gap(
        "Actuals captured late",
        Figure(len(figures.late)),
        "Captured after the day by which the reporting calendar asks for them (regulations 11 and 12).",
        Table(
            "late_actuals",
            "Captured after the report was due",
            (
                Column("Where", 30),
                Column("Due on", 20, "date"),
                Column("Captured on", 20, "date"),
                Column("Days late", 16, "number"),
                Column("Indicators", 64),
            ),
            rows[:limit],
            of=len(rows),
        ),
    )


# Obligations and activities

OBLIGATION_FIELDS = ("pk", "mou__reference", "clause", "text", "owing")
OWING = name_of(MoUParty, "owing_party", "stakeholder__name")


def _overdue_obligations(frame: Frame, work: Work, limit: int | None) -> Gap:
    count = work.obligations().overdue
    overdue = obligations_of(frame).filter(overdue_on(frame.overdue_day))
    found = overdue.annotate(due_then=due_as_at(frame.overdue_day), owing=OWING).order_by("due_then", "pk")
    address = addresses("mou:obligation")
    return Gap(
        "Obligations overdue",
        count,
        f"Due before {date_long(frame.overdue_day)}, whenever that was, and neither met nor released.",
        Table(
            "overdue",
            "Overdue, the oldest first",
            (
                Column("Obligation", 74),
                Column("Owed by", 40),
                Column("Due on", 28, "date"),
                Column("Days overdue", 18, "number"),
            ),
            tuple(
                (
                    Linked(f"{reference}, {clause}: {text}", address(pk)),
                    owing or OUR_NAME,
                    due_on,
                    (frame.overdue_day - due_on).days,
                )
                for pk, reference, clause, text, owing, due_on in found.values_list(
                    *OBLIGATION_FIELDS, "due_then"
                )[:limit]
            ),
            of=int(count.value or 0),
        ),
    )


def _unverified_obligations(frame: Frame, limit: int | None) -> Gap:
    waiting = (
        obligations_of(frame)
        .filter(due_within(None, frame.quarter.end, as_at=frame.as_of), status=Obligation.Status.SUBMITTED)
        .annotate(of=Window(Count("pk")), owing=OWING)
        .order_by("submitted_on", "pk")
        .values_list(*OBLIGATION_FIELDS, "submitted_on", "of")
    )
    listed = list(waiting[:limit])
    count, address = listed[0][-1] if listed else 0, addresses("mou:obligation")
    url = frame.address(
        "mou:obligations",
        mark="in_mou",
        status="submitted",
        due_on_before=frame.quarter.end,
        owed_on=frame.as_of,
    )
    return Gap(
        "Evidence not verified",
        Figure(count, url),
        "Submitted for obligations due up to the end of the quarter; no second person has found whether it suffices. "
        "Until then the obligation does not count as met.",
        Table(
            "unverified",
            "Waiting for a second person",
            (
                Column("Obligation", 80),
                Column("Owed by", 40),
                Column("Submitted on", 28, "date"),
            ),
            tuple(
                (Linked(f"{reference}, {clause}: {text}", address(pk)), owing or OUR_NAME, submitted_on)
                for pk, reference, clause, text, owing, submitted_on, _ in listed
            ),
            of=count,
        ),
    )


def _late_activities(frame: Frame, work: Work, limit: int | None) -> Gap:
    count, address = work.activities().late, addresses("mou:activity")
    found = (
        planned_in(frame)
        .filter(late_at(frame.as_of))
        .annotate(party=name_of(MoUParty, "activity__responsible_party", "stakeholder__name"))
        .order_by("activity__mou__reference", "activity_id")
        .values_list(
            "activity_id",
            "activity__mou__reference",
            "activity__title",
            "party",
            "narrative",
        )
    )
    return Gap(
        "Activities late",
        count,
        "Planned for the quarter, and not reported as done by its last day.",
        Table(
            "late_activities",
            "Planned and not done",
            (Column("Activity", 66), Column("Responsible", 36), Column("Last reported", 50)),
            tuple(
                (
                    Linked(f"{reference}: {title}", address(pk)),
                    party or OUR_NAME,
                    narrative or "Nothing reported",
                )
                for pk, reference, title, party, narrative in found[:limit]
            ),
            of=int(count.value or 0),
        ),
    )


# Agreements


def _incomplete_mous(frame: Frame, limit: int | None) -> list[Gap]:
    """What agreements in force on the day of the report lack: all of it from one reading of them."""
    year = frame.quarter.financial_year
    copies = frame.records(MoU).filter(documents__kind=Document.Kind.SIGNED_COPY)
    # Asked agreement by agreement: joined, all obligations and activities of the country would be read.
    mous = list(
        frame.records(MoU)
        .filter(in_force_on(frame.as_of))
        .annotate(
            is_owed=Exists(frame.records(Obligation).filter(mou=OuterRef("pk"))),
            is_planned=Exists(frame.records(Activity).filter(mou=OuterRef("pk"), year=frame.quarter.year)),
            has_copy=Exists(copies.filter(pk=OuterRef("pk"))),
            is_dormant=_holds(dormant_on(frame.as_of)),
        )
        .order_by("reference")
        .values(
            *("pk", "reference", "title", "business_owner__post"),
            *("is_owed", "is_planned", "has_copy", "is_dormant"),
        )
    )
    return [
        _mous(
            "MoUs without an obligation",
            "In force on the day of the report, and nothing is written down that a party owes.",
            [mou for mou in mous if not mou["is_owed"]],
            limit,
        ),
        _mous(
            f"MoUs without a workplan for {year}",
            "In force on the day of the report, and no activity is planned in the financial year.",
            [mou for mou in mous if not mou["is_planned"]],
            limit,
        ),
        _mous(
            "MoUs without a signed copy",
            "In force on the day of the report, and the signed scan was not filed.",
            [mou for mou in mous if not mou["has_copy"]],
            limit,
        ),
        _mous(
            "MoUs dormant",
            "In force on the day of the report, and for longer than its kind allows no engagement with a party, no "
            "act on an obligation and no report on the workplan.",
            [mou for mou in mous if mou["is_dormant"]],
            limit,
        ),
    ]


def _holds(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


def _mous(label: str, explanation: str, mous: list[dict[str, Any]], limit: int | None) -> Gap:
    address = addresses("mou:detail")
    return Gap(
        label,
        Figure(len(mous)),
        explanation,
        Table(
            "mous",
            label,
            (Column("MoU", 80), Column("Business owner", 50)),
            tuple(
                (
                    Linked(f"{mou['reference']} {mou['title']}", address(mou["pk"])),
                    mou["business_owner__post"] or "No post recorded",
                )
                for mou in mous[:limit]
            ),
            of=len(mous),
        ),
    )


# Meetings


def _overdue_minutes(frame: Frame, limit: int | None) -> Gap:
    """Forum meetings, whenever they were held, in one query with their number."""
    found = (
        frame.records(Engagement)
        .minutes_missing_on(frame.as_of, due_before=frame.overdue_day)
        .annotate(of=Window(Count("pk")), whom=name_of(Stakeholder, "stakeholder"))
        .order_by("held_on", "pk")
        .values_list("pk", "purpose", "whom", "province__name", "held_on", "of")
    )
    listed = list(found[:limit])
    count, address = listed[0][-1] if listed else 0, addresses("stakeholders:engagement")

    def days_late(held_on: date) -> int:
        return (frame.overdue_day - held_on).days - MINUTES_WITHIN_DAYS

    return Gap(
        "Minutes overdue",
        Figure(count),
        f"Minutes and action list of a forum meeting are due {MINUTES_WITHIN_DAYS} days after it (regulation 39), "
        "and were not there.",
        Table(
            "minutes",
            "Forum meetings without minutes, the oldest first",
            (
                Column("Meeting", 74),
                Column("Where", 30),
                Column("Held on", 28, "date"),
                Column("Days overdue", 18, "number"),
            ),
            tuple(
                (
                    Linked(f"{stakeholder}: {purpose}", address(pk)),
                    where or "National",
                    held_on,
                    days_late(held_on),
                )
                for pk, purpose, stakeholder, where, held_on, _ in listed
            ),
            of=count,
        ),
    )
