"""What a present rate comes to by the end of a period: arithmetic alone, exact until it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from partnerships.core.calendar import Quarter
from partnerships.core.numbers import figure, number
from partnerships.strategy.performance import CENT

SEVEN_WEEKS: Final = timedelta(days=49)
TWO_WEEKS: Final = timedelta(days=14)


def week_eight(quarter: Quarter) -> date:
    """The first day of the eighth week: from then on a look ahead leaves time to do something about it."""
    return quarter.start + SEVEN_WEEKS


def last_two_weeks(quarter: Quarter) -> tuple[date, date]:
    return quarter.end - TWO_WEEKS + timedelta(days=1), quarter.end


def days_from(first: date, last: date) -> int:
    """Both days counted: from 1 to 30 September are 30."""
    return (last - first).days + 1


@dataclass(frozen=True, slots=True)
class Rate:
    """So much after so many days of so many."""

    so_far: Decimal
    gone: int
    days: int

    def __post_init__(self) -> None:
        if not 0 < self.gone <= self.days:
            raise ValueError(f"Of {self.days} days {self.gone} cannot be gone.")

    @property
    def expected(self) -> Decimal:
        """So far ÷ days gone × days, to two decimals."""
        return (self.so_far * self.days / self.gone).quantize(CENT, rounding=ROUND_HALF_UP)

    def falls_short_of(self, target: Decimal) -> bool:
        """Without division, so that nothing is lost by rounding."""
        return self.so_far * self.days < target * self.gone

    def goes_beyond(self, target: Decimal) -> bool:
        return self.so_far * self.days > target * self.gone

    @property
    def in_words(self) -> str:
        return f"{figure(self.so_far)} ÷ {number(self.gone)} × {number(self.days)} = {figure(self.expected)}"
