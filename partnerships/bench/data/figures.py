"""The strategy of the benchmark: focus areas, thrusts, indicators, and five years of targets and actuals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from partnerships.bench.data import words
from partnerships.bench.data.plan import Plan
from partnerships.core.calendar import Quarter
from partnerships.core.models import Province
from partnerships.strategy.models import (
    AreaWording,
    FocusArea,
    Indicator,
    IndicatorVersion,
    IssueWording,
    Slot,
    StrategicIssue,
    StrategicThrust,
    StrategyVersion,
    Target,
    ThrustWording,
)
from reporting.models import Actual

Row = dict[str, Any]
FOCUS_AREAS, THRUSTS_EACH, ISSUES_EACH = 6, 4, 3
CENT = Decimal("0.01")
# What an indicator itself says; the rest stands in its description.
NAMED = ("id", "thrust_id", "code", "name", "order")


@dataclass
class Strategy:
    """What agreements and workplans point at: numbers of thrusts, their focus areas and their indicators."""

    thrusts: list[int] = field(default_factory=list)
    area_of: dict[int, int] = field(default_factory=dict)
    indicators_of: dict[int, list[int]] = field(default_factory=dict)


def load(plan: Plan) -> Strategy:
    strategy = Strategy()
    areas = plan.copier.reserve(FocusArea, FOCUS_AREAS)
    thrusts = plan.copier.reserve(StrategicThrust, FOCUS_AREAS * THRUSTS_EACH)
    issues = plan.copier.reserve(StrategicIssue, FOCUS_AREAS * THRUSTS_EACH * ISSUES_EACH)
    area_rows = list(_focus_areas(areas))
    thrust_rows = list(_thrusts(strategy, areas, thrusts))
    issue_rows = list(_issues(strategy, issues))
    plan.copier.write(FocusArea, area_rows)
    plan.copier.write(StrategicThrust, thrust_rows)
    plan.copier.write(StrategicIssue, issue_rows)
    _words(plan, area_rows, thrust_rows, issue_rows)
    indicators = list(_indicators(plan, strategy))
    plan.copier.write(Indicator, ({name: row[name] for name in NAMED} for row in indicators))
    plan.copier.write(IndicatorVersion, list(_descriptions(plan, indicators)))
    provinces = list(Province.objects.values_list("pk", flat=True))
    series = list(_series(plan, indicators, provinces))
    plan.copier.write(Target, _targets(plan, series))
    plan.copier.write(Actual, _actuals(plan, series))
    return strategy


def _words(plan: Plan, areas: list[Row], thrusts: list[Row], issues: list[Row]) -> None:
    """The version in force words every part as it is called."""
    version = StrategyVersion.objects.filter(status=StrategyVersion.Status.ADOPTED).first()
    if version is None:
        version = StrategyVersion.objects.create(
            number=1,
            title=f"Partnership strategy {words.MARK}",
            starts_on=plan.first_day,
            status=StrategyVersion.Status.ADOPTED,
            adopted_on=plan.first_day,
        )
    above: dict[int, int] = {}
    for model, rows, path in (
        (AreaWording, areas, "strategy_id"),
        (ThrustWording, thrusts, "focus_area_id"),
        (IssueWording, issues, "thrust_id"),
    ):
        numbers = plan.copier.reserve(model, len(rows))
        column = {"focus_area_id": "area_id"}.get(path, path)
        plan.copier.write(
            model,
            [
                {name: value for name, value in row.items() if name != path}
                | {"id": pk, "part_id": row["id"], column: above.get(row.get(path, 0), version.pk)}
                for pk, row in zip(numbers, rows, strict=True)
            ],
        )
        above = {row["id"]: pk for pk, row in zip(numbers, rows, strict=True)}


def _focus_areas(numbers: range) -> Iterator[Row]:
    for position, pk in enumerate(numbers, start=1):
        yield {
            "id": pk,
            "code": f"B{position}",
            "name": f"Focus area {position}: {words.SUBJECTS[position]} {words.MARK}",
            "order": 100 + position,
            "description": words.SENTENCES[position],
        }


def _thrusts(strategy: Strategy, areas: range, numbers: range) -> Iterator[Row]:
    for index, pk in enumerate(numbers):
        area, position = index // THRUSTS_EACH, index % THRUSTS_EACH + 1
        strategy.thrusts.append(pk)
        strategy.area_of[pk] = areas[area]
        strategy.indicators_of[pk] = []
        yield {
            "id": pk,
            "focus_area_id": areas[area],
            "code": f"B{area + 1}.{position}",
            "name": f"Thrust {area + 1}.{position}: {words.SUBJECTS[index % len(words.SUBJECTS)]}",
            "order": position,
        }


def _issues(strategy: Strategy, numbers: range) -> Iterator[Row]:
    for index, thrust in enumerate(strategy.thrusts):
        for position in range(1, ISSUES_EACH + 1):
            yield {
                "id": numbers[index * ISSUES_EACH + position - 1],
                "thrust_id": thrust,
                "code": f"B{index // THRUSTS_EACH + 1}.{index % THRUSTS_EACH + 1}.i{position}",
                "name": f"Issue {position}: {words.SENTENCES[position]}",
                "order": position,
                "national_role": "Sets the norm and monitors.",
                "provincial_role": "Does the work and reports.",
            }


def _indicators(plan: Plan, strategy: Strategy) -> Iterator[Row]:
    for index, pk in enumerate(plan.copier.reserve(Indicator, plan.scale.indicators)):
        thrust_index = index % len(strategy.thrusts)
        thrust = strategy.thrusts[thrust_index]
        strategy.indicators_of[thrust].append(pk)
        position = len(strategy.indicators_of[thrust])
        name = words.MEASURES[index % len(words.MEASURES)]
        is_percentage = name.startswith("Percentage")
        yield {
            "id": pk,
            "thrust_id": thrust,
            "code": f"B{thrust_index // THRUSTS_EACH + 1}.{thrust_index % THRUSTS_EACH + 1}.{position}",
            "name": name.format(words.SUBJECTS[index % len(words.SUBJECTS)]),
            "order": position,
            "definition": "Counts what was done in the quarter and is backed by a report.",
            "source_of_data": "Registers of the provinces",
            "method_of_calculation": "Numerator over denominator" if is_percentage else "Simple count",
            "means_of_verification": "Signed reports",
            "calculation_type": IndicatorVersion.CalculationType.NON_CUMULATIVE
            if is_percentage
            else (
                IndicatorVersion.CalculationType.CUMULATIVE_YEAR_END,
                IndicatorVersion.CalculationType.CUMULATIVE_YEAR_TO_DATE,
            )[index % 5 == 0],
            "desired_performance": IndicatorVersion.DesiredPerformance.LOWER
            if index % 11 == 0
            else IndicatorVersion.DesiredPerformance.HIGHER,
            "unit": IndicatorVersion.Unit.PERCENTAGE if is_percentage else IndicatorVersion.Unit.NUMBER,
            # Both are asked of all ten scopes below, so that the volume is the same for every indicator.
            "collected_from": IndicatorVersion.CollectedFrom.NATIONAL
            if index % 4 == 3
            else IndicatorVersion.CollectedFrom.PROVINCES,
            "tolerance": Decimal((index % 3) * 5),
            "responsible_post": "Director: Partnerships",
            "baseline": str(plan.number(5, 80)),
        }


def _descriptions(plan: Plan, indicators: list[Row]) -> Iterator[Row]:
    """The one description of each, approved and valid from the beginning."""
    for pk, row in zip(plan.copier.reserve(IndicatorVersion, len(indicators)), indicators, strict=True):
        row["definition_id"] = pk
        described = {name: value for name, value in row.items() if name not in {"id", "definition_id"}}
        yield described | {
            "id": pk,
            "indicator_id": row["id"],
            "number": 1,
            "status": IndicatorVersion.Status.APPROVED,
            "valid_from": plan.quarters[0].start,
            "approved_on": plan.first_day,
        }


@dataclass(frozen=True)
class Series:
    """One indicator in one scope: what is aimed at in each quarter before anything accumulates."""

    indicator: int
    definition: int
    province: int | None
    is_percentage: bool
    accumulates: bool
    aim: int

    def target(self, quarter: Quarter) -> Decimal:
        return Decimal(self.aim * (quarter.number if self.accumulates else 1))


def _series(plan: Plan, indicators: list[Row], provinces: list[int]) -> Iterator[Series]:
    for row in indicators:
        is_percentage = row["unit"] == IndicatorVersion.Unit.PERCENTAGE
        accumulates = row["calculation_type"] == IndicatorVersion.CalculationType.CUMULATIVE_YEAR_TO_DATE
        aims = {pk: plan.number(60, 95) if is_percentage else plan.number(2, 40) for pk in provinces}
        national = plan.number(60, 95) if is_percentage else sum(aims.values())
        for province, aim in [(None, national), *aims.items()]:
            yield Series(row["id"], row["definition_id"], province, is_percentage, accumulates, aim)


def _targets(plan: Plan, series: list[Series]) -> Iterator[Row]:
    for one in series:
        for quarter in plan.quarters:
            yield {
                "indicator_id": one.indicator,
                "province_id": one.province,
                "year": quarter.year,
                "slot": Slot.of(quarter.number),
                "value": one.target(quarter),
                "authority": f"Annual performance plan {quarter.financial_year}",
            }


def _actuals(plan: Plan, series: list[Series]) -> Iterator[Row]:
    for one in series:
        for quarter in plan.quarters:
            row: Row = {
                "indicator_id": one.indicator,
                "definition_id": one.definition,
                "province_id": one.province,
                "year": quarter.year,
                "quarter": quarter.number,
                "captured_by_id": plan.official(one.province),
                "captured_on": plan.later(quarter.end + timedelta(days=1), 0, 45),
            }
            if plan.happens(0.03):
                yield row | {"not_measured_because": "The register was not kept in this quarter."}
                continue
            yield row | _measured(plan, one, one.target(quarter))


def _measured(plan: Plan, one: Series, target: Decimal) -> Row:
    """A third reach the target exactly; every other figure comes with its reason and its corrective action."""
    hit = plan.happens(0.35)
    row: Row = {}
    if one.is_percentage:
        denominator = Decimal(100 if hit else plan.number(20, 60))
        share = target if hit else Decimal(plan.number(45, 100))
        row |= {"denominator": denominator, "numerator": (share * denominator / 100).to_integral_value()}
        value = (row["numerator"] * 100 / denominator).quantize(CENT)
    else:
        value = target if hit else (target * plan.number(60, 130) / 100).to_integral_value()
    row["value"] = value
    if value != target:
        row |= {
            "reason_for_deviation": plan.one_of(words.SENTENCES),
            "corrective_action": f"{plan.one_of(words.PLEDGES).format(plan.one_of(words.SUBJECTS))}.",
        }
    return row
