"""The targets of a financial year for all indicators and scopes, and who is asked for an actual: in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import Province, User
from partnerships.strategy.models import Indicator, IndicatorVersion, Slot, Target, TargetChange
from partnerships.strategy.performance import (
    Measure,
    TargetComparison,
    Value,
    breaks,
    target_of_country,
    year_figure,
)

# The number of a province; None: the country.
Scope = int | None
NATIONAL: Scope = None
FIELDS = ("indicator_id", "province_id", "slot", "value", "words")


class Targets:
    """Targets of one year as far as the viewer sees them. Baseline, year and quarters of every indicator and scope."""

    def __init__(
        self,
        year: FinancialYear,
        *,
        viewer: User,
        indicator: Indicator | None = None,
        province: Province | None = None,
    ):
        """``province`` leaves out the other provinces; the national targets stay."""
        rows = Target.objects.visible_to(viewer).filter(year=year.start_year)
        if indicator is not None:
            rows = rows.filter(indicator=indicator)
        self._take(year, _of_scope(rows, province).values_list(*FIELDS))

    def _take(self, year: FinancialYear, rows: Iterable[Sequence[Any]]) -> None:
        self.year = year
        self._values: dict[tuple[int, Scope, str], Value] = {}
        self._of_provinces: set[tuple[int, str]] = set()
        for pk, scope, slot, value, words in rows:
            self._values[pk, scope, slot] = words or value
            if scope is not None:
                self._of_provinces.add((pk, slot))

    @classmethod
    def of_years(
        cls,
        years: Iterable[FinancialYear],
        *,
        viewer: User,
        indicators: Iterable[int],
        province: Province | None = None,
    ) -> dict[FinancialYear, Targets]:
        """Those of some indicators through several years, in one query."""
        starts = [year.start_year for year in years]
        rows = Target.objects.visible_to(viewer).filter(year__in=starts, indicator__in=list(indicators))
        by_year: dict[int, list[Sequence[Any]]] = {start: [] for start in starts}
        for start, *row in _of_scope(rows, province).values_list("year", *FIELDS):
            by_year[start].append(row)
        found = {}
        for start, of_year in by_year.items():
            found[FinancialYear(start)] = one = cls.__new__(cls)
            one._take(FinancialYear(start), of_year)
        return found

    def value(self, indicator: int, scope: Scope, slot: str) -> Value | None:
        return self._values.get((indicator, scope, slot))

    def of_quarter(self, indicator: int, scope: Scope, quarter: int) -> Value | None:
        return self.value(indicator, scope, Slot.of(quarter))

    def of_country(
        self, definition: IndicatorVersion, quarter: int, provinces: Iterable[Scope]
    ) -> Value | None:
        """The national target of a quarter; without one, what the provinces promise together."""
        own = self.of_quarter(definition.indicator_id, NATIONAL, quarter)
        if not definition.by_provinces:
            return own
        provincial = [self.of_quarter(definition.indicator_id, scope, quarter) for scope in provinces]
        return target_of_country(definition, own, provincial)

    def asks(self, definition: IndicatorVersion, scope: Scope, quarter: int) -> bool:
        """Whether an actual is expected: of those with a target of their own; with a national one alone, of all.

        Not to be asked with the eyes of one province only where the others have targets: they are not seen then.
        """
        if not definition.is_in_use or definition.by_provinces is (scope is None):
            return False
        pk, slot = definition.indicator_id, Slot.of(quarter)
        if (pk, scope, slot) in self._values:
            return True
        return (pk, NATIONAL, slot) in self._values and (pk, slot) not in self._of_provinces

    def __len__(self) -> int:
        return len(self._values)


def _of_scope(rows: Any, province: Province | None) -> Any:
    """Without the other provinces; the national targets stay."""
    if province is not None:
        rows = rows.filter(province=province) | rows.filter(province=None)
    return rows.order_by()


def measured(value: Value | None) -> Measure | None:
    return None if value is None else Measure(value)


@dataclass(frozen=True, slots=True)
class Check:
    """One sum that should come out: the quarters against the year, or the provinces against the country."""

    label: str
    comparison: TargetComparison

    @property
    def adds_up(self) -> bool:
        return not self.comparison.difference and self.comparison.whole is not None


def quarters_against_year(
    targets: Targets, definitions: Sequence[IndicatorVersion | None], scope: Scope, place: str
) -> Check | None:
    """What the quarters make of the year by its calculation type, beside the annual target; None where nothing is said.

    Words are not added up; of a year whose description changes in kind no figure is formed.
    """
    known = [definition for definition in definitions if definition]
    if not known or known[-1].is_qualitative or any(not one.keeps_year_whole for one in breaks(definitions)):
        return None
    pk = known[-1].indicator_id
    quarters = [measured(targets.of_quarter(pk, scope, number)) for number in (1, 2, 3, 4)]
    together = year_figure(definitions, quarters).value
    annual = targets.value(pk, scope, Slot.YEAR)
    if not isinstance(together, Decimal) or not isinstance(annual, Decimal):
        return None
    return Check(f"Quarters, {place}", TargetComparison(together, annual))


def provinces_against_country(
    targets: Targets, definitions: Sequence[IndicatorVersion | None], provinces: Sequence[Province]
) -> Iterator[Check]:
    """Slot by slot, where provinces have targets; percentages and words do not add up, so they are not compared."""
    for slot in (Slot.YEAR, *(Slot.of(number) for number in (1, 2, 3, 4))):
        definition = definitions[(slot.quarter or 4) - 1]
        if definition is None or definition.is_percentage or definition.is_qualitative:
            continue
        pk = definition.indicator_id
        values = [targets.value(pk, province.pk, slot) for province in provinces]
        given = [value for value in values if isinstance(value, Decimal)]
        national = targets.value(pk, NATIONAL, slot)
        if given:
            whole = national if isinstance(national, Decimal) else None
            yield Check(f"Provinces, {slot.label}", TargetComparison(sum(given, Decimal(0)), whole))


def changed_after_closing(
    *, viewer: User, quarter: Quarter | None = None, province: Province | None = None
) -> list[TargetChange]:
    """Targets that were set, changed or taken away after their quarter (or year) was over, newest first. One query.

    Each with its ``change_set``: by whose authority, for what reason, proposed and approved by whom. With ``quarter``
    only those of that quarter and of its year as a whole.
    """
    changes = TargetChange.objects.visible_to(viewer).filter(
        change_set__status="approved", change_set__decided_on__gt=F("closes_on")
    )
    if quarter is not None:
        slots = Q(slot=Slot.of(quarter.number)) | Q(slot__in=[Slot.YEAR, Slot.BASELINE])
        changes = changes.filter(slots, change_set__year=quarter.year)
    if province is not None:
        changes = changes.filter(province=province)
    people = ("change_set__proposed_by", "change_set__decided_by")
    changes = changes.select_related("indicator", "province", *people)
    return list(changes.order_by("-change_set__decided_on", "indicator__code", "province__order", "slot"))


def by_indicator(changes: Iterable[TargetChange]) -> dict[int, list[TargetChange]]:
    found: dict[int, list[TargetChange]] = defaultdict(list)
    for change in changes:
        found[change.indicator_id].append(change)
    return found
