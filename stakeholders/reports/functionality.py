"""How many community structures are functional, per province and family, as it stood on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

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
    rows = (
        structures.annotate(result=result_on(day))
        .values("stakeholder__province_id", "kind__family", name=F("stakeholder__province__name"))
        .annotate(
            functional=Count("pk", filter=Q(result=Functionality.FUNCTIONAL)),
            partly=Count("pk", filter=Q(result=Functionality.PARTLY)),
            not_functional=Count("pk", filter=Q(result=Functionality.NOT_FUNCTIONAL)),
            not_assessed=Count("pk", filter=Q(result__isnull=True)),
        )
        .order_by(F("stakeholder__province__order").asc(nulls_first=True), "kind__family")
    )
    return [
        FunctionalityCount(
            province=row["name"] or "National",
            province_id=row["stakeholder__province_id"],
            family=StructureKind.Family(row["kind__family"]),
            functional=row["functional"],
            partly=row["partly"],
            not_functional=row["not_functional"],
            not_assessed=row["not_assessed"],
        )
        for row in rows
    ]
