"""Sixty thousand workplan activities with their outputs, resources and reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from mou.lifecycle import ACTIVITY_LIFECYCLE
from mou.models import (
    Activity,
    ActivityQuarter,
    ChallengeCategory,
    Output,
    ProgressReport,
    Resource,
    ResourceKind,
)
from partnerships.bench.data import words
from partnerships.bench.data.agreements import Agreement
from partnerships.bench.data.figures import Strategy
from partnerships.bench.data.plan import Plan, noon
from partnerships.core.calendar import FinancialYear, Quarter

Row = dict[str, Any]
# What a report makes of a quarter, and the move that follows.
MOVES = {
    "done": "finish",
    "not_done": "give-up",
    "under_way": "begin",
    "constrained": "constrain",
    "no_progress": "stall",
}
HINDERED = {"constrained", "no_progress"}


def load(plan: Plan, agreements: list[Agreement], strategy: Strategy) -> None:
    planned: list[Planned] = []
    lines = list(_lines(plan, agreements))
    outputs = _outputs(plan, lines)
    plan.copier.write(Activity, _activities(plan, lines, outputs, strategy, planned))
    plan.copier.write(Resource, _resources(plan, planned))
    reports: list[Row] = []
    plan.copier.write(ActivityQuarter, _quarters(plan, planned, reports))
    _report(plan, reports)
    plan.write_moves()


class Planned:
    """An activity that was written, as far as its quarters and resources need to know."""

    def __init__(self, pk: int, agreement: Agreement, year: int, *, counted: bool):
        self.pk, self.agreement, self.year, self.counted = pk, agreement, year, counted


def _lines(plan: Plan, agreements: list[Agreement]) -> Iterator[tuple[Agreement, int]]:
    """The agreement and the financial year of each activity."""
    weights = [plan.rng.lognormvariate(0, 0.5) for _ in agreements]
    counts = plan.shares(plan.scale.activities, weights, least=1)
    for agreement, count in zip(agreements, counts, strict=True):
        for _ in range(count):
            yield agreement, plan.one_of(_years(plan, agreement))


def _outputs(plan: Plan, lines: list[tuple[Agreement, int]]) -> dict[tuple[int, int], list[int]]:
    """Two outputs for each agreement and year."""
    keys = sorted({(agreement.pk, year) for agreement, year in lines})
    numbers = iter(plan.copier.reserve(Output, 2 * len(keys)))
    outputs = {key: [next(numbers), next(numbers)] for key in keys}
    titles = ("Report with the register of those who took part", "Plan agreed with the municipalities")
    plan.copier.write(
        Output,
        (
            {"id": pk, "mou_id": mou, "year": year, "position": place, "title": title}
            for (mou, year), pks in outputs.items()
            for place, (pk, title) in enumerate(zip(pks, titles, strict=True), start=1)
        ),
    )
    return outputs


def _activities(
    plan: Plan,
    lines: list[tuple[Agreement, int]],
    outputs: dict[tuple[int, int], list[int]],
    strategy: Strategy,
    planned: list[Planned],
) -> Iterator[Row]:
    numbers = plan.copier.reserve(Activity, len(lines))

    def rows() -> Iterator[Row]:
        for pk, (agreement, year) in zip(numbers, lines, strict=True):
            counted = plan.happens(0.4)
            planned.append(Planned(pk, agreement, year, counted=counted))
            thrust = plan.one_of(agreement.thrusts)
            indicators = strategy.indicators_of[thrust]
            yield {
                "id": pk,
                "mou_id": agreement.pk,
                "year": year,
                "title": plan.one_of(words.LINES_OF_WORK).format(plan.one_of(words.SUBJECTS)),
                "output_id": plan.one_of(outputs[agreement.pk, year]) if plan.happens(0.9) else None,
                "measure": "people trained" if counted else "",
                "responsible_party_id": plan.one_of(agreement.parties),
                "responsible_person_id": agreement.manager
                if plan.happens(0.3)
                else plan.official(agreement.province),
                "thrust_id": thrust,
                "indicator_id": plan.one_of(indicators) if indicators and plan.happens(0.5) else None,
                "created_at": noon(min(FinancialYear(year).start, plan.today)),
            }

    return rows()


def _years(plan: Plan, agreement: Agreement) -> range:
    """The financial years in which the agreement runs, as far as this year's workplan reaches."""
    this_year = FinancialYear.containing(plan.today).start_year
    first = FinancialYear.containing(agreement.starts_on).start_year
    last = FinancialYear.containing(agreement.stopped_on or agreement.ends_on or plan.today).start_year
    return range(first, max(first, min(last, this_year)) + 1)


