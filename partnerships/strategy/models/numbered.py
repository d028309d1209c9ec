"""What the parts of the strategy have in common: a number path, a name, and one text for everybody who may read it."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Func, Q, Value

from partnerships.core.models import User, Versioned

PLACEHOLDER_HELP = "Marked until the Unit has entered the strategy's own wording."


def place(path: str = "code") -> Func:
    """The place of a number path among others: 1.9 comes before 1.10, which the alphabet would not know."""
    padded = Func(F(path), Value(r"(\d+)"), Value(r"0000\1"), Value("g"), function="regexp_replace")
    return Func(
        padded,
        Value(r"0*(\d{4})"),
        Value(r"\1"),
        Value("g"),
        function="regexp_replace",
        output_field=models.CharField(),
    )


class SharedQuerySet(models.QuerySet[Any]):
    """The strategy belongs to everybody: the two scopes exist so that its pages are of the same kinds as all others."""

    def visible_to(self, user: User) -> Self:
        """Everybody with the right to read it reads the same text."""
        return self.all()

    def editable_by(self, user: User) -> Self:
        """There is one text; the right to change it, which the Unit alone has, decides."""
        return self.all()


class Numbered(models.Model):
    """A named part with its number path, such as 1, 1.2 or 1.2.3."""

    code = models.CharField("number", max_length=12)
    name = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=0)
    is_placeholder = models.BooleanField("placeholder", default=False, help_text=PLACEHOLDER_HELP)

    class Meta:
        abstract = True
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_own_wording(self) -> bool:
        return not self.is_placeholder


class PartQuerySet(SharedQuerySet):
    def in_use(self) -> Self:
        """What the strategy in force holds; a retired part stays for the records that point to it."""
        return self.filter(retired_on=None)

    def in_use_or(self, *pks: int | None) -> Self:
        """The same, and the parts that a record points to already."""
        return self.filter(Q(retired_on=None) | Q(pk__in=[pk for pk in pks if pk]))


class Part(Numbered, Versioned):
    """A part of the strategy that keeps its identity through all versions: agreements, plans and figures point to it.

    Number, name and texts are those of the newest adopted version that has the part; what held on an earlier day is
    told by the wordings (``strategy.wording``). They change with an adoption and in no other way.
    """

    # The day from which on no version in force had this part any more.
    retired_on = models.DateField(null=True, blank=True, editable=False)

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta(Numbered.Meta):
        abstract = True
