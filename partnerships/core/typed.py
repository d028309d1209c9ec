"""Rows that name any kind of record by its type and its number, asked about by a query over the records."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet, Subquery


def type_of(model: type[Model]) -> Subquery:
    """The number of the type, to be compared with ``content_type``.

    It depends on no row, so that PostgreSQL looks it up once; joined, it is looked up again for every record.
    """
    own = ContentType._base_manager.filter(
        app_label=model._meta.app_label, model=model._meta.model_name
    ).order_by()
    return Subquery(own.values("pk"))


def about(kept: type[Model], model: type[Model], numbers: Any) -> QuerySet[Any]:
    """What is kept of such records, a ``Document`` or a ``StatusChange``; the numbers were chosen within a scope."""
    return kept._default_manager.filter(content_type=type_of(model), object_id__in=numbers)