def _resources(plan: Plan, planned: list[Planned]) -> Iterator[Row]:
    """For every second activity what one of the parties brings in kind."""
    kinds = list(ResourceKind.objects.values_list("pk", flat=True))
    for line in planned:
        if plan.happens(0.5):
            yield {
                "activity_id": line.pk,
                "party_id": plan.one_of(line.agreement.parties),
                "kind_id": plan.one_of(kinds),
                "what": "A hall for two days",
                "value": plan.number(1, 40) * 500 if plan.happens(0.8) else None,
            }


def _quarters(plan: Plan, planned: list[Planned], reports: list[Row]) -> Iterator[Row]:
    plans = [sorted(plan.rng.sample((1, 2, 3, 4), plan.one_of((1, 1, 1, 2, 2, 4)))) for _ in planned]
    numbers = iter(plan.copier.reserve(ActivityQuarter, sum(map(len, plans))))

    def rows() -> Iterator[Row]:
        for line, quarters in zip(planned, plans, strict=True):
            for number in quarters:
                row: Row = {"id": next(numbers), "activity_id": line.pk, "number": number}
                if line.counted:
                    row["planned_value"] = plan.number(5, 60)
                yield row | _progress(plan, line, row, Quarter(line.year, number), reports)

    return rows()


def _progress(plan: Plan, line: Planned, row: Row, quarter: Quarter, reports: list[Row]) -> Row:
    if not line.agreement.is_signed or quarter.start > plan.today:
        return {}
    chance = plan.rng.random()
    is_over = quarter.is_closed_on(plan.today)
    if chance < (0.78 if is_over else 0.2):
        status = "done"
        on = plan.day(quarter.start, quarter.end) if plan.happens(0.85) else plan.later(quarter.end, 1, 70)
    elif is_over and chance < 0.84:
        status, on = "not_done", quarter.end
    elif chance < (0.92 if is_over else 0.5):
        status = plan.one_of(("under_way", "under_way", "constrained", "no_progress"))
        on = plan.day(quarter.start, quarter.end)
    else:
        return {}
    return _told(plan, line, row, status, min(on, plan.today), reports)


def _told(plan: Plan, line: Planned, row: Row, status: str, on: date, reports: list[Row]) -> Row:
    by = plan.official(line.agreement.province)
    plan.moved(ACTIVITY_LIFECYCLE, row["id"], MOVES[status], source="planned", by=by, on=on)
    value = None
    if line.counted and status != "not_done":
        value = row["planned_value"] if status == "done" else row["planned_value"] // 2
    told = {"status": status, "narrative": plan.one_of(words.SENTENCES), "value": value}
    reports.append(
        told
        | {"quarter_id": row["id"], "reported_on": on, "reported_by_id": by, "reported_at": noon(on)}
        | ({"corrective_action": "The district calls a meeting."} if status in HINDERED else {})
    )
    done_on = on if status == "done" else None
    return told | {"done_on": done_on, "reported_by_id": by, "reported_at": noon(on)}


def _report(plan: Plan, reports: list[Row]) -> None:
    """Every report as it was made, with what stood in the way of what did not move."""
    numbers = plan.copier.reserve(ProgressReport, len(reports))
    rows = [report | {"id": pk} for pk, report in zip(numbers, reports, strict=True)]
    plan.copier.write(ProgressReport, rows)
    categories = list(ChallengeCategory.objects.values_list("pk", flat=True))
    named: Any = ProgressReport.challenges.through
    plan.copier.write(
        named,
        (
            {"progressreport_id": row["id"], "challengecategory_id": plan.one_of(categories)}
            for row in rows
            if row["status"] in HINDERED
        ),
    )
