"""How far the figures of a quarter are borne out: with a document, graded by a second person, found to suffice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F

from partnerships.core.states import State
from reporting.models import Actual
from reporting.models.grade import CRITERIA, EVIDENCE, SUFFICIENT, Finding
from reporting.reports.base import Column, Figure, Frame, Linked, Row, Table, addresses, joined
from reporting.reports.document import Gap
from reporting.reports.evidence_counts import CriterionLine, EvidenceCounts


@dataclass(frozen=True, slots=True)
class _Seen:
    """One figure of the quarter and how far its evidence has come."""

    indicator: int
    name: str
    where: str
    actual: Actual

    @property
    def state(self) -> State:
        return self.actual.evidence_state

    @property
    def has_document(self) -> bool:
        return self.actual.newest_document is not None


def evidence_counts(frame: Frame) -> dict[str, Figure]:
    """How far the evidence has come, by the names of the register's filter; without a row read, in one query."""
    # No row is there twice; but so each is looked at once, and not again for every count.
    rows = _figures(frame).distinct()
    found = rows.aggregate(**{key: Count("pk", filter=condition) for key, (_, condition) in EVIDENCE.items()})
    return {key: _figure(frame, found[key], key) for key in EVIDENCE}


def _figures(frame: Frame) -> Any:
    """Figures are captured for quarters that are over, so those of a year so far are all that it has."""
    actuals = frame.records(Actual).filter(year=frame.quarter.year).measured().with_grade()
    return actuals if frame.is_year else actuals.filter(quarter=frame.quarter.number)


def _figure(frame: Frame, count: int, choice: str) -> Figure:
    period: dict[str, int] = {"year": frame.quarter.year}
    if not frame.is_year:
        period["quarter"] = frame.quarter.number
    return Figure(count, frame.address("reporting:actuals", **period, evidence=choice))


class Evidence:
    """Every figure that this report counts, read once in one query."""

    def __init__(self, frame: Frame):
        self.frame = frame
        rows = (
            _figures(frame)
            # The names alone: an indicator and a province for each of thousands of figures would be made for nothing.
            .annotate(
                indicator_code=F("indicator__code"),
                indicator_name=F("indicator__name"),
                province_name=F("province__name"),
            )
            .order_by("indicator__order", "indicator__code", "province__order")
        )
        self.seen = [
            _Seen(
                row.indicator_id,
                f"{row.indicator_code} {row.indicator_name}",
                row.province_name or "National",
                row,
            )
            for row in rows
        ]

    @property
    def attached(self) -> list[_Seen]:
        return [one for one in self.seen if one.has_document]

    @property
    def graded(self) -> list[_Seen]:
        return [one for one in self.seen if one.actual.grade is not None]

    @property
    def waiting(self) -> list[_Seen]:
        return [one for one in self.attached if one.actual.grade is None]

    @property
    def lacking(self) -> list[_Seen]:
        return [one for one in self.graded if one.state != SUFFICIENT]

    def counts(self) -> EvidenceCounts:
        return EvidenceCounts(
            measured=self._figure(self.seen, "measured"),
            attached=self._figure(self.attached, "attached"),
            graded=self._figure(self.graded, "graded"),
            sufficient=self._figure([one for one in self.graded if one.state == SUFFICIENT], "sufficient"),
            stale=self._figure([one for one in self.waiting if one.actual.was_graded], "stale"),
            criteria=tuple(self._criterion(name) for name in CRITERIA),
        )

    def _criterion(self, name: str) -> CriterionLine:
        found = [one.actual.grade[name] for one in self.graded]  # type: ignore[index]
        return CriterionLine(CRITERIA[name][0], *(found.count(finding) for finding in Finding.values))

    def _figure(self, seen: list[_Seen], choice: str) -> Figure:
        return _figure(self.frame, len(seen), choice)

    # What is missing

    def gaps(self, limit: int | None) -> tuple[Gap, ...]:
        missing = [one for one in self.seen if not one.has_document]
        return (
            Gap(
                "Actuals without evidence",
                self._figure(missing, "missing"),
                "A figure stands, and no document that verifies it.",
                self._by_indicator("without_evidence", "Figures without a document", missing, limit),
            ),
            Gap(
                "Evidence of actuals not graded",
                self._figure(self.waiting, "waiting"),
                "Documents are attached, and no second person has found whether they are valid, accurate and complete; "
                "or the figure or its documents changed since.",
                self._by_indicator("not_graded", "Waiting for a second person", self.waiting, limit),
            ),
            self._lacking(limit),
        )

    def _by_indicator(self, key: str, title: str, seen: list[_Seen], limit: int | None) -> Table:
        places: dict[tuple[int, str], list[str]] = defaultdict(list)
        for one in seen:
            places[one.indicator, one.name].append(one.where)
        address = addresses("strategy:indicator")
        rows: tuple[Row, ...] = tuple(
            (Linked(name, address(pk)), joined(where)) for (pk, name), where in places.items()
        )
        columns = (Column("Indicator", 70), Column("Where", 70))
        return Table(key, title, columns, rows[:limit], of=len(rows))

    def _lacking(self, limit: int | None) -> Gap:
        address = addresses("reporting:actual")
        rows: tuple[Row, ...] = tuple(
            (Linked(one.name, address(one.actual.pk)), one.where, one.state, _remarks(one.actual.findings))
            for one in self.lacking[:limit]
        )
        return Gap(
            "Evidence of actuals found wanting",
            self._figure(self.lacking, "lacking"),
            "A second person found the evidence not valid, not accurate or not complete, wholly or in part.",
            Table(
                "wanting",
                "What is missing or wrong",
                (
                    Column("Indicator", 44),
                    Column("Where", 24),
                    Column("Found", 28, "state"),
                    Column("Why", 54),
                ),
                rows,
                of=len(self.lacking),
            ),
        )


def _remarks(findings: Iterable[tuple[str, Any, str]]) -> str:
    return "; ".join(
        f"{label}: {state.label.lower()}, {remark}" for label, state, remark in findings if remark
    )
