"""Writing what falls to each category of an actual, with the actual itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from partnerships.core.numbers import figure
from partnerships.strategy.models import DisaggregationCategory, IndicatorVersion
from reporting.models import Actual, CategoryValue
from reporting.splitting import STRANGE, against_parts, splits_of, ways_of

Given = Sequence[tuple[int, Decimal | None]]


class Categories:
    """Those of the actuals that one save writes, in a number of queries that no length changes. Used once."""

    def __init__(self) -> None:
        # Description → its categories; actual → category → what stands.
        self._asked: dict[int, dict[int, DisaggregationCategory]] = {}
        self._stands: dict[int, dict[int, CategoryValue]] = {}

    def read(self, definitions: Iterable[int], actuals: Iterable[int]) -> None:
        """What may be named, and what stands. Nothing is asked where nobody names a category or has one."""
        if asked := list(definitions):
            numbers = DisaggregationCategory.objects.filter(
                disaggregation__indicator_version__in=asked,
                disaggregation__indicator_version__unit=IndicatorVersion.Unit.NUMBER,
            )
            for category in numbers.select_related("disaggregation"):
                self._asked.setdefault(category.disaggregation.indicator_version_id, {})[category.pk] = (
                    category
                )
        if keys := list(actuals):
            for row in CategoryValue._base_manager.filter(actual__in=keys).select_related("category"):
                self._stands.setdefault(row.actual_id, {})[row.category_id] = row

    def strange(self, definition: int, given: Given) -> dict[str, list[str]]:
        """Whether categories are named that the description does not have."""
        known = self._asked.get(definition, {})
        return {"": [STRANGE]} if any(pk not in known for pk, _ in given) else {}

    def against(self, actual: Actual, given: Given) -> str:
        """Why these cannot stand with an actual that no return checks: strange, without a value, or a wrong sum."""
        if self.strange(actual.definition_id, given):
            return STRANGE
        if said := against_parts((value for _, value in given), actual.measured, actual.not_measured_because):
            return said
        if not isinstance(actual.measured, Decimal):
            return ""
        stands = {pk: row.value for pk, row in self._stands.get(actual.pk, {}).items()} if actual.pk else {}
        ways = ways_of([actual.definition]).get(actual.definition_id, [])
        splits = splits_of(ways, stands | dict(given))
        return " ".join(said for split in splits if (said := split.misfit(actual.measured)))

    def differences(self, actual: int | None, given: Given) -> list[tuple[str, str, str]]:
        """What stands beside what was typed, category by category, where they differ."""
        stands = self._stands.get(actual or 0, {})
        names = {pk: category for known in self._asked.values() for pk, category in known.items()}
        found = []
        for pk, value in given:
            was = stands[pk].value if pk in stands else None
            if was != value and pk in names:
                label = f"{names[pk].disaggregation}: {names[pk]}"
                found.append((label, _said(was), _said(value)))
        return found

    def write(self, saved: Iterable[tuple[Actual, Given]]) -> None:
        """Put in, correct and take out; of an actual that was not measured nothing is split up."""
        new, changed, emptied = [], [], []
        for actual, given in saved:
            stands = self._stands.get(actual.pk, {})
            if actual.measured is None:
                emptied += [row.pk for row in stands.values()]
                continue
            for pk, value in given:
                row = stands.get(pk)
                if row is None and value is not None:
                    new.append(CategoryValue(actual=actual, category_id=pk, value=value))
                elif row is not None and value is None:
                    emptied.append(row.pk)
                elif row is not None and value is not None and row.value != value:
                    row.value = value
                    changed.append(row)
        if new:
            CategoryValue._base_manager.bulk_create(new)
        if changed:
            CategoryValue._base_manager.bulk_update(changed, ["value"])
        if emptied:
            CategoryValue._base_manager.filter(pk__in=emptied).delete()


def _said(value: Decimal | None) -> str:
    return "None" if value is None else figure(value)
