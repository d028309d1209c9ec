"""Every record that a figure of the quarter counts, as rows of CSV; no way to reach a person is among the columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from mou.models import ActivityQuarter, MoU, Obligation
from partnerships.core.calendar import Quarter
from partnerships.core.exports import Column
from partnerships.core.models import Document, StatusChange
from partnerships.core.typed import about
from partnerships.strategy.models import IndicatorVersion, TargetChange, TargetChangeSet
from reporting.exports import ACTUAL_COLUMNS
from reporting.models import Actual, EvidenceGrade, NationalReport, ProvincialReturn, ReportSection
from reporting.models.grade import CRITERIA, Finding
from reporting.reports.annexure import (
    activity_state,
    counted_activities,
    counted_obligations,
    obligation_state,
)
from reporting.reports.base import Frame
from reporting.reports.movements import (
    came_into_force,
    ended_partners,
    held_in,
    new_partners,
    no_longer_in_force,
)
from stakeholders.exports import DECISION_COLUMNS, ENGAGEMENT_COLUMNS
from stakeholders.models import Engagement, PartnerDecision

AT_ONCE = 500


@dataclass(frozen=True)
class Kind:
    """Records of one kind: the letter of their numbers in the pack, and which of them the report counts."""

    letter: str
    folder: str
    model: type[Any]
    rows: Any

    def number(self, pk: int) -> str:
        return number_of(self.letter, pk)


def number_of(letter: str, pk: int) -> str:
    """A000012: as it stands in the tables and in the names of files."""
    return f"{letter}{pk:06}"


def counted(frame: Frame) -> dict[type[Any], Kind]:
    """What the report counts, kind by kind, in a fixed order."""
    mous = came_into_force(frame).order_by().values("pk")
    gone = no_longer_in_force(frame).order_by().values("pk")
    kinds = (
        Kind("A", "actuals", Actual, frame.records(Actual).of_quarter(frame.quarter)),
        Kind("O", "obligations", Obligation, counted_obligations(frame)),
        Kind("W", "activities", ActivityQuarter, counted_activities(frame)),
        Kind("E", "engagements", Engagement, held_in(frame)),
        Kind("P", "decisions", PartnerDecision, new_partners(frame) | ended_partners(frame)),
        Kind("M", "agreements", MoU, frame.records(MoU).filter(Q(pk__in=mous) | Q(pk__in=gone))),
    )
    return {kind.model: kind for kind in kinds}


@dataclass(frozen=True)
class Entries:
    """One file of rows: its name, what it holds in words, its columns, and the rows when they are asked for."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Any]]


