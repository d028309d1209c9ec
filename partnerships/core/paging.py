"""A page of a long list, found without working out what the rows before it would show."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import F, Lookup, QuerySet


class IsOneOf(Lookup):
    """``pk = ANY(ARRAY(SELECT …))``: the few numbers are found first, once, and lead to their rows.

    With IN the planner may join all rows of the list before it looks at the numbers.
    """

    lookup_name = "is_one_of"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} = ANY{right}", [*left_params, *right_params]


class RowsOfOnePage(Paginator):
    """Finds the numbers of a page's rows first, and only then what these rows show, in one query.

    Otherwise PostgreSQL works out the joined and counted columns of every row that lies before the page. ``shown`` is
    the queryset before it was filtered: the numbers say which of its rows are meant, in the order of the filtered one.
    """

    def __init__(self, rows: QuerySet, per_page: int, *, shown: QuerySet):
        super().__init__(rows, per_page)
        self.rows: Any = rows
        self.shown = shown

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        numbers = self.rows.values("pk")[first : first + self.per_page]
        rows = self.shown.filter(IsOneOf(F("pk"), ArraySubquery(numbers)))
        if order := self.rows.query.order_by:
            rows = rows.order_by(*order)
        return Page(rows, number, self)
