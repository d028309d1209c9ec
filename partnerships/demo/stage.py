"""What all builders of the demonstration share: the day, the dice, and who and what was built so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from random import Random
from typing import Any, TypeVar

from partnerships.core.calendar import FinancialYear, Quarter
from partnerships.core.models import Language, Province, User
from stakeholders.models import Stakeholder, Structure

T = TypeVar("T")

MARK = " (demo)"


@dataclass
class Stage:
    today: date
    rng: Random
    # What came to the demonstration later draws from dice of its own, so that the figures of before stay as they are.
    dice: Random
    people: dict[str, User] = field(default_factory=dict)
    stakeholders: dict[str, Stakeholder] = field(default_factory=dict)
    # Province and place in its list → the structure described there.
    structures: dict[tuple[str, int], Structure] = field(default_factory=dict)
    meetings: list[Any] = field(default_factory=list)
    # Outcomes that come up in turn over all agreements, by the name of the turn.
    turns: dict[str, cycle[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.languages = {language.code: language for language in Language.objects.all()}
        self.provinces = {province.code: province for province in Province.objects.all()}
        self.year = FinancialYear.containing(self.today)
        self.last_year = FinancialYear(self.year.start_year - 1)

    # --- who ---

    def officer(self, province: Province | None) -> User:
        """Who keeps the records of a province; national officials do so where no provincial account is shown."""
        return self._of(province, "") or self.people["officer"]

    def head(self, province: Province | None) -> User:
        """Who decides for a province."""
        return self._of(province, ".head") or self.people["chief.director"]

    def verifier(self, province: Province | None) -> User:
        """Who looks at evidence, and never submits any."""
        return self._of(province, ".head") or self.people["manager"]

    def _of(self, province: Province | None, suffix: str) -> User | None:
        if province is None:
            return None
        return self.people.get(f"{province.name.lower().replace(' ', '-')}{suffix}")

    # --- when ---

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def working_day(self, day: date) -> date:
        """That day, or the Friday before a weekend; never in the recess over the new year. Keeps the order of days."""
        if (day.month, day.day) >= (12, 14):
            day = day.replace(day=13)
        elif (day.month, day.day) < (1, 8):
            day = date(day.year - 1, 12, 13)
        return day - timedelta(days=max(0, day.weekday() - 4))

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The eight quarters of the two financial years."""
        return self.last_year.quarters + self.year.quarters

    @property
    def closed_quarters(self) -> list[Quarter]:
        return [quarter for quarter in self.quarters if quarter.is_closed_on(self.today)]

    # --- chance ---

    def shuffled(self, choices: Sequence[T]) -> Iterator[T]:
        """The choices in an order of chance, over and over: each comes up as often as the others."""
        return cycle(self.rng.sample(choices, len(choices)))

    def shuffled_by_dice(self, choices: Sequence[T]) -> Iterator[T]:
        """The same, drawn from the later dice."""
        return cycle(self.dice.sample(choices, len(choices)))
