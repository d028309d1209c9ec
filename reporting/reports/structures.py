"""Community structures on the day of the report: how many function, which need support, which nobody has assessed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Subquery, Window

from reporting.reports.base import Column, Figure, Frame, Linked, Row, Table, addresses
from reporting.reports.document import FunctionalityLine, FunctionalityPart, Gap, Structures
from stakeholders.models import Functionality, Structure, StructureKind, result_on
from stakeholders.models.functionality import assessed_until
from stakeholders.models.structure_standing import NOT_ASSESSED, as_at, result_state
from stakeholders.reports.functionality import FunctionalityCount, functionality_by_province

NATIONAL_CHOICE = "null"  # how a list is asked for records without a province
PLURALS: dict[str, str] = {
    StructureKind.Family.POLICE: "Community police forums and boards",
    StructureKind.Family.SAFETY: "Community safety forums",
}


def structures(frame: Frame, *, with_names: bool = True) -> Structures:
    """Counts in one query; in the report of a province one more names those that need support."""
    counts = functionality_by_province(frame.as_of, frame.viewer, frame.province)
    families = tuple(
        _family(frame, family, [count for count in counts if count.family == family])
        for family in StructureKind.Family
    )
    return Structures(
        total=_line(frame, "All community structures", counts),
        families=families,
        by_province=() if frame.province else tuple(_by_province(frame, counts)),
        needing_support=_needing_support(frame) if frame.province and with_names else None,
    )


def _family(
    frame: Frame, family: StructureKind.Family, counts: list[FunctionalityCount]
) -> FunctionalityPart:
    lines = () if frame.province else tuple(_by_province(frame, counts, family=family.value))
    return FunctionalityPart(
        name=PLURALS[family],
        lines=lines,
        total=_line(frame, PLURALS[family], counts, family=family.value),
    )


def _by_province(
    frame: Frame, counts: Iterable[FunctionalityCount], **chosen: Any
) -> Iterable[FunctionalityLine]:
    places: dict[int | None, list[FunctionalityCount]] = {}
    for count in counts:
        places.setdefault(count.province_id, []).append(count)
    for place, found in places.items():
        yield _line(frame, found[0].province, found, province=place or NATIONAL_CHOICE, **chosen)


def _line(frame: Frame, name: str, counts: Iterable[FunctionalityCount], **chosen: Any) -> FunctionalityLine:
    found = list(counts)

    def figure(field: str, result: str = "") -> Figure:
        url = frame.address("stakeholders:structures", as_at=frame.as_of, result=result, **chosen)
        return Figure(sum(getattr(count, field) for count in found), url)

    return FunctionalityLine(
        name=name,
        total=figure("total"),
        functional=figure("functional", Functionality.FUNCTIONAL),
        partly=figure("partly", Functionality.PARTLY),
        not_functional=figure("not_functional", Functionality.NOT_FUNCTIONAL),
        not_assessed=figure("not_assessed", NOT_ASSESSED),
    )


def _standing(frame: Frame) -> Any:
    return frame.records(Structure).standing_on(frame.as_of)


def _needing_support(frame: Frame) -> Table:
    """Those of the list of structures that need support, with what would help."""
    standing: Any = as_at(_standing(frame), frame.as_of)
    rows = (
        standing.filter(needs_support=True)
        .order_by("kind__order", "stakeholder__name")
        .values_list(
            "pk", "stakeholder__name", "kind__name", "assessed_last_on", "score", "result", "support_needed"
        )
    )
    address = addresses("stakeholders:structure")
    return Table(
        "needing_support",
        "Structures that need support",
        (
            Column("Structure", 46),
            Column("Kind", 30),
            Column("Last assessed on", 26, "date"),
            Column("Score, %", 12, "number"),
            Column("Found", 36, "state"),
            Column("What would help", 50),
        ),
        tuple(
            (
                Linked(name, address(pk)),
                kind,
                seen_on or "Never",
                score,
                result_state(result),
                wanted or ("An assessment" if result is None else "Not recorded"),
            )
            for pk, name, kind, seen_on, score, result, wanted in rows
        ),
        empty="No structure needs support.",
    )


def not_assessed(frame: Frame, limit: int | None) -> Gap:
    """Structures without an assessment in the year before the day of the report, in one query."""
    found = (
        _standing(frame)
        .annotate(
            result=result_on(frame.as_of),
            seen_on=Subquery(assessed_until(frame.as_of).values("assessed_on")[:1]),
        )
        .filter(result__isnull=True)
        .annotate(of=Window(Count("pk")))
        .order_by("stakeholder__province__order", "kind__order", "stakeholder__name")
        .values_list("pk", "stakeholder__name", "kind__name", "stakeholder__province__name", "seen_on", "of")
    )
    listed = list(found[:limit])
    count, address = listed[0][-1] if listed else 0, addresses("stakeholders:structure")
    rows: tuple[Row, ...] = tuple(
        (Linked(name, address(pk)), kind, where or "National", seen_on or "Never")
        for pk, name, kind, where, seen_on, _ in listed
    )
    return Gap(
        "Structures not assessed",
        Figure(count, frame.address("stakeholders:structures", as_at=frame.as_of, result=NOT_ASSESSED)),
        "No assessment of functionality in the year before the day of the report. Nobody knows whether they function.",
        Table(
            "structures_not_assessed",
            "Not assessed in the last year",
            (
                Column("Structure", 60),
                Column("Kind", 40),
                Column("Where", 26),
                Column("Last assessed on", 28, "date"),
            ),
            rows,
            of=count,
        ),
    )
