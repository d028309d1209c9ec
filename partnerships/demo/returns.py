"""Returns of the demonstration: those of earlier quarters accepted, those of the last one in every state there is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from partnerships.core.calendar import Quarter
from partnerships.core.models import User
from partnerships.core.working_days import working_days_after
from partnerships.demo.stage import Stage
from reporting.models import ProvincialReturn, ReportingPeriod, ReturnLine, ReturnPassage
from reporting.services import (
    TypedLine,
    TypedPassage,
    accept_return,
    begin_return,
    open_late,
    save_part,
    send_back,
    sign_return,
    submit_return,
)

# How far the return of the last quarter came; in the provinces that are not named something is missing still.
LAST = {
    "EC": "accepted",
    "FS": "returned",
    "GP": "accepted",
    "KZN": "signed",
    "LP": "submitted",
    "MP": "accepted",
    "WC": "accepted",
}
# Came back once before it was accepted, and came back and lies with the province.
CORRECTED, SENT_BACK = "EC", "FS"
OPENED_LATE = "NC"
REMARKS = (
    "As in the signed register of the quarter (demo).",
    "Compared with the reports of the stations (demo).",
    "The papers are kept at the office of the province (demo).",
)
NARRATIVES = (
    "The work went as planned in most places; where it did not, the reason stands with the figure (demo).",
    "Two offices changed hands in the quarter, which delayed some visits (demo).",
)
WAY_FORWARD = "The officers meet every month to see what is late, and the head reports on it (demo)."
CHALLENGE = "Transport to the districts was short in two months of the quarter (demo)."
BACK = "One figure does not agree with its evidence (demo)."
BACK_LINE = "The register counts fewer than the figure says. Which one is right? (demo)"
CORRECTION = "Counted again with the register: the figure stands (demo)."
LATE_REASON = "The officer was ill, and nobody else had the registers (demo)."
LATE_AUTHORITY = "Letter of the Secretary to the head of the province (demo)"


@dataclass(frozen=True)
class Given:
    """The figures of one indicator of a province in a quarter, and the day on which they were captured."""

    indicator: int
    day: date
    figures: dict[str, Any]
    documents: list[Any]


Sheets = dict[tuple[Quarter, int], list[Given]]


def build(stage: Stage, sheets: Sheets) -> None:
    """A return for every quarter and province, filled with what was measured and moved along."""
    periods = {
        (period.period, period.province_id): period
        for period in ReportingPeriod.objects.visible_to(stage.people["officer"]).select_related("province")
    }
    last = stage.closed_quarters[-1]
    for (quarter, province), given in sorted(
        sheets.items(), key=lambda one: (one[0][0].start, periods[one[0]].province.order)
    ):
        period = periods[quarter, province]
        found = _filled(stage, period, given, by_day=quarter == last)
        until = LAST.get(period.province.code, "open") if quarter == last else "accepted"
        _move(stage, found, until, max(one.day for one in given), corrected=quarter == last)
    _open_late(stage, periods, last)


def _filled(stage: Stage, period: ReportingPeriod, given: list[Given], *, by_day: bool) -> ProvincialReturn:
    """Of earlier quarters all was saved on one day, of the last one as it came."""
    officer, newest = stage.officer(period.province), max(one.day for one in given)
    if newest > period.closes_on:
        open_late(
            period,
            by=stage.people["manager"],
            until=newest + timedelta(days=14),
            reason=LATE_REASON,
            authority=LATE_AUTHORITY,
            on=period.closes_on,
        )
    found = begin_return(period, by=officer, on=period.opens_on)
    lines = {line.definition.indicator_id: line for line in _lines(found)}
    days: dict[date, list[TypedLine]] = defaultdict(list)
    for place, one in enumerate(given):
        line = lines[one.indicator]
        remark = "" if "not_measured_because" in one.figures else REMARKS[place % len(REMARKS)]
        days[one.day if by_day else newest].append(
            TypedLine(line.pk, line.version, documents=one.documents, remark=remark, **one.figures)
        )
    for day in sorted(days):
        save_part(found, by=officer, lines=days[day], on=day)
    save_part(found, by=officer, passages=_passages(found), on=newest)
    return found


def _lines(found: ProvincialReturn) -> list[ReturnLine]:
    rows = ReturnLine.objects.visible_to(found.begun_by).filter(provincial_return=found)
    return list(rows.select_related("definition"))


def _passages(found: ProvincialReturn) -> list[TypedPassage]:
    kinds, typed = ReturnPassage.Kind, []
    rows = ReturnPassage.objects.visible_to(found.begun_by).filter(provincial_return=found)
    for told, passage in enumerate(rows):
        words = {kinds.NARRATIVE: NARRATIVES[told % len(NARRATIVES)], kinds.WAY_FORWARD: WAY_FORWARD}.get(
            kinds(passage.kind), ""
        )
        if passage.kind == kinds.CHALLENGE and passage.category_id and told % 3 == 0:
            words = CHALLENGE
        if words:
            typed.append(TypedPassage(passage.pk, passage.version, words))
    return typed


def _move(stage: Stage, found: ProvincialReturn, until: str, day: date, *, corrected: bool) -> None:
    """Submitted when the last figure was in, signed two days later, accepted a week later; none of it after today."""
    if until == "open":
        return
    period = found.period
    assert period.province
    code = period.province.code
    officer, manager = stage.officer(period.province), stage.people["manager"]
    signer = _signer(stage, period)
    submit_return(found, by=officer, on=day)
    if until == "submitted":
        return
    sign_return(found, by=signer, on=_later(stage, day, 2))
    if until == "signed":
        return
    if corrected and code in {CORRECTED, SENT_BACK}:
        [line, *_] = [one for one in _lines(found) if one.actual_id]
        back_on = _later(stage, day, 6)
        send_back(
            found,
            by=manager,
            reason=BACK,
            correct_by=working_days_after(stage.today, 5),
            lines={line.pk: BACK_LINE},
            on=back_on,
        )
        if until == "returned":
            return
        _correct(found, line, officer, back_on)
        submit_return(found, by=officer, on=back_on)
        sign_return(found, by=signer, on=back_on)
    accept_return(
        found,
        by=manager,
        complete="yes",
        substantiated="partly" if corrected else "yes",
        substantiated_remark="Some evidence came as a list without signatures (demo)." if corrected else "",
        on_time="yes" if day <= period.due_on else "no",
        on_time_remark="" if day <= period.due_on else "It came after its due day (demo).",
        on=_later(stage, day, 7),
    )


def _correct(found: ProvincialReturn, line: ReturnLine, officer: User, day: date) -> None:
    """The same figure, with a word on it."""
    line = ReturnLine.objects.visible_to(officer).select_related("actual", "definition").get(pk=line.pk)
    actual = line.actual
    assert actual
    parts = ("numerator", "denominator") if line.definition.is_percentage else ("value",)
    names = (*parts, "words", "not_measured_because", "reason_for_deviation", "corrective_action")
    typed = TypedLine(
        line.pk, line.version, remark=CORRECTION, **{name: getattr(actual, name) for name in names}
    )
    save_part(found, by=officer, lines=[typed], on=day)


def _signer(stage: Stage, period: ReportingPeriod) -> User:
    """Who signs for a province: some heads do nothing else in the demonstration."""
    assert period.province
    return stage.people.get(f"{period.province.code.lower()}.head") or stage.head(period.province)


def _later(stage: Stage, day: date, days: int) -> date:
    return min(day + timedelta(days=days), stage.today)


def _open_late(
    stage: Stage, periods: dict[tuple[Quarter, int | None], ReportingPeriod], last: Quarter
) -> None:
    """One province got more time and has not sent its return yet."""
    [late] = [
        one
        for (quarter, _), one in periods.items()
        if quarter == last and one.province and one.province.code == OPENED_LATE
    ]
    until = max(stage.today, late.closes_on) + timedelta(days=10)
    open_late(
        late,
        by=stage.people["manager"],
        until=until,
        reason=LATE_REASON,
        authority=LATE_AUTHORITY,
        on=min(late.closes_on, stage.today),
    )
