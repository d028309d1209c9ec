"""Who may see and change which rows. No other module knows the province rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from partnerships.core.models import User


class ScopedQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """A province reads its own records and the national ones; national users read all."""
        path = self.model.province_path
        return self._scoped(user, Q(**{path: user.province_id}) | Q(**{f"{path}__isnull": True}))

    def editable_by(self, user: User) -> Self:
        """A province changes only its own records: the right to read is no right to write."""
        return self._scoped(user, Q(**{self.model.province_path: user.province_id}))

    def headlines(self) -> models.QuerySet[Any, dict[str, Any]]:
        """What everybody may know of every record: the columns in ``headline_fields``, as dicts."""
        return self.values(*self.model.headline_fields)

    def _scoped(self, user: User, own: Q) -> Self:
        if user.is_national:
            return self
        # Without this line a user whose province is missing would match national records.
        return self.filter(own) if user.province_id else self.none()


class Scoped(models.Model):
    """Base of every business record; the path leads to its province, null for national."""

    province_path: ClassVar[str] = "province"
    headline_fields: ClassVar[tuple[str, ...]] = ()

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True


def sees_in_full(user: User, province_id: int) -> bool:
    """Whether ``visible_to`` would show this person the records of that province, not only their headlines."""
    return user.is_national or province_id == user.province_id


def may_write_for(user: User, province_id: int | None) -> bool:
    """Whether ``editable_by`` would hold for a new record of that province; None is a national one."""
    return user.is_national or (province_id is not None and province_id == user.province_id)


def visible(model: type[Scoped]) -> Callable[[Any], models.QuerySet]:
    """Queryset argument for filters: only the choices that the request's user may see."""
    return lambda request: model.objects.visible_to(request.user)