def _numbered(letter: str, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    return (Column("Record", lambda row: number_of(letter, row.pk), 12), *columns)


def entries(frame: Frame, kinds: dict[type[Any], Kind]) -> Iterator[Entries]:
    """Movements, actuals, obligations, activities and engagements, each in the order of their numbers."""

    def rows(model: type[Any], *related: str, listed: bool = False, fetched: tuple[str, ...] = ()) -> Any:
        found = kinds[model].rows
        found = found.for_list() if listed else found.select_related(*related)
        return lambda: found.prefetch_related(*fetched).order_by("pk").iterator(chunk_size=AT_ONCE)

    yield Entries(
        "actuals", "Figures that were given", _numbered("A", ACTUAL_COLUMNS), rows(Actual, listed=True)
    )
    yield Entries(
        "obligations",
        "Obligations due in the quarter, and overdue from before",
        _numbered("O", _obligation_columns(frame)),
        rows(
            Obligation,
            "mou__province",
            "owing_party__stakeholder",
            "thrust",
            "indicator",
            "submitted_by",
            "verified_by",
            "released_by",
        ),
    )
    yield Entries(
        "activities",
        "Activities planned for the quarter",
        _numbered("W", _activity_columns(frame)),
        rows(
            ActivityQuarter,
            "activity__mou__province",
            "activity__thrust",
            "activity__indicator",
            "activity__responsible_party__stakeholder",
            "reported_by",
        ),
    )
    yield Entries(
        "engagements",
        "Engagements held in the quarter",
        _numbered("E", ENGAGEMENT_COLUMNS),
        rows(Engagement, listed=True, fetched=("languages",)),
    )
    yield Entries(
        "movements-partners",
        "Partnerships that were decided or ended in the quarter",
        _numbered("P", DECISION_COLUMNS),
        rows(
            PartnerDecision,
            "stakeholder__province",
            "decided_by",
            "reason_category",
            "form_of_collaboration",
        ),
    )
    yield Entries(
        "movements-agreements",
        "Agreements that came into force or left it in the quarter",
        _numbered("M", AGREEMENT_COLUMNS),
        rows(MoU, "province", "kind"),
    )


def _obligation_columns(frame: Frame) -> tuple[Column, ...]:
    def state(row: Any) -> str:
        found = obligation_state(row.status, fulfilled=row.fulfilled, late=row.late, closed=frame.is_closed)
        return found.label

    return (
        Column("Agreement", "mou__reference"),
        Column("Clause", "clause"),
        Column("What is owed", "text"),
        Column("Measure of done", "measure"),
        Column("Owed by", "owing_party__name"),
        Column("Province", "mou__scope_label"),
        Column("Thrust", "thrust__code"),
        Column("Indicator", "indicator__code"),
        Column("Due on, as the report counts it", "due_then"),
        Column("Due on, today", "due_on"),
        Column("State at the close of the quarter", state),
        Column("State today", "get_status_display"),
        Column("Submitted on", "submitted_on"),
        Column("Submitted by", "submitted_by__name"),
        Column("What was done", "submission"),
        Column("Verified on", "verified_on"),
        Column("Verified by", "verified_by__name"),
        Column("Finding", "verification"),
        Column("Released on", "released_on"),
        Column("Released by", "released_by__name"),
        Column("By whose authority", "release_authority"),
    )


def _activity_columns(frame: Frame) -> tuple[Column, ...]:
    def state(row: Any) -> str:
        if row.carried:
            return "Carried over"
        return activity_state(row.status, done=row.done, closed=frame.is_closed).label

    return (
        Column("Agreement", "activity__mou__reference"),
        Column("Activity", "activity__title"),
        Column("Quarter", lambda row: str(row.period)),
        Column("Responsible party", "activity__responsible_party__name"),
        Column("Province", "activity__mou__scope_label"),
        Column("Thrust", "activity__thrust__code"),
        Column("Indicator", "activity__indicator__code"),
        Column("State at the close of the quarter", state),
        Column("Planned", "planned_value"),
        Column("Reached", "value"),
        Column("Done on", "done_on"),
        Column("What was reported", "narrative"),
        Column("Reported by", "reported_by__name"),
        Column("Reported on", "reported_at"),
    )


AGREEMENT_COLUMNS = (
    Column("Reference", "reference"),
    Column("Title", "title"),
    Column("Kind", "kind__name"),
    Column("Province", "scope_label"),
    Column("Signed on", "signed_on"),
    Column("Starts on", "starts_on"),
    Column("Ends on", "ends_on"),
    Column("Suspended on", "suspended_on"),
    Column("Resumed on", "resumed_on"),
    Column("Terminated on", "terminated_on"),
    Column("Completed on", "completed_on"),
)


# Who decided what


def approvals(frame: Frame, kinds: dict[type[Any], Kind]) -> Iterator[Entries]:
    """The moves of the report, of what it counts, of the descriptions and the targets, and the grades of evidence."""
    yield Entries(
        "status-changes",
        "Moves along a life cycle: who, when, why",
        STATUS_COLUMNS,
        lambda: _moves(frame, kinds),
    )
    yield Entries(
        "evidence-grades",
        "What a second person found of the evidence of an actual",
        GRADE_COLUMNS,
        lambda: (
            EvidenceGrade.objects.visible_to(frame.viewer)
            .filter(actual__in=kinds[Actual].rows.order_by().values("pk"))
            .select_related("actual__indicator", "actual__province", "graded_by")
            .order_by("pk")
            .iterator(chunk_size=AT_ONCE)
        ),
    )
    yield Entries(
        "target-changes",
        "Targets of the year that were set or changed, and by whose authority",
        TARGET_COLUMNS,
        lambda: (
            TargetChange.objects.visible_to(frame.viewer)
            .filter(change_set__year=frame.quarter.year)
            .select_related("indicator", "province", "change_set__proposed_by", "change_set__decided_by")
            .order_by("change_set", "pk")
            .iterator(chunk_size=AT_ONCE)
        ),
    )


def _moves(frame: Frame, kinds: dict[type[Any], Kind]) -> Iterator[StatusChange]:
    """By kind and record, in the order in which they were made."""
    quarter: Quarter = frame.quarter
    measured = kinds[Actual].rows.order_by()
    obligations = kinds[Obligation].rows.order_by()
    sets = TargetChangeSet.objects.visible_to(frame.viewer).filter(year=quarter.year)
    reports = NationalReport.objects.filter(year=quarter.year, quarter=quarter.number).values("pk")
    joined: dict[type[Any], Any] = {
        NationalReport: reports,
        ReportSection: ReportSection.objects.filter(report__in=reports).order_by().values("pk"),
        ProvincialReturn: ProvincialReturn.objects.visible_to(frame.viewer)
        .of_quarter(quarter)
        .order_by()
        .values("pk"),
        IndicatorVersion: measured.values("definition"),
        TargetChangeSet: sets.order_by().values("pk"),
        Obligation: obligations.values("pk"),
        MoU: frame.records(MoU)
        .filter(Q(pk__in=obligations.values("mou")) | Q(pk__in=kinds[MoU].rows.order_by().values("pk")))
        .order_by()
        .values("pk"),
    }
    for model, pks in joined.items():
        yield from (
            about(StatusChange, model, pks)
            .select_related("changed_by", "content_type")
            .order_by("object_id", "changed_at", "pk")
            .iterator(chunk_size=AT_ONCE)
        )


def _kind_of(move: StatusChange) -> str:
    kind: ContentType = move.content_type
    return str(kind.name).capitalize()


STATUS_COLUMNS = (
    Column("Kind of record", _kind_of),
    Column("Number", "object_id"),
    Column("Move", "label"),
    Column("From", "from_status"),
    Column("To", "to_status"),
    Column("By", "changed_by__name"),
    Column("Post", "changed_by__post"),
    Column("At", "changed_at"),
    Column("Note", "note"),
)


def _found(name: str) -> Callable[[EvidenceGrade], str]:
    return lambda grade: str(Finding(getattr(grade, name)).label)


GRADE_COLUMNS = (
    Column("Record", lambda grade: number_of("A", grade.actual_id)),
    Column("Indicator", "actual__indicator__code"),
    Column("Province", "actual__scope_label"),
    *(
        column
        for name, (label, _) in CRITERIA.items()
        for column in (Column(label, _found(name)), Column(f"{label}, remark", f"{name}_remark"))
    ),
    Column("Figure that was graded", "figure"),
    Column("Graded by", "graded_by__name"),
    Column("Graded on", "graded_on"),
)
TARGET_COLUMNS = (
    Column("Change", "change_set_id"),
    Column("Indicator", "indicator__code"),
    Column("Province", "scope_label"),
    Column("Of", "get_slot_display"),
    Column("Before", "before"),
    Column("After", "after"),
    Column("State", "change_set__get_status_display"),
    Column("Reason", "change_set__reason"),
    Column("Authority", "change_set__authority"),
    Column("Exception", "change_set__exception"),
    Column("Proposed by", "change_set__proposed_by__name"),
    Column("Decided by", "change_set__decided_by__name"),
    Column("Decided on", "change_set__decided_on"),
)


# Evidence


def documents(kinds: dict[type[Any], Kind]) -> Iterator[tuple[Kind, Document]]:
    """Every document of what is counted, all versions of it, in a fixed order; read a few at a time."""
    for kind in kinds.values():
        found = documents_of(kind).select_related("uploaded_by").order_by("object_id", "pk")
        for document in found.iterator(chunk_size=AT_ONCE):
            yield kind, document


def documents_of(kind: Kind) -> Any:
    return about(Document, kind.model, kind.rows.order_by().values("pk"))


def path_of(kind: Kind, document: Document) -> str:
    """evidence/actuals/A000012-D000034.pdf: the numbers of the record and of the document never change."""
    ending = str(document.original_name).rpartition(".")[2].lower()
    ending = ending if ending.isascii() and ending.isalnum() else "bin"
    return f"evidence/{kind.folder}/{kind.number(document.object_id)}-D{document.pk:06}.{ending}"


def uploaded(document: Document) -> str:
    return f"{timezone.localtime(document.uploaded_at):%Y-%m-%d %H:%M}"
