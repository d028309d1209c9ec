"""Two provinces, one year, three indicators of each calculation type and direction: every figure can be done on paper.

Tests of reports, returns and dashboards build it and compare what they show with ``EXPECTED``, whose arithmetic stands
beside it. Gauteng has three fifths of the work, Limpopo two fifths. Targets of the four quarters are the same for all
indicators of a calculation type; what was measured differs by direction, so that each state comes up.

An indicator is known by its calculation type and direction: ``code("year-end", "higher")``. Quarters Q1 to Q3 are
measured, Q4 is not; in Q3 Limpopo measured nothing of what is better lower.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from partnerships.core.models import Province
from partnerships.strategy.models import Indicator, IndicatorVersion, Slot
from reporting.models import Actual
from tests import factories as make

YEAR = 2025
Kind = IndicatorVersion.CalculationType
KINDS = {
    "year-end": Kind.CUMULATIVE_YEAR_END,
    "year-to-date": Kind.CUMULATIVE_YEAR_TO_DATE,
    "non-cumulative": Kind.NON_CUMULATIVE,
}
DIRECTIONS = ("higher", "equal", "lower")
TOLERANCE = Decimal(10)

# Targets of Q1 to Q4: Gauteng, Limpopo. The country's are their sums.
TARGETS = {
    "year-end": ((6, 6, 9, 9), (4, 4, 6, 6)),
    "year-to-date": ((6, 12, 21, 30), (4, 8, 14, 20)),
    "non-cumulative": ((6, 6, 9, 9), (4, 4, 6, 6)),
}
# Baseline of the country, and its annual target: the sum of the quarters, or the last of them.
# year-end 10 + 10 + 15 + 15 = 50; year-to-date 30 + 20 = 50; non-cumulative 9 + 6 = 15
ANNUAL = {"year-end": 50, "year-to-date": 50, "non-cumulative": 15}
BASELINE = 40

NOTHING = None
# What was measured in Q1 to Q3: Gauteng, Limpopo.
ACTUALS: dict[tuple[str, str], tuple[tuple[int | None, ...], tuple[int | None, ...]]] = {
    ("year-end", "higher"): ((6, 5, 10), (4, 4, 2)),
    ("year-end", "equal"): ((6, 7, 9), (4, 4, 6)),
    ("year-end", "lower"): ((5, 6, 12), (4, 5, NOTHING)),
    ("year-to-date", "higher"): ((6, 11, 21), (4, 8, 10)),
    ("year-to-date", "equal"): ((6, 12, 22), (4, 8, 14)),
    ("year-to-date", "lower"): ((5, 10, 25), (4, 9, NOTHING)),
    ("non-cumulative", "higher"): ((7, 6, 8), (4, 3, 6)),
    ("non-cumulative", "equal"): ((6, 6, 9), (4, 4, 6)),
    ("non-cumulative", "lower"): ((5, 6, 9), (4, 6, NOTHING)),
}
# Percentages are formed from numerator and denominator: higher is better, 80 % is the target everywhere.
# Gauteng 8 of 10, 12 of 16, 15 of 20; Limpopo 3 of 6, 6 of 8, 1 of 4.
SHARE_CODE = "3.1.1"
SHARES = (((8, 10), (12, 16), (15, 20)), ((3, 6), (6, 8), (1, 4)))
# Words: the target is the second highest word.
WORDS_CODE = "3.1.2"
SCALE = ["none", "some", "regular", "joint"]
WORDS = (("regular", "joint", "some"), ("some", "regular", "none"))
WORDS_TARGET = "regular"


@dataclass(frozen=True)
class Expected:
    """One indicator after Q3: quarters of the country, its year so far, and how Q3 and the year stand."""

    # Actual and target of the country in Q1, Q2, Q3.
    quarters: tuple[tuple[int, int], ...]
    # Actual and target of the year so far.
    year: tuple[int, int]
    # On track, Behind or Off track: in Q3, and over the year so far.
    states: tuple[str, str]


ON, BEHIND, OFF = "On track", "Behind", "Off track"

# Tolerance 10 % of the target, behind up to 20 %. Targets of the country: 10, 10, 15 a quarter, or 10, 20, 35 running.
EXPECTED = {
    # Q1 6+4 = 10, Q2 5+4 = 9, Q3 10+2 = 12; year 10+9+12 = 31 of 35
    # Q3: 3 short of 15 = 20 %: behind. Year: 4 short of 35 = 11,4 %: behind.
    ("year-end", "higher"): Expected(((10, 10), (9, 10), (12, 15)), (31, 35), (BEHIND, BEHIND)),
    # Q1 6+4 = 10, Q2 7+4 = 11, Q3 9+6 = 15; year 10+11+15 = 36 of 35
    # Q3: none. Year: 1 of 35 = 2,9 %: on track.
    ("year-end", "equal"): Expected(((10, 10), (11, 10), (15, 15)), (36, 35), (ON, ON)),
    # Q1 5+4 = 9, Q2 6+5 = 11, Q3 12 (Limpopo nothing); year 9+11+12 = 32 of 35; fewer is better, so on the right side
    ("year-end", "lower"): Expected(((9, 10), (11, 10), (12, 15)), (32, 35), (ON, ON)),
    # Q1 6+4 = 10, Q2 11+8 = 19, Q3 21+10 = 31; year: the last running total, 31 of 35: 4 short = 11,4 %: behind
    ("year-to-date", "higher"): Expected(((10, 10), (19, 20), (31, 35)), (31, 35), (BEHIND, BEHIND)),
    # Q3 22+14 = 36 of 35: 1 off = 2,9 %: on track
    ("year-to-date", "equal"): Expected(((10, 10), (20, 20), (36, 35)), (36, 35), (ON, ON)),
    # Q1 5+4 = 9, Q2 10+9 = 19, Q3 25 (Limpopo nothing) of 35: fewer is better: on track
    ("year-to-date", "lower"): Expected(((9, 10), (19, 20), (25, 35)), (25, 35), (ON, ON)),
    # Q1 7+4 = 11, Q2 6+3 = 9, Q3 8+6 = 14 of 15: 1 short = 6,7 %: on track; year: the last quarter, 14 of 15
    ("non-cumulative", "higher"): Expected(((11, 10), (9, 10), (14, 15)), (14, 15), (ON, ON)),
    ("non-cumulative", "equal"): Expected(((10, 10), (10, 10), (15, 15)), (15, 15), (ON, ON)),
    # Q1 5+4 = 9, Q2 6+6 = 12, Q3 9 (Limpopo nothing) of 15: on track
    ("non-cumulative", "lower"): Expected(((9, 10), (12, 10), (9, 15)), (9, 15), (ON, ON)),
}
# 8+3 of 10+6 = 11 of 16 = 68,75 %; 12+6 of 16+8 = 18 of 24 = 75 %; 15+1 of 20+4 = 16 of 24 = 66,67 %, never the mean.
EXPECTED_SHARES = (Decimal("68.75"), Decimal("75.00"), Decimal("66.67"))
# How often each word in Q1, Q2, Q3: never added up, and never a figure of the country.
EXPECTED_WORDS = ("some 1, regular 1", "regular 1, joint 1", "none 1, some 1")
# Q3: Gauteng “some” is one step below “regular”: behind; Limpopo “none” is two: off track.
EXPECTED_WORDS_STATES = (BEHIND, OFF)


@dataclass
class SmallWorld:
    gauteng: Province
    limpopo: Province
    indicators: dict[tuple[str, str], Indicator]
    share: Indicator
    words: Indicator


def code(kind: str, direction: str) -> str:
    """1.1.1 to 1.1.3 year-end, 1.2.x year-to-date, 2.1.x non-cumulative; x follows the direction."""
    thrust = {"year-end": "1.1", "year-to-date": "1.2", "non-cumulative": "2.1"}[kind]
    return f"{thrust}.{DIRECTIONS.index(direction) + 1}"


def build_small_world() -> SmallWorld:
    gauteng, limpopo = make.ProvinceFactory(code="GP"), make.ProvinceFactory(code="LP")
    indicators = {}
    for kind, calculation_type in KINDS.items():
        for direction in DIRECTIONS:
            indicator = make.IndicatorFactory(
                code=code(kind, direction),
                name=f"Number of {direction} {kind}",
                calculation_type=calculation_type,
                desired_performance=direction,
                tolerance=TOLERANCE,
            )
            indicators[kind, direction] = indicator
            _targets(indicator, kind, gauteng, limpopo)
            for province, figures in zip((gauteng, limpopo), ACTUALS[kind, direction], strict=True):
                for quarter, value in enumerate(figures, start=1):
                    _actual(indicator, province, quarter, value)
    return SmallWorld(gauteng, limpopo, indicators, _share(gauteng, limpopo), _words(gauteng, limpopo))


def _targets(indicator: Indicator, kind: str, gauteng: Province, limpopo: Province) -> None:
    ours, theirs = TARGETS[kind]
    for quarter, (one, other) in enumerate(zip(ours, theirs, strict=True), start=1):
        for province, value in ((gauteng, one), (limpopo, other), (None, one + other)):
            make.TargetFactory(
                indicator=indicator, province=province, year=YEAR, quarter=quarter, value=Decimal(value)
            )
    make.TargetFactory(indicator=indicator, year=YEAR, slot=Slot.YEAR, value=Decimal(ANNUAL[kind]))
    make.TargetFactory(indicator=indicator, year=YEAR, slot=Slot.BASELINE, value=Decimal(BASELINE))


def _actual(indicator: Indicator, province: Province, quarter: int, value: int | None) -> Actual:
    said = (
        {"value": Decimal(value)}
        if value is not None
        else {"value": None, "not_measured_because": "No register."}
    )
    return make.ActualFactory(
        indicator=indicator,
        province=province,
        year=YEAR,
        quarter=quarter,
        captured_on=date(2026, 3, 31),
        **said,
    )


def _share(gauteng: Province, limpopo: Province) -> Indicator:
    indicator = make.IndicatorFactory(
        code=SHARE_CODE,
        name="Percentage of forums found functional",
        unit=IndicatorVersion.Unit.PERCENTAGE,
        calculation_type=Kind.NON_CUMULATIVE,
        tolerance=TOLERANCE,
    )
    for province, parts in zip((gauteng, limpopo), SHARES, strict=True):
        for quarter, (numerator, denominator) in enumerate(parts, start=1):
            make.TargetFactory(
                indicator=indicator, province=province, year=YEAR, quarter=quarter, value=Decimal(80)
            )
            make.ActualFactory(
                indicator=indicator,
                province=province,
                year=YEAR,
                quarter=quarter,
                value=(Decimal(100 * numerator) / denominator).quantize(Decimal("0.01")),
                numerator=Decimal(numerator),
                denominator=Decimal(denominator),
            )
    return indicator


def _words(gauteng: Province, limpopo: Province) -> Indicator:
    indicator = make.IndicatorFactory(
        code=WORDS_CODE,
        name="Quality of cooperation",
        unit=IndicatorVersion.Unit.QUALITATIVE,
        calculation_type=Kind.NON_CUMULATIVE,
        scale=SCALE,
    )
    for province, words in zip((gauteng, limpopo), WORDS, strict=True):
        for quarter, word in enumerate(words, start=1):
            make.TargetFactory(
                indicator=indicator,
                province=province,
                year=YEAR,
                quarter=quarter,
                value=None,
                words=WORDS_TARGET,
            )
            make.ActualFactory(
                indicator=indicator, province=province, year=YEAR, quarter=quarter, value=None, words=word
            )
    return indicator
