from partnerships.strategy.models.indicator import Indicator, QuarterlyFigure, Target
from partnerships.strategy.models.library import LibraryDocument
from partnerships.strategy.models.lists import LibraryKind, PartnerGroup, Pillar
from partnerships.strategy.models.numbered import Numbered, Part, SharedQuerySet, place
from partnerships.strategy.models.parts import FocusArea, StrategicIssue, StrategicThrust
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
    "ExpectedOutcome",
    "FocusArea",
    "Indicator",
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
    "StrategicIssue",
    "StrategicThrust",
    "StrategyVersion",
    "Target",
    "ThrustWording",
    "Wording",
    "place",
]
