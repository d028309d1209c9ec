"""The figures of a quarter by the categories of their descriptions, added up over whoever gave them."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count, Sum

from partnerships.strategy.performance import Value
from reporting.models import CategoryValue
from reporting.reports.base import Column, Frame, Linked, Row, Table
from reporting.reports.document import FocusAreaPart
from reporting.reports.indicators import plain

KEY = "categories"
WAY = "category__disaggregation"


def category_tables(frame: Frame, areas: tuple[FocusAreaPart, ...], pks: list[int]) -> dict[int, Table]:
    """One for each focus area (``pks`` in the same order) that has any, from one query.

    A figure counts only whoever gave it: beside it stands of how many that gave a value.
    """
    rows = (
        frame.records(CategoryValue)
        .filter(actual__year=frame.quarter.year, actual__quarter=frame.quarter.number)
        .values_list("actual__indicator_id", WAY, f"{WAY}__name", "category_id", "category__name")
        .annotate(value=Sum("value"), given=Count("pk"))
        .order_by(f"{WAY}__position", WAY, "category__position", "category_id")
    )
    found: dict[int, list[tuple[str, str, Value | None, int]]] = defaultdict(list)
    for indicator, _, way, _, category, value, given in rows:
        found[indicator].append((way, category, plain(value), given))
    tables = {}
    for area, pk in zip(areas, pks, strict=True):
        lines: list[Row] = []
        for line in area.indicators:
            measured = sum(value is not None for value in line.by_scope.values())
            name = Linked(f"{line.code} {line.name}", line.url)
            lines += [
                (name, way, category, value, f"{given} of {measured}")
                for way, category, value, given in found.get(line.pk, ())
            ]
        if lines:
            tables[pk] = _table(tuple(lines))
    return tables


def _table(rows: tuple[Row, ...]) -> Table:
    columns = (
        Column("Indicator", 72),
        Column("Split up", 34),
        Column("Category", 34),
        Column("Figure", 20, "number"),
        Column("Given by", 18),
    )
    return Table(KEY, "Figures by category", columns, rows)
