"""Rows that name any kind of record by its type and its number, asked about by a query over the records."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Subquery


def type_of(model: type[Model]) -> Subquery:
    """The number of the type, to be compared with ``content_type``.

    It depends on no row, so that PostgreSQL looks it up once; joined, it is looked up again for every record.
    """
    own = ContentType._base_manager.filter(
        app_label=model._meta.app_label, model=model._meta.model_name
    ).order_by()
    return Subquery(own.values("pk"))
