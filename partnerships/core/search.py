"""Search over several tables at once: every part is looked up in its own index, and the parts are put together."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import QuerySet

Rows = TypeVar("Rows", bound=QuerySet[Any])


def found_in_any(queryset: Rows, *parts: QuerySet[Any]) -> Rows:
    """Rows of the queryset that stand in one of the parts, which are querysets of the same model.

    One condition with OR across joined tables can use no index: PostgreSQL would join and read all rows.
    """
    first, *others = [part.order_by().values("pk") for part in parts]
    return queryset.filter(pk__in=first.union(*others, all=True))
