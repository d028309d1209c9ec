"""How many community structures are functional, per province and family, as it stood on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F

from partnerships.core.models import Province, User
from stakeholders.models import Functionality, Structure, StructureKind, result_on


@dataclass(frozen=True)
class FunctionalityCount:
    """One province (none: national) and one family of structures."""

    province: str
    province_id: int | None
    family: StructureKind.Family
    functional: int
    partly: int
    not_functional: int
    not_assessed: int

    @property
    def assessed(self) -> int:
        return self.functional + self.partly + self.not_functional

    @property
    def total(self) -> int:
        return self.assessed + self.not_assessed


def functionality_by_province(
    day: date, viewer: User, province: Province | None = None
) -> list[FunctionalityCount]:
    """Structures that stood on that day, by what their latest assessment of the year before it had found.

    The province's own year does not matter here: reports are of April to March. In the order of the provinces, police
    forums before safety forums; a province without structures of a family has no row. One query.
    """
    structures = Structure.objects.visible_to(viewer).standing_on(day)
    if province is not None:
        structures = structures.filter(stakeholder__province=province)
    # Grouped by the result, each structure is looked up once; a count of each result would look it up four times.
    rows = (
        structures.annotate(result=result_on(day))
        .values_list("stakeholder__province__name", "stakeholder__province_id", "kind__family", "result")
        .annotate(count=Count("pk"))
        .order_by(F("stakeholder__province__order").asc(nulls_first=True), "kind__family")
    )
    found: dict[tuple[Any, ...], dict[str | None, int]] = {}
    for *place, result, count in rows:
        found.setdefault(tuple(place), {})[result] = count
    return [
        FunctionalityCount(
            province=name or "National",
            province_id=province_id,
            family=StructureKind.Family(family),
            functional=counts.get(Functionality.FUNCTIONAL, 0),
            partly=counts.get(Functionality.PARTLY, 0),
            not_functional=counts.get(Functionality.NOT_FUNCTIONAL, 0),
            not_assessed=counts.get(None, 0),
        )
        for (name, province_id, family), counts in found.items()
    ]
