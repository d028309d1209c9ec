"""Who may see and change which rows. No other module knows the province rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from partnerships.core.models import User


@dataclass(frozen=True)
class Counted:
    """All that ``counted_for_everybody`` tells of an organisation: its headline and two figures."""

    name: str
    group: str
    province: str
    count: int
    offices: int


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

    def counted_for_everybody(self, owner: str, *, most: int | None) -> tuple[list[Counted], int]:
        """How many of these records each ``owner`` has, by whomever kept: the first ``most``, and how many more.

        The one deliberate exception to the province rule: an organisation that nine provinces and the national office
        call upon should not be asked by each as if it were the first. Rows come as plain data, so that nothing but
        name, group, province and counts can leave: no key, no date, no words of the records that are counted.
        Archived owners are left out. ``offices`` counts the provinces behind the records, the national office as one.
        """
        found = (
            self.order_by()
            .filter(**{f"{owner}__archived_on__isnull": True})
            .values(
                who=F(f"{owner}__name"),
                group_name=F(f"{owner}__group__name"),
                at=F(f"{owner}__province__name"),
            )
            .annotate(
                number=Count("pk"),
                # Nought stands for the national office: an empty province would not be counted.
                offices=Count(Coalesce(F(f"{self.model.province_path}_id"), 0), distinct=True),
            )
        )
        rows = found.order_by("-number", "who", "at")[:most]
        counted = [
            Counted(row["who"], row["group_name"], row["at"] or "National", row["number"], row["offices"])
            for row in rows
        ]
        left_out = found.count() - most if most is not None and len(counted) == most else 0
        return counted, left_out

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


def provinces_seen_by(user: User) -> models.QuerySet[Any]:
    """The provinces whose records ``visible_to`` shows to this person."""
    provinces = Q() if user.is_national else Q(pk=user.province_id)
    return apps.get_model("core", "Province")._base_manager.filter(provinces)


def reads(person: str, province_id: str) -> str:
    """The rule of ``visible_to`` as a condition of SQL: a row of the table of people, and the province of a record."""
    return f"({person}.sphere = 'national' OR {province_id} IS NULL OR {person}.province_id = {province_id})"


def readers_of(province_id: int | None) -> Q:
    """The people to whom ``visible_to`` shows a record of that province; a national one is seen by all."""
    return Q() if province_id is None else Q(sphere="national") | Q(province=province_id)


def may_write_for(user: User, province_id: int | None) -> bool:
    """Whether ``editable_by`` would hold for a new record of that province; None is a national one."""
    return user.is_national or (province_id is not None and province_id == user.province_id)


def visible(model: type[Scoped]) -> Callable[[Any], models.QuerySet]:
    """Queryset argument for filters: only the choices that the request's user may see."""
    return lambda request: model.objects.visible_to(request.user)
