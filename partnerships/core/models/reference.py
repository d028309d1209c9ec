"""Lists that the Unit edits and the fixtures fill: known by a code, shown by a name, in a set order."""

from __future__ import annotations

from typing import Any, Self

from django.db import models


class ReferenceQuerySet(models.QuerySet[Any]):
    def get_by_natural_key(self, code: str) -> Any:
        return self.get(code=code)

    def in_use(self) -> Self:
        """What is still offered; retired entries stay for the records that name them."""
        return self.filter(is_active=True)

    def in_use_or(self, pk: int | None) -> Self:
        """The same, and the entry that a record names already."""
        return self.filter(models.Q(is_active=True) | models.Q(pk=pk))


class ReferenceItem(models.Model):
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(
        "in use", default=True, help_text="Retire an entry instead of deleting it: records may name it."
    )

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)
