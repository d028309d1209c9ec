"""The first version of the strategy and its indicators, as they ship: placeholders that show how one is entered."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from partnerships.core.calendar import Quarter
from partnerships.strategy.models import (
    AreaWording,
    Indicator,
    IndicatorVersion,
    IssueWording,
    PartnerGroup,
    Pillar,
    StrategicThrust,
    StrategyVersion,
    ThrustWording,
)
from partnerships.strategy.services import put_in_force


def load_first_strategy(given: dict[str, Any]) -> bool:
    """Version 1, adopted as it ships; False where any version stands, which is the Unit's and left alone.

    Not through the services of a sign-off: nobody of ours adopted it, so no person stands beside the day.
    """
    if StrategyVersion.objects.exists():
        return False
    today = timezone.localdate()
    version = StrategyVersion(
        number=1, status=StrategyVersion.Status.ADOPTED, adopted_on=today, **given["version"]
    )
    _kept(version)
    for area in given["focus_areas"]:
        thrusts = area.pop("thrusts")
        of_area = _kept(AreaWording(strategy=version, **area))
        for thrust in thrusts:
            issues, pillars = thrust.pop("issues"), thrust.pop("pillars", [])
            partners = thrust.pop("partners", [])
            of_thrust = _kept(ThrustWording(area=of_area, **thrust))
            of_thrust.pillars.set(Pillar.objects.filter(code__in=pillars))
            of_thrust.partners.set(PartnerGroup.objects.filter(code__in=partners))
            for issue in issues:
                _kept(IssueWording(thrust=of_thrust, **issue))
    put_in_force(version, on=today)
    thrusts_by_code = {thrust.code: thrust for thrust in StrategicThrust.objects.all()}
    for described in given["indicators"]:
        thrust = thrusts_by_code[described["thrust"]]
        named = {name: described[name] for name in ("code", "name", "order", "is_placeholder")}
        indicator = _kept(Indicator(**named, thrust=thrust))
        definition = IndicatorVersion(
            **described | {"thrust": thrust},
            indicator=indicator,
            number=1,
            status=IndicatorVersion.Status.APPROVED,
            valid_from=Quarter.containing(version.starts_on).start,
            approved_on=today,
        )
        _kept(definition)
    return True


def _kept(row: Any) -> Any:
    # What a fixture writes as text is a day or a figure from here on.
    row.full_clean()
    models.Model.save(row)
    row.refresh_from_db()
    return row
