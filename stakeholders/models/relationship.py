"""How stakeholders belong together: part of, member of, hosted by, funds, represents, each with its dates."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from partnerships.core.models import ReferenceItem, Versioned, tracked
from partnerships.core.scoping import Scoped, ScopedQuerySet
from stakeholders.models.stakeholder import Stakeholder


class RelationshipKind(ReferenceItem):
    """Read forwards by ``name`` (“is part of”) and backwards by ``reverse_name`` (“consists of”)."""

    reverse_name = models.CharField(max_length=200)
    # Of these the tree of an organisation is made, so they may not run in a circle.
    is_hierarchy = models.BooleanField("places one below the other", default=False)


class RelationshipQuerySet(ScopedQuerySet):
    def running_on(self, day: date) -> Self:
        return self.filter(
            Q(began_on__isnull=True) | Q(began_on__lte=day), Q(ended_on__isnull=True) | Q(ended_on__gt=day)
        )


@tracked
class Relationship(Scoped, Versioned):
    """``source`` stands in this relationship to ``target``; it is kept by whoever keeps the source."""

    province_path: ClassVar[str] = "source__province"

    source = models.ForeignKey(Stakeholder, models.PROTECT, related_name="relationships")
    kind = models.ForeignKey(RelationshipKind, models.PROTECT, related_name="relationships")
    target = models.ForeignKey(Stakeholder, models.PROTECT, related_name="relationships_to_it")
    began_on = models.DateField("from", null=True, blank=True)
    ended_on = models.DateField("until", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Any] = RelationshipQuerySet.as_manager()

    class Meta:
        ordering = ["kind__order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="relationship_of_two",
                condition=~Q(source=F("target")),
                violation_error_message="A stakeholder cannot stand in a relationship to itself. Choose another.",
            ),
            models.CheckConstraint(
                name="relationship_ends_after_it_began",
                condition=Q(began_on__isnull=True)
                | Q(ended_on__isnull=True)
                | Q(ended_on__gte=F("began_on")),
                violation_error_message="The relationship cannot end before it began.",
            ),
            models.UniqueConstraint(
                name="relationship_recorded_once",
                fields=["source", "kind", "target"],
                condition=Q(ended_on__isnull=True),
                violation_error_message="This relationship is recorded already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.target}"

    def is_running_on(self, day: date) -> bool:
        return (self.began_on is None or self.began_on <= day) and (
            self.ended_on is None or self.ended_on > day
        )
