"""What all parts of the loader share: how much, since when, by whom, and how chance is drawn."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from partnerships.bench.data.copying import Copier
from partnerships.bench.data.people import People
from partnerships.core.calendar import Quarter
from partnerships.core.lifecycle import Lifecycle
from partnerships.core.models import StatusChange

T = TypeVar("T")


@dataclass(frozen=True)
class Scale:
    """How many records of each kind; figures and dates run over as many closed quarters."""

    stakeholders: int
    mous: int
    obligations: int
    activities: int
    engagements: int
    indicators: int
    action_items: int
    structures: int
    quarters: int = 20


SCALES = {
    "national": Scale(50_000, 3_000, 100_000, 60_000, 150_000, 200, 100_000, 3_000),
    "district": Scale(1_000, 60, 2_000, 1_200, 3_000, 4, 2_000, 60),
}
# The one stakeholder that has more of everything than any other: its page is measured.
FULLEST_CONTACTS, FULLEST_ENGAGEMENTS, FULLEST_DOCUMENTS = 30, 200, 50


class Weighted(Generic[T]):
    """Draws from a list in which some come more often than others."""

    def __init__(self, rng: random.Random, choices: Iterable[tuple[T, float]]):
        pairs = list(choices)
        self.rng = rng
        self.values = [value for value, _ in pairs]
        self.steps = list(accumulate(weight for _, weight in pairs))

    def draw(self) -> T:
        return self.values[bisect(self.steps, self.rng.random() * self.steps[-1])]


@dataclass
class Plan:
    scale: Scale
    rng: random.Random
    today: date
    copier: Copier
    people: People

    def __post_init__(self) -> None:
        last = Quarter.containing(self.today).previous()
        quarters = [last]
        while len(quarters) < self.scale.quarters:
            quarters.insert(0, quarters[0].previous())
        # Closed on the day of loading, the oldest first.
        self.quarters: list[Quarter] = quarters
        self.first_day: date = quarters[0].start
        self.moves: list[dict[str, Any]] = []
        # Looked up now: while rows are copied, the connection takes no other statement and would wait for ever.
        ContentType.objects.get_for_models(*apps.get_models())

    # --- chance -------------------------------------------------------------------

    def weighted(self, choices: Iterable[tuple[T, float]]) -> Weighted[T]:
        return Weighted(self.rng, choices)

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[int(self.rng.random() * len(choices))]

    def happens(self, share: float) -> bool:
        return self.rng.random() < share

    def number(self, low: int, high: int) -> int:
        return low + int(self.rng.random() * (high - low + 1))

    def day(self, first: date, last: date) -> date:
        """Some day from the first to the last; the first when the last lies before it."""
        return first + timedelta(days=int(self.rng.random() * (max((last - first).days, 0) + 1)))

    def later(self, day: date, low: int, high: int) -> date:
        """Some days after, but never in the future."""
        return min(day + timedelta(days=self.number(low, high)), self.today)

    def official(self, province: int | None, other_than: int | None = None) -> int:
        """Somebody of the province, or of the national Secretariat; another person than the one named."""
        chosen = self.one_of(self.people.at[province])
        while chosen == other_than:
            chosen = self.one_of(self.people.at[province])
        return chosen

    def shares(self, total: int, weights: Sequence[float], *, least: int = 0) -> list[int]:
        """The total split in proportion to the weights, exactly."""
        spare = total - least * len(weights)
        steps = list(accumulate(weights))
        cuts = [round(spare * step / steps[-1]) for step in steps]
        return [least + cut - before for before, cut in zip([0, *cuts], cuts, strict=False)]

    # --- the moves that brought a record to where it stands --------------------------

    def moved(
        self, lifecycle: Lifecycle, pk: int, name: str, *, source: str, by: int, on: date, note: str = ""
    ) -> None:
        """One line of a record's history, as the life cycle would have written it."""
        transition = lifecycle.transitions[name]
        if source not in transition.sources:
            raise ValueError(f"{lifecycle.model.__name__}: “{name}” does not start from {source}.")
        self.moves.append(
            {
                "content_type_id": content_type(lifecycle.model),
                "object_id": pk,
                "transition": name,
                "label": transition.label,
                "from_status": source,
                "to_status": transition.target,
                "changed_by_id": by,
                "changed_at": noon(on),
                "note": note,
            }
        )

    def write_moves(self) -> None:
        self.moves.sort(key=lambda move: move["changed_at"])
        self.copier.write(StatusChange, self.moves)
        self.moves = []


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def content_type(model: type[models.Model]) -> int:
    return ContentType.objects.get_for_model(model).pk
