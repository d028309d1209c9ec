"""Targets of the placeholder indicators for both financial years, each set adopted with its plan; and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from partnerships.core.calendar import FinancialYear
from partnerships.demo.documents import document
from partnerships.demo.stage import Stage
from partnerships.strategy.definitions import Definitions
from partnerships.strategy.models import IndicatorVersion, Slot, TargetChangeSet
from partnerships.strategy.performance import Measure, year_to_date
from partnerships.strategy.services import Place, approve_targets, propose_targets, return_targets

# How much of the country's work a province does: roughly its share of police stations.
WEIGHT = {"EC": 9, "FS": 6, "GP": 10, "KZN": 11, "LP": 7, "MP": 6, "NC": 4, "NW": 6, "WC": 8}

# Indicator → the targets of the four quarters of last year and of this year.
NATIONAL = {
    "2.1.1": ((4, 5, 6, 6), (6, 7, 8, 8)),
    "2.1.2": ((100,) * 4, (100,) * 4),
    "2.1.3": ((1, 1, 1, 1), (0, 0, 1, 1)),
    "2.2.2": ((75,) * 4, (80,) * 4),
    "2.2.3": ((20,) * 4, (15,) * 4),
    "2.3.1": ((100,) * 4, (100,) * 4),
    "2.3.2": ((0,) * 4, (0,) * 4),
}


def build(stage: Stage) -> None:
    for year in (stage.last_year, stage.year):
        values: dict[Place, Decimal | str | None] = {}
        for definition in sorted(Definitions(year).of_year(), key=lambda one: one.order):
            values |= with_year(definition, targets_of(stage, definition, year))
        _decided(
            stage,
            year,
            values,
            reason=f"First targets of {year}, adopted with the plan (demo).",
            authority=f"Annual Performance Plan {year}, approved by the Secretary (demo)",
            proposed_on=year.start - timedelta(days=40),
            decided_on=year.start - timedelta(days=24),
        )
    _changes(stage)


def _decided(
    stage: Stage,
    year: FinancialYear,
    values: Mapping[Place, Decimal | str | None],
    *,
    reason: str,
    authority: str,
    proposed_on: date,
    decided_on: date,
    exception: str = "",
) -> None:
    change_set = propose_targets(
        by=stage.people["officer"],
        year=year,
        values=values,
        reason=reason,
        authority=authority,
        exception=exception,
        documents=[document("Decision on targets")] if exception else [],
        on=proposed_on,
    )
    if change_set:
        approve_targets(change_set, by=stage.people["chief.director"], on=decided_on)


def targets_of(
    stage: Stage, definition: IndicatorVersion, year: FinancialYear
) -> dict[Place, Decimal | str | None]:
    """One figure for each quarter and scope. The country's number is the sum of its provinces' numbers."""
    is_this_year, pk = year == stage.year, definition.indicator_id
    if definition.code in NATIONAL:
        return {
            Place(pk, None, Slot.of(quarter)): Decimal(value)
            for quarter, value in enumerate(NATIONAL[definition.code][is_this_year], start=1)
        }
    targets: dict[Place, Decimal | str | None] = {}
    for quarter in (1, 2, 3, 4):
        of_provinces = {
            province.pk: Decimal(
                provincial(definition.code, WEIGHT[code], quarter, is_this_year=is_this_year)
            )
            for code, province in stage.provinces.items()
        }
        slot = Slot.of(quarter)
        targets |= {Place(pk, province, slot): value for province, value in of_provinces.items()}
        same_everywhere = next(iter(of_provinces.values()))
        targets[Place(pk, None, slot)] = (
            same_everywhere if definition.is_percentage else sum(of_provinces.values(), Decimal(0))
        )
    return targets


def with_year(
    definition: IndicatorVersion, quarters: Mapping[Place, Decimal | str | None]
) -> dict[Place, Decimal | str | None]:
    """The annual target of each scope, which its quarters make by the calculation type."""
    found = dict(quarters)
    for scope in {place.province for place in quarters}:
        values = [quarters.get(Place(definition.indicator_id, scope, Slot.of(q))) for q in (1, 2, 3, 4)]
        year = year_to_date(
            definition.calculation_type, [Measure(value) if value is not None else None for value in values]
        )
        if year:
            found[Place(definition.indicator_id, scope, Slot.YEAR)] = year.value
    return found


def provincial(code: str, weight: int, quarter: int, *, is_this_year: bool) -> int:
    return {
        "1.1.1": weight,
        "1.1.2": 80 if is_this_year else 70,
        "1.1.3": max(1, weight // 3) - is_this_year,
        "1.2.1": weight // 2,
        "1.2.2": 10 if is_this_year else 20,
        "1.3.1": 4 * weight * quarter,  # running total
        "1.3.2": weight,
        "2.2.1": (weight // 2 + 1) * quarter,  # running total
    }[code]


def _changes(stage: Stage) -> None:
    """One raised in time, one changed after its quarter had closed, one returned, and one that waits."""
    officer, year = stage.people["officer"], stage.year
    by_code = {one.code: one for one in Definitions(year).of_year()}

    def place(code: str, slot: str, province: str = "") -> Place:
        scope = stage.provinces[province].pk if province else None
        return Place(by_code[code].indicator_id, scope, slot)

    half_year = year.quarters[1].end
    _decided(
        stage,
        year,
        {place("2.1.1", Slot.Q4): Decimal(9), place("2.1.1", Slot.YEAR): Decimal(9)},
        reason="Two agreements more than planned are expected in the last quarter (demo).",
        authority=f"Decision of the Secretary on the half-year review of {year} (demo)",
        proposed_on=half_year + timedelta(days=12),
        decided_on=half_year + timedelta(days=26),
    )
    _decided(
        stage,
        stage.last_year,
        {place("2.1.1", Slot.Q4): Decimal(5), place("2.1.1", Slot.YEAR): Decimal(5)},
        reason="The budget for the last quarter was taken away in January (demo).",
        authority="Decision of the Secretary on the adjusted plan (demo)",
        exception="The decision was signed in March and reached the Unit after the year had closed (demo).",
        proposed_on=year.start + timedelta(days=20),
        decided_on=year.start + timedelta(days=29),
    )
    returned = propose_targets(
        by=officer,
        year=year,
        values={place("1.3.2", Slot.Q4, "GP"): Decimal(6)},
        reason="Fewer schools take part (demo).",
        authority="Letter of the province (demo)",
        on=stage.ago(34),
    )
    waiting = propose_targets(
        by=officer,
        year=year,
        values={
            place("1.3.2", Slot.Q4, "GP"): Decimal(8),
            place("1.3.2", Slot.Q4): Decimal(65),
        },
        reason="Fewer schools take part in Gauteng until the year ends (demo).",
        authority="Submission to the Chief Director of this month (demo)",
        follows=_returned(stage, returned),
        on=stage.ago(6),
    )
    assert waiting is not None


def _returned(stage: Stage, change_set: TargetChangeSet | None) -> TargetChangeSet | None:
    if change_set is not None:
        return_targets(
            change_set,
            by=stage.people["chief.director"],
            reason="The sum of the country has to follow, and a letter is no decision (demo).",
            on=stage.ago(27),
        )
    return change_set
