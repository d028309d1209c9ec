from partnerships.strategy.models.indicator import (
    Disaggregation,
    DisaggregationCategory,
    Indicator,
    IndicatorVersion,
    valid_between,
)
from partnerships.strategy.models.library import LibraryDocument
from partnerships.strategy.models.lists import LibraryKind, PartnerGroup, Pillar
from partnerships.strategy.models.numbered import Numbered, Part, SharedQuerySet, place
from partnerships.strategy.models.parts import FocusArea, StrategicIssue, StrategicThrust
from partnerships.strategy.models.target import (
    QuarterlyFigure,
    Slot,
    Target,
    TargetChange,
    TargetChangeSet,
    closes_on,
)
from partnerships.strategy.models.version import SignOff, StrategyVersion
from partnerships.strategy.models.wording import (
    AreaWording,
    ExpectedOutcome,
    IssueWording,
    ThrustWording,
    Wording,
)

__all__ = [
    "AreaWording",
    "Disaggregation",
    "DisaggregationCategory",
    "ExpectedOutcome",
    "FocusArea",
    "Indicator",
    "IndicatorVersion",
    "IssueWording",
    "LibraryDocument",
    "LibraryKind",
    "Numbered",
    "Part",
    "PartnerGroup",
    "Pillar",
    "QuarterlyFigure",
    "SharedQuerySet",
    "SignOff",
    "Slot",
    "StrategicIssue",
    "StrategicThrust",
    "StrategyVersion",
    "Target",
    "TargetChange",
    "TargetChangeSet",
    "ThrustWording",
    "Wording",
    "closes_on",
    "place",
    "valid_between",
]
