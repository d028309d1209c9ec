"""Actuals of all closed quarters: on, above and below target with their reasons; some late, missing, not measured."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from partnerships.core.calendar import Quarter
from partnerships.core.models import Province
from partnerships.demo import returns, wording
from partnerships.demo.documents import document
from partnerships.demo.stage import Stage
from partnerships.demo.strategy import WEIGHT
from partnerships.strategy.definitions import definitions_in
from partnerships.strategy.models import IndicatorVersion, Slot, Target
from reporting.models import ReportingPeriod
from reporting.services import capture_actual

EVIDENCE = ("Attendance registers of the quarter", "Signed report of the quarter", "Extract of the register")
# What a province did not capture at all of the latest closed quarter.
MISSING = {("NC", "1.3.1"), ("NC", "1.3.2"), ("NC", "2.2.1"), ("NW", "1.1.2")}
# How often a figure is as planned, better and worse, among twenty.
RESULTS = ["as planned"] * 11 + ["better"] * 4 + ["worse"] * 5


def build(stage: Stage) -> None:
    targets = {
        (t.indicator_id, t.province_id, t.year, Slot(t.slot).quarter): t.value
        for t in Target.objects.order_by("pk")
        if t.value is not None
    }
    due = {
        (period.period, period.province_id): period.due_on
        for period in ReportingPeriod.objects.visible_to(stage.people["officer"])
    }
    results = stage.shuffled(RESULTS)
    sheets: returns.Sheets = defaultdict(list)
    described = definitions_in(stage.closed_quarters[-1])
    for indicator in sorted(described, key=lambda definition: definition.order):
        for province in scopes(stage, indicator):
            before = Decimal(0)
            for quarter in stage.closed_quarters:
                if quarter.number == 1:
                    before = Decimal(0)
                target = targets[
                    indicator.indicator_id, province.pk if province else None, quarter.year, quarter.number
                ]
                result = next(results)
                if is_missing(stage, indicator, province, quarter):
                    continue
                figures = measured(stage, indicator, province, quarter, target, result, before)
                before = figures.get("value", before)
                day = capture_day(stage, province, quarter, due)
                documents = [document(stage.rng.choice(EVIDENCE))] if stage.rng.random() < 0.6 else []
                if province is not None:
                    given = returns.Given(indicator.indicator_id, day, figures, documents)
                    sheets[quarter, province.pk].append(given)
                    continue
                capture_actual(
                    by=stage.officer(None),
                    indicator=indicator.indicator,
                    province=None,
                    quarter=quarter,
                    captured_on=day,
                    documents=documents,
                    **figures,
                )
    returns.build(stage, sheets)


def scopes(stage: Stage, indicator: IndicatorVersion) -> list[Province | None]:
    return [*stage.provinces.values()] if indicator.by_provinces else [None]


def is_missing(
    stage: Stage, indicator: IndicatorVersion, province: Province | None, quarter: Quarter
) -> bool:
    """Nothing was captured: a hole that the report must show, not hide."""
    return (
        province is not None
        and quarter == stage.closed_quarters[-1]
        and (province.code, indicator.code) in MISSING
    )


def measured(
    stage: Stage,
    indicator: IndicatorVersion,
    province: Province | None,
    quarter: Quarter,
    target: Decimal,
    result: str,
    before: Decimal,
) -> dict[str, Any]:
    """The arguments of one capture: figures, and a reason with a corrective action where they differ."""
    code = province.code if province else ""
    if (code, indicator.code, quarter) == ("LP", "1.2.2", stage.last_year.quarters[2]):
        return {"not_measured_because": wording.NOT_MEASURED[0]}
    if (code, indicator.code, quarter) == ("FS", "1.1.2", stage.closed_quarters[-1]):
        return {"not_measured_because": wording.NOT_MEASURED[1]}
    lower_is_better = indicator.desired_performance == IndicatorVersion.DesiredPerformance.LOWER
    sign = {"as planned": 0, "better": 1, "worse": -1}[result] * (-1 if lower_is_better else 1)
    figures: dict[str, Any]
    if indicator.is_percentage:
        denominator = parts(indicator, code, quarter)
        numerator = target * denominator / 100 + sign * max(Decimal(1), denominator // 10)
        figures = {"denominator": denominator, "numerator": min(max(numerator, Decimal(0)), denominator)}
        value = figures["numerator"] / denominator * 100
    else:
        step = max(1, int(target * stage.rng.randint(8, 30) / 100))
        value = max(target + Decimal(sign * step), Decimal(0))
        if indicator.calculation_type == IndicatorVersion.CalculationType.CUMULATIVE_YEAR_TO_DATE:
            value = max(value, before)  # a running total never falls
        figures = {"value": value}
    if value != target:
        is_good = (value < target) == lower_is_better
        reason, action = stage.rng.choice(wording.DEVIATIONS["province" if province else "country", is_good])
        figures |= {"reason_for_deviation": reason, "corrective_action": action}
    return figures


def parts(indicator: IndicatorVersion, code: str, quarter: Quarter) -> Decimal:
    """What a percentage is formed from, chosen so that every target can be met exactly."""
    if indicator.code == "2.3.1":
        return Decimal(9 * quarter.number)  # nine provinces, reports since 1 April
    if indicator.code == "2.1.2":
        return Decimal(6)
    if indicator.code == "2.2.2":
        return Decimal(20 * quarter.number)
    if indicator.code == "2.2.3":
        return Decimal(40)
    return Decimal(20 if WEIGHT[code] > 6 else 10)


def capture_day(
    stage: Stage, province: Province | None, quarter: Quarter, due: dict[tuple[Quarter, int | None], date]
) -> date:
    """Within the time of the reporting calendar; the Eastern Cape once, and the North West lately, came late."""
    late = (province is not None) and (
        (province.code == "EC" and quarter == stage.last_year.quarters[1])
        or (province.code == "NW" and quarter == stage.closed_quarters[-1])
    )
    if late:
        return min(quarter.report_due_on + timedelta(days=9), stage.today)
    day = quarter.end + timedelta(days=stage.rng.randint(4, 25))
    return min(day, due.get((quarter, province.pk if province else None), quarter.report_due_on), stage.today)
