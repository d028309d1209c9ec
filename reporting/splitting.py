"""How a number is split up by the categories of its description, and what its parts still lack.

Percentages and words are not split up: their parts would not add up to anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from partnerships.core.models import User
from partnerships.core.numbers import figure
from partnerships.strategy.models import Disaggregation, DisaggregationCategory, IndicatorVersion
from partnerships.strategy.performance import Value
from reporting.models import CategoryValue

ALONE = "Give the value as well: it is not added up from its parts."
NOTHING_TO_SPLIT = (
    "Nothing was measured, so nothing is split up: empty the categories, or give the figure instead."
)
STRANGE = "These are no categories of this indicator as it was described in the quarter."


@dataclass(frozen=True, slots=True)
class Share:
    """One category with what was given of it; None: blank."""

    category: DisaggregationCategory
    value: Decimal | None = None

    @property
    def name(self) -> str:
        """Of its field in a form."""
        return field_of(self.category.pk)


@dataclass(frozen=True, slots=True)
class Split:
    """One way in which a value is split up, with what was given."""

    way: Disaggregation
    shares: tuple[Share, ...]

    @property
    def heading(self) -> str:
        """“By sex, adding up to the value”."""
        return f"{self.way}, {'adding up to the value' if self.way.must_add_up else 'may overlap'}"

    def with_values(self, given: Mapping[int, Decimal | None]) -> Split:
        return Split(self.way, tuple(Share(one.category, given.get(one.category.pk)) for one in self.shares))

    @property
    def given(self) -> list[Share]:
        return [share for share in self.shares if share.value is not None]

    @property
    def blank(self) -> list[Share]:
        return [share for share in self.shares if share.value is None]

    @property
    def total(self) -> Decimal | None:
        """Of those that must add up; where one person counts in several categories a sum says nothing."""
        if not self.way.must_add_up or not self.given:
            return None
        return sum((share.value or Decimal(0) for share in self.given), Decimal(0))

    def misfit(self, value: Decimal) -> str:
        """Why what was given cannot stand beside the value; empty where it can."""
        if (total := self.total) is not None and (total > value or (total != value and not self.blank)):
            return f"{self.way}: the parts add up to {figure(total)}, the value is {figure(value)}."
        too_many = [
            share for share in self.given if not self.way.must_add_up and (share.value or Decimal(0)) > value
        ]
        if too_many:
            said = f"{too_many[0].category} is {figure(too_many[0].value or Decimal(0))}"
            return f"{self.way}: {said}, more than the value of {figure(value)}."
        return ""

    @property
    def missing(self) -> str:
        """What is blank, in a sentence; empty where nothing is."""
        if not self.blank:
            return ""
        names = ", ".join(str(share.category) for share in self.blank)
        are = "is" if len(self.blank) == 1 else "are"
        return f"{self.way}: {names} {are} blank. Give a figure (zero is a figure), or say in the remark why."


FIELD = "category-"


def field_of(category: int) -> str:
    return f"{FIELD}{category}"


def category_of(name: str) -> int | None:
    """Of the field of a category; None for any other field."""
    return int(name.removeprefix(FIELD)) if name.startswith(FIELD) else None


# The categories of each description, by its number.
Ways = dict[int, list[tuple[Disaggregation, list[DisaggregationCategory]]]]


def ways_of(definitions: Iterable[IndicatorVersion]) -> Ways:
    """In one query; nothing for a description that measures in per cent or in words."""
    asked = [one.pk for one in definitions if one.pk and one.unit == IndicatorVersion.Unit.NUMBER]
    found: Ways = defaultdict(list)
    if not asked:
        return found
    rows = (
        DisaggregationCategory.objects.filter(disaggregation__indicator_version__in=asked)
        .select_related("disaggregation")
        .order_by("disaggregation__position", "disaggregation_id", "position", "pk")
    )
    for category in rows:
        ways = found[category.disaggregation.indicator_version_id]
        if not ways or ways[-1][0] != category.disaggregation:
            ways.append((category.disaggregation, []))
        ways[-1][1].append(category)
    return found


def values_of(actuals: Iterable[int], *, viewer: User) -> dict[int, dict[int, Decimal]]:
    """What was given of each category of each actual, in one query."""
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    keys = list(actuals)
    if not keys:
        return found
    rows = CategoryValue.objects.visible_to(viewer).filter(actual__in=keys).order_by()
    for actual, category, value in rows.values_list("actual_id", "category_id", "value"):
        found[actual][category] = value
    return found


def splits_of(
    ways: Iterable[tuple[Disaggregation, list[DisaggregationCategory]]],
    given: Mapping[int, Decimal | None],
) -> list[Split]:
    return [
        Split(way, tuple(Share(category, given.get(category.pk)) for category in categories))
        for way, categories in ways
    ]


def split_gaps(splits: Iterable[Split], value: Value | None, remark: str) -> Iterator[tuple[Split, str]]:
    """What stands against sending a value with these parts. A remark excuses a blank, and no wrong sum."""
    if not isinstance(value, Decimal):
        return
    for split in splits:
        if said := split.misfit(value) or ("" if remark.strip() else split.missing):
            yield split, said


def against_parts(given: Iterable[Decimal | None], value: Value | None, not_measured_because: str) -> str:
    """Why parts cannot be saved beside what was typed; empty when they can."""
    if all(one is None for one in given):
        return ""
    if not_measured_because.strip():
        return NOTHING_TO_SPLIT
    return ALONE if value is None else ""
