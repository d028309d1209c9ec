"""Targets of the placeholder indicators for both financial years, national and per province."""

from __future__ import annotations

from decimal import Decimal

from partnerships.core.calendar import FinancialYear
from partnerships.core.models import Province
from partnerships.demo.stage import Stage
from partnerships.strategy.models import Indicator
from partnerships.strategy.services import set_targets, targets_version

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
    for indicator in Indicator.objects.order_by("order"):
        for year in (stage.last_year, stage.year):
            set_targets(
                indicator,
                by=stage.people["officer"],
                year=year.start_year,
                values=targets_of(stage, indicator, year),
                authority=f"Annual Performance Plan {year}, approved by the Secretary (demo)",
                version=0,
            )
    raise_a_target(stage)


def targets_of(
    stage: Stage, indicator: Indicator, year: FinancialYear
) -> dict[tuple[Province | None, int], Decimal | None]:
    """One figure for each quarter and scope. The country's number is the sum of its provinces' numbers."""
    is_this_year = year == stage.year
    if indicator.code in NATIONAL:
        return {
            (None, quarter): Decimal(value)
            for quarter, value in enumerate(NATIONAL[indicator.code][is_this_year], start=1)
        }
    targets: dict[tuple[Province | None, int], Decimal | None] = {}
    for quarter in (1, 2, 3, 4):
        of_provinces = {
            province: Decimal(provincial(indicator.code, WEIGHT[code], quarter, is_this_year=is_this_year))
            for code, province in stage.provinces.items()
        }
        targets |= {(province, quarter): value for province, value in of_provinces.items()}
        same_everywhere = next(iter(of_provinces.values()))
        targets[None, quarter] = (
            same_everywhere if indicator.is_percentage else sum(of_provinces.values(), Decimal(0))
        )
    return targets


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


def raise_a_target(stage: Stage) -> None:
    """A target that was changed during the year, by a decision that stays on record."""
    indicator, officer, year = (
        Indicator.objects.get(code="2.1.1"),
        stage.people["officer"],
        stage.year.start_year,
    )
    set_targets(
        indicator,
        by=officer,
        year=year,
        values={(None, 4): Decimal(9)},
        authority=f"Decision of the Secretary on the half-year review of {stage.year} (demo)",
        version=targets_version(indicator, year, viewer=officer),
    )
