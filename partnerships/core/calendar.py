"""Two financial years: April to March of the national and provincial departments, July to June of municipalities.

Reports follow the first. The second is for what a municipality hosts, which keeps the year of its host.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

FIRST_YEAR, LAST_YEAR = 2000, 2100
WRITTEN_YEAR = re.compile(r"^(\d{4})/(\d{2})$")


@dataclass(frozen=True, order=True)
class FinancialYear:
    """1 April of ``start_year`` to 31 March of the next, written 2026/27."""

    start_year: int

    @classmethod
    def containing(cls, day: date) -> Self:
        return cls(day.year - (day.month < 4))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read “2026/27”. Raises ValueError with a sentence for the person who wrote it."""
        match = WRITTEN_YEAR.match(text.strip())
        if not match:
            raise ValueError(f"“{text}” is not a financial year. Write it as 2026/27.")
        start = int(match[1])
        if not FIRST_YEAR <= start <= LAST_YEAR:
            raise ValueError(f"“{text}” lies outside the years {FIRST_YEAR} to {LAST_YEAR}.")
        if int(match[2]) != (start + 1) % 100:
            right = cls(start)
            raise ValueError(f"“{text}” is not a financial year: the year from April {start} is {right}.")
        return cls(start)

    @property
    def start(self) -> date:
        return date(self.start_year, 4, 1)

    @property
    def end(self) -> date:
        return date(self.start_year + 1, 3, 31)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        return tuple(Quarter(self.start_year, number) for number in (1, 2, 3, 4))

    @property
    def halves(self) -> tuple[HalfYear, HalfYear]:
        return _halves(self.start)

    def __str__(self) -> str:
        return f"{self.start_year}/{(self.start_year + 1) % 100:02}"


@dataclass(frozen=True, order=True)
class MunicipalYear:
    """1 July of ``start_year`` to 30 June of the next: Municipal Finance Management Act 56 of 2003, s 1."""

    start_year: int

    @classmethod
    def containing(cls, day: date) -> Self:
        return cls(day.year - (day.month < 7))

    @property
    def start(self) -> date:
        return date(self.start_year, 7, 1)

    @property
    def end(self) -> date:
        return date(self.start_year + 1, 6, 30)

    @property
    def halves(self) -> tuple[HalfYear, HalfYear]:
        return _halves(self.start)

    def __str__(self) -> str:
        return f"{self.start_year}/{(self.start_year + 1) % 100:02}"


@dataclass(frozen=True, order=True)
class HalfYear:
    """Six months that begin on ``start``, the first day of a month."""

    start: date

    @classmethod
    def containing(cls, day: date, year: type[FinancialYear | MunicipalYear] = FinancialYear) -> Self:
        return cls(max(half.start for half in year.containing(day).halves if half.start <= day))

    @property
    def end(self) -> date:
        return self.next().start - timedelta(days=1)

    def next(self) -> HalfYear:
        return HalfYear(_months_later(self.start, 6))

    def previous(self) -> HalfYear:
        return HalfYear(_months_later(self.start, -6))

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        if self.start.year == self.end.year:
            return f"{self.start:%B} to {self.end:%B} {self.end:%Y}"
        return f"{self.start:%B} {self.start:%Y} to {self.end:%B} {self.end:%Y}"


def _halves(start: date) -> tuple[HalfYear, HalfYear]:
    first = HalfYear(start)
    return first, first.next()


def _months_later(first: date, months: int) -> date:
    """The first day of a month, that many months later."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


@dataclass(frozen=True, order=True)
class Quarter:
    """Quarter ``number`` (1 to 4) of the financial year that starts in April of ``year``."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            raise ValueError(f"Q{self.number} is not a quarter. A financial year has Q1 to Q4.")

    @classmethod
    def containing(cls, day: date) -> Self:
        year = FinancialYear.containing(day).start_year
        return cls(year, (day.month - 4) % 12 // 3 + 1)

    @classmethod
    def parse(cls, year: str, quarter: str) -> Self:
        """Read “2026/27” and “Q2”. Raises ValueError with a sentence for the person who wrote it."""
        start = FinancialYear.parse(year).start_year
        written = quarter.strip().upper().removeprefix("Q")
        if written not in {"1", "2", "3", "4"}:
            raise ValueError(f"“{quarter}” is not a quarter. Write Q1, Q2, Q3 or Q4.")
        return cls(start, int(written))

    @classmethod
    def from_slug(cls, slug: str) -> Self:
        """Read the address form “2026-27-q2”. Raises ValueError as ``parse`` does."""
        year, _, quarter = slug.rpartition("-")
        return cls.parse(year.replace("-", "/"), quarter)

    @property
    def slug(self) -> str:
        """The form used in addresses and file names: 2026-27-q2."""
        return f"{str(self.financial_year).replace('/', '-')}-q{self.number}"

    @property
    def financial_year(self) -> FinancialYear:
        return FinancialYear(self.year)

    @property
    def start(self) -> date:
        month = (3 * self.number) % 12 + 1
        return date(self.year + (self.number == 4), month, 1)

    @property
    def end(self) -> date:
        return self.next().start - timedelta(days=1)

    @property
    def report_due_on(self) -> date:
        """One month after the quarter's last day: regulation 11 of the CSPS Regulations, 2016."""
        following = self.next().start
        return date(following.year, following.month + 1, 1) - timedelta(days=1)

    @property
    def months(self) -> str:
        return f"{self.start:%B} to {self.end:%B} {self.end:%Y}"

    def is_closed_on(self, day: date) -> bool:
        return day > self.end

    def next(self) -> Quarter:
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    def previous(self) -> Quarter:
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    def __str__(self) -> str:
        return f"Q{self.number} {self.financial_year}"
