"""Which words of the strategy held on a day: for pages, and for reports of quarters that are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject

from partnerships.strategy.models import (
    AreaWording,
    FocusArea,
    IssueWording,
    StrategicThrust,
    StrategyVersion,
    ThrustWording,
)


def version_on(day: date) -> StrategyVersion | None:
    """The version that held on that day; of days before the first adoption the first one tells."""
    return (
        StrategyVersion.objects.in_force_on(day).first()
        or StrategyVersion.objects.adopted().order_by("adopted_on", "number").first()
    )


def text_of(version: StrategyVersion) -> list[Any]:
    """The whole text in its order, in six queries: areas with ``listed`` thrusts, each with its issues and outcomes."""
    issues = Prefetch("issues", IssueWording.objects.order_by("order", "code"), to_attr="listed")
    thrusts = ThrustWording.objects.with_lines().prefetch_related(issues).order_by("order", "code")
    areas = version.areas.order_by("order", "code")
    return list(areas.prefetch_related(Prefetch("thrusts", thrusts, to_attr="listed")))


@dataclass(frozen=True, slots=True)
class Named:
    """A lasting part as it was called on a day. ``is_outside``: the version of that day did not have it."""

    pk: int
    code: str
    name: str
    url: str
    is_placeholder: bool
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class NamedArea:
    area: Named
    thrusts: tuple[Named, ...]


def named_on(day: date) -> list[NamedArea]:
    """Focus areas and thrusts as they were called at the end of that day, in two queries.

    Parts that came later or had gone before stand last, by the words they bear now: records may point to them, and
    nothing of those is left out of a report.
    """
    version = _version_of(day)
    of_thrusts = ThrustWording.objects.filter(area__strategy=version)
    thrusts: dict[int, list[Named]] = {}
    for thrust in _worded(StrategicThrust.objects.all(), of_thrusts):
        thrusts.setdefault(thrust.focus_area_id, []).append(_named(thrust))
    of_areas = AreaWording.objects.filter(strategy=version)
    areas = [_named(area) for area in _worded(FocusArea.objects.all(), of_areas)]
    return [NamedArea(area, tuple(thrusts.get(area.pk, ()))) for area in areas]


def _worded(parts: QuerySet[Any], wordings: QuerySet[Any]) -> list[Any]:
    """Every lasting part with its words of that day where it had any (``held``); those without stand last."""
    said = JSONObject(code="code", name="name", order="order", is_placeholder="is_placeholder")
    held = wordings.filter(part=OuterRef("pk")).annotate(said=said).values("said")[:1]
    found = list(parts.annotate(held=Subquery(held)))
    return sorted(
        found,
        key=lambda part: (
            (0, part.held["order"], part.held["code"]) if part.held else (1, part.order, part.code)
        ),
    )


def _version_of(day: date) -> Any:
    """``version_on`` as a part of another query."""
    has_begun = Q(adopted_on__lte=day)
    versions = StrategyVersion.objects.adopted().order_by(
        Case(When(has_begun, then=0), default=1),
        Case(When(has_begun, then=F("adopted_on"))).desc(nulls_last=True),
        "adopted_on",
        "-number",
    )
    return Subquery(versions.values("pk")[:1])


def _named(part: Any) -> Named:
    url, held = part.get_absolute_url(), part.held
    if held is None:
        return Named(part.pk, part.code, part.name, url, part.is_placeholder, is_outside=True)
    return Named(part.pk, held["code"], held["name"], url, held["is_placeholder"])
