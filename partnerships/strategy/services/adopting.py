"""Putting the words of an adopted version on the lasting parts: the one place where a part changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from partnerships.strategy.models import FocusArea, StrategicIssue, StrategicThrust, StrategyVersion

# The parts of each kind that the version has.
Kept = dict[type[Any], set[int]]


def put_in_force(version: StrategyVersion, *, on: date) -> None:
    """Every wording has its part afterwards; parts that the version does not have are retired on that day."""
    kept: Kept = {FocusArea: set(), StrategicThrust: set(), StrategicIssue: set()}
    for area in version.areas.all():
        _put(area, FocusArea, ("description",), {}, kept)
        for thrust in area.thrusts.all():
            _put(thrust, StrategicThrust, ("description",), {"focus_area": area.part}, kept)
            for issue in thrust.issues.all():
                roles = ("national_role", "provincial_role")
                _put(issue, StrategicIssue, roles, {"thrust": thrust.part}, kept)
    for model, pks in kept.items():
        _retire(model._base_manager.filter(retired_on=None).exclude(pk__in=pks), on)


def _put(
    wording: Any,
    model: type[Any],
    texts: tuple[str, ...],
    above: dict[str, Any],
    kept: Kept,
) -> None:
    part = wording.part or model()
    names = ("code", "name", "order", "is_placeholder", *texts)
    said = {name: getattr(wording, name) for name in names} | above | {"retired_on": None}
    if part.pk is None or any(getattr(part, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(part, name, value)
        if part.pk:
            part.version += 1
        part.full_clean()
        part.save()
    if wording.part_id != part.pk:
        wording.part = part
        wording.save(update_fields=["part"])
    kept[model].add(part.pk)


def _retire(parts: Iterable[Any], on: date) -> None:
    for part in parts:
        part.retired_on = on
        part.version += 1
        part.save()
