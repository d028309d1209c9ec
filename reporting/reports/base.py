"""What reports are made of: figures that open to their records, tables, and the frame in which they are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus

from django.db.models import Model, OuterRef, Subquery
from django.urls import reverse

from partnerships.core.calendar import Quarter
from partnerships.core.models import Province, User
from partnerships.core.numbers import number
from partnerships.core.scoping import Scoped
from partnerships.core.states import State


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, and the address of the list that holds exactly the records it was counted from.

    Without an address the records stand beside it in the report itself, or there are none. ``contested`` of the records
    are told otherwise by their partner: a mark beside the figure says so.
    """

    value: int | Decimal | str | None
    url: str = ""
    contested: int = 0

    def __str__(self) -> str:
        if isinstance(self.value, str):
            return self.value
        return "–" if self.value is None else number(self.value)


@dataclass(frozen=True, slots=True)
class Linked:
    """Words that lead to a record which the viewer may open; otherwise words alone."""

    text: str
    url: str = ""

    def __str__(self) -> str:
        return self.text


# Nobody reads a longer table on a page or on paper; the workbook has every row.
LONGEST_LIST = 60

Cell = str | int | Decimal | date | State | Figure | Linked | None
Row = tuple[Cell, ...]
# A sentence whose figures are computed: words and figures in reading order.
Sentence = tuple[str | Figure | Linked, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """``kind`` is text, number, date or state; ``width`` is relative to the other columns of its table."""

    heading: str
    width: int = 20
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """Rows under headings, for renderers that need not know what they are about. The first cell names its row."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    # What stands in place of a table without rows.
    empty: str = "None."
    # How many rows there are in all, when ``rows`` holds only the first of them.
    of: int | None = None

    @property
    def left_out(self) -> int:
        return 0 if self.of is None else self.of - len(self.rows)

    @property
    def shortened(self) -> Table:
        """The first rows, as many as one reads; ``left_out`` says how many more the workbook has."""
        count = len(self.rows) if self.of is None else self.of
        return replace(self, rows=self.rows[:LONGEST_LIST], of=count)

    @property
    def cells(self) -> list[list[tuple[Column, Cell]]]:
        """Every row as pairs of column and cell."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]

    @property
    def total_cells(self) -> list[tuple[Column, Cell]]:
        return list(zip(self.columns, self.total, strict=True)) if self.total else []


@dataclass(frozen=True)
class Frame:
    """What a report counts: which quarter, whose records, for whose eyes, on which day.

    The report of a province counts the province's own records; the national report counts all, national ones included.
    With ``is_year`` it counts the financial year from its first day to the end of the quarter.
    """

    quarter: Quarter
    province: Province | None
    viewer: User
    today: date
    is_year: bool = False

    @cached_property
    def start(self) -> date:
        return self.quarter.financial_year.start if self.is_year else self.quarter.start

    @cached_property
    def as_of(self) -> date:
        """The day at whose end everything is counted: the quarter's last, or today while the quarter runs."""
        return min(self.quarter.end, self.today)

    @cached_property
    def overdue_day(self) -> date:
        """The day on which one looks back for what is overdue: the first after the quarter, or today."""
        return min(self.quarter.end + timedelta(days=1), self.today)

    @cached_property
    def day_before(self) -> date:
        return self.start - timedelta(days=1)

    @cached_property
    def is_closed(self) -> bool:
        return self.quarter.is_closed_on(self.today)

    @cached_property
    def provinces(self) -> list[Province]:
        """Those that the report is about, in their order."""
        return [self.province] if self.province else list(Province.objects.all())

    @property
    def place(self) -> str:
        return self.province.name if self.province else "National"

    def records(self, model: type[Scoped]) -> Any:
        """The records that this report counts."""
        visible = model.objects.visible_to(self.viewer)
        return visible.filter(**{model.province_path: self.province}) if self.province else visible

    def address(self, url_name: str, **parameters: Any) -> str:
        """A list of records, chosen by these parameters and by the province of the report."""
        if self.province and "province" not in parameters:
            parameters["province"] = self.province.pk
        if url_name not in self._paths:
            self._paths[url_name] = reverse(url_name)
        # A report names hundreds of lists, chosen by numbers and days for the most part: those need no quoting.
        chosen = (
            f"{key}={value if isinstance(value, int | date) else quote_plus(str(value))}"
            for key, value in parameters.items()
            if value != ""
        )
        return f"{self._paths[url_name]}?{'&'.join(chosen)}"

    @cached_property
    def _paths(self) -> dict[str, str]:
        """The lists that were asked for: ``reverse`` is asked once for each, because a report names hundreds."""
        return {}


def name_of(model: type[Model], key: str, name: str = "name") -> Subquery:
    """What the record is called to which ``key`` leads: looked up for the few rows that are shown.

    Joined, the names would be looked up for all rows that are sorted or counted before.
    """
    return Subquery(model._base_manager.filter(pk=OuterRef(key)).order_by().values(name))


def addresses(url_name: str) -> Callable[[int], str]:
    """The addresses of many records: ``reverse`` is asked once, because a report names thousands."""
    before, after = reverse(url_name, args=[0]).rsplit("0", 1)
    return lambda pk: f"{before}{pk}{after}"


def joined(parts: Iterable[str]) -> str:
    """“Free State, Gauteng and Limpopo”."""
    *most, last = list(parts) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def counted(count: int, one: str, many: str) -> str:
    """“1 obligation was”, “3 obligations were”: the words that follow a figure."""
    return one if count == 1 else many
