"""Which actuals a quarter asks for, of whom, and which of them are missing."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.core.scoping import may_write_for
from partnerships.strategy.definitions import definitions_in
from partnerships.strategy.models import IndicatorVersion
from partnerships.strategy.target_table import Targets
from reporting.models import Actual

NATIONAL_CODE = "national"
KEY = ("indicator_id", "province_id")


@dataclass(frozen=True, slots=True)
class Missing:
    """An indicator that the quarter asks for and a province, or (None) the country, without an actual."""

    definition: IndicatorVersion
    province: Province | None
    quarter: Quarter

    @property
    def scope_label(self) -> str:
        return str(self.province or "National")

    @property
    def capture_url(self) -> str:
        code = self.province.code if self.province else NATIONAL_CODE
        return reverse(
            "reporting:actual_capture", args=[self.quarter.slug, self.definition.indicator_id, code]
        )


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far one province, or (None) the country, has come with the actuals of a quarter."""

    province: Province | None
    due: int
    missing: tuple[Missing, ...]

    @property
    def scope_label(self) -> str:
        return str(self.province or "National")

    @property
    def code(self) -> str:
        """As the addresses name it."""
        return self.province.code if self.province else NATIONAL_CODE

    @property
    def captured(self) -> int:
        return self.due - len(self.missing)


def actuals_due(quarter: Quarter, *, viewer: User) -> list[Completeness]:
    """The country first, then the provinces in their order: those whose actuals this person may write.

    Targets ask for actuals: a province is asked by its own target; where only the country has one, every province is.
    Four queries.
    """
    definitions = definitions_in(quarter)
    targets = Targets(quarter.financial_year, viewer=viewer)
    actuals = set(Actual.objects.editable_by(viewer).filter(**_in(quarter)).values_list(*KEY))
    found = []
    for scope in (None, *Province.objects.all()):
        pk = scope.pk if scope else None
        asked = [one for one in definitions if targets.asks(one, pk, quarter.number)]
        if asked and may_write_for(viewer, pk):
            missing = tuple(
                Missing(one, scope, quarter) for one in asked if (one.indicator_id, pk) not in actuals
            )
            found.append(Completeness(scope, len(asked), missing))
    return found


def _in(quarter: Quarter) -> dict[str, int]:
    return {"year": quarter.year, "quarter": quarter.number}
